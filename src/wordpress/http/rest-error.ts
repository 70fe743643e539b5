/** What a call that failed said: the one reader of REST errors, and the same as an Error or a problem. */

import { isProblem, Problem } from '../../model/errors.ts';
import { bodyText, pageSays, plainText } from './html.ts';
import { findJson, record } from './json.ts';
import { isHtml } from './response-source.ts';
import { retryAfterSeconds } from './retry.ts';
import type { HttpAnswer, RestFailure } from './types.ts';
import { tellable } from './urls.ts';

const EXCERPT = 2_000;
/** Codes are names; a longer one is none. */
const LONGEST_CODE = 200;

/** True for what core says of an application password that is wrong; core says it with 401. */
export function saysWrongPassword(code: string | null): boolean {
  return code !== null && /^(?:incorrect_password|invalid_username|invalid_email)$/.test(code);
}

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
      message: messageIn(json) ?? `HTTP ${answer.status}`,
      data: json?.data ?? null,
      body,
      headers: answer.headers,
      url: answer.url,
      excerpt: answer.text.slice(0, EXCERPT),
    },
    options,
  );
}

function codeOf(answer: HttpAnswer, json: Json): string {
  if (answer.status >= 300 && answer.status < 400) return 'unexpected_redirect';
  if (json === null) return 'invalid_json';
  return errorIn(json)?.code ?? 'unknown_error';
}

/** A REST error as a body tells it. */
export type ErrorInBody = {
  readonly code: string;
  readonly message: string | null;
  /** The status that the body names; null where it names none. */
  readonly status: number | null;
  /** Codes of errors stacked behind the first one (`additional_errors`, wp-includes/rest-api.php). */
  readonly alsoCodes: readonly string[];
  /** True for code, message and `data.status` together, and for `wp_die()`: only WordPress writes that. */
  readonly isWordPress: boolean;
};

/**
 * The REST error in a body, behind PHP notices if need be. Knows core's form
 * (`{code, message, data: {status}}`) and three that plugins use: `{error: "UNAUTHORIZED", ...}`,
 * `{success: false, data: {type | errorCode, message}}`, `{statusCode, code}`.
 */
export function restErrorIn(answer: Pick<HttpAnswer, 'headers' | 'text'>): ErrorInBody | null {
  if (isHtml(answer) && !answer.text.includes('{')) return null;
  return errorIn(record(findJson(answer.text)));
}

/**
 * The code of an error that only WordPress' REST server writes; null for everything else, also for a plugin's own
 * form: servers and proxies in front of WordPress send the like.
 */
export function restCode(answer: HttpAnswer): string | null {
  const error = restErrorIn(answer);
  return error?.isWordPress ? error.code : null;
}

type Json = ReturnType<typeof record>;

function errorIn(body: Json): ErrorInBody | null {
  const data = record(body?.data);
  const code = text(body?.code) ?? text(data?.type) ?? text(body?.error) ?? text(data?.code);
  if (code === null) return null;
  const status = statusIn(data?.status);
  const isWhole = text(body?.code) !== null && typeof body?.message === 'string';
  return {
    code: code.slice(0, LONGEST_CODE),
    message: messageIn(body),
    status: status ?? statusIn(body?.status) ?? statusIn(body?.statusCode),
    alsoCodes: list(body?.additional_errors).flatMap((entry) => text(record(entry)?.code) ?? []),
    isWordPress: isWhole && (status !== null || code === 'wp_die'),
  };
}

function messageIn(body: Json): string | null {
  return text(body?.message) ?? text(body?.error_description) ?? text(record(body?.data)?.message);
}

/** A status as plugins write it into `WP_Error`: a number, or one in quotes. */
function statusIn(value: unknown): number | null {
  if (typeof value === 'string' && /^\d{3}$/.test(value)) return Number(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
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

/** True for what WordPress, or a plugin in its form, says to somebody whom it does not know or does not let in. */
export function isRefusedAccount({ status, code }: Pick<RestFailure, 'status' | 'code'>): boolean {
  return (status === 401 || status === 403) && ownCode(code) !== null;
}

/** The code that the site itself gave; null for those that stand for an answer without one, of a firewall perhaps. */
export function ownCode(code: string): string | null {
  return NO_CODE.has(code) ? null : code;
}

/** What a failure is called whose answer has no code. */
const NO_CODE: ReadonlySet<string> = new Set([
  'invalid_json',
  'unexpected_redirect',
  'unknown_error',
]);

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

/** An answer that ends a command, as a problem. */

const LONGEST = 300;

/** An error of the server with its own words, at most 300 characters: a REST message, or what its page says. */
export function serverError(
  answer: Pick<HttpAnswer, 'url' | 'status' | 'headers' | 'text'>,
  options?: ErrorOptions,
): Problem<'server-error'> {
  const { url, status, text } = answer;
  const message = restErrorIn(answer)?.message;
  const said = message ? plainText(message) : (pageSays(text) ?? bodyText(text));
  return new Problem(
    'server-error',
    { url: tellable(url), status, excerpt: said.slice(0, LONGEST) },
    options,
  );
}

/** A site that asks for fewer requests, and for how long. */
export function rateLimited(
  { url, headers }: Pick<HttpAnswer, 'url' | 'headers'>,
  options?: ErrorOptions,
): Problem<'rate-limited'> {
  const seconds = retryAfterSeconds(headers, Date.now());
  return new Problem('rate-limited', { url: tellable(url), retryAfterSeconds: seconds }, options);
}

/** The problem behind a list that could not be read; anything else is given back as it is. */
export function toProblem(error: unknown): unknown {
  if (!isRestFailure(error)) return error;
  const { url, status, code } = error;
  if (status === 429) return rateLimited(error, { cause: error });
  if (status >= 500) return serverError({ ...error, text: error.excerpt }, { cause: error });
  return new Problem('rest-unavailable', { url, status, code }, { cause: error });
}
