/** Who answers 401 when no plugin does, in words: what was seen, and what to do about it. */

import { type Language, said, saidAgain } from '../language/language.ts';
import type { CauseFacts } from '../model/facts/no-plugin.ts';
import type { Cause } from '../model/report.ts';
import { passwordsOff, wrongCredentials } from './cause-credentials.ts';
import { fileName, files, leftover, notTested, renameAndTry } from './cause-out-of-reach.ts';
import type { Told } from './findings/index.ts';
import { loginLostWords } from './findings/session.ts';
import { byDesign } from './findings/status.ts';
import { clean, type NameOf, safeUrl } from './format.ts';

/** The name of a plugin by its id. */

/** The facts of a cause as the two sentences of a report. Text from the site is made safe to print. */
export function causeOf(
  t: Language,
  facts: CauseFacts,
  nameOf: NameOf = (plugin) => plugin,
): Cause {
  return said(t, (to) => ({ kind: facts.kind, ...sentences(to, facts, nameOf), facts }));
}

/** A finding as the cause of a report: what was seen and what it means, then what to do. */
export function causeOfFinding(t: Language, { finding, kind }: Told): Cause {
  return said(t, (to) => {
    const { evidence, meaning, advice, facts } = saidAgain(to, finding);
    return { kind, evidence: [evidence, meaning].filter(Boolean).join(' '), advice, facts };
  });
}

type CauseWords = Pick<Cause, 'evidence' | 'advice'>;

function sentences(t: Language, facts: CauseFacts, nameOf: NameOf): CauseWords {
  switch (facts.kind) {
    case 'server-basic-auth':
      return gate(t, facts);
    case 'server':
      return {
        evidence: [
          t.__('The web server answers %(status)s to %(url)s before WordPress runs.', {
            status: facts.status,
            url: safeUrl(facts.url),
          }),
          ...whichServer(t, facts.server),
          ...(facts.host ? [t.__('The host is %(host)s.', { host: clean(facts.host, 40) })] : []),
        ].join(' '),
        advice: t.__(
          'Look into the configuration of the web server, or ask the host. No plugin can change this answer.',
        ),
      };
    case 'authorization-header-stripped':
      return {
        evidence: t.__(
          'Site Health says that the Authorization header does not reach PHP, so WordPress ignores every application password.',
        ),
        advice: t.__(
          'On Apache, save the permalinks once (that writes the rule that passes the header on) or set "CGIPassAuth On"; elsewhere ask the host.',
        ),
      };
    case 'application-passwords-off':
      return passwordsOff(t, facts);
    case 'wrong-credentials':
      return wrongCredentials(t, facts, nameOf);
    case 'must-use-plugin':
      return {
        evidence: [
          ...(facts.named
            ? [
                t.__(
                  'The answer looks like that of %(plugins)s, which is not an active plugin here.',
                  {
                    plugins: t.list(
                      facts.named.map((name) => clean(name, 80)),
                      'or',
                    ),
                  },
                ),
              ]
            : []),
          t.__('Must-use plugins always run and cannot be deactivated: %(files)s.', {
            files: files(t, facts.files),
          }),
          ...(facts.theme
            ? [t.__('The theme (%(theme)s) runs, too.', { theme: clean(facts.theme, 80) })]
            : []),
        ].join(' '),
        advice: [
          t.__('Rename %(file)s in %(folder)s for a moment and send the request again.', {
            file: fileName(facts.files[0]),
            folder: 'wp-content/mu-plugins',
          }),
          ...(facts.files.length > 1 ? [t.__('Then do the same with the next one.')] : []),
          // What it refuses first hides what a plugin refuses after it.
          t.__(
            'If it still fails, a plugin may refuse it, too: start wp-bisect again before you rename the file back.',
          ),
        ].join(' '),
      };
    case 'drop-in':
      return {
        evidence: t.__(
          'WordPress loads these files from wp-content before any plugin: %(files)s. The answer did not come from its REST API.',
          { files: files(t, facts.files) },
        ),
        advice: renameAndTry(t, fileName(facts.files[0])),
      };
    case 'theme':
      return theme(t, facts);
    case 'cache':
      return {
        evidence: t.__(
          'A cache in front of the site answers %(url)s, whatever the site itself would say.',
          { url: safeUrl(facts.url) },
        ),
        advice: t.__(
          'Empty the cache of the site, of the host and of the CDN, exclude this address from it, and try again.',
        ),
      };
    case 'rate-limit':
      return {
        evidence: t.__('The site limits how many requests it answers, and this run met the limit.'),
        advice:
          facts.retryAfterSeconds === null
            ? t.__('Wait a while, or allow your own address in the firewall, and try again.')
            : t.__('Try again in %(wait)s, or allow your own address in the firewall.', {
                wait: t.duration(facts.retryAfterSeconds),
              }),
      };
    case 'bot-challenge':
      return {
        evidence: facts.by
          ? t.__(
              'A service in front of the site (%(service)s) demands a browser before the site answers.',
              { service: clean(facts.by, 40) },
            )
          : t.__('A service in front of the site demands a browser before the site answers.'),
        advice: t.__(
          'Allow your own address there, or disable the challenge for a while, and try again.',
        ),
      };
    case 'login-lost':
      return loginLostCause(t, facts);
    case 'not-tested':
      return notTested(t, facts, nameOf);
    case 'leftover':
      return leftover(t, facts, nameOf);
    case 'by-design':
      return byDesign(t, facts);
    case 'unknown':
      return {
        evidence: facts.code
          ? t.__(
              'The request still fails with every plugin off (%(code)s), and nothing shows who answers.',
              { code: clean(facts.code, 80) },
            )
          : t.__('The request still fails with every plugin off, and nothing shows who answers.'),
        advice: t.__(
          'Look into wp-config.php, wp-content/mu-plugins and the functions.php of the theme, and ask the host.',
        ),
      };
  }
}

function loginLostCause(
  t: Language,
  facts: Extract<CauseFacts, { kind: 'login-lost' }>,
): CauseWords {
  const { evidence, meaning, advice } = loginLostWords(t, facts);
  return { evidence: `${evidence} ${meaning}`, advice };
}

function gate(
  t: Language,
  {
    url,
    realm,
    server,
    staticFiles,
    mayBeLeftover,
  }: Extract<CauseFacts, { kind: 'server-basic-auth' }>,
): CauseWords {
  const evidence = [
    staticFiles
      ? t.__('The web server asks for a password even for a static file, which no plugin sees.')
      : t.__('The web server asks for a password for %(url)s, with its own error page.', {
          url: safeUrl(url),
        }),
    ...(realm ? [t.__('The prompt says "%(realm)s".', { realm: clean(realm, 80) })] : []),
    ...whichServer(t, server),
  ].join(' ');
  if (staticFiles) {
    return {
      evidence,
      advice: t.__(
        'This gate protects the whole site: name its user with --gate, or remove it in the configuration of the web server or at the host.',
      ),
    };
  }
  return {
    evidence,
    advice: [
      t.__(
        'Look for a password rule in the .htaccess files and in the configuration of the web server, or at the host.',
      ),
      ...(mayBeLeftover
        ? [
            t.__(
              'A plugin may have written it: --switch admin deactivates plugins for real, which lets them clean up.',
            ),
          ]
        : []),
    ].join(' '),
  };
}

function theme(
  t: Language,
  { theme: name, proven, mustUseKnown }: Extract<CauseFacts, { kind: 'theme' }>,
): CauseWords {
  const called = name ? [t.__('The theme is %(theme)s.', { theme: clean(name, 80) })] : [];
  if (proven) {
    return {
      evidence: [
        t.__('The request works with another theme, so the theme refuses it.'),
        ...called,
      ].join(' '),
      advice: t.__('Look into the functions.php of the theme, or ask its author.'),
    };
  }
  return {
    evidence: [
      mustUseKnown
        ? t.__(
            'The request still fails with every plugin off, and there is no must-use plugin. What is left: the theme (its functions.php) and wp-config.php.',
          )
        : t.__(
            'The request still fails with every plugin off, and the must-use plugins could not be listed. What is left: those, the theme (its functions.php) and wp-config.php.',
          ),
      ...called,
    ].join(' '),
    advice: t.__(
      'Look into the functions.php of the theme, or try another theme on a copy of the site.',
    ),
  };
}

function whichServer(t: Language, server: string | null): readonly string[] {
  return server ? [t.__('The web server is %(server)s.', { server: clean(server, 40) })] : [];
}
