/** Headers as they are given: the value itself, a variable of the environment, or a file. */

import type { Language } from '../language/language.ts';
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

/** Headers that this program sets itself, each request its own. */
const OWN = /^(?:accept|origin|referer|content-.*)$/;

/**
 * `Name: value`, `Name: @env:VARIABLE` or `Name: @FILE`; `@@` stands for an @ of the value. Throws
 * `bad-option`, which tells no value.
 */
function readGivenHeader(t: Language, typed: string, flag: HeaderFlag): GivenHeader {
  const [name, written] = splitHeader(t, typed, flag);
  if (!written.startsWith('@')) return { name, value: readHeader(t, typed, flag)[1] };
  if (written.startsWith('@@'))
    return { name, value: headerValue(t, name, written.slice(1), flag) };
  const [, variable] = /^@env:(.*)$/s.exec(written) ?? [];
  if (variable === undefined && written.length > 1) return { name, path: written.slice(1) };
  if (variable !== undefined && /^[^\s=\0]+$/.test(variable)) return { name, variable };
  throw bad(
    t.__(
      '%(flag)s %(name)s: write env:VARIABLE or the name of a file after @. Write @@ for a value that starts with @.',
      { flag, name },
    ),
  );
}

/** A header of the failing request; refuses credentials that are typed: arguments are no place for them. */
export function readRequestHeader(t: Language): (typed: string) => GivenHeader {
  return (typed) => {
    const given = readGivenHeader(t, typed, '--header');
    const { name } = given;
    if ('value' in given && isCredential(name)) {
      throw bad(
        t.__(
          '--header "%(name)s: ..." is a credential, and every program on this machine can read arguments. Use --as application-password or --as session, or write "%(name)s: @env:VARIABLE".',
          { name },
        ),
      );
    }
    return given;
  };
}

/** A header for every request to the site. Throws `bad-option` for one that this program sets itself. */
export function readSiteHeader(t: Language): (typed: string) => GivenHeader {
  return (typed) => {
    const given = readGivenHeader(t, typed, '--site-header');
    const { name } = given;
    const lower = name.toLowerCase();
    const isOwn = OWN.test(lower) || isCredential(lower) || lower === TRACE_HEADER.toLowerCase();
    if (!isOwn) return given;
    throw bad(t.__('--site-header cannot set %(name)s: wp-bisect sets it itself.', { name }));
  };
}

/** The values that the command line and the environment have. Throws `bad-option` for a variable that is not set. */
export function readHeaders(
  t: Language,
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
        const { variable } = given;
        throw bad(
          t.__('%(flag)s %(name)s: the environment variable %(variable)s has no value.', {
            flag,
            name,
            variable,
          }),
        );
      }
      headers.push([name, headerValue(t, name, value, flag)]);
      hidden.push(value);
      variables.push(given.variable);
    }
  }
  if (flag === '--site-header') {
    hidden.push(...headers.flatMap(([name, value]) => (isUserAgent(name) ? [] : value)));
  }
  return { headers, files, hidden: [...new Set(hidden)], variables };
}

/** It is no secret, and the failing request may have one of its own beside that of all others. */
function isUserAgent(name: string): boolean {
  return name.toLowerCase() === 'user-agent';
}

/** Throws `bad-option` where a name is given twice, by one flag or by both: then one would win silently. */
export function refuseTwice(
  t: Language,
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
    if (before === flag) throw bad(t.__('%(flag)s %(name)s is given twice.', { flag, name }));
    if (before !== undefined && !isUserAgent(name)) {
      throw bad(
        t.__('%(one)s and %(other)s both set %(name)s. Give one of them.', {
          one: before,
          other: flag,
          name,
        }),
      );
    }
    names.set(name.toLowerCase(), flag);
  }
}
