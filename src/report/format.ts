/** Bits that every sentence shares: requests, answers, reasons, and text made safe to print. */

import { styleText } from 'node:util';
import type { Language } from '../language/language.ts';
import type { OtherWay, ProblemCode, ProblemFacts } from '../model/errors.ts';
import type {
  Identity,
  Observed,
  Pin,
  SwitchKind,
  Symptom,
  SymptomRequest,
} from '../model/report.ts';
import { maskSecrets } from '../model/secrets.ts';

/** A moment as a person reads it: `2026-01-15 10:00 UTC`; as it is where it is none. */
export function moment(iso: string): string {
  return clean(iso, 40).replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):[\d.]+Z$/, '$1 $2 UTC');
}

// What a site sends is printed on a terminal: no escape sequences, no line breaks and nothing
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
 * A URL as one word of a command that you type on your own computer: the same text holds in sh, cmd
 * and PowerShell. What is special in any of them even within double quotes is percent-encoded.
 */
export function urlWord(url: string): string {
  const safe = safeUrl(url).replaceAll(
    /["$`\\!'^]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return /^[\w./:@~+-]+$/.test(safe) ? safe : `"${safe}"`;
}

/** What brings a site's plugins back: a command to type on your own computer. */
export function restoreCommandFor(site: string): string {
  return `wp-bisect ${urlWord(site)} --restore`;
}

/** The path of a URL on the site, with its query: what a person recognises. */
export function pathOf(url: string): string {
  const safe = safeUrl(url);
  return safe.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '') || '/';
}

/** What fails, in one line: the request, or what you see and where. */
export function symptomTitle(t: Language, { request, described }: Symptom): string {
  if (described === undefined) return requestLine(t, request);
  return t.__('"%(described)s" at %(url)s, checked by you', {
    described: clean(described, 160),
    url: safeUrl(request.url),
  });
}

/**
 * True where the answer that was seen is the failure. A request that was named and works just now is
 * looked at all the same: it may come and go.
 */
export function isSeenFailing({ failsOn, observed, described }: Symptom): boolean {
  const { status, code } = observed;
  if (described !== undefined || failsOn.includes(status)) return true;
  // A refusal in the body of a success.
  return code !== null && (status < 300 || failsOn.includes(code));
}

/** `GET /wp-json/wp/v2/posts anonymously`; and where it led when everything was on. */
export function requestLine(t: Language, request: SymptomRequest): string {
  const line = senderLine(t, request);
  const { leadsTo } = request;
  return leadsTo === undefined ? line : withRedirect(t, line, pathOf(leadsTo));
}

/** The same for an answer while plugins are off, when it may lead elsewhere. */
export function repeatedLine(t: Language, request: SymptomRequest): string {
  const line = senderLine(t, request);
  return request.leadsTo === undefined
    ? line
    : t.__('%(request)s, redirects followed', { request: line });
}

/** A request as `line`, and where its redirects led when everything was on. */
export function withRedirect(t: Language, line: string, place: string): string {
  // translators: %(request)s is a request and its sender: GET / anonymously
  return t.__('%(request)s, leading to %(place)s', { request: line, place });
}

function senderLine(t: Language, { method, url, as, payload }: SymptomRequest): string {
  const request = `${clean(method, 20)} ${pathOf(url)}`;
  const lines: Readonly<Record<Identity, string>> = {
    // translators: %(request)s is a method and a path: GET /wp-json/wp/v2/posts
    anonymous: t.__('%(request)s anonymously', { request }),
    'application-password': t.__('%(request)s with the application password', { request }),
    session: t.__('%(request)s signed in', { request }),
    'woocommerce-keys': t.__('%(request)s with the WooCommerce keys', { request }),
    bearer: t.__('%(request)s with the bearer token', { request }),
  };
  return withBody(t, lines[as], payload);
}

/** A request as `line`, and how long its body is; what is in the body is told nowhere. */
export function withBody(t: Language, line: string, payload: SymptomRequest['payload']): string {
  if (payload === undefined) return line;
  return t._n(
    // translators: %(request)s is a request and its sender: POST /wp-json/wp/v2/posts signed in
    '%(request)s, with a body of %(count)s byte',
    '%(request)s, with a body of %(count)s bytes',
    payload.size,
    { request: line },
  );
}

/** The status with what explains it, and where a redirect leads: `302, Location: https://a.test/wp-login.php`. */
export function answerLine(t: Language, observed: Observed): string {
  return [statusLine(t, observed), ...locationIn(observed)].join(', ');
}

/** `401 rest_login_required`, `401, Basic "Staging"`, `no answer`. */
export function statusLine(t: Language, observed: Observed): string {
  const status = observed.status === 0 ? t.__('no answer') : `${observed.status}`;
  const challenges = observed.challenges.map(({ scheme, realm }) =>
    realm === null ? clean(scheme, 40) : `${clean(scheme, 40)} "${clean(realm, 60)}"`,
  );
  const code = observed.code === null ? status : `${status} ${clean(observed.code, 80)}`;
  return [code, ...challenges].join(', ');
}

/** Where a redirect leads, without its query, which says where it came from. */
function locationIn({ status, location }: Observed): readonly string[] {
  if (location === undefined || status < 300 || status > 399) return [];
  return [`Location: ${clean(safeUrl(location.replace(/[?#].*$/s, '')), 120)}`];
}

/** A switch by name, with what it means. */
export function switchName(t: Language, kind: SwitchKind | 'none'): string {
  const names: Readonly<Record<SwitchKind | 'none', string>> = {
    isolated: t.__('isolated (a Health Check session; visitors notice nothing)'),
    admin: t.__('admin (the plugins page of wp-admin)'),
    rest: t.__('rest (the REST API, one plugin at a time)'),
    'wp-cli': t.__('wp-cli (WP-CLI writes the list of active plugins)'),
    none: t._x('none', 'way of switching plugins'),
  };
  return names[kind];
}

/** Why some plugins were left alone, in a sentence. */
export function pinReason(t: Language, why: Pin['why'], plugins: number): string {
  switch (why) {
    case 'kept':
      return t.__('Kept on, as you asked.');
    case 'not-asked-for':
      return t.__('You asked to test other plugins.');
    case 'network-active':
      return t._n(
        'It is active for the whole network, and one site must not switch it off.',
        'They are active for the whole network, and one site must not switch them off.',
        plugins,
      );
    case 'hazard':
      return t._n(
        'Switching it off is known to lose data or protection.',
        'Switching them off is known to lose data or protection.',
        plugins,
      );
    case 'unreachable':
      return t._n('This switch cannot reach it.', 'This switch cannot reach them.', plugins);
    case 'carries-the-switch':
      return t._n('This run needs it to get in.', 'This run needs them to get in.', plugins);
    case 'needed-by-request':
      return t._n('The failing request needs it.', 'The failing request needs them.', plugins);
    case 'required-by-pinned':
      return t._n('A plugin that stays on needs it.', 'Plugins that stay on need them.', plugins);
  }
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

/** Names of plugins by id; the id itself where none is known. */
export type NameOf = (plugin: string) => string;

/** Where the person gives what is missing: on the command line and in the environment, or in the program, which asks. */
export type CredentialSource = 'beforehand' | 'asked';

/** The sentences of some problems; the compiler asks for each of them. */
export type Sentences<C extends ProblemCode> = {
  readonly [Code in C]: (
    t: Language,
    facts: ProblemFacts[Code],
    given: CredentialSource,
    other: OtherWay,
  ) => Sentence;
};
