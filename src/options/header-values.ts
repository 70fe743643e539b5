/** Headers as they are given: the value itself, a variable of the environment, or a file. */

import {
  type Header,
  headerValue,
  isCredential,
  readHeader,
  splitHeader,
} from '../symptoms/parse-request.ts';
import { TRACE_HEADER } from '../wordpress/tracer/header.ts';
import { bad } from './arguments.ts';
import type { HeaderFile } from './options.ts';

/** The two flags that take headers. */
export type HeaderFlag = '--header' | '--site-header';

/** One header as typed. Where it is kept elsewhere, the value is a secret. */
export type GivenHeader = { readonly name: string } & (
  | { readonly value: string }
  | { readonly variable: string }
  | { readonly path: string }
);

/** Headers with their values, as far as the environment has them. */
export type ReadHeaders = {
  readonly headers: readonly Header[];
  /** Those whose value is in a file. */
  readonly files: readonly HeaderFile[];
  /** Values that are told nowhere. */
  readonly hidden: readonly string[];
  /** The variables that were read: they hold secrets. */
  readonly variables: readonly string[];
};

/** Headers that this program sets itself. */
const OWN = /^(?:user-agent|accept|origin|referer|content-.*)$/;

/**
 * `Name: value`, `Name: @env:VARIABLE` or `Name: @FILE`; `@@` stands for an @ of the value. Throws
 * `bad-option`, which tells no value.
 */
export function readGivenHeader(typed: string, flag: HeaderFlag): GivenHeader {
  const [name, written] = splitHeader(typed, flag);
  if (!written.startsWith('@')) return { name, value: readHeader(typed, flag)[1] };
  if (written.startsWith('@@')) return { name, value: headerValue(name, written.slice(1), flag) };
  const [, variable] = /^@env:(.*)$/s.exec(written) ?? [];
  if (variable === undefined && written.length > 1) return { name, path: written.slice(1) };
  if (variable !== undefined && /^[^\s=\0]+$/.test(variable)) return { name, variable };
  throw bad(
    `${flag} ${name}: after @ comes env:VARIABLE or the name of a file. Write @@ for an @ of the value.`,
  );
}

/** A header of the failing request; refuses credentials that are typed: arguments are no place for them. */
export function readRequestHeader(typed: string): GivenHeader {
  const given = readGivenHeader(typed, '--header');
  if ('value' in given && isCredential(given.name)) {
    throw bad(
      `--header "${given.name}: ..." is a credential, and arguments can be read by every program on this machine. Use --as application-password or --as session, or "${given.name}: @env:VARIABLE".`,
    );
  }
  return given;
}

/** A header for every request to the site. Throws `bad-option` for one that this program sets itself. */
export function readSiteHeader(typed: string): GivenHeader {
  const given = readGivenHeader(typed, '--site-header');
  const name = given.name.toLowerCase();
  const isOwn = OWN.test(name) || isCredential(name) || name === TRACE_HEADER.toLowerCase();
  if (!isOwn) return given;
  throw bad(`--site-header cannot set ${given.name}: wp-bisect sets it itself.`);
}

/** The values that the command line and the environment have. Throws `bad-option` for a variable that is not set. */
export function readHeaders(
  all: readonly GivenHeader[],
  flag: HeaderFlag,
  env: Readonly<Record<string, string | undefined>>,
): ReadHeaders {
  const headers: Header[] = [];
  const files: HeaderFile[] = [];
  const hidden: string[] = [];
  const variables: string[] = [];
  for (const given of all) {
    const { name } = given;
    if ('path' in given) files.push({ flag, name, path: given.path });
    else if ('value' in given) headers.push([name, given.value]);
    else {
      const value = Object.hasOwn(env, given.variable) ? env[given.variable]?.trim() : undefined;
      if (!value) {
        throw bad(`${flag} ${name}: the environment variable ${given.variable} is not set.`);
      }
      headers.push([name, headerValue(name, value, flag)]);
      hidden.push(value);
      variables.push(given.variable);
    }
  }
  if (flag === '--site-header') hidden.push(...headers.map(([, value]) => value));
  return { headers, files, hidden: [...new Set(hidden)], variables };
}

/** Throws `bad-option` where a name is given twice, by one flag or by both: then one would win silently. */
export function refuseTwice(
  headers: readonly GivenHeader[],
  siteHeaders: readonly GivenHeader[],
): void {
  const names = new Map<string, HeaderFlag>();
  const all = [
    ...headers.map(({ name }) => ['--header', name] as const),
    ...siteHeaders.map(({ name }) => ['--site-header', name] as const),
  ];
  for (const [flag, name] of all) {
    const before = names.get(name.toLowerCase());
    if (before === flag) throw bad(`${flag} ${name} is given twice`);
    if (before !== undefined)
      throw bad(`${before} and ${flag} both set ${name}. Give one of them.`);
    names.set(name.toLowerCase(), flag);
  }
}
