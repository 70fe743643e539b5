/** An answer that ends a command, as a problem. */

import { Problem } from '../../model/errors.ts';
import { bodyText, pageSays, plainText } from './html.ts';
import { isRestFailure, restErrorIn } from './rest-error.ts';
import { retryAfterSeconds } from './retry.ts';
import type { HttpAnswer } from './types.ts';
import { tellable } from './urls.ts';

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
