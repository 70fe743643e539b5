/** The man page, made from the same flags and texts as the help. */

import { createCommand } from './command.ts';
import { EXAMPLES, EXIT_CODES, SECRETS, VARIABLES } from './help.ts';

/** The page as roff (man macros), for `man wp-bisect`. */
export function manPage(version: string): string {
  const command = createCommand();
  const flags = command.options.map(({ flags, description }) => [flags, description] as const);
  return `${[
    `.TH WP-BISECT 1 "" "wp-bisect ${roff(version)}"`,
    '.SH NAME',
    'wp\\-bisect \\- find the WordPress plugin behind a 401',
    '.SH SYNOPSIS',
    '.B wp\\-bisect',
    roff(command.usage()),
    '.SH DESCRIPTION',
    roff(command.description()),
    '.SH EXAMPLES',
    ...list(EXAMPLES),
    '.SH OPTIONS',
    ...list([...flags, ['-h, --help', 'show the help']]),
    '.SH ENVIRONMENT',
    roff(SECRETS),
    ...list(VARIABLES),
    '.SH EXIT STATUS',
    ...list(EXIT_CODES),
  ].join('\n')}\n`;
}

function list(rows: readonly (readonly [string, string])[]): readonly string[] {
  return rows.flatMap(([term, about]) => ['.TP', `.B ${roff(term)}`, roff(about)]);
}

/** Plain text in roff: nothing of it is a request or an escape. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(['.])/, '\\&$1');
}
