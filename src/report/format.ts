/** Bits that every sentence shares: numbers, durations, lists, requests, and text made safe to print. */

import { styleText } from 'node:util';
import type { ProblemCode, ProblemFacts } from '../model/errors.ts';
import type {
  Identity,
  Observed,
  Pin,
  SwitchKind,
  Symptom,
  SymptomRequest,
} from '../model/report.ts';
import { maskSecrets } from '../model/secrets.ts';

/** `1 plugin`, `3 plugins`; `more` where adding an s is wrong. */
export function count(n: number, one: string, more = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : more}`;
}

/** `a`, `a and b`, `a, b and c`; empty for none. */
export function list(items: readonly string[], last = 'and'): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;
}

/** A moment as a person reads it: `2026-01-15 10:00 UTC`; as it is where it is none. */
export function moment(iso: string): string {
  return clean(iso, 40).replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):[\d.]+Z$/, '$1 $2 UTC');
}

/** Seconds as a person says them: `0.4 s`, `12 s`, `2 min 5 s`, `1 h 3 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${(Math.round(seconds * 10) / 10).toString()} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  return minutes % 60 === 0
    ? `${Math.floor(minutes / 60)} h`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A forecast in seconds, rounded so that it promises nothing: `about 20 s`, `about 3 min`. */
export function roughly(seconds: number): string {
  if (seconds <= 5) return 'a few seconds';
  if (seconds < 55) return `about ${Math.ceil(seconds / 5) * 5} s`;
  const minutes = Math.max(1, Math.round(seconds / 60));
  return minutes < 60 ? `about ${minutes} min` : `about ${duration(minutes * 60)}`;
}

// What a site sends is printed on somebody's terminal: no escape sequences, no line breaks and nothing
// invisible may get through (C0, C1, zero-width and bidirectional controls, tags, fillers, halves of
// characters). Variation selectors stay: they only choose how a visible character looks.
const INVISIBLE =
  '\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u3164\\uffa0\\u{e0000}-\\u{e0fff}';
const UNSAFE = new RegExp(`[\\p{Cc}${INVISIBLE}]+`, 'gu');
const UNSAFE_IN_JSON = new RegExp(`[\\u007f-\\u009f${INVISIBLE}]`, 'gu');

/** Text from a site, safe on a terminal and on one line, at most `most` characters. */
export function clean(text: string, most = 300): string {
  const safe = text
    .slice(0, 16 * most) // a name of megabytes is not worth the time
    .replace(UNSAFE, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  const characters = [...safe];
  return characters.length <= most ? safe : `${characters.slice(0, most - 1).join('')}…`;
}

/** Servers refuse longer ones. */
const LONGEST_URL = 8_000;

/** JSON text that shows nothing invisible on a terminal: what `clean` removes is escaped in it. */
export function visibleJson(json: string): string {
  return json.replace(UNSAFE_IN_JSON, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** A URL without secrets: user info and the values of parameters named like one are masked. */
export function safeUrl(url: string): string {
  return clean(maskSecrets(url.slice(0, LONGEST_URL)), 2000);
}

/**
 * A URL as one word of a command that the person types on their own computer: the same text holds in sh, cmd
 * and PowerShell. What is special in any of them even within double quotes is percent-encoded.
 */
export function urlWord(url: string): string {
  const safe = safeUrl(url).replaceAll(
    /["$`\\!'^]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return /^[\w./:@~+-]+$/.test(safe) ? safe : `"${safe}"`;
}

/** The path of a URL on the site, with its query: what a person recognises. */
export function pathOf(url: string): string {
  const safe = safeUrl(url);
  return safe.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '') || '/';
}

const SENDERS: Readonly<Record<Identity, string>> = {
  anonymous: 'anonymously',
  'application-password': 'with the application password',
  session: 'signed in',
  'woocommerce-keys': 'with the WooCommerce keys',
  bearer: 'with the bearer token',
};

/** Who sends a request, after "GET /path". */
function sender(identity: Identity): string {
  return SENDERS[identity];
}

/** What fails, in one line: the request, or what a person sees and where. */
export function symptomTitle({ request, described }: Symptom): string {
  return described === undefined
    ? requestLine(request)
    : `"${clean(described, 160)}" at ${safeUrl(request.url)}, judged by hand`;
}

/** `GET /wp-json/wp/v2/posts anonymously`. */
export function requestLine(request: SymptomRequest): string {
  const line = `${clean(request.method, 20)} ${pathOf(request.url)} ${sender(request.as)}`;
  return line + bodyWords(request);
}

/** `, with a body of 12 bytes`; what is in it is told nowhere. */
export function bodyWords({ payload }: SymptomRequest): string {
  return payload === undefined ? '' : `, with a body of ${payload.size} bytes`;
}

/** `401 rest_login_required`, `401, Basic "Staging"`, `no answer`. */
export function answerLine(observed: Observed): string {
  const status = observed.status === 0 ? 'no answer' : `${observed.status}`;
  const challenges = observed.challenges.map(({ scheme, realm }) =>
    realm === null ? clean(scheme, 40) : `${clean(scheme, 40)} "${clean(realm, 60)}"`,
  );
  const code = observed.code === null ? status : `${status} ${clean(observed.code, 80)}`;
  return [code, ...challenges].join(', ');
}

const SWITCHES: Readonly<Record<SwitchKind | 'none', string>> = {
  isolated: 'isolated (a Health Check session; visitors notice nothing)',
  admin: 'admin (the plugins page of wp-admin)',
  rest: 'rest (the REST API, one plugin at a time)',
  'wp-cli': 'wp-cli (the list of active plugins, written by WP-CLI)',
  none: 'none',
};

/** A switch by name, with what it means. */
export function switchName(kind: SwitchKind | 'none'): string {
  return SWITCHES[kind];
}

const PINS: Readonly<Record<Pin['why'], string>> = {
  kept: 'kept on at your request',
  'not-asked-for': 'not among the plugins you asked for',
  'network-active': 'active for the whole network; one site must not switch it off',
  hazard: 'known to lose data or protection when it is switched off',
  unreachable: 'this switch cannot reach it',
  'carries-the-switch': 'this run needs it to get in',
  'needed-by-request': 'it serves the failing request',
  'required-by-pinned': 'needed by a plugin that stays on',
};

/** Why a plugin was left alone. */
export function pinReason(why: Pin['why']): string {
  return PINS[why];
}

/** Folder (or file) of a plugin, as WP-CLI names it: `akismet/akismet` -> `akismet`. */
export function folderOf(plugin: string): string {
  return plugin.split('/')[0] ?? plugin;
}

/** The colours of the text front ends; every function returns its text unchanged when switched off. */
export type Paint = {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
};

/** Colours, or plain text where `color` is false. */
export function createPaint(color: boolean): Paint {
  const paint = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    // Whether colour fits the stream is the caller's decision: stderr may be a terminal while stdout is not.
    color ? styleText(format, text, { validateStream: false }) : text;
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    good: paint('green'),
    bad: paint('red'),
    warn: paint('yellow'),
  };
}

/** What is the case, then what to do about it. Plain text, safe to print. */
export type Sentence = { readonly fact: string; readonly remedy: string };

/**
 * Where the person gives what is missing: on the command line and in the environment, or in the program
 * itself, which asks.
 */
export type Given = 'beforehand' | 'asked';

/** The sentences of some problems; the compiler asks for each of them. */
export type Sentences<C extends ProblemCode> = {
  readonly [Code in C]: (facts: ProblemFacts[Code], given: Given) => Sentence;
};
