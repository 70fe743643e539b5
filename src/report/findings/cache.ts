import type { CacheFacts, CacheSigns } from '../../model/facts/access.ts';
import { clean, duration, safeUrl } from '../format.ts';
import type { FindingWords } from './words.ts';

/** Caches, in words. */
export function cacheWords(facts: CacheFacts): FindingWords {
  switch (facts.kind) {
    case 'cache-refuses':
      return {
        evidence: `${safeUrl(facts.url)} answers ${facts.status}${facts.cache ? ` from a cache (${signs(facts.cache)})` : ''}; asked past the caches, it answers ${facts.freshStatus}.`,
        meaning: facts.cache
          ? 'An old refusal is kept in a cache and served to everybody; WordPress itself no longer refuses.'
          : 'Something keeps the old answer, though no header says that it is a cache.',
        advice:
          'Empty the caches: of the caching plugin, of the host, of the CDN. Then have answers other than 200 kept out of them, and REST addresses (/wp-json/) altogether. In the browser, a private window has neither old copies nor old cookies.',
      };
    case 'cache-dead-nonce':
      return {
        evidence: `${safeUrl(facts.url)} comes from a cache${facts.cache ? ` (${signs(facts.cache)})` : ''} and carries a security token that WordPress no longer accepts (rest_cookie_invalid_nonce).`,
        meaning:
          'Tokens live 12 to 24 hours. What the page sends to the REST API is refused with 403, "Cookie check failed". That is no 401.',
        advice:
          'Empty the cache and let it keep pages for at most 10 hours. Never cache pages for people who are signed in.',
      };
    case 'cache-own-nonce':
      return {
        evidence: `${safeUrl(facts.url)} works for the session with a fresh token; the one in the request's own X-WP-Nonce header is out of date.`,
        meaning: 'Tokens live 12 to 24 hours, and only together with the login they were made for.',
        advice:
          'Take a fresh one from wp-admin/admin-ajax.php?action=rest-nonce; in the editor, reload the page.',
      };
    case 'cache-agrees':
      return {
        evidence: `${safeUrl(facts.url)} comes from a cache (${signs(facts.cache)}); ${facts.status < 400 ? 'the copy is in order' : `WordPress itself refuses as well (${facts.status})`}.`,
        meaning: 'A cache is not the cause.',
        advice: '',
      };
    case 'cache-none':
      return {
        evidence: `${safeUrl(facts.url)} shows no sign of a cache in front of it.`,
        meaning:
          'A cache of the site is not the cause. What a browser keeps, only a private window can rule out.',
        advice: '',
      };
    case 'cache-unknown':
      return {
        evidence: {
          'no-site': 'The site was not reached.',
          'no-answer': 'The request was not answered again.',
          'not-a-read': 'What fails is a write; it is not sent again.',
        }[facts.why],
        meaning: 'Whether a cache answers is not known.',
        advice: '',
      };
  }
}

function signs({ by, ageSeconds, vary }: CacheSigns): string {
  return [
    by ?? 'it does not say whose',
    ...(ageSeconds === null ? [] : [`${duration(ageSeconds)} old`]),
    ...(vary === null ? [] : [`varies by ${clean(vary, 80)}`]),
  ].join(', ');
}
