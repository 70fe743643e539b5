/** What a REST call that failed said, as an Error. */

import { findJson, record } from './json.ts';
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
