import type { ChallengeFacts } from '../../model/facts/server.ts';
import type { Challenge } from '../../model/report.ts';
import { clean, list, safeUrl } from '../format.ts';
import { answererFirst, type FindingWords } from './words.ts';

/** What the 401 asks for, in words. */
export function challengeWords(facts: ChallengeFacts): FindingWords {
  switch (facts.kind) {
    case 'challenge':
      return asked(facts);
    case 'challenge-missing':
      return missing(facts);
    case 'proxy-wants-login':
      return {
        evidence: `On the way to ${safeUrl(facts.url)} a proxy answers 407: it wants a login of its own.`,
        meaning: 'The request never reached the site, so no plugin can be the cause.',
        advice:
          'Put user and password into HTTPS_PROXY (http://user:password@proxy:port), or go past the proxy with NO_PROXY.',
      };
    case 'no-challenge':
      return {
        evidence: 'No 401 was met, so nobody asks for a login.',
        meaning: 'Not the cause.',
        advice: '',
      };
  }
}

function asked(facts: Extract<ChallengeFacts, { kind: 'challenge' }>): FindingWords {
  const { url, challenges, via } = facts;
  const on = via === null ? '' : ` (on the way: ${clean(via, 80)})`;
  const schemes = new Set(challenges.map(({ scheme }) => scheme.toLowerCase()));
  return {
    evidence: `The 401 of ${safeUrl(url)} asks for ${list(challenges.map(challengeName), 'or')}${on}.`,
    meaning:
      `${whoAsks(facts)} ${[...schemes].flatMap((scheme) => SCHEMES[scheme] ?? []).join(' ')}`.trim(),
    advice: adviceFor(facts, schemes),
  };
}

function whoAsks(facts: Extract<ChallengeFacts, { kind: 'challenge' }>): string {
  switch (facts.by) {
    case 'server':
      return `${answererFirst(facts)} asks, before WordPress runs.`;
    case 'proxy':
      return 'A proxy in front of the site asks (Proxy-Authenticate).';
    case 'php':
      return facts.plugin === null
        ? 'PHP asks, not the web server: a plugin or the theme, since WordPress itself never sends a challenge.'
        : `PHP asks, not the web server: the name is the one that ${clean(facts.plugin, 60)} uses.`;
    case 'unknown':
      return 'Nothing shows who asks. WordPress itself never sends a challenge; the web server and some plugins do.';
  }
}

const SCHEMES: Readonly<Record<string, string>> = {
  basic: 'Basic is user and password, as in a browser prompt.',
  digest: 'Digest is user and password as well; --gate cannot answer it.',
  bearer: 'Bearer wants a token: an API or a JWT plugin speaks.',
  negotiate: 'Negotiate is Windows sign-in (Kerberos).',
  ntlm: 'NTLM is Windows sign-in.',
};

function adviceFor(
  { by }: Extract<ChallengeFacts, { kind: 'challenge' }>,
  schemes: ReadonlySet<string>,
): string {
  if (schemes.has('ntlm') || schemes.has('negotiate')) {
    return 'Windows sign-in is a setting of the server: in IIS Manager > Authentication, enable Anonymous and disable Windows Authentication for the site.';
  }
  switch (by) {
    case 'server':
      return 'See the gate: it says where the rule is.';
    case 'proxy':
      return 'Ask whoever runs the proxy for access, or for an exception for this site.';
    case 'php':
      return 'Go on with the search among the plugins.';
    case 'unknown':
      return schemes.has('bearer')
        ? 'Look at plugins that issue tokens (JWT, OAuth) first.'
        : 'Look for a password rule at the server and at the host; then go on with the plugins.';
  }
}

function challengeName({ scheme, realm }: Challenge): string {
  const name = realm === null ? '' : clean(realm, 60);
  return name === '' ? clean(scheme, 30) : `${clean(scheme, 30)} "${name}"`;
}

function missing(facts: Extract<ChallengeFacts, { kind: 'challenge-missing' }>): FindingWords {
  const { url, code, by } = facts;
  const evidence = `The 401 of ${safeUrl(url)} has no WWW-Authenticate header${code === null ? '' : ` (its code is ${clean(code, 60)})`}.`;
  switch (by) {
    case 'wordpress':
      return {
        evidence,
        meaning:
          'The standard wants that header on every 401, and web servers send it. WordPress does not: so WordPress or a plugin answered, not the web server.',
        advice: 'Go on with credentials and plugins.',
      };
    case 'server':
      return {
        evidence,
        meaning: `The page is that of the server all the same: ${answererFirst(facts)} refuses by a rule ("return 401", or a login service in front).`,
        advice: 'Look for that rule in the configuration of the server, or ask the host.',
      };
    case 'unknown':
      return {
        evidence,
        meaning:
          'Web servers send that header, WordPress and its plugins mostly do not: so WordPress or a plugin probably answered.',
        advice: 'Go on with credentials and plugins.',
      };
  }
}
