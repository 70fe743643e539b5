/** JSON in a body that plugins have written into. */

import { parseJson } from '../../model/parse-json.ts';

const STRING = /"[^"\\\r\n]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\r\n]*)*"/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;
const SPACE = /[ \t\r\n]*/y;

/** PHP's own limit for nested JSON. */
const DEEPEST = 512;

/** No place in a body: WordPress nests nothing so deep, so such a body is not looked at any further. */
const TOO_DEEP = -1;

/** More than any body is long. */
const AT_AN_EDGE = 2 ** 40;

/**
 * The JSON object or array of a body, behind (or before) PHP notices and HTML; undefined when there
 * is none. Braces inside a notice do not fool it: a value at either edge of the body beats one in
 * the middle, and of two the longer one is taken.
 */
export function findJson(text: string): unknown {
  return locate(text)?.value;
}

/** The same as it is written in the body, for what must be sent back unchanged. */
export function findJsonText(text: string): string | undefined {
  return locate(text)?.written;
}

type Located = { readonly value: unknown; readonly written: string; readonly rank: number };

function locate(text: string): Located | undefined {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const first = skip(SPACE, body, 0);
  const last = body.trimEnd().length;
  const hopeless = new Set<number>();
  let best: Located | undefined;
  for (let start = nextBracket(body, 0); start !== -1; ) {
    // What lies behind is not asked about again: the set stays as small as values nest.
    const end = hopeless.delete(start) ? -1 : endOfValue(body, start, hopeless);
    if (hopeless.has(TOO_DEEP)) break;
    const rank = end - start + (start === first || end === last ? AT_AN_EDGE : 0);
    if (end !== -1 && rank > (best?.rank ?? 0)) {
      const written = body.slice(start, end);
      const value = parseJson(written);
      if (value !== undefined) best = { value, written, rank };
    }
    start = nextBracket(body, end === -1 ? start + 1 : end);
  }
  return best;
}

/** The value as an object with members; null for lists, scalars and nothing. */
export function record(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}

function nextBracket(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const c = text[at];
    if (c === '{' || c === '[') return at;
  }
  return -1;
}

/**
 * Where the JSON value at `at` ends; -1 when there is no valid value. Brackets that were open when
 * it failed go to `hopeless`: starting at them would fail at the same place.
 */
function endOfValue(text: string, at: number, hopeless: Set<number>, depth = 0): number {
  const c = text[at];
  if (c === '"') return match(STRING, text, at);
  if (c !== '{' && c !== '[') return match(SCALAR, text, at);
  if (depth >= DEEPEST) hopeless.add(TOO_DEEP);
  const end = depth < DEEPEST ? endOfContainer(text, at, hopeless, depth) : -1;
  if (end === -1 && depth > 0) hopeless.add(at);
  return end;
}

function endOfContainer(text: string, at: number, hopeless: Set<number>, depth: number): number {
  const close = text[at] === '{' ? '}' : ']';
  let next = skip(SPACE, text, at + 1);
  if (text[next] === close) return next + 1;
  for (;;) {
    if (close === '}') {
      const colon = match(STRING, text, next);
      if (colon === -1) return -1;
      next = skip(SPACE, text, colon);
      if (text[next] !== ':') return -1;
      next = skip(SPACE, text, next + 1);
    }
    const end = endOfValue(text, next, hopeless, depth + 1);
    if (end === -1) return -1;
    next = skip(SPACE, text, end);
    if (text[next] === close) return next + 1;
    if (text[next] !== ',') return -1;
    next = skip(SPACE, text, next + 1);
  }
}

function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

function skip(pattern: RegExp, text: string, at: number): number {
  return Math.max(at, match(pattern, text, at));
}
