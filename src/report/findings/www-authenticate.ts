import type { Language } from '../../language/language.ts';
import type { ChallengeFacts } from '../../model/facts/server.ts';
import type { Challenge } from '../../model/report.ts';
import { clean, safeUrl } from '../format.ts';
import { type FindingWords, serverSays } from './words.ts';

/** What the 401 asks for, in words. */
export function challengeWords(t: Language, facts: ChallengeFacts): FindingWords {
  switch (facts.kind) {
    case 'challenge':
      return asked(t, facts);
    case 'challenge-missing':
      return missing(t, facts);
    case 'proxy-wants-login':
      return {
        evidence: t.__('On the way to %(url)s a proxy answers 407: it wants a login of its own.', {
          url: safeUrl(facts.url),
        }),
        meaning: t.__('The request never reached the site, so no plugin can be the cause.'),
        advice: t.__(
          'Put user and password into HTTPS_PROXY (http://user:password@proxy:port), or bypass the proxy with NO_PROXY.',
        ),
      };
    case 'no-challenge':
      return {
        evidence: t.__('The run met no 401, so nothing asks for a login.'),
        meaning: t.__('Not the cause.'),
        advice: '',
      };
  }
}

type AskingChallenge = Extract<ChallengeFacts, { kind: 'challenge' }>;

function asked(t: Language, facts: AskingChallenge): FindingWords {
  const { url, challenges, via } = facts;
  const schemes = new Set(challenges.map(({ scheme }) => scheme.toLowerCase()));
  return {
    evidence: [
      // translators: %(logins)s is a list of kinds of login: Basic "Staging" or Digest
      t.__('The 401 of %(url)s asks for %(logins)s.', {
        url: safeUrl(url),
        logins: t.list(challenges.map(challengeName), 'or'),
      }),
      ...(via === null ? [] : [t.__('On the way: %(via)s.', { via: clean(via, 80) })]),
    ].join(' '),
    meaning: [whoAsks(t, facts), ...[...schemes].flatMap((scheme) => schemeWords(t, scheme))].join(
      ' ',
    ),
    advice: adviceFor(t, facts, schemes),
  };
}

function whoAsks(t: Language, facts: AskingChallenge): string {
  switch (facts.by) {
    case 'server':
      return serverSays(t, facts, t.__('The web server asks, before WordPress runs.'));
    case 'proxy':
      return t.__('A proxy in front of the site asks (Proxy-Authenticate).');
    case 'php':
      return facts.plugin === null
        ? t.__(
            'PHP asks, not the web server: a plugin or the theme, since WordPress itself never sends a challenge.',
          )
        : t.__('PHP asks, not the web server: %(plugin)s uses this name.', {
            plugin: clean(facts.plugin, 60),
          });
    case 'unknown':
      return t.__(
        'Nothing shows who asks. WordPress itself never sends a challenge; the web server and some plugins do.',
      );
  }
}

function schemeWords(t: Language, scheme: string): readonly string[] {
  switch (scheme) {
    case 'basic':
      return [t.__('Basic is user and password, as in a browser prompt.')];
    case 'digest':
      return [t.__('Digest is user and password as well; --gate cannot answer it.')];
    case 'bearer':
      return [t.__('Bearer wants a token: an API or a JWT plugin answers.')];
    case 'negotiate':
      return [t.__('Negotiate is Windows sign-in (Kerberos).')];
    case 'ntlm':
      return [t.__('NTLM is Windows sign-in.')];
    default:
      return [];
  }
}

function adviceFor(t: Language, { by }: AskingChallenge, schemes: ReadonlySet<string>): string {
  if (schemes.has('ntlm') || schemes.has('negotiate')) {
    return t.__(
      'Windows sign-in is a setting of the server: in IIS Manager > Authentication, enable Anonymous and disable Windows Authentication for the site.',
    );
  }
  switch (by) {
    case 'server':
      return t.__('The check of the password gate says where the rule is.');
    case 'proxy':
      return t.__(
        'Ask the administrator of the proxy for access, or for an exception for this site.',
      );
    case 'php':
      return t.__('Continue with the search among the plugins.');
    case 'unknown':
      return schemes.has('bearer')
        ? t.__('Look at plugins that issue tokens (JWT, OAuth) first.')
        : t.__(
            'Look for a password rule at the server and at the host; then continue with the plugins.',
          );
  }
}

function challengeName({ scheme, realm }: Challenge): string {
  const name = realm === null ? '' : clean(realm, 60);
  return name === '' ? clean(scheme, 30) : `${clean(scheme, 30)} "${name}"`;
}

function missing(
  t: Language,
  facts: Extract<ChallengeFacts, { kind: 'challenge-missing' }>,
): FindingWords {
  const { url, code, by } = facts;
  const evidence =
    code === null
      ? t.__('The 401 of %(url)s has no WWW-Authenticate header.', { url: safeUrl(url) })
      : t.__('The 401 of %(url)s has no WWW-Authenticate header (its code is %(code)s).', {
          url: safeUrl(url),
          code: clean(code, 60),
        });
  switch (by) {
    case 'wordpress':
      return {
        evidence,
        meaning: t.__(
          'The standard wants that header on every 401, and web servers send it. WordPress does not. So it is WordPress or a plugin, not your host.',
        ),
        advice: '',
      };
    case 'server':
      return {
        evidence,
        meaning: serverSays(
          t,
          facts,
          t.__(
            'The page is nevertheless that of the web server: it refuses by a rule ("return 401", or a login service in front).',
          ),
        ),
        advice: t.__('Look for that rule in the configuration of the server, or ask the host.'),
      };
    case 'unknown':
      return {
        evidence,
        meaning: t.__(
          'Web servers send that header, WordPress and its plugins mostly do not. So it is probably WordPress or a plugin.',
        ),
        advice: '',
      };
  }
}
