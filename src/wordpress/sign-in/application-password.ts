/** Proving an application password, and telling why one is refused. */

import { Problem, type ProblemFacts } from '../../model/errors.ts';
import { isLocalHost } from '../../model/host-names.ts';
import { own } from '../../model/own-property.ts';
import type { WayClosed } from '../../model/prompts.ts';
import type { SiteLocation } from '../discover/site-address.ts';
import { basicRealm } from '../http/basic-auth.ts';
import { createClient } from '../http/client.ts';
import type { Connection } from '../http/connection.ts';
import { plainText } from '../http/html.ts';
import { record } from '../http/json.ts';
import { botChallenge } from '../http/response-source.ts';
import {
  ownCode,
  RestError,
  rateLimited,
  saysWrongPassword,
  serverError,
} from '../http/rest-error.ts';
import type { Client } from '../http/types.ts';
import { OWN_PASSWORDS, tellable } from '../http/urls.ts';
import { CAPABILITY, capabilitiesOf, type OnOpened } from './capabilities.ts';

/** What is to be proven. */
export type ApplicationPassword = {
  readonly address: SiteLocation;
  readonly connection: Connection;
  readonly user: string;
  readonly password: string;
  readonly signal?: AbortSignal;
  readonly onOpened?: OnOpened;
};

/** A proven credential: its client, and the login name where the site told it. */
export type ProvenCredential = { readonly client: Client; readonly name: string | null };

/**
 * Proves an application password: the site must let it list the plugins. Rejects with the `Problem`
 * that tells best why not. Core takes a wrong one silently for a stranger, so a refusal is compared
 * with what a stranger gets.
 */
export async function proveApplicationPassword(
  given: ApplicationPassword,
): Promise<ProvenCredential> {
  const { address, connection, user, password, signal } = given;
  if (connection.gateCovers(address.restRoot)) {
    throw refusedBecause('gate', { address, status: 401, code: null });
  }
  const credential = { identity: 'application-password', user, password } as const;
  const client = createClient({ connection, address, credential });
  const rights = await capabilitiesOf(client, signal, given.onOpened);
  if (rights.type === 'may-manage') return { client, name: rights.name };
  if (rights.type === 'may-not') {
    const { isAdministrator } = rights;
    const facts = {
      user,
      credential: credential.identity,
      capability: CAPABILITY,
      isAdministrator,
    };
    throw new Problem('not-allowed', facts);
  }
  throw await reasonOf(rights.failure, given);
}

/** True for what WordPress makes: 24 letters and digits, shown in groups of four. */
export function looksLikeApplicationPassword(password: string): boolean {
  return /^[a-z0-9]{24}$/i.test(password.replace(/\s/g, ''));
}

async function reasonOf(failure: RestError, given: ApplicationPassword): Promise<Problem> {
  const { address, user, password } = given;
  const { status, code } = failure;
  const url = tellable(failure.url);
  const mistaken = !looksLikeApplicationPassword(password);
  const by = botChallenge({ headers: failure.headers, text: failure.excerpt, status });
  if (by !== null) return new Problem('bot-challenge', { url, by });
  if (status === 429) return rateLimited(failure);
  if (mistaken && status === 401) {
    return new Problem('account-password-as-application-password', { user });
  }
  // A plugin that checks passwords itself, and knows no application passwords: core answers with 401.
  if (saysWrongPassword(code) && status !== 401) {
    return refusedBecause('blocked', { address, status, code });
  }
  switch (code) {
    case 'incorrect_password':
      return new Problem('wrong-password', {
        credential: 'application-password',
        user,
        said: said(failure),
      });
    case 'invalid_username':
    case 'invalid_email':
      return new Problem('unknown-user', { user, said: said(failure) });
    case 'wp_die': {
      // The answer of a plugin that wants a password of its own: no other credential gets past it.
      const { headers } = failure;
      const realm = basicRealm({ status, headers });
      if (realm === null) break;
      return new Problem('gate-closed', { url, realm, refused: false, byPlugin: true });
    }
    case 'application_passwords_disabled':
    case 'application_passwords_disabled_for_user':
      return refusedBecause('switched-off', { address, status, code });
  }
  if (status >= 500) return serverError({ ...failure, text: failure.excerpt });
  if (isTooOld(address)) return new Problem('wordpress-too-old', { url: address.home });
  if (status === 404 || (status === 200 && code === 'invalid_json')) {
    return new Problem('rest-unavailable', { url, status, code: ownCode(failure.code) });
  }
  return refusedBecause(await whyRefused(failure, given), {
    address,
    status,
    code: ownCode(failure.code),
  });
}

/**
 * True before WordPress 5.6, by its index: no application passwords, no plugins route (5.5), no Site
 * Health namespace. A plugin may hide one of them, hardly all three.
 */
function isTooOld({ rest, namespaces }: SiteLocation): boolean {
  if (rest?.type !== 'open' || namespaces.includes('wp-site-health/v1')) return false;
  return !rest.pluginsRoute && !rest.applicationPasswords;
}

type Why = ProblemFacts['application-passwords-refused']['why'];

async function whyRefused(failure: RestError, given: ApplicationPassword): Promise<Why> {
  const { address, connection, signal } = given;
  // Core never refuses a stranger with anything but 401.
  if (failure.status !== 401 || APP_BLOCKERS.has(failure.code)) return 'blocked';
  if (address.rest?.type === 'open' && !address.rest.applicationPasswords) {
    const { protocol, hostname } = new URL(address.restRoot);
    return protocol === 'http:' && !isLocalHost(hostname) ? 'no-https' : 'switched-off';
  }
  if (failure.code === 'rest_not_logged_in') return 'header-stripped-or-wrong';
  const stranger = createClient({ connection, address, credential: { identity: 'anonymous' } });
  const answer = await stranger
    .rest({ path: '/wp/v2/users/me', query: { context: 'edit' }, signal })
    .catch((error: unknown) => {
      if (error instanceof RestError) return error;
      throw error;
    });
  const same =
    answer instanceof RestError && answer.status === failure.status && answer.code === failure.code;
  return same ? 'same-as-anonymous' : 'blocked';
}

/** 401 codes of plugins that refuse right application passwords too. */
const APP_BLOCKERS: ReadonlySet<string> = new Set([
  'UNAUTHORIZED',
  'invalid_api_type',
  'simple-jwt-login-middleware',
  'rest_access_disabled',
  'wp_die',
]);

/** REST namespaces of plugins that are known to refuse application passwords. */
const SUSPECT_NAMESPACES: Readonly<Record<string, string>> = {
  'wordfence/v1': 'Wordfence',
  'ithemes-security/v1': 'Solid Security',
  'shield/v1': 'Shield Security',
  'simple-jwt-login/v1': 'Simple JWT Login',
};

function refusedBecause(
  why: Why,
  seen: { readonly address: SiteLocation; readonly status: number; readonly code: string | null },
): Problem {
  const { address, status, code } = seen;
  const named = address.namespaces.flatMap((namespace) => own(SUSPECT_NAMESPACES, namespace) ?? []);
  const suspects = why === 'no-https' || why === 'gate' ? [] : named;
  return new Problem('application-passwords-refused', { code, status, why, suspects });
}

/** WordPress' messages hold HTML. */
function said({ message }: RestError): string | null {
  const text = plainText(message);
  return text === '' ? null : text.slice(0, 300);
}

/** Taking back an application password, with nothing but that password itself. */

/** Revoking is a matter of two requests; a person who wants to leave does not wait for more. */
export const REVOKE_MS = 20_000;

/**
 * Revokes the application password of this client (WordPress 5.7: a password can be asked which one it
 * is). True when the site said that it is gone. Never rejects: what is left is told, not thrown.
 */
export async function revokeOwnPassword(client: Client, signal?: AbortSignal): Promise<boolean> {
  try {
    const { json } = await client.rest({ path: `${OWN_PASSWORDS}/introspect`, signal });
    const uuid = record(json)?.uuid;
    if (typeof uuid !== 'string' || !/^[\da-f-]{36}$/i.test(uuid)) return false;
    return await revokePassword(client, uuid, signal);
  } catch {
    return false;
  }
}

/** Revokes an application password of this client's user; true when the site says so. Rejects as the client does. */
export async function revokePassword(
  client: Client,
  uuid: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const gone = await client.rest({ method: 'DELETE', path: `${OWN_PASSWORDS}/${uuid}`, signal });
  return record(gone.json)?.deleted === true;
}

/** Why this site can take no application password; null where it may. Asks nothing of the site. */
export function whyNoApplicationPassword({
  address,
  connection,
}: {
  readonly address: SiteLocation;
  readonly connection: Connection;
}): WayClosed | null {
  const { protocol, hostname } = new URL(address.restRoot);
  if (connection.gateCovers(address.restRoot)) return 'gate';
  const secure = protocol === 'https:' || isLocalHost(hostname);
  const { rest } = address;
  switch (rest?.type) {
    case undefined:
      return null;
    case 'open':
      if (rest.applicationPasswords) return null;
      return secure ? 'not-offered' : 'no-https';
    case 'refused':
      return secure ? null : 'no-https';
    case 'absent':
      return 'not-offered';
  }
}
