/** A login that does not arrive, in words. */

import type { Language } from '../language/language.ts';
import type { LoginLost } from '../model/facts/access.ts';
import { safeUrl } from './format.ts';

/** What shows that the login does not arrive, and what to do. */
export function loginLostWords(
  t: Language,
  facts: { readonly by: LoginLost; readonly url: string },
): { readonly evidence: string; readonly meaning: string; readonly advice: string } {
  const url = safeUrl(facts.url);
  const meaning = t.__('Neither a plugin nor the theme is known to do that.');
  switch (facts.by) {
    case 'plain-address':
      return {
        evidence: t.__(
          'WordPress sees no login at %(url)s. The same request works in the form ?rest_route=, with the same cookies and nonce.',
          { url },
        ),
        meaning,
        advice: t.__(
          'Something in front of WordPress (a proxy, a cache, a CDN) drops the cookies of requests to that address. Have it pass cookies on to the REST API, and keep its copies from signed-in users.',
        ),
      };
    case 'nonce-in-address':
      return {
        evidence: t.__(
          'WordPress sees no login at %(url)s. The same request works with the nonce in its address, so the header X-WP-Nonce does not arrive.',
          { url },
        ),
        meaning,
        advice: t.__(
          'Something in front of WordPress (a proxy, a firewall, a CDN) drops the header X-WP-Nonce. Have it pass the header on.',
        ),
      };
    case 'all-off':
      return {
        evidence: t.__(
          'WordPress refuses a nonce that it has just made (%(code)s) at %(url)s, with every plugin off.',
          { code: 'rest_cookie_invalid_nonce', url },
        ),
        meaning,
        advice: t.__(
          'The cookies of the login do not arrive there, or two servers have different keys. Look for a proxy or cache that drops cookies, and compare the keys and salts in wp-config.php of every server.',
        ),
      };
  }
}
