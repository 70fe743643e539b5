import { clean, list, type Sentences, safeUrl } from '../format.ts';

const BAD_COMMAND = {
  empty: 'is empty',
  'open-quote': 'has a quote that is never closed',
  'open-escape': 'ends in a backslash',
  'control-character': 'contains a control character',
} as const;

/** Problems of the command that leads to WP-CLI. Nothing was changed. */
export const WP_CLI: Sentences<
  | 'bad-wp-cli'
  | 'wp-cli-missing'
  | 'wp-cli-failed'
  | 'wp-cli-timed-out'
  | 'wp-cli-unclear'
  | 'wp-cli-other-site'
  | 'wp-cli-alias'
> = {
  'bad-wp-cli': ({ why }) => ({
    fact: `The command of --wp-cli ${BAD_COMMAND[why]}.`,
    remedy: `Write it as you would type it, for example --wp-cli 'ssh host wp --path=/srv/www'.`,
  }),
  'wp-cli-missing': ({ program, cause }) => ({
    fact: `The program ${clean(program, 120)} cannot be started (${clean(cause, 80)}).`,
    remedy:
      'Check the command of --wp-cli. It runs without a shell: give the full path of a program, and no aliases, variables or pipes.',
  }),
  'wp-cli-failed': ({ program, exit, said }) => ({
    fact: `The command of --wp-cli failed: ${clean(program, 120)} ended ${exit === null ? 'by a signal' : `with exit code ${exit}`}${said === '' ? '' : ` ("${clean(said, 300)}")`}.`,
    remedy:
      'Run the command with "option get home" behind it. It must print the address of the site.',
  }),
  'wp-cli-timed-out': ({ program, seconds }) => ({
    fact: `The command of --wp-cli did not end within ${seconds} seconds (${clean(program, 120)}).`,
    remedy:
      'It must run without asking for a password or a host key. Raise --timeout if the server is slow.',
  }),
  'wp-cli-unclear': ({ program, asked, said }) => ({
    fact: `WP-CLI did not print what "${clean(asked, 80)}" should print (${clean(program, 120)})${said === '' ? '' : `: "${clean(said, 200)}"`}.`,
    remedy: 'Run the command yourself with these words behind it, and mend what it prints.',
  }),
  'wp-cli-other-site': ({ site, named }) => ({
    fact: `The command of --wp-cli leads to ${safeUrl(named)}, not to ${safeUrl(site)}.`,
    remedy: `Choose the right folder with --path, or, in a network of sites, add --url=${safeUrl(site)} to the command.`,
  }),
  'wp-cli-alias': ({ alias, isKnown, known }) => {
    const names = known.slice(0, 20).map((name) => clean(name, 60));
    return {
      fact: isKnown
        ? `The alias ${clean(alias, 60)} of WP-CLI stands for several sites.`
        : `WP-CLI knows no alias ${clean(alias, 60)}.`,
      remedy:
        names.length === 0
          ? 'Give the address of the site instead.'
          : `Give the alias of one site: ${list(names, 'or')}.`,
    };
  },
};
