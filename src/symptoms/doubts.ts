/** Credentials that are in doubt: such failures of a survey are told, and no plugin is searched for them. */

import { isProblem } from '../model/errors.ts';
import { isReadOnly } from '../model/http-methods.ts';
import {
  type AppIdentity,
  isAppIdentity,
  type Observed,
  type SymptomRequest,
} from '../model/report.ts';
import { offersApplicationPasswords } from '../wordpress/discover/recognise.ts';
import { HEADER_TEST, headerArrives } from '../wordpress/http/basic-auth.ts';
import { findJson } from '../wordpress/http/json.ts';
import { saysWrongPassword } from '../wordpress/http/rest-error.ts';
import type { SiteAddress } from '../wordpress/http/types.ts';
import { OWN_PASSWORDS, restUrl } from '../wordpress/http/urls.ts';
import { type Asked, type Asking, askOnce } from './ask.ts';
import type { Answered } from './questions.ts';
import { judge } from './verdict.ts';

/** What tells a credential's own failure. */
type Doubting = {
  readonly address: SiteAddress;
  /** What the site does with a new application password; absent where none may be made. */
  readonly tryFreshPassword?: () => Promise<'taken' | 'refused' | 'unknown'>;
};

/** The credentials that fail by themselves, whoever is asked. */
export async function doubtsAbout(
  answered: readonly Answered[],
  options: Doubting,
  asking: Asking,
): Promise<readonly (CredentialDoubt | AppCredentialDoubt)[]> {
  const ofApps = await doubtsOfApps(
    answered.map(({ asked }) => asked),
    asking,
  );
  const refused = answered.find(
    ({ candidate, asked }) =>
      candidate.topic === 'credential' &&
      asked.request.as === 'application-password' &&
      asked.observation.verdict === 'fails',
  );
  if (!refused) return ofApps;
  const index = answered.find(({ candidate }) => candidate.topic === 'rest-index');
  const doubt = await doubtCredential(refused.asked, index?.asked ?? null, options.address, asking);
  // Core refuses nobody's password with anything but 401: whoever does is worth a search.
  const isOpen = refused.asked.observation.observed.status === 401;
  const proven = isOpen ? await provenBy(doubt, index?.asked ?? null, options) : doubt;
  return proven ? [proven, ...ofApps] : ofApps;
}

/** A new password that is taken proves the given one wrong; one that is refused, too, clears it. */
async function provenBy(
  doubt: CredentialDoubt | null,
  index: Asked | null,
  { tryFreshPassword }: Doubting,
): Promise<CredentialDoubt | null> {
  const mayBeWrong = doubt === null || doubt.why === 'wrong';
  if (!mayBeWrong || offeredBy(index) === false) return doubt;
  const verdict = await tryFreshPassword?.();
  if (verdict === 'refused') return null;
  if (verdict !== 'taken') return doubt;
  return { type: 'credential-doubtful', credential: 'application-password', why: 'wrong' };
}

/** Each credential of an app is doubted once. */
export async function doubtsOfApps(
  asked: readonly Asked[],
  asking: Asking,
): Promise<readonly AppCredentialDoubt[]> {
  const doubts: AppCredentialDoubt[] = [];
  for (const each of asked) {
    const { as } = each.request;
    const isNew = !doubts.some(({ credential }) => credential === as);
    // A plugin that reads tokens may refuse them with 400, which is open to everybody else.
    const mayTell = isNew && each.observation.observed.code !== null;
    const doubt = mayTell ? await doubtAppCredential(each, asking) : null;
    if (doubt) doubts.push(doubt);
  }
  return doubts;
}

/** True for a failure of the credential that is doubted. */
export function isDoubted(asked: Asked, doubt: CredentialDoubt | AppCredentialDoubt): boolean {
  return asked.request.as === doubt.credential && asked.observation.verdict === 'fails';
}

/** True where what was answered is what the credential is doubted for: it is told once. */
export function isItsOwn(
  { request, observation }: Asked,
  doubt: CredentialDoubt | AppCredentialDoubt,
): boolean {
  return (
    request.as === doubt.credential && 'code' in doubt && observation.observed.code === doubt.code
  );
}

/**
 * Is an app's own credential the reason for the refusal? WooCommerce and the JWT plugins say so with a
 * code of their own. A search on a wrong key would switch plugins off for nothing.
 */

/** What is wrong with an app's credential. */
export type AppCredentialDoubt = {
  readonly type: 'credential-doubtful';
  readonly credential: AppIdentity;
  readonly why: 'wrong' | 'expired' | 'read-only' | 'write-only' | 'not-allowed' | 'not-configured';
  readonly code: string;
};

/**
 * The doubt about the credential of one refused request; null where the refusal may come from anybody
 * else. Asks WooCommerce once more, by a read, where its answer fits a deleted key as well as a header
 * that was lost on the way: it tells them apart when the key comes in the address.
 */
async function doubtAppCredential(
  { request, observation }: Asked,
  asking: Asking,
): Promise<AppCredentialDoubt | null> {
  const { as } = request;
  const { observed } = observation;
  if (!isAppIdentity(as) || observed.code === null) return null;
  const told = whyRefused(as, observed);
  if (told !== null) {
    return { type: 'credential-doubtful', credential: as, why: told, code: observed.code };
  }
  const signed = asking.clients[as]?.inAddress;
  const isNobody = observed.status === 401 && CANNOT.test(observed.code);
  if (!signed || !isNobody || !isReadOnly(request.method)) return null;
  const answer = await signed({ ...request, signal: asking.signal }).catch((error: unknown) => {
    if (isProblem(error)) return null;
    throw error;
  });
  if (answer === null) return null;
  const second = judge({ request, failsOn: [401] }, answer).observed;
  const why = whyRefused(as, second);
  if (why === null || second.code === null) return null;
  return { type: 'credential-doubtful', credential: as, why, code: second.code };
}

/** What an answer says of the credential itself; null: nothing. */
function whyRefused(
  as: AppIdentity,
  { status, code, message }: Observed,
): AppCredentialDoubt['why'] | null {
  const words = message ?? '';
  if (as === 'woocommerce-keys') {
    // One code for everything; the words are translated, so an unknown one is "wrong".
    // To somebody signed in WooCommerce says no with 403, to a visitor with 401.
    if (status === 403 && code !== null && CANNOT.test(code)) return 'not-allowed';
    if (code !== 'woocommerce_rest_authentication_error') return null;
    if (/write permissions/i.test(words)) return 'read-only';
    return /read permissions/i.test(words) ? 'write-only' : 'wrong';
  }
  if (code === null) return null;
  if (code === 'jwt_auth_bad_config') return 'not-configured';
  if (!REFUSED_TOKEN.test(code)) return null;
  return /expired/i.test(`${code} ${words}`) ? 'expired' : 'wrong';
}

const CANNOT = /^woocommerce_rest_cannot_/;

/** Codes of JWT and OAuth plugins (RFC 6750, 3.1) for a token that was read and is not good. */
const REFUSED_TOKEN =
  /^(?:jwt_auth_(?:invalid_token|expired_token|obsolete_token|bad_iss|user_not_found|invalid_signature)|simple-jwt-login-middleware|invalid_token|INVALID_TOKEN_FORMAT|SEGMENT_FAULT|expired_token|token_expired|rest_(?:invalid|expired)_token)$/;

/**
 * Is a refused application password a symptom, or simply wrong? Core treats a wrong one as no
 * credential at all (wp-includes/rest-api.php, `rest_application_password_check_errors`), so the
 * refusal looks the same. A search on a wrong password would switch plugins off for nothing.
 */

/** Why a refused application password is not examined. */
export type CredentialDoubt = {
  readonly type: 'credential-doubtful';
  readonly credential: 'application-password';
  readonly why: 'wrong' | 'none-exists' | 'header-stripped';
};

/**
 * Asks the site, as the session where there is one, whether the password could work at all. Null:
 * something refuses it (or nothing is known), which is worth a search.
 */
async function doubtCredential(
  refused: Asked,
  index: Asked | null,
  address: SiteAddress,
  asking: Asking,
): Promise<CredentialDoubt | null> {
  const { code, status } = refused.observation.observed;
  if (saysWrongPassword(code) && status === 401) return doubt('wrong');
  // Anything but what a visitor gets there was said by somebody: a plugin's own refusal.
  if (status !== 401 || code !== 'rest_not_logged_in') return null;
  if (!asking.clients.session || offeredBy(index) === false) return null;

  // Switched off for the site or for this user: 501. Otherwise the list of those that exist.
  const own = await ask(OWN_PASSWORDS, address, asking);
  const list = own.answer?.status === 200 ? findJson(own.answer.text) : undefined;
  if (!Array.isArray(list)) return null;
  if (list.length === 0) return doubt('none-exists');
  return doubt((await isHeaderStripped(address, asking)) ? 'header-stripped' : 'wrong');
}

/** Whether the index that was asked for offers application passwords; null: not told. */
function offeredBy(index: Asked | null): boolean | null {
  const { answer } = index ?? {};
  return answer?.status === 200 ? offersApplicationPasswords(findJson(answer.text)) : null;
}

async function isHeaderStripped(address: SiteAddress, asking: Asking): Promise<boolean> {
  const { answer } = await ask(HEADER_TEST.route, address, asking, HEADER_TEST.headers);
  return answer !== null && headerArrives(answer.status, findJson(answer.text)) === false;
}

function ask(
  route: string,
  address: SiteAddress,
  asking: Asking,
  headers: Readonly<Record<string, string>> = {},
): Promise<Asked> {
  const url = restUrl(address, route);
  const request: SymptomRequest = { method: 'GET', url, as: 'session', headers };
  return askOnce(request, asking);
}

function doubt(why: CredentialDoubt['why']): CredentialDoubt {
  return { type: 'credential-doubtful', credential: 'application-password', why };
}
