/** What a REST call that failed said, as an Error. */

import { isProblem, Problem } from '../../model/errors.ts';
import { findJson, record } from './json.ts';
import { secondsToWait } from './response-source.ts';
import type { HttpAnswer, RestFailure } from './types.ts';

const EXCERPT = 2_000;

/**
 * A REST answer that is not a success. `code` is WordPress' own; `invalid_json` where the body holds
 * no JSON, `unexpected_redirect` for 3xx, `unknown_error` for JSON without a code.
 */
export class RestError extends Error implements RestFailure {
  override readonly name = 'RestError';
  readonly status: number;
  readonly code: string;
  readonly data: unknown;
  readonly body: unknown;
  readonly headers: Headers;
  readonly url: string;
  readonly excerpt: string;

  constructor(failure: RestFailure, options?: ErrorOptions) {
    super(failure.message, options);
    this.status = failure.status;
    this.code = failure.code;
    this.data = failure.data;
    this.body = failure.body;
    this.headers = failure.headers;
    this.url = failure.url;
    this.excerpt = failure.excerpt;
  }
}

/** The failure told by an answer: its status, REST code and message, headers and the start of its body. */
export function restErrorFrom(answer: HttpAnswer, options?: ErrorOptions): RestError {
  const body = findJson(answer.text);
  const json = record(body);
  return new RestError(
    {
      status: answer.status,
      code: codeOf(answer, json),
      message: typeof json?.message === 'string' ? json.message : `HTTP ${answer.status}`,
      data: json?.data ?? null,
      body,
      headers: answer.headers,
      url: answer.url,
      excerpt: answer.text.slice(0, EXCERPT),
    },
    options,
  );
}

/** The REST error code of an answer, or null where the answer is not a REST error. */
export function restCode(answer: HttpAnswer): string | null {
  const json = record(findJson(answer.text));
  return typeof json?.code === 'string' && typeof json.message === 'string' ? json.code : null;
}

function codeOf(answer: HttpAnswer, json: ReturnType<typeof record>): string {
  if (answer.status >= 300 && answer.status < 400) return 'unexpected_redirect';
  if (json === null) return 'invalid_json';
  return typeof json.code === 'string' && json.code !== '' ? json.code : 'unknown_error';
}

/** What a refused REST call says, in the switches' terms. */

/** True for what `Client.rest` rejects with when the site answered. */
export function isRestFailure(error: unknown): error is Error & RestFailure {
  return (
    error instanceof Error &&
    !(error instanceof Problem) &&
    'status' in error &&
    'excerpt' in error &&
    'code' in error
  );
}

/** True when REST does not tell the list of plugins, and somebody else may. */
export function isUnreadable(error: unknown): boolean {
  return (
    isRestFailure(error) || isProblem(error, 'rest-unavailable') || isProblem(error, 'cached-list')
  );
}

/**
 * The folders that a `plugin_missing_dependencies` answer names: `additional_data` (beside `data`)
 * holds `{ inactive: { slug: name }, not_installed: { slug: name } }`.
 */
export function missingDependencies(code: string, body: unknown): readonly string[] {
  if (code !== 'plugin_missing_dependencies') return [];
  const slugs = new Set<string>();
  collect(body, slugs);
  return [...slugs];
}

function collect(source: unknown, slugs: Set<string>): void {
  if (typeof source !== 'object' || source === null) return;
  for (const [key, value] of Object.entries(source)) {
    const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    if (key === 'inactive' || key === 'not_installed') for (const slug of names) slugs.add(slug);
    else collect(value, slugs);
  }
}

/** The problem behind a list that could not be read; anything else is given back as it is. */
export function toProblem(error: unknown): unknown {
  if (!isRestFailure(error)) return error;
  const { url, status, code, excerpt } = error;
  if (status === 429) {
    const facts = { url, retryAfterSeconds: secondsToWait(error) };
    return new Problem('rate-limited', facts, { cause: error });
  }
  if (status >= 500) {
    return new Problem(
      'server-error',
      { url, status, excerpt: excerpt.slice(0, 200) },
      { cause: error },
    );
  }
  return new Problem('rest-unavailable', { url, status, code }, { cause: error });
}
