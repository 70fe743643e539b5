/** The man page, made from the same flags and texts as the help. */

import { createLanguage } from '../language/language.ts';
import { createCommand } from './command.ts';
import { examples, exitCodes, secrets, variables } from './help.ts';

/** The page as roff (man macros), for `man wp-bisect`: in English, made when the package is built. */
export function manPage(version: string): string {
  const t = createLanguage('en');
  const command = createCommand(t);
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
    ...list(examples(t)),
    '.SH OPTIONS',
    ...list([...flags, ['-h, --help', 'show the help']]),
    '.SH ENVIRONMENT',
    roff(secrets(t)),
    ...list(variables(t)),
    '.SH EXIT STATUS',
    ...list(exitCodes(t)),
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
