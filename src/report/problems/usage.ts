import type { ProblemFacts } from '../../model/errors.ts';
import { clean, list, moment, type Sentence, type Sentences, safeUrl, urlWord } from '../format.ts';

const TYPED = 'Type the address as in the browser: example.com, or https://example.com/blog.';

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
  'not-a-url': ({ typed }) => ({
    fact: `"${clean(typed, 100)}" is not a web address.`,
    remedy: TYPED,
  }),
  'bad-option': ({ message }) => ({
    fact: sentence(clean(message, 1000)),
    remedy: 'wp-bisect --help shows every option.',
  }),
  'not-a-terminal': () => ({
    fact: 'The interactive mode needs a terminal, and this is not one.',
    remedy: 'To run without a terminal, add --bisect: wp-bisect example.com --bisect',
  }),
  'secret-in-address': () => ({
    fact: 'The address contains a password, and arguments can be read by every program on this machine.',
    remedy:
      'Type the address without it. For a password gate of the server: --gate USER, with the password in WP_BISECT_GATE_PASSWORD; for WordPress: --user, with WP_BISECT_PASSWORD or WP_BISECT_APP_PASSWORD.',
  }),
  'unknown-plugin': ({ flag, typed, known, inactive }) => ({
    fact: inactive
      ? `${flag} ${clean(typed, 100)}: that plugin is not active, so it cannot be to blame.`
      : `${flag} ${clean(typed, 100)}: the site has no such plugin.`,
    remedy:
      known.length === 0
        ? 'No plugin of the site is active.'
        : `Give the folder of one of these: ${list(
            known.map((plugin) => clean(plugin, 100)),
            'or',
          )}.`,
  }),
  'foreign-request': ({ url, origin }) => ({
    fact: `${clean(url, 300)} is not on the site ${clean(origin, 200)}.`,
    remedy: `--request takes a path of the site ("GET /wp-json/wp/v2/posts") or a URL that begins with ${clean(origin, 200)}.`,
  }),
  'no-secret': (facts) => (facts.program === null ? noSecretOnStdin(facts) : noSecretOf(facts)),
  'bad-site-list': ({ path, line, why }) => ({
    fact: `Line ${line} of ${clean(path)}: ${LIST_FAULTS[why]}`,
    remedy:
      'One address a line, or CSV whose first line is: site,user (user, gate and for may be left out).',
  }),
  'unreadable-file': ({ path, cause }) => ({
    fact: `The file ${clean(path)} cannot be read (${clean(cause, 100)}).`,
    remedy: 'Check the path and who may read it.',
  }),
  'unwritable-output': ({ path, cause }) => ({
    fact: `The answer cannot be written to ${clean(path)} (${clean(cause, 100)}).`,
    remedy: 'Give a file in a folder that exists and that you may write to.',
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
  unexpected: ({ said }) => ({
    fact: `The run ended early by a mistake of this program, not of the site: ${clean(said)}.`,
    remedy: 'The site was put back first. Please report this, with what --verbose shows.',
  }),
  'left-on-site': ({ site, plugin, journal }) => ({
    fact: `The plugin ${clean(plugin, 120)} was put on ${safeUrl(site)} for this run, and could not be taken away again. The journal is kept: ${clean(journal)}.`,
    remedy: `Try again: wp-bisect ${urlWord(site)} --restore. Or take it away in wp-admin, under Plugins.`,
  }),
  'journal-unwritable': ({ path, cause }) => ({
    fact: `The restore journal cannot be written: ${clean(path)} (${clean(cause, 120)}). Without it no plugin is switched off.`,
    remedy: 'Make the folder writable, or name another one in WP_BISECT_HOME.',
  }),
  'journal-corrupt': ({ path, line }) => ({
    fact: `The restore journal of an earlier run cannot be read (${clean(path)}, line ${line}). It is kept as it is.`,
    remedy:
      'Its first lines list the plugins that were active. Compare them with wp-admin, Plugins; when the site is as it should be, move the file away and start again.',
  }),
  'journal-elsewhere': ({ site, since }) => ({
    fact: `A run on ${safeUrl(site)}, begun ${moment(since)}, did not finish. Its plugins may be off, and the address you gave may be the same site.`,
    remedy: `Restore it first: wp-bisect ${urlWord(site)} --restore`,
  }),
  'lock-unusable': ({ path, cause }) => ({
    fact: `The lock that keeps two runs apart cannot be set: ${clean(path)} (${clean(cause, 120)}).`,
    remedy: 'Make sure that no other run is at work, delete it, and start again.',
  }),
  locked: ({ site, pid, host, since, path }) => ({
    fact: `Another run is at work on ${safeUrl(site)}: process ${pid} on ${clean(host, 80)}, since ${moment(since)}.`,
    remedy: `Wait until it ends, or stop it with Ctrl-C: it restores the site. If that machine is gone for good, delete ${clean(path)}.`,
  }),
};

const LIST_FAULTS = {
  column: 'a column has a name that means nothing here.',
  empty: 'there is no site.',
  quote: 'a quotation mark is not closed.',
} as const;

function noSecretOnStdin({
  why,
}: Extract<ProblemFacts['no-secret'], { readonly program: null }>): Sentence {
  switch (why) {
    case 'terminal':
      return {
        fact: 'The password was to come from stdin, and that is a terminal.',
        remedy: 'Pipe it in: pass show wp/site | wp-bisect example.com --bisect --password-stdin',
      };
    case 'empty':
      return {
        fact: 'The password was to come from stdin, and nothing came.',
        remedy: 'Check the program that writes into the pipe.',
      };
    case 'unasked-for':
      return {
        fact: 'Something was piped in, and nothing says what it is.',
        remedy:
          'For a password add --password-stdin or --app-password-stdin; otherwise give it an empty stdin.',
      };
  }
}

function noSecretOf({
  program,
  why,
}: Extract<ProblemFacts['no-secret'], { readonly program: string }>): Sentence {
  const ends = {
    empty: 'printed nothing',
    failed: 'failed',
    'not-started': 'could not be started',
    'timed-out': 'took longer than a minute',
  } as const;
  return {
    fact: `The program that was to print the password (${clean(program, 100)}) ${ends[why]}.`,
    remedy:
      'Run it by itself to see what it says. It gets its arguments as they are, without a shell.',
  };
}
