/** A fatal PHP error as an answer shows it, and the plugin whose file it happened in. */

import { findJson, record } from './json.ts';
import type { HttpAnswer } from './types.ts';

/** What an answer tells of a fatal error. */
export type FatalError = {
  /** On the server; null where the answer keeps it to itself, as WordPress' page does. */
  readonly file: string | null;
  readonly line: number | null;
  /** The folder of the plugin, or its single file without `.php`; null for themes, core and must-use plugins. */
  readonly plugin: string | null;
};

/**
 * The fatal error that ended an answer; null where none is seen. Known forms: WordPress' JSON
 * (`internal_server_error` with `data.error`), WordPress' page in any language, and PHP's own words
 * where errors are displayed.
 */
export function fatalErrorIn(answer: HttpAnswer): FatalError | null {
  return inJson(answer) ?? inPrintedWords(answer) ?? inWordPressPage(answer);
}

/** The plugin that owns a file on the server: its folder, or the file's name without `.php`. */
export function pluginFolderOf(file: string | null): string | null {
  const below = /[\\/]plugins[\\/]([^\\/]+)(?:[\\/]|$)/.exec(file ?? '')?.[1];
  return below === undefined ? null : below.replace(/\.php$/, '');
}

function fatalError(file: string | null, line: number | null): FatalError {
  return { file, line, plugin: pluginFolderOf(file) };
}

/** `WP_Fatal_Error_Handler` gives what `error_get_last()` said to those who asked for JSON. */
function inJson(answer: HttpAnswer): FatalError | null {
  if (!/"error"|internal_server_error/.test(answer.text)) return null;
  const body = record(findJson(answer.text));
  const error = record(record(body?.data)?.error);
  if (typeof error?.file === 'string' && error.file.trim() !== '') {
    return fatalError(error.file, typeof error.line === 'number' ? error.line : null);
  }
  return body?.code === 'internal_server_error' ? fatalError(null, null) : null;
}

/** A page full of them says no more than its first ones. */
const MOST_FATALS = 5;
const FATAL_FILE = /\bin (?:<b>)?((?:\/|[A-Z]:)[^<\n]{1,400}?)(?:<\/b>)? on line (?:<b>)?(\d{1,9})/;

/** PHP's own words when errors are displayed: "Fatal error: ... in /path/file.php on line 3". */
function inPrintedWords(answer: HttpAnswer): FatalError | null {
  const page = answer.text.slice(0, 50_000);
  for (const [nth, start] of [...page.matchAll(/\b(?:Fatal|Parse) error(?:<\/b>)?:/g)].entries()) {
    if (nth === MOST_FATALS) break;
    const said = FATAL_FILE.exec(page.slice(start.index, start.index + 4_500));
    if (said) return fatalError(said[1] ?? null, Number(said[2]));
  }
  return null;
}

/**
 * "There has been a critical error on this website": translated, so it is told by its form, which is
 * an error page with a link to WordPress' own help.
 */
function inWordPressPage({ status, text }: HttpAnswer): FatalError | null {
  if (status !== 500) return null;
  const page = text.slice(0, 50_000);
  const isErrorPage = page.includes('id="error-page"') && page.includes('wp-die-message');
  return isErrorPage && /href="https:\/\/(?:[\w-]+\.)?wordpress\.org\//.test(page)
    ? fatalError(null, null)
    : null;
}
