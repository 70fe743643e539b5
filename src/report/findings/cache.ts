import type { Language } from '../../language/language.ts';
import type { CacheFacts, CacheSigns } from '../../model/facts/access.ts';
import { clean, safeUrl } from '../format.ts';
import type { FindingWords } from './words.ts';

/** Caches, in words. */
export function cacheWords(t: Language, facts: CacheFacts): FindingWords {
  switch (facts.kind) {
    case 'cache-refuses':
      return refuses(t, facts);
    case 'cache-dead-nonce':
      return {
        evidence: `${comesFrom(t, facts)} ${t.__('Its security token (nonce) is no longer valid for WordPress (rest_cookie_invalid_nonce).')}`,
        meaning: t.__(
          'Tokens live 12 to 24 hours. WordPress refuses what the page sends to the REST API with 403, "Cookie check failed". That is not a 401.',
        ),
        advice: t.__(
          'Empty the cache and let it keep pages for at most 10 hours. Never cache pages for signed-in users.',
        ),
      };
    case 'cache-own-nonce':
      return {
        evidence: t.__(
          "%(url)s works for the session with a fresh token. The token in the request's own X-WP-Nonce header has expired.",
          { url: safeUrl(facts.url) },
        ),
        meaning: t.__(
          'Tokens live 12 to 24 hours, and each works only with the login it was made for.',
        ),
        advice: t.__(
          'Take a fresh one from wp-admin/admin-ajax.php?action=rest-nonce; in the editor, reload the page.',
        ),
      };
    case 'cache-agrees':
      return {
        evidence: [
          comesFrom(t, facts),
          facts.status < 400
            ? t.__('The cached copy is correct.')
            : t.__('WordPress itself refuses as well (%(status)s).', { status: facts.status }),
        ].join(' '),
        meaning: t.__('A cache is not the cause.'),
        advice: '',
      };
    case 'cache-none':
      return {
        evidence: t.__('%(url)s shows no sign of a cache in front of it.', {
          url: safeUrl(facts.url),
        }),
        meaning: t.__(
          "A cache of the site is not the cause. To rule out the browser's own cache, use a private window.",
        ),
        advice: '',
      };
    case 'cache-unknown':
      return {
        evidence: unknown(t, facts.why),
        meaning: t.__('It is unknown whether a cache answers.'),
        advice: '',
      };
  }
}

function refuses(t: Language, facts: CacheFacts & { kind: 'cache-refuses' }): FindingWords {
  const answer = { url: safeUrl(facts.url), status: facts.status };
  const answers = facts.cache
    ? [t.__('%(url)s answers %(status)s from a cache.', answer), ...signs(t, facts.cache)]
    : [t.__('%(url)s answers %(status)s.', answer)];
  const past =
    facts.freshStatus === null
      ? t.__('The cache answers new addresses as well, so no test could reach WordPress.')
      : t.__('When the request goes past the caches, it answers %(status)s.', {
          status: facts.freshStatus,
        });
  return {
    evidence: [...answers, past].join(' '),
    meaning:
      facts.freshStatus === null
        ? t.__(
            'Whether WordPress itself refuses shows only when the cache lets the request through.',
          )
        : facts.cache
          ? t.__(
              'A cache keeps an old refusal and serves it to everyone; WordPress itself no longer refuses.',
            )
          : t.__('Something keeps the old answer, though no header says that it is a cache.'),
    advice: t.__(
      'Empty the caches: of the caching plugin, of the host, of the CDN. Then keep answers other than 200 out of them, and REST addresses (/wp-json/) altogether. In the browser, a private window has neither old copies nor old cookies.',
    ),
  };
}

function comesFrom(
  t: Language,
  { url, cache }: { readonly url: string; readonly cache: CacheSigns | null },
): string {
  const fact = t.__('%(url)s comes from a cache.', { url: safeUrl(url) });
  return [fact, ...(cache ? signs(t, cache) : [])].join(' ');
}

function unknown(t: Language, why: (CacheFacts & { kind: 'cache-unknown' })['why']): string {
  switch (why) {
    case 'no-site':
      return t.__('The site was not reached.');
    case 'no-answer':
      return t.__('The site did not answer the request a second time.');
    case 'not-a-read':
      return t.__('The failing request writes, so it is not sent again.');
  }
}

function signs(t: Language, { by, ageSeconds, vary }: CacheSigns): readonly string[] {
  return [
    by === null
      ? t.__('The cache does not say its name.')
      : t.__('The cache is %(name)s.', { name: by }),
    ...(ageSeconds === null
      ? []
      : [t.__('Its copy is %(age)s old.', { age: t.duration(ageSeconds) })]),
    ...(vary === null
      ? []
      : [t.__('It keeps one copy for each value of: %(header)s.', { header: clean(vary, 80) })]),
  ];
}
