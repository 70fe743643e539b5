/** The help: examples first, then every flag, then secrets and exit codes, as wide as the terminal. */

import type { Command } from 'commander';

/** What people do most, with the line for it. */
export const EXAMPLES: readonly (readonly [string, string])[] = [
  ['wp-bisect example.com', 'in a terminal: asks for what it needs'],
  ['wp-bisect example.com --bisect --user admin', 'unattended: find, prove, restore'],
  ['wp-bisect example.com --diagnose', 'look, change nothing'],
  ['wp-bisect example.com --check', 'for cron and CI: exit code 6 when something is refused'],
  ['wp-bisect --sites sites.txt --check -o reports.ndjson', 'many sites, one report a line'],
  ['wp-bisect example.com --restore', 'put back what an interrupted run left'],
];

/** What the environment may hold. */
export const VARIABLES: readonly (readonly [string, string])[] = [
  ['WP_BISECT_APP_PASSWORD', 'an application password'],
  ['WP_BISECT_PASSWORD', 'the password of the account'],
  ['WP_BISECT_GATE_PASSWORD', 'the password of the gate in front of the site'],
  ['WP_BISECT_RECOVERY_LINK', "the link of WordPress' mail about a fatal error"],
  ['WP_BISECT_WC_KEY, WP_BISECT_WC_SECRET', 'for --as woocommerce-keys'],
  ['WP_BISECT_BEARER', 'the token for --as bearer'],
  ['WP_BISECT_USER', 'the user, where --user is not given'],
  ['WP_BISECT_HOME', 'the folder of the restore journals'],
  ['NO_COLOR', 'no colour'],
  ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'the way out to the network'],
];

/** Every exit code, in words. */
export const EXIT_CODES: readonly (readonly [string, string])[] = [
  [
    '0',
    'culprit found and confirmed, site restored; --check: nothing is refused that should not be; --recheck: the failure is gone; --diagnose and --restore: they did their job',
  ],
  ['1', 'no plugin is to blame; --recheck: the failure is still there'],
  ['2', 'usage'],
  ['3', 'no way in, nothing was changed'],
  ['4', 'inconclusive, site restored'],
  ['5', 'site NOT fully restored'],
  ['6', '--check: something is refused that should not be'],
  ['130', 'cancelled, site restored'],
];

/** How secrets come in. */
export const SECRETS =
  "Secrets are never arguments. They are asked for, read from stdin or a program (see Access), from the system's keyring where you allowed it, or from the environment:";

/** The whole help, no line longer than `columns`. */
export function helpText(command: Command, columns: number): string {
  const flags = command.helpInformation();
  const [usage = '', ...rest] = flags.split('\n');
  return [
    'Examples:',
    ...table(EXAMPLES, columns),
    '',
    ...wrap(usage, columns, 2),
    ...rest,
    ...wrap(SECRETS, columns),
    ...table(VARIABLES, columns),
    '',
    'Exit codes:',
    ...table(EXIT_CODES, columns),
    '',
  ].join('\n');
}

/** Two columns; below one another where the terminal is narrow. */
function table(rows: readonly (readonly [string, string])[], columns: number): readonly string[] {
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
