import type { Language } from '../../language/language.ts';
import type { ProblemFacts } from '../../model/errors.ts';
import { clean, type Sentences, safeUrl } from '../format.ts';

/** Problems of the command that leads to WP-CLI. Nothing was changed. */
export const WP_CLI: Sentences<
  | 'bad-wp-cli'
  | 'wp-cli-missing'
  | 'wp-cli-failed'
  | 'wp-cli-timed-out'
  | 'wp-cli-unclear'
  | 'wp-cli-other-site'
> = {
  'bad-wp-cli': (t, { why }) => ({
    fact: badCommand(t, why),
    remedy: t.__(
      "Write it as you would type it, for example --wp-cli 'ssh host wp --path=/srv/www'.",
    ),
  }),
  'wp-cli-missing': (t, { program, cause }) => ({
    fact: t.__('The program %(program)s cannot be started (%(cause)s).', {
      program: clean(program, 120),
      cause: clean(cause, 80),
    }),
    remedy: t.__(
      'Check the command of --wp-cli. It runs without a shell: give the full path of a program, and no aliases, variables or pipes.',
    ),
  }),
  'wp-cli-failed': (t, { program, exit, said }) => ({
    fact: withWords(
      t,
      exit === null
        ? t.__('The command of --wp-cli failed: a signal ended %(program)s.', {
            program: clean(program, 120),
          })
        : t.__('The command of --wp-cli failed: %(program)s ended with exit code %(exit)s.', {
            program: clean(program, 120),
            exit,
          }),
      clean(said, 300),
    ),
    remedy: t.__(
      'Run the command with "option get home" behind it. It must print the address of the site.',
    ),
  }),
  'wp-cli-timed-out': (t, { program, seconds }) => ({
    fact: t._n(
      'The command of --wp-cli did not end within %(count)s second (%(program)s).',
      'The command of --wp-cli did not end within %(count)s seconds (%(program)s).',
      seconds,
      { program: clean(program, 120) },
    ),
    remedy: t.__(
      'It must run without asking for a password or a host key. Raise --timeout if the server is slow.',
    ),
  }),
  'wp-cli-unclear': (t, { program, asked, said }) => ({
    fact: withWords(
      t,
      t.__('WP-CLI did not print what "%(command)s" should print (%(program)s).', {
        command: clean(asked, 80),
        program: clean(program, 120),
      }),
      clean(said, 200),
    ),
    remedy: t.__('Run the command yourself with these words behind it, and fix what it prints.'),
  }),
  'wp-cli-other-site': (t, { site, named }) => ({
    fact: t.__('The command of --wp-cli leads to %(named)s, not to %(site)s.', {
      named: safeUrl(named),
      site: safeUrl(site),
    }),
    remedy: t.__(
      'Choose the right folder with --path, or, in a network of sites, add --url=%(site)s to the command.',
      { site: safeUrl(site) },
    ),
  }),
};

function badCommand(t: Language, why: ProblemFacts['bad-wp-cli']['why']): string {
  switch (why) {
    case 'empty':
      return t.__('The command of --wp-cli is empty.');
    case 'open-quote':
      return t.__('The command of --wp-cli has a quote that is not closed.');
    case 'open-escape':
      return t.__('The command of --wp-cli ends in a backslash.');
    case 'control-character':
      return t.__('The command of --wp-cli contains a control character.');
  }
}

/** A sentence, with what a program printed behind it. */
function withWords(t: Language, sentence: string, words: string): string {
  return words === '' ? sentence : `${sentence} ${t.__('It printed: "%(words)s".', { words })}`;
}
