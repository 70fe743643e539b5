/** A password gate of the server in front of the site (RFC 7617). */

import { Problem } from '../../model/errors.ts';
import type { Challenge } from '../../model/report.ts';
import { record } from './json.ts';
import { restCode } from './rest-error.ts';
import type { HttpAnswer, HttpRequest, Send } from './types.ts';

/** What opens a gate. */
export type GateCredentials = {
  readonly user: string;
  readonly password: string;
  /** False where the password must not go: then `plain-http-refused` is thrown. Default: anywhere. */
  readonly mayUse?: (url: URL) => boolean;
};

/** The Authorization value for Basic, in UTF-8 (RFC 7617, 2.1). */
export function basicAuth(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

/** A gate: opens what it covers, and knows what that is. */
export type Gate = {
  /** Wraps `send`: the gate's credentials go only where the server asked for them. */
  open(send: Send): Send;
  /** True when the server was seen asking for the gate's credentials at this URL or above it. */
  covers(url: string): boolean;
};

/**
 * The gate with these credentials. They are sent only after a Basic challenge, then for everything
 * below that path at once (RFC 7617, 2.2), as browsers do: where there is no gate, WordPress would
 * take them for an application password and answer differently.
 */
export function createGate(credentials: GateCredentials): Gate {
  const spaces = new Set<string>();
  const authorization = basicAuth(credentials.user, credentials.password);
  const covers = (url: string) => [...spaces].some((space) => url.startsWith(space));
  return {
    covers,
    open: (send) => async (request) => {
      if (hasAuthorization(request)) return send(request);
      const opened = {
        ...request,
        headers: { ...request.headers, Authorization: authorization },
      };
      if (covers(request.url)) return send(opened);
      const answer = await send(request);
      // A REST error with a challenge (WooCommerce sends one) is WordPress', not the server's.
      if (basicRealm(answer) === null || restCode(answer) !== null) return answer;
      const url = new URL(request.url);
      if (credentials.mayUse?.(url) === false) {
        throw new Problem('plain-http-refused', { host: url.hostname });
      }
      const second = await send(opened);
      if (basicRealm(second) === null) spaces.add(spaceOf(request.url));
      return second;
    },
  };
}

/** The realm of the Basic challenge of a refusal, whatever its status (empty when unnamed); null when it has none. */
export function basicRealm(answer: Pick<HttpAnswer, 'status' | 'headers'>): string | null {
  if (answer.status < 400) return null;
  const challenges = parseChallenges(answer.headers.get('www-authenticate'));
  const basic = challenges.find(({ scheme }) => scheme.toLowerCase() === 'basic');
  return basic === undefined ? null : (basic.realm ?? '');
}

/** True when the request brings its own Authorization header. */
export function hasAuthorization(request: HttpRequest): boolean {
  return Object.keys(request.headers ?? {}).some((name) => name.toLowerCase() === 'authorization');
}

/**
 * What a challenge is about. Guides guard wp-login.php alone: to take that for everything beside it would
 * send the password to the whole site.
 */
function spaceOf(url: string): string {
  const { origin, pathname } = new URL(url);
  const isOneFile = /\/[^/]+\.php$/.test(pathname) && !pathname.includes('/wp-admin/');
  return origin + (isOneFile ? pathname : pathname.slice(0, pathname.lastIndexOf('/') + 1));
}

/** The challenges of a WWW-Authenticate (or Proxy-Authenticate) header. */

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y;
const QUOTED = /"((?:[^"\\]|\\[\s\S])*)(?:"|\\?$)/y;
const BLANK = /[ \t]*/y;
const SEPARATORS = /[ \t,]*/y;
const EQUALS = /[ \t]*=[ \t]*/y;
const ANOTHER_WORD = /[ \t]+[^\s,="]+/y;
/** `name=` ahead: what makes a word after blanks a scheme, where no comma says so. */
const PARAMETER_AHEAD = /[ \t]+[!#$%&'*+\-.^_`|~0-9A-Za-z]+[ \t]*=[ \t]*[^=,\s]/y;

/**
 * Every challenge of a WWW-Authenticate header, in order (RFC 9110, 11.6.1): several in one line,
 * bare schemes, token68 credentials, quoted realms with escapes. What is malformed is skipped: the
 * words of an unquoted realm, or of one with bare quotes inside (nginx escapes none), are no schemes.
 */
export function parseChallenges(header: string | null): readonly Challenge[] {
  const text = header ?? '';
  const challenges: { scheme: string; realm: string | null }[] = [];
  let at = 0;
  let separated = true;
  const read = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };

  const readValue = (): string => {
    const quoted = read(QUOTED)?.[1];
    if (quoted !== undefined) return quoted.replace(/\\([\s\S])/g, '$1');
    let words = read(TOKEN)?.[0] ?? '';
    for (;;) {
      const before = at;
      const word = read(ANOTHER_WORD);
      if (word === null) return words;
      if (isAhead(text, at, EQUALS) || isAhead(text, at, PARAMETER_AHEAD)) {
        at = before;
        return words;
      }
      words += word[0];
    }
  };
  const skipSeparators = () => {
    if (read(SEPARATORS)?.[0].includes(',')) separated = true;
  };

  for (skipSeparators(); at < text.length; skipSeparators()) {
    const name = read(TOKEN)?.[0];
    if (name === undefined) {
      at += 1;
      continue;
    }
    const current = challenges.at(-1);
    if (current !== undefined && read(EQUALS) !== null) {
      const value = readValue();
      if (name.toLowerCase() === 'realm') current.realm ??= fromUtf8(value);
      separated = false;
      continue;
    }
    if (!separated && !isAhead(text, at, PARAMETER_AHEAD)) continue;
    challenges.push({ scheme: name, realm: null });
    separated = false;
    read(BLANK);
    // A token68 stands alone before the next comma; `realm=x` and a following scheme do not.
    if (text[at] !== ',') read(TOKEN68);
  }
  return challenges;
}

function isAhead(text: string, at: number, pattern: RegExp): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** Headers arrive as Latin-1; a realm that was sent as UTF-8 (nginx sends the bytes it was given) is decoded. */
function fromUtf8(value: string): string {
  if (!/[\x80-\xff]/.test(value) || /[^\0-\xff]/.test(value)) return value;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}

/** Site Health's own test of the Authorization header (wp-includes/rest-api, `wp-site-health/v1`). */

/** Where it is, and the user and password (`user:pwd`) that it expects to see (class-wp-site-health.php). */
export const HEADER_TEST = {
  route: '/wp-site-health/v1/tests/authorization-header',
  headers: { Authorization: 'Basic dXNlcjpwd2Q=' },
} as const;

/**
 * Whether the header arrived; null for anything but the test's own answer. "invalid" means that another
 * header came and "missing" that none did, but the labels are translated: only `good` tells.
 */
export function headerArrives(status: number, json: unknown): boolean | null {
  const test = record(json);
  if (status !== 200 || test?.test !== 'authorization_header') return null;
  return test.status === 'good';
}
