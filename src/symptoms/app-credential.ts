/**
 * Is an app's own credential the reason for the refusal? WooCommerce and the JWT plugins say so with a
 * code of their own. A search on a wrong key would switch plugins off for nothing.
 */

import { isProblem } from '../model/errors.ts';
import { isReadOnly } from '../model/http-methods.ts';
import { type AppIdentity, isAppIdentity, type Observed } from '../model/report.ts';
import type { Asked, Asking } from './ask.ts';
import { judge } from './verdict.ts';

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
export async function doubtAppCredential(
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
