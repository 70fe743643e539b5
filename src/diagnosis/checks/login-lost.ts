/** Does a login arrive where the failing request goes? What stands in front may drop cookies, or a header. */

import type { SessionFacts } from '../../model/facts/access.ts';
import type { CauseFacts } from '../../model/facts/no-plugin.ts';
import type { Found } from '../../model/findings.ts';
import type { Symptom } from '../../model/report.ts';
import { restRouteOf, tellable, withPlainPermalink } from '../../wordpress/http/urls.ts';
import { type AfterSearchInput, type DiagnosisInput, unexplained } from '../input.ts';
import { isPass, lookAgain } from '../reader.ts';

const NONCE_REFUSED = 'rest_cookie_invalid_nonce';

/**
 * True where WordPress itself says that it saw no login with a request of the session: the client has
 * renewed its nonce by then, and the session is good in wp-admin.
 */
export function seesNoLogin({ request, observed }: Symptom): boolean {
  if (request.as !== 'session' || restRouteOf(request.url) === null) return false;
  return observed.code === NONCE_REFUSED || observed.code === 'rest_not_logged_in';
}

/** What keeps the login away, where another way of sending the same request shows it; else null. */
export async function loginLost(input: DiagnosisInput): Promise<Found<SessionFacts> | null> {
  const { symptoms } = input;
  const lost = symptoms.filter(seesNoLogin);
  const [first] = lost;
  if (!first) return null;
  const { url } = first.request;
  const plain = withPlainPermalink(url);
  const by =
    plain !== null && (await works(first, plain, input))
      ? ('plain-address' as const)
      : (await works(first, await withNonce(url, input), input))
        ? ('nonce-in-address' as const)
        : null;
  if (by === null) return null;
  const explained = lost.map((symptom) => symptoms.indexOf(symptom));
  const facts = { kind: 'login-lost', by, url: tellable(url) } as const;
  return { check: 'session', result: 'cause', facts, explained };
}

/** A fresh nonce that is refused with every suspect off: neither a plugin nor the theme is known to do that. */
export async function nonceRefusedWithAllOff(input: AfterSearchInput): Promise<CauseFacts | null> {
  const found = unexplained(input).find(
    ({ symptom, observation }) =>
      symptom.request.as === 'session' && observation.observed.code === NONCE_REFUSED,
  );
  if (!found) return null;
  return { kind: 'login-lost', by: 'all-off', url: tellable(found.symptom.request.url) };
}

async function works(
  symptom: Symptom,
  url: string | null,
  input: DiagnosisInput,
): Promise<boolean> {
  if (url === null || symptom.request.method !== 'GET') return false;
  const { headers } = symptom.request;
  const answer = await lookAgain(input, { as: 'session', url, headers });
  return answer !== null && isPass(symptom, answer);
}

/** The address with a fresh nonce, as wp-admin gives it; null where it gives none. */
async function withNonce(url: string, input: DiagnosisInput): Promise<string | null> {
  if (input.address === null) return null;
  const from = `${input.address.siteUrl}wp-admin/admin-ajax.php?action=rest-nonce`;
  const nonce = (await lookAgain(input, { as: 'session', url: from }))?.text.trim() ?? '';
  if (!/^[0-9a-f]{10}$/.test(nonce)) return null;
  const signed = new URL(url);
  signed.searchParams.set('_wpnonce', nonce);
  return signed.href;
}
