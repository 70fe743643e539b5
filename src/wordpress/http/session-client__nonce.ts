/** The REST nonce of a session (wp-admin/includes/ajax-actions.php, wp_ajax_rest_nonce). */

import type { Send } from './basic-auth.ts';
import type { SiteAddress } from './types.ts';
import { leadsToLogin } from './urls.ts';

/** What the site said when asked for a nonce: one, that nobody is signed in, or nothing usable. */
export type NonceAnswer =
  | { readonly type: 'nonce'; readonly nonce: string }
  | { readonly type: 'signed-out' }
  | { readonly type: 'unknown'; readonly status: number };

/** An onboarding page hijacks wp-admin once after its plugin was switched on: ask again. */
const TRIES = 3;

/** Asks for a fresh nonce. Plugins that print before the answer do not hide it. */
export async function readNonce(
  send: Send,
  address: SiteAddress,
  options: { readonly loginUrl?: string; readonly signal?: AbortSignal } = {},
): Promise<NonceAnswer> {
  const url = `${address.siteUrl}wp-admin/admin-ajax.php?action=rest-nonce`;
  let status = 0;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const answer = await send({ url, headers: { Accept: '*/*' }, signal: options.signal });
    status = answer.status;
    const nonce = /(?:^|[^0-9a-z])([0-9a-f]{10})\s*$/.exec(answer.text)?.[1];
    if (status === 200 && nonce !== undefined) return { type: 'nonce', nonce };
    if (status === 400 && /(?:^|\D)0\s*$/.test(answer.text)) return { type: 'signed-out' };
    if (leadsToLogin(answer.headers.get('location'), url, options.loginUrl)) {
      return { type: 'signed-out' };
    }
    // An error of the server says nothing of the session either.
    if (status < 300 || (status > 399 && status < 500)) break;
  }
  return { type: 'unknown', status };
}
