import type { Language } from '../../language/language.ts';
import type { Relative, StatusFacts } from '../../model/facts/server.ts';
import { clean, safeUrl } from '../format.ts';
import type { FindingWords } from './words.ts';

/** 401 and its relatives in words. */
export function statusWords(t: Language, facts: StatusFacts): FindingWords {
  switch (facts.kind) {
    case 'relatives':
      return relatives(t, facts);
    case 'by-design':
      return {
        ...byDesign(t, facts),
        meaning: t.__('Not a fault: no plugin has to be tested for it.'),
      };
    case 'only-401':
      return {
        evidence: t.__(
          'Failing requests get 401, and none of the similar errors (400, 403, 404, 407, 408).',
        ),
        meaning: t.__('Not a mix-up: it is a 401, which asks who you are.'),
        advice: '',
      };
    case 'no-relative':
      return {
        evidence: t.__(
          'The site answers %(status)s, neither 401 nor a similar error (400, 403, 404, 407, 408).',
          { status: facts.status },
        ),
        meaning: t.__('Not the cause.'),
        advice: '',
      };
  }
}

function relatives(
  t: Language,
  { met, also401, counted }: Extract<StatusFacts, { kind: 'relatives' }>,
): FindingWords {
  const statuses = [...new Set(met.map(({ status }) => status))];
  const explained = statuses.map((status) => meaningOf(t, status));
  const answers = met.map(({ status, url }) => `${safeUrl(url)} (${status})`);
  return {
    evidence: [
      // translators: %(answers)s is a list of addresses with their answers: https://example.com/ (403)
      t.__('Not 401: %(answers)s.', { answers: t.list(answers) }),
      ...(also401 ? [t.__('Other requests answer 401.')] : []),
    ].join(' '),
    meaning: [t.__('401 asks who you are.'), ...explained.map(({ meaning }) => meaning)].join(' '),
    advice: [
      ...explained.map(({ advice }) => advice),
      ...(statuses.includes(403) && !counted
        ? [t.__('To examine 403 like 401: --fails-on 401,403.')]
        : []),
    ].join(' '),
  };
}

function meaningOf(t: Language, status: Relative): Pick<FindingWords, 'meaning' | 'advice'> {
  switch (status) {
    case 400:
      return {
        meaning: t.__(
          '400 means that the site did not understand the request: its address, a parameter or a cookie is malformed.',
        ),
        advice: t.__(
          'Compare the request with the documentation of the route, and delete the cookies of the site.',
        ),
      };
    case 403:
      return {
        meaning: t.__(
          '403 refuses whoever you are: a missing right, an expired nonce, a firewall or file permissions.',
        ),
        advice: t.__('Use an account with more rights, sign in again, and look at the firewall.'),
      };
    case 404:
      return {
        meaning: t.__('404 finds nothing there: the address is wrong, or a plugin hides it.'),
        advice: t.__('Check the address, and save Settings > Permalinks once.'),
      };
    case 407:
      return {
        meaning: t.__(
          '407 comes from a proxy on the way that wants a login; the request did not reach the site.',
        ),
        advice: t.__('Put user and password into HTTPS_PROXY, or bypass the proxy with NO_PROXY.'),
      };
    case 408:
      return {
        meaning: t.__(
          '408 means that the rest of the request did not arrive in time: a slow or broken connection.',
        ),
        advice: t.__('Try again, and from another network.'),
      };
  }
}

/** Who refuses visitors there, and what to send instead. `plugin` is null for WordPress itself. */
export function byDesign(
  t: Language,
  facts: {
    readonly method: string;
    readonly url: string;
    readonly plugin: string | null;
    readonly setting: string | null;
  },
): { readonly evidence: string; readonly advice: string } {
  const request = `${facts.method} ${safeUrl(facts.url)}`;
  const advice = t.__(
    'Send the request with a credential: --as application-password or --as session.',
  );
  if (facts.plugin === null) {
    return {
      evidence: t.__(
        'WordPress itself refuses visitors at %(request)s: a 401 without a login is its normal answer there.',
        { request },
      ),
      advice,
    };
  }
  return {
    evidence: t.__(
      '%(plugin)s itself refuses visitors at %(request)s: that is its normal answer there.',
      { request, plugin: clean(facts.plugin, 80) },
    ),
    advice: facts.setting === null ? advice : t.__(facts.setting),
  };
}
