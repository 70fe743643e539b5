/** Logins and their cookies, in words. */

import type { SessionFacts, SessionIssue } from '../../model/facts/access.ts';
import { clean, count, duration, safeUrl } from '../format.ts';
import type { FindingWords } from './words.ts';

const PHP_SESSION =
  "PHP's own session cookie (PHPSESSID) was seen: a plugin uses PHP sessions, WordPress itself does not. If what that plugin keeps gets lost, look at session.gc_maxlifetime and session.cookie_lifetime in php.ini.";
const NO_PHP_SESSION =
  "WordPress does not use PHP sessions, and no plugin was seen using them (no PHPSESSID), so php.ini's session settings do not matter here.";

/** How long a login lasts, and whether its cookies come back. */
export function sessionWords(facts: SessionFacts): FindingWords {
  if (facts.kind === 'session-unknown') {
    return {
      evidence:
        facts.why === 'no-site'
          ? 'The site was not reached.'
          : 'The login page set no cookie that could be looked at.',
      meaning: 'How long a login lasts is not known.',
      advice: '',
    };
  }
  const { issues, lifeSeconds, keptSeconds } = facts;
  const lasts =
    lifeSeconds === null
      ? 'The cookies of the login page were looked at; nobody signed in, so how long a login lasts was not seen (WordPress: 2 days, with "Remember Me" 14 days).'
      : `A login is good for ${days(lifeSeconds)}${keptSeconds === null ? ', and the browser forgets it when it is closed ("Remember Me" makes it 14 days)' : ''}.`;
  const php = facts.phpSession ? PHP_SESSION : NO_PHP_SESSION;
  const words = issues.map(issueWords);
  if (words.length === 0) {
    return {
      evidence: `${lasts} Domain, path and security of the cookies fit the address.`,
      meaning: `Lost logins are not the cause. ${php}`,
      advice: '',
    };
  }
  return {
    evidence: [...words.map(({ evidence }) => evidence), lasts].join(' '),
    meaning: [...words.map(({ meaning }) => meaning), php].join(' '),
    advice: words.map(({ advice }) => advice).join(' '),
  };
}

function issueWords(issue: SessionIssue): FindingWords {
  switch (issue.type) {
    case 'two-hosts':
      return {
        evidence: `The site is ${safeUrl(issue.home)} and WordPress is ${safeUrl(issue.siteUrl)}.`,
        meaning:
          'The login cookie goes only to the address that set it; at the other one the person is a stranger.',
        advice:
          'In wp-admin > Settings > General, let both addresses have the same scheme and host (with or without www), unless they differ on purpose.',
      };
    case 'cookie-domain':
      return {
        evidence: `The cookies of the site are set for ${clean(issue.domain, 200)}, its host is ${clean(issue.host, 200)}.`,
        meaning: 'Browsers throw such cookies away, so no login lasts longer than one page.',
        advice: 'Correct or remove COOKIE_DOMAIN in wp-config.php.',
      };
    case 'cookie-path':
      return {
        evidence: `The cookies of the site are set for the path ${clean(issue.path, 200)}, the REST API is below ${clean(issue.needed, 200)}.`,
        meaning: 'Browsers do not send them there, so REST takes the person for a stranger.',
        advice: 'Correct or remove COOKIEPATH and SITECOOKIEPATH in wp-config.php.',
      };
    case 'cookie-not-secure':
      return {
        evidence: 'The site uses https, and its cookies are not marked Secure.',
        meaning:
          'They still work. It shows that WordPress takes the request for plain http: a proxy may end https in front of it.',
        advice:
          'Let both addresses in wp-admin > Settings > General begin with https, and have the proxy say that https is used (X-Forwarded-Proto).',
      };
    case 'short-life':
      return {
        evidence: `WordPress ends a login after ${days(issue.seconds)}.`,
        meaning:
          'Its own choice is 2 days; something shortens it. People are signed out in the middle of their work, and then get 401 or 403.',
        advice:
          'Look for a setting like "log out after" in security plugins, or for the filter auth_cookie_expiration in code. php.ini has no part in this.',
      };
  }
}

function days(seconds: number): string {
  const whole = Math.round(seconds / 86_400);
  return seconds < 86_400 ? duration(seconds) : count(whole, 'day');
}
