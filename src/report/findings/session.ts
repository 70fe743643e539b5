/** Logins and their cookies, in words. */

import type { Language } from '../../language/language.ts';
import type { LoginLost, SessionFacts, SessionIssue } from '../../model/facts/access.ts';
import { clean, safeUrl } from '../format.ts';
import type { FindingWords } from './words.ts';

/** In seconds. */
const DAY = 86_400;

/** How long a login lasts, and whether its cookies come back. */
export function sessionWords(t: Language, facts: SessionFacts): FindingWords {
  if (facts.kind === 'session-unknown') {
    return {
      evidence:
        facts.why === 'no-site'
          ? t.__('The site was not reached.')
          : t.__('The login page set no cookie to look at.'),
      meaning: t.__('It is unknown how long a login lasts.'),
      advice: '',
    };
  }
  if (facts.kind === 'login-lost') return loginLostWords(t, facts);
  const lasts = lifeOf(t, facts);
  const php = facts.phpSession
    ? t.__(
        "PHP's own session cookie (PHPSESSID) was seen: a plugin uses PHP sessions, WordPress itself does not. If what that plugin keeps gets lost, look at session.gc_maxlifetime and session.cookie_lifetime in php.ini.",
      )
    : t.__(
        "WordPress does not use PHP sessions, and no plugin was seen using them (no PHPSESSID), so php.ini's session settings do not matter here.",
      );
  const words = facts.issues.map((issue) => issueWords(t, issue));
  if (words.length === 0) {
    return {
      evidence: `${lasts} ${t.__('Domain, path and security of the cookies fit the address.')}`,
      meaning: `${t.__('Lost logins are not the cause.')} ${php}`,
      advice: '',
    };
  }
  return {
    evidence: [...words.map(({ evidence }) => evidence), lasts].join(' '),
    meaning: [...words.map(({ meaning }) => meaning), php].join(' '),
    advice: words.map(({ advice }) => advice).join(' '),
  };
}

function lifeOf(
  t: Language,
  { lifeSeconds, keptSeconds }: Extract<SessionFacts, { kind: 'session-seen' }>,
): string {
  if (lifeSeconds === null) {
    return t.__(
      'The check saw only the cookies of the login page, not of a login, so it does not know how long one lasts (WordPress: 2 days, with "Remember Me" 14 days).',
    );
  }
  const lasts = lifeWords(t, lifeSeconds);
  if (keptSeconds !== null) return lasts;
  const forgets = t.__(
    'The browser forgets it when you close it ("Remember Me" makes it 14 days).',
  );
  return `${lasts} ${forgets}`;
}

function lifeWords(t: Language, seconds: number): string {
  return seconds < DAY
    ? t.__('A login lasts %(duration)s.', { duration: t.duration(seconds) })
    : t._n(
        'A login lasts %(count)s day.',
        'A login lasts %(count)s days.',
        Math.round(seconds / DAY),
      );
}

function issueWords(t: Language, issue: SessionIssue): FindingWords {
  switch (issue.type) {
    case 'two-hosts':
      return {
        evidence: t.__(
          'The site address is %(home)s, and the WordPress address is %(wordpress)s.',
          {
            home: safeUrl(issue.home),
            wordpress: safeUrl(issue.siteUrl),
          },
        ),
        meaning: t.__(
          'The browser sends the login cookie only to the address that set it; at the other one you are not signed in.',
        ),
        advice: t.__(
          'In wp-admin > Settings > General, give both addresses the same scheme and host (with or without www), unless they differ on purpose.',
        ),
      };
    case 'cookie-domain':
      return {
        evidence: t.__(
          'The site sets its cookies for the domain %(domain)s, but its host is %(host)s.',
          { domain: clean(issue.domain, 200), host: clean(issue.host, 200) },
        ),
        meaning: t.__('Browsers discard such cookies, so no login lasts longer than one page.'),
        advice: t.__('Correct or remove COOKIE_DOMAIN in wp-config.php.'),
      };
    case 'cookie-path':
      return {
        evidence: t.__(
          'The site sets its cookies for the path %(path)s, but the REST API is below %(needed)s.',
          { path: clean(issue.path, 200), needed: clean(issue.needed, 200) },
        ),
        meaning: t.__(
          'Browsers do not send them there, so the REST API answers as it does without a login.',
        ),
        advice: t.__('Correct or remove COOKIEPATH and SITECOOKIEPATH in wp-config.php.'),
      };
    case 'cookie-not-secure':
      return {
        evidence: t.__('The site uses https, but does not mark its cookies Secure.'),
        meaning: t.__(
          'They still work. It shows that WordPress takes the request for plain http: a proxy may decrypt https in front of it.',
        ),
        advice: t.__(
          'Let both addresses in wp-admin > Settings > General begin with https, and have the proxy say that https is used (X-Forwarded-Proto).',
        ),
      };
    case 'short-life':
      return {
        evidence: endWords(t, issue.seconds),
        meaning: t.__(
          'The default is 2 days; something shortens it. Users are signed out in the middle of their work, and then get 401 or 403.',
        ),
        advice: t.__(
          'Look for a setting like "log out after" in security plugins, or for the filter auth_cookie_expiration in code. php.ini plays no part in this.',
        ),
      };
  }
}

function endWords(t: Language, seconds: number): string {
  return seconds < DAY
    ? t.__('WordPress ends a login after %(duration)s.', { duration: t.duration(seconds) })
    : t._n(
        'WordPress ends a login after %(count)s day.',
        'WordPress ends a login after %(count)s days.',
        Math.round(seconds / DAY),
      );
}

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
