/** Reads one argument each: the value, or an InvalidArgumentError that says what it looks like. */

import { InvalidArgumentError } from 'commander';
import { Problem } from '../model/errors.ts';
import type { RequestOption } from './options.ts';

/** Methods that read. Anything else would be carried out by every probe that passes. */
export const READING = ['GET', 'HEAD', 'OPTIONS'];

/** Headers that are credentials: they are built from the environment's secrets, never typed. */
const SECRET_HEADERS = ['authorization', 'proxy-authorization', 'cookie', 'x-wp-nonce'];

/** Any text that is not empty. */
export function text(typed: string): string {
  const trimmed = typed.trim();
  if (trimmed === '') throw new InvalidArgumentError('It is empty.');
  return trimmed;
}

/** A user name; refuses `name:password`. */
export function userName(typed: string): string {
  if (!typed.includes(':')) return text(typed);
  throw bad(
    '--user and --gate take the user name only: arguments can be read by every program on this machine. Put the password into the environment (see --help), or leave it out and it is asked for.',
  );
}

/** A whole number within limits. */
export function whole(least: number, most: number): (typed: string) => number {
  return (typed) => {
    const value = /^\d+$/.test(typed.trim()) ? Number(typed) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
  };
}

/** `--repeat`: a number, or `auto`. */
export function repeat(typed: string): number | 'auto' {
  if (typed === 'auto') return typed;
  const value = /^\d+$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  if (value >= 1 && value <= 100) return value;
  throw new InvalidArgumentError('It is a whole number from 1 to 100, or auto.');
}

/** `--request`: `GET /path`, `/path`, or with a full URL. */
export function request(typed: string): RequestOption {
  const [, method = 'GET', target = ''] = /^(?:([A-Za-z]+)\s+)?(\S+)$/.exec(typed.trim()) ?? [];
  const known = [...READING, 'POST', 'PUT', 'PATCH', 'DELETE'];
  if (known.includes(method.toUpperCase()) && /^(?:\/|https?:\/\/)/i.test(target)) {
    return { method: method.toUpperCase(), target };
  }
  throw new InvalidArgumentError('It looks like "GET /wp-json/wp/v2/posts".');
}

/** `--header`: RFC 9110, 5.1 and 5.5; refuses credentials. */
export function header(typed: string): readonly [string, string] {
  // RFC 9110, 5.1 and 5.5: a token, a colon, visible characters and spaces.
  const [, name, value] =
    /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(typed) ?? [];
  if (name === undefined || value === undefined) {
    throw bad('--header takes "Name: value", such as --header "Accept-Language: de".');
  }
  if (SECRET_HEADERS.includes(name.toLowerCase())) {
    throw bad(
      `--header "${name}: ..." is a credential, and arguments can be read by every program on this machine. Use --as application-password or --as session.`,
    );
  }
  return [name, value.trim()];
}

/** `--fails-on`: statuses as numbers, REST codes as strings. */
export function failsOn(typed: string): readonly (number | string)[] {
  const parts = typed.split(',').map((part) => part.trim());
  return parts.map((part) => {
    if (/^[1-5]\d\d$/.test(part)) return Number(part);
    if (/^[a-z][\w-]*$/i.test(part)) return part;
    throw new InvalidArgumentError(
      'It is a list of HTTP statuses and REST codes: 401,rest_login_required.',
    );
  });
}

/** A command-line mistake, in words. */
export function bad(message: string): Problem<'bad-option'> {
  return new Problem('bad-option', { message });
}
