/** The help: examples first, then every flag, then secrets and exit codes, as wide as the terminal. */

import type { Command } from 'commander';
import type { Language } from '../language/language.ts';

type Rows = readonly (readonly [string, string])[];

/** What people do most, with the line for it. */
export const examples = (t: Language): Rows => [
  ['wp-bisect example.com', t.__('in a terminal: asks for what it needs')],
  ['wp-bisect example.com --bisect --user admin', t.__('unattended: find, prove, restore')],
  ['wp-bisect example.com --diagnose', t.__('check everything except plugins; changes nothing')],
  ['wp-bisect example.com --check', t.__('for cron and CI: exit code 6 when something is refused')],
  ['wp-bisect --sites sites.txt --check -o reports.ndjson', t.__('many sites, one report a line')],
  ['wp-bisect example.com --restore', t.__('restore the site after an interrupted run')],
];

/** What the environment may hold. */
export const variables = (t: Language): Rows => [
  ['WP_BISECT_APP_PASSWORD', t.__('an application password')],
  ['WP_BISECT_PASSWORD', t.__('the password of the account')],
  ['WP_BISECT_GATE_PASSWORD', t.__('the password of the gate in front of the site')],
  ['WP_BISECT_RECOVERY_LINK', t.__('the link in the WordPress email about a fatal error')],
  ['WP_BISECT_WC_KEY, WP_BISECT_WC_SECRET', t.__('for --as woocommerce-keys')],
  ['WP_BISECT_BEARER', t.__('the token for --as bearer')],
  ['WP_BISECT_USER', t.__('the user, without --user')],
  ['WP_BISECT_HOME', t.__('the folder of the restore journals')],
  ['WP_BISECT_LANG', t.__('the language, without --lang')],
  ['NO_COLOR', t.__('use no colour')],
  ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', t.__('proxies')],
];

/** Every exit code, in words. */
export const exitCodes = (t: Language): Rows => [
  [
    '0',
    t.__(
      'culprit found and confirmed, site restored; --check: all is well; --recheck: the failure is gone; --diagnose and --restore: done',
    ),
  ],
  ['1', t.__('no plugin is to blame; --recheck: the failure is still there')],
  ['2', t.__('wrong usage')],
  ['3', t.__('no access to the site; nothing was changed')],
  ['4', t.__('inconclusive, site restored')],
  ['5', t.__('site NOT fully restored')],
  ['6', t.__('--check: the site refuses something that should work')],
  ['130', t.__('cancelled, site restored')],
];

/** How secrets come in. */
export const secrets = (t: Language): string =>
  t.__(
    "Secrets are never arguments. wp-bisect asks for them, reads them from stdin or a program (see Access), from the system's keyring if you allowed it, or from the environment:",
  );

/** The whole help, no line longer than `columns`. */
export function helpText(t: Language, command: Command, columns: number): string {
  const flags = command.helpInformation();
  const [usage = '', ...rest] = flags.split('\n');
  return [
    t.__('Examples:'),
    ...table(examples(t), columns),
    '',
    ...wrap(usage, columns, 2),
    ...rest,
    ...wrap(secrets(t), columns),
    ...table(variables(t), columns),
    '',
    t.__('Exit codes:'),
    ...table(exitCodes(t), columns),
    '',
  ].join('\n');
}

/** Two columns; below one another where the terminal is narrow. */
function table(rows: Rows, columns: number): readonly string[] {
  const widest = Math.max(...rows.map(([left]) => left.length));
  const at = widest + 4;
  if (at + 24 > columns) {
    return rows.flatMap(([left, right]) => [
      ...wrap(`  ${left}`, columns, 4),
      ...wrap(`      ${right}`, columns, 6),
    ]);
  }
  return rows.flatMap(([left, right]) => wrap(`  ${left.padEnd(widest)}  ${right}`, columns, at));
}

/** Breaks a line at spaces; what goes on is indented. A word that is too long stays whole. */
function wrap(line: string, columns: number, indent = 0): readonly string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > columns) {
    const space = rest.lastIndexOf(' ', columns);
    const least = lines.length === 0 ? (/^ */.exec(rest)?.[0].length ?? 0) : indent;
    const at = space > least ? space : rest.indexOf(' ', columns);
    if (at < 0) break;
    lines.push(rest.slice(0, at).trimEnd());
    rest = ' '.repeat(indent) + rest.slice(at).trimStart();
  }
  return [...lines, rest];
}
