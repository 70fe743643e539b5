import type { Language } from '../../language/language.ts';
import type { ProblemFacts } from '../../model/errors.ts';
import {
  clean,
  moment,
  restoreCommandFor,
  type Sentence,
  type Sentences,
  safeUrl,
  urlWord,
} from '../format.ts';

/** Usage: nothing was sent. */
export const USAGE: Sentences<
  | 'not-a-url'
  | 'bad-option'
  | 'not-a-terminal'
  | 'secret-in-address'
  | 'unknown-plugin'
  | 'foreign-request'
  | 'no-secret'
  | 'bad-site-list'
  | 'unreadable-file'
  | 'unwritable-output'
> = {
  'not-a-url': (t, { typed }) => ({
    fact: t.__('"%(typed)s" is not a web address.', { typed: clean(typed, 100) }),
    remedy: t.__('Type the address as in the browser: example.com, or https://example.com/blog.'),
  }),
  'bad-option': (t, { message }) => ({
    fact: sentence(clean(message, 1000)),
    remedy: t.__('wp-bisect --help shows every option.'),
  }),
  'not-a-terminal': (t, { site }) => ({
    fact: t.__('This terminal cannot draw the interactive screens.'),
    remedy: t.__('To run without them, add --bisect: %(command)s', {
      command: `wp-bisect ${urlWord(site ?? 'example.com')} --bisect`,
    }),
  }),
  'secret-in-address': (t) => ({
    fact: t.__(
      'The address contains a password, and every program on this machine can read arguments.',
    ),
    remedy: t.__(
      'Type the address without it. For a password gate of the server: --gate USER, with the password in WP_BISECT_GATE_PASSWORD; for WordPress: --user, with WP_BISECT_PASSWORD or WP_BISECT_APP_PASSWORD.',
    ),
  }),
  'unknown-plugin': (t, { flag, typed, known, inactive }) => ({
    fact: inactive
      ? t.__('%(flag)s %(plugin)s: that plugin is not active, so it cannot be to blame.', {
          flag,
          plugin: clean(typed, 100),
        })
      : t.__('%(flag)s %(plugin)s: the site has no such plugin.', {
          flag,
          plugin: clean(typed, 100),
        }),
    remedy:
      known.length === 0
        ? t.__('No plugin of the site is active.')
        : t.__('Give the folder of one of these: %(plugins)s.', {
            plugins: t.list(
              known.map((plugin) => clean(plugin, 100)),
              'or',
            ),
          }),
  }),
  'foreign-request': (t, { url, origin }) => ({
    fact: t.__('%(url)s is not on the site %(site)s.', {
      url: clean(url, 300),
      site: clean(origin, 200),
    }),
    remedy: t.__(
      '--request takes a path of the site ("GET /wp-json/wp/v2/posts") or a URL that begins with %(site)s.',
      { site: clean(origin, 200) },
    ),
  }),
  'no-secret': (t, facts) =>
    facts.program === null ? noSecretOnStdin(t, facts) : noSecretOf(t, facts),
  'bad-site-list': (t, { path, line, why }) => ({
    fact: listFault(t, why, { path: clean(path), line }),
    remedy: t.__(
      'Write one address a line, or CSV whose first line is: site,user (user, gate and for are optional).',
    ),
  }),
  'unreadable-file': (t, facts) => {
    const path = clean(facts.path);
    if ('wanted' in facts) return wrongFile(t, facts.wanted, path);
    return {
      fact: t.__('The file %(path)s cannot be read (%(cause)s).', {
        path,
        cause: clean(facts.cause, 100),
      }),
      remedy: t.__('Check the path and the permissions of the file.'),
    };
  },
  'unwritable-output': (t, { path, cause }) => ({
    fact: t.__('The answer cannot be written to %(path)s (%(cause)s).', {
      path: clean(path),
      cause: clean(cause, 100),
    }),
    remedy: t.__('Give a file in a folder that exists and that you can write to.'),
  }),
};

/** A capital at the beginning, unless it is a flag, and a full stop at the end. */
function sentence(text: string): string {
  const capital = /^[a-z]/.test(text) ? `${text[0]?.toUpperCase()}${text.slice(1)}` : text;
  return /[.!?)]$/.test(capital) ? capital : `${capital}.`;
}

/** Our own record on this machine, other runs, and mistakes of ours. */
export const RECORD: Sentences<
  | 'unexpected'
  | 'left-on-site'
  | 'journal-unwritable'
  | 'journal-corrupt'
  | 'journal-elsewhere'
  | 'lock-unusable'
  | 'locked'
> = {
  unexpected: (t, { said }) => ({
    fact: t.__('An error of wp-bisect, not of the site, ended the run early: %(words)s.', {
      words: clean(said),
    }),
    remedy: t.__(
      'wp-bisect restored the site first. Please report this, with what --verbose shows.',
    ),
  }),
  'left-on-site': (t, { site, plugin, journal }) => ({
    fact: t.__(
      'wp-bisect installed the plugin %(plugin)s on %(site)s for this run and could not remove it. The journal is kept: %(path)s.',
      { plugin: clean(plugin, 120), site: safeUrl(site), path: clean(journal) },
    ),
    remedy: t.__('Try again: %(command)s. Or delete the plugin in wp-admin > Plugins.', {
      command: restoreCommandFor(site),
    }),
  }),
  'journal-unwritable': (t, { path, cause }) => ({
    fact: t.__(
      'The restore journal cannot be written: %(path)s (%(cause)s). Without it wp-bisect switches no plugin off.',
      { path: clean(path), cause: clean(cause, 120) },
    ),
    remedy: t.__('Make the folder writable, or name another one in WP_BISECT_HOME.'),
  }),
  'journal-corrupt': (t, { path, line }) => ({
    fact: t.__(
      'The restore journal of an earlier run cannot be read (%(path)s, line %(line)s). The file stays as it is.',
      { path: clean(path), line },
    ),
    remedy: t.__(
      'Its first lines list the plugins that were active. Compare them with wp-admin > Plugins. When the site is as it should be, move the file away and start again.',
    ),
  }),
  'journal-elsewhere': (t, { site, since }) => ({
    fact: t.__(
      'A run on %(site)s that began %(time)s did not finish. Its plugins may be off, and the address you gave may be the same site.',
      { site: safeUrl(site), time: moment(since) },
    ),
    remedy: t.__('Restore it first: %(command)s', {
      command: restoreCommandFor(site),
    }),
  }),
  'lock-unusable': (t, { path, cause }) => ({
    fact: t.__('The lock that keeps two runs apart cannot be set: %(path)s (%(cause)s).', {
      path: clean(path),
      cause: clean(cause, 120),
    }),
    remedy: t.__('Make sure that no other run is active, delete the file, and start again.'),
  }),
  locked: (t, { site, pid, host, since, path }) => ({
    fact: t.__('Another run is active on %(site)s: process %(pid)s on %(host)s, since %(time)s.', {
      site: safeUrl(site),
      pid,
      host: clean(host, 80),
      time: moment(since),
    }),
    remedy: t.__(
      'Wait until it ends, or stop it with Ctrl-C: it restores the site. If that machine is gone for good, delete %(path)s.',
      { path: clean(path) },
    ),
  }),
};

function listFault(
  t: Language,
  why: ProblemFacts['bad-site-list']['why'],
  given: { readonly path: string; readonly line: number },
): string {
  switch (why) {
    case 'column':
      return t.__(
        'Line %(line)s of %(path)s: wp-bisect does not know the name of a column.',
        given,
      );
    case 'empty':
      return t.__('Line %(line)s of %(path)s: there is no site.', given);
    case 'quote':
      return t.__('Line %(line)s of %(path)s: a quotation mark is not closed.', given);
  }
}

function noSecretOnStdin(
  t: Language,
  { why }: Extract<ProblemFacts['no-secret'], { readonly program: null }>,
): Sentence {
  switch (why) {
    case 'terminal':
      return {
        fact: t.__('wp-bisect should read the password from stdin, but stdin is a terminal.'),
        remedy: t.__('Pipe it in: %(command)s', {
          command: 'pass show wp/site | wp-bisect example.com --bisect --password-stdin',
        }),
      };
    case 'empty':
      return {
        fact: t.__('wp-bisect should read the password from stdin, but stdin was empty.'),
        remedy: t.__('Check the program that writes into the pipe.'),
      };
    case 'unasked-for':
      return {
        fact: t.__('Something was piped in, but no flag says what it is.'),
        remedy: t.__(
          'For a password add --password-stdin or --app-password-stdin. Otherwise give wp-bisect an empty stdin.',
        ),
      };
  }
}

function noSecretOf(
  t: Language,
  { program, why }: Extract<ProblemFacts['no-secret'], { readonly program: string }>,
): Sentence {
  return {
    fact: noSecretFact(t, why, clean(program, 100)),
    remedy: t.__(
      'Run it by itself to see what it says. It gets its arguments as they are, without a shell.',
    ),
  };
}

function noSecretFact(
  t: Language,
  why: Extract<ProblemFacts['no-secret'], { readonly program: string }>['why'],
  program: string,
): string {
  switch (why) {
    case 'empty':
      return t.__('The program for the password (%(program)s) printed nothing.', { program });
    case 'failed':
      return t.__('The program for the password (%(program)s) failed.', { program });
    case 'not-started':
      return t.__('The program for the password (%(program)s) could not be started.', { program });
    case 'timed-out':
      return t.__('The program for the password (%(program)s) took longer than a minute.', {
        program,
      });
  }
}

function wrongFile(
  t: Language,
  wanted: 'certificate' | 'report' | 'failing-request',
  path: string,
): Sentence {
  switch (wanted) {
    case 'certificate':
      return {
        fact: t.__('The file %(path)s is not a certificate in PEM format.', { path }),
        remedy: t.__('It must begin with -----BEGIN CERTIFICATE-----.'),
      };
    case 'report':
      return {
        fact: t.__('The file %(path)s is not a JSON report of wp-bisect.', { path }),
        remedy: t.__('Give a file that --format json wrote.'),
      };
    case 'failing-request':
      return {
        fact: t.__('The report in %(path)s has no failing request.', { path }),
        remedy: t.__('Give a report of a run in which a request failed.'),
      };
  }
}
