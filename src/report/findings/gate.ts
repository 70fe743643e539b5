import type { Language } from '../../language/language.ts';
import type { GateFacts } from '../../model/facts/server.ts';
import { clean, pathOf, safeUrl } from '../format.ts';
import { whereToLook } from './gate-places.ts';
import { type FindingWords, serverSays, withRealm } from './words.ts';

/** Who asks for a login before WordPress does, in words. */
export function gateWords(t: Language, facts: GateFacts): FindingWords {
  switch (facts.kind) {
    case 'gate-everywhere':
      return everywhere(t, facts);
    case 'gate-place':
      return place(t, facts);
    case 'gate-opened':
      return {
        evidence: serverSays(
          t,
          facts,
          withRealm(
            t,
            facts.realm,
            t.__('Without --gate, the server asks for a password, even for %(file)s.', {
              file: pathOf(facts.file),
            }),
          ),
        ),
        meaning: t.__(
          'The run passed the gate, so a remaining 401 comes from behind it. Behind a gate an application password cannot be sent: both need the Authorization header.',
        ),
        advice: [
          t.__('If the site is public by now, remove the gate.'),
          ...whereToLook(t, facts),
        ].join(' '),
      };
    case 'gate-unproven':
      return {
        evidence: withRealm(
          t,
          facts.realm,
          facts.isFileOpen
            ? t.__('%(url)s asks for a password; the file %(file)s does not.', {
                url: safeUrl(facts.url),
                file: pathOf(facts.file),
              })
            : t.__(
                '%(url)s asks for a password, and so does %(file)s, with a page that PHP may have made.',
                { url: safeUrl(facts.url), file: pathOf(facts.file) },
              ),
        ),
        meaning: serverSays(
          t,
          facts,
          t.__(
            'Two sources are possible: a rule of the web server for this place, or PHP (a plugin or the theme).',
          ),
        ),
        advice: [
          t.__('Look for a rule first.'),
          ...whereToLook(t, facts),
          t.__(
            'If there is none, continue with the plugins (--gate USER gets past the password meanwhile).',
          ),
        ].join(' '),
      };
    case 'gate-of-php':
      return {
        evidence: withRealm(
          t,
          facts.realm,
          facts.file === null
            ? t.__('%(url)s asks for a password, and PHP made the answer.', {
                url: safeUrl(facts.url),
              })
            : t.__(
                '%(url)s asks for a password; the server delivers the file %(file)s without one.',
                {
                  url: safeUrl(facts.url),
                  file: pathOf(facts.file),
                },
              ),
        ),
        meaning: t.__(
          'Not the cause: the web server asks for no login. Something that runs in PHP does: a plugin, a must-use plugin or the theme.',
        ),
        advice: t.__(
          'Continue with the search among the plugins. If the login page asks too, get past it with --gate USER.',
        ),
      };
    case 'files-refused':
      return {
        evidence: serverSays(
          t,
          facts,
          t.__(
            'The server answers %(status)s to %(file)s, a plain file of WordPress that no plugin sees.',
            {
              status: facts.status,
              file: pathOf(facts.file),
            },
          ),
        ),
        meaning: t.__(
          'The server refuses this machine, or this folder, without asking for a password. It may refuse other requests as well.',
        ),
        advice: t.__(
          'Look for rules that deny: "deny" in nginx, "Require" in Apache\'s .htaccess, blocked addresses at the host.',
        ),
      };
    case 'no-gate':
      return {
        evidence:
          facts.file === null
            ? t.__('The web server did not ask for a password.')
            : t.__('The server delivers the file %(file)s without a password.', {
                file: pathOf(facts.file),
              }),
        meaning: t.__('Not the cause: the web server asks for no login.'),
        advice: '',
      };
  }
}

type Everywhere = Extract<GateFacts, { kind: 'gate-everywhere' }>;

function everywhere(t: Language, facts: Everywhere): FindingWords {
  const { refused, writtenBy } = facts;
  return {
    evidence: serverSays(t, facts, withRealm(t, facts.realm, seen(t, facts))),
    meaning: [
      t.__(
        'PHP does not run for such a file, so no plugin can have made this 401. The server itself has a gate, as staging sites do.',
      ),
      ...(writtenBy === null
        ? []
        : [
            t.__(
              'The name of the gate is that of %(plugin)s, a plugin that writes such a rule into .htaccess.',
              { plugin: clean(writtenBy, 60) },
            ),
          ]),
    ].join(' '),
    advice: [
      ...whereToLook(t, facts),
      refused
        ? t.__('The user or the password given with --gate is wrong: check both.')
        : goOn(t, facts),
    ].join(' '),
  };
}

function seen(t: Language, { url, file, scheme }: Everywhere): string {
  if (file === null) {
    const where = { url: safeUrl(url) };
    return scheme === null
      ? t.__(
          'The server answers 401 for %(url)s and for plain files of WordPress, without asking for a password.',
          where,
        )
      : t.__('The server asks for a password for %(url)s and for plain files of WordPress.', where);
  }
  const where = { file: pathOf(file) };
  return scheme === null
    ? t.__(
        'The server answers 401 even for %(file)s, a plain file, without asking for a password.',
        where,
      )
    : t.__('The server asks for a password even for %(file)s, a plain file.', where);
}

/** How to get past it: `--gate` speaks Basic only. */
function goOn(t: Language, { scheme }: { readonly scheme: string | null }): string {
  if (scheme === null) {
    return t.__(
      'It asks for no password, so --gate cannot open it: let the address of this machine through there.',
    );
  }
  if (!/^basic$/i.test(scheme)) {
    return t.__(
      '--gate speaks Basic only, and this gate wants %(scheme)s: let the address of this machine through there.',
      { scheme: clean(scheme, 30) },
    );
  }
  return t.__(
    'To go on behind it: --gate USER, its password in WP_BISECT_GATE_PASSWORD, and the password of the account in WP_BISECT_PASSWORD (no application password works behind a gate).',
  );
}

type Place = Extract<GateFacts, { kind: 'gate-place' }>;

function place(t: Language, facts: Place): FindingWords {
  return {
    evidence: serverSays(t, facts, withRealm(t, facts.realm, seenAt(t, facts))),
    meaning: guards(t, facts.place),
    advice: [...whereToLook(t, facts), ...careful(t, facts.place), goOn(t, facts)].join(' '),
  };
}

function seenAt(t: Language, { url, scheme, proof }: Place): string {
  const where = { url: safeUrl(url) };
  if (proof === 'static-file') {
    return scheme === null
      ? t.__(
          'The server answers 401 at %(url)s without asking for a password, also for a plain file in that folder.',
          where,
        )
      : t.__(
          'The server asks for a password at %(url)s, also for a plain file in that folder.',
          where,
        );
  }
  return scheme === null
    ? t.__(
        'The server answers 401 at %(url)s without asking for a password, with its own error page; other files are open.',
        where,
      )
    : t.__(
        'The server asks for a password at %(url)s, with its own error page; other files are open.',
        where,
      );
}

function guards(t: Language, where: Place['place']): string {
  switch (where) {
    case 'wp-admin':
      return t.__(
        'The server itself protects the folder wp-admin; WordPress and its plugins do not see the request.',
      );
    case 'wp-login':
      return t.__(
        'The server itself protects the login page; WordPress and its plugins do not see the request.',
      );
    case 'rest':
      return t.__(
        'The server itself protects the REST API (wp-json); WordPress and its plugins do not see the request.',
      );
    case 'elsewhere':
      return t.__(
        'The server itself protects this address; WordPress and its plugins do not see the request.',
      );
  }
}

function careful(t: Language, where: Place['place']): readonly string[] {
  switch (where) {
    case 'wp-admin':
      return [
        t.__(
          'If wp-admin is to stay closed, leave admin-ajax.php open: visitors and the editor need it.',
        ),
      ];
    case 'rest':
      return [t.__('The block editor and many plugins need the REST API.')];
    default:
      return [];
  }
}
