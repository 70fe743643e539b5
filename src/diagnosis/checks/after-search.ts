/** The credentials and the gate again, once every plugin is cleared: what is worthless then, is so by no plugin. */

import type { CauseFacts } from '../../model/facts/no-plugin.ts';
import { own } from '../../model/own-property.ts';
import { offersApplicationPasswords, STATIC_FILE } from '../../wordpress/discover/recognise.ts';
import { HEADER_TEST, headerArrives, parseChallenges } from '../../wordpress/http/basic-auth.ts';
import { hostOf } from '../../wordpress/http/header-marks.ts';
import { record } from '../../wordpress/http/json.ts';
import { saysWrongPassword } from '../../wordpress/http/rest-error.ts';
import type { HttpAnswer } from '../../wordpress/http/types.ts';
import { OWN_PASSWORDS } from '../../wordpress/http/urls.ts';
import { isTakenForVisitor, tokenReaders } from '../fingerprints.ts';
import { type AfterSearchInput, read, readRest, runsNoHook, unexplained } from '../input.ts';
import { isServer } from '../response-origin.ts';

/** Codes that WordPress gives when application passwords do not exist (wp-includes/user.php). */
const OFF: Readonly<Record<string, 'switched-off' | 'for-this-user'>> = {
  application_passwords_disabled: 'switched-off',
  application_passwords_disabled_for_user: 'for-this-user',
};

/**
 * An application password that no plugin refuses: wrong, switched off by something that is no plugin,
 * or never seen by PHP because the server drops the Authorization header.
 */
export async function refusedWithAllOff(input: AfterSearchInput): Promise<CauseFacts | null> {
  const found = unexplained(input).find(
    ({ symptom }) => symptom.request.as === 'application-password',
  );
  if (!found || !input.refused?.includes('application-password')) return null;
  const { code } = found.observation.observed;
  if (saysWrongPassword(code)) {
    return { kind: 'wrong-credentials', code, noneExists: null, certain: true };
  }
  const off = (code !== null && own(OFF, code)) || (await whySwitchedOff(input));
  if (off) {
    return { kind: 'application-passwords-off', why: off, mustUse: input.mustUse ?? [] };
  }
  const noneExists = await userHasNone(input);
  if (noneExists) return { kind: 'wrong-credentials', code, noneExists, certain: true };
  const header = await readHeaderTest(input);
  if (header.arrives === false) {
    return { kind: 'authorization-header-stripped', server: header.server };
  }
  return { kind: 'wrong-credentials', code, noneExists, certain: header.arrives === true };
}

/**
 * A bearer token that means nothing to the site with every suspect off: the plugins that read tokens stay
 * on, so they do not accept it; or there is none, and WordPress itself reads no token.
 */
export async function unreadToken(input: AfterSearchInput): Promise<CauseFacts | null> {
  const found = unexplained(input).find(({ symptom }) => symptom.request.as === 'bearer');
  if (!found || !isTakenForVisitor(found.observation.observed)) return null;
  const { code } = found.observation.observed;
  const readers = tokenReaders(input.plugins);
  const why = readers.length > 0 ? 'not-accepted' : 'unread';
  const app = { credential: 'bearer', why, readers } as const;
  return { kind: 'wrong-credentials', code, noneExists: null, certain: false, app };
}

/** Why application passwords do not exist; null when they do, or when nobody can tell. */
async function whySwitchedOff(
  input: AfterSearchInput,
): Promise<'no-https' | 'switched-off' | 'for-this-user' | null> {
  const asSession = await readRest(input, 'session', OWN_PASSWORDS);
  const code = record(asSession?.json)?.code;
  if (typeof code === 'string' && own(OFF, code) === 'for-this-user') return 'for-this-user';
  const index = (await offered(input, 'anonymous')) ?? (await offered(input, 'session'));
  const isOff = (typeof code === 'string' && own(OFF, code) !== undefined) || index === false;
  if (!isOff) return null;
  return input.address.home.startsWith('https:') ? 'switched-off' : 'no-https';
}

/** Whether the index offers application passwords (wp-includes/rest-api.php); null: it does not say. */
async function offered(
  input: AfterSearchInput,
  as: 'anonymous' | 'session',
): Promise<boolean | null> {
  const index = await readRest(input, as, '/');
  return index?.status === 200 ? offersApplicationPasswords(index.json) : null;
}

/** True when the signed-in user has no application password; null when that cannot be read. */
async function userHasNone(input: AfterSearchInput): Promise<boolean | null> {
  const list = await readRest(input, 'session', OWN_PASSWORDS);
  return list?.status === 200 && Array.isArray(list.json) ? list.json.length === 0 : null;
}

async function readHeaderTest(
  input: AfterSearchInput,
): Promise<{ readonly arrives: boolean | null; readonly server: string | null }> {
  const { route, headers } = HEADER_TEST;
  const test = await readRest(input, 'session', route, headers);
  const server = test?.answer.headers.get('server') ?? null;
  return { arrives: test && headerArrives(test.status, test.json), server };
}

/** The gate again, once every plugin is cleared: the server answers in place of WordPress. */

/**
 * The server asks for a password, or refuses, before WordPress runs: its own error page, or a 401 for
 * a static file of WordPress, where no PHP is involved.
 */
export async function server(input: AfterSearchInput): Promise<CauseFacts | null> {
  const found = unexplained(input).find(
    ({ observation: { observed } }) => observed.challenges.length > 0 || isServer(observed.layer),
  );
  if (!found) return null;
  const { observed } = found.observation;
  const isServersPage = isServer(observed.layer);
  const file = await staticFile(input);
  const staticFiles = file?.status === 401;
  if (!staticFiles && !isServersPage) return null;

  const { url } = found.symptom.request;
  const challenges = observed.challenges.length > 0 ? observed.challenges : challengesOf(file);
  const name = observed.layer ?? serverName(file);
  if (challenges.length > 0) {
    return {
      kind: 'server-basic-auth',
      url,
      realm: challenges[0]?.realm ?? null,
      server: name,
      staticFiles,
      mayBeLeftover: runsNoHook(input.switchKind) && !staticFiles,
    };
  }
  return { kind: 'server', url, status: observed.status, server: name, host: hostOf(file) };
}

/** An answer without a REST code that WordPress would have given one: something in front of it. */
export async function notWordPress(input: AfterSearchInput): Promise<CauseFacts | null> {
  const [first] = unexplained(input);
  if (!first || first.observation.observed.code !== null) return null;
  const file = await staticFile(input);
  if (file?.status !== 401 && file?.status !== 403) return null;
  const { url } = first.symptom.request;
  const { status } = first.observation.observed;
  return { kind: 'server', url, status, server: serverName(file), host: hostOf(file) };
}

function staticFile(input: AfterSearchInput): Promise<HttpAnswer | null> {
  const url = input.address.siteUrl + STATIC_FILE;
  return read(input, 'anonymous', url);
}

function challengesOf(answer: HttpAnswer | null) {
  return parseChallenges(answer?.headers.get('www-authenticate') ?? null);
}

function serverName(answer: HttpAnswer | null): string | null {
  return answer?.headers.get('server')?.split(/[/ ]/)[0] || null;
}
