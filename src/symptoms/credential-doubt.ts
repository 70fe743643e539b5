/**
 * Is a refused application password a symptom, or simply wrong? Core treats a wrong one as no
 * credential at all (wp-includes/rest-api.php, `rest_application_password_check_errors`), so the
 * refusal looks the same. A search on a wrong password would switch plugins off for nothing.
 */

import type { SymptomRequest } from '../model/report.ts';
import { offersApplicationPasswords } from '../wordpress/discover/recognise.ts';
import { HEADER_TEST, headerArrives } from '../wordpress/http/header-test.ts';
import { findJson } from '../wordpress/http/json.ts';
import { saysWrongPassword } from '../wordpress/http/rest-error.ts';
import type { SiteAddress } from '../wordpress/http/types.ts';
import { restUrl } from '../wordpress/http/urls.ts';
import { type Asked, type Asking, askOnce } from './ask.ts';

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
export async function doubtCredential(
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
  const own = await ask('/wp/v2/users/me/application-passwords', address, asking);
  const list = own.answer?.status === 200 ? findJson(own.answer.text) : undefined;
  if (!Array.isArray(list)) return null;
  if (list.length === 0) return doubt('none-exists');
  return doubt((await isHeaderStripped(address, asking)) ? 'header-stripped' : 'wrong');
}

/** Whether the index that was asked for offers application passwords; null: not told. */
export function offeredBy(index: Asked | null): boolean | null {
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
