/** Where the answer goes: stdout, or the file of `--output`. */

import { appendFile, open, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { extname, join } from 'node:path';
import type { Language } from '../language/language.ts';
import { Problem, systemCause } from '../model/errors.ts';
import type { RunReport } from '../model/run-report.ts';
import { formatOfFile } from '../options/options.ts';
import { blueprintFile } from '../report/environment.ts';
import { createPaint } from '../report/format.ts';
import { healthMarkdown, healthText } from '../report/health.ts';
import { htmlReport } from '../report/html.ts';
import { jsonReport, ndjsonLine } from '../report/json.ts';
import { markdownReport } from '../report/markdown.ts';
import type { AfterResult } from '../report/next-steps.ts';
import { problemLines } from '../report/problems/index.ts';
import { textReport } from '../report/text.ts';
import { wrapText } from '../report/wrap.ts';
import { refuseForeignLink } from '../system/private-file.ts';
import type { Finished, MainPorts } from './context.ts';

/** Rejects with `unwritable-output` before a run whose answer could not be kept. What is there stays. */
export async function openForWriting(path: string): Promise<void> {
  try {
    await refuseForeignLink(path);
    const file = await open(path, 'a', 0o600);
    await file.close();
  } catch (error) {
    throw unwritable(path, error);
  }
}

/**
 * Writes the answer. False where the file of `--output` could not be written after all: the answer is
 * on stdout then, and stderr says why.
 */
export async function writeAnswer(
  { report, problem }: Finished,
  names: Readonly<Record<string, string>>,
  { options, t, stdout, stderr }: MainPorts,
): Promise<boolean> {
  const markdown = () =>
    options.mode === 'check'
      ? healthMarkdown(t, report, problem)
      : markdownReport(t, report, { names, problem });
  if (options.summary !== null) await appendSummary(options.summary, markdown());
  const { output, format, mode, verbosity, blueprint } = options;
  const drawn =
    blueprint === null || (await writeBlueprint(blueprint, report, { options, t, stderr }));
  const text = (stream: NodeJS.WriteStream | null) => {
    const color = options.color && stream?.isTTY === true;
    const told =
      mode === 'check'
        ? healthText(t, report, { color, problem })
        : textReport(t, report, { color, names, problem, verbose: verbosity === 'verbose' });
    // A terminal breaks lines wherever they end: words stay whole where a person reads.
    return stream?.isTTY === true ? wrapText(told, stream.columns || 80) : told;
  };
  const answer = (stream: NodeJS.WriteStream | null) => {
    switch (format) {
      case 'text':
        return text(stream);
      case 'json':
        return jsonReport(t, report, problem);
      case 'markdown':
        return markdown();
      case 'html':
        return htmlReport(t, report, { names, problem });
      case 'ndjson':
        return ndjsonLine(
          t,
          { type: 'finished', report },
          problem,
          Date.parse(report.endedAt ?? ''),
        );
    }
  };
  if (output === null) {
    stdout.write(mode === 'interactive' ? text(stdout) : answer(stdout));
    return drawn;
  }
  // The file has the answer; a person still sees it, where progress is seen.
  if (mode === 'interactive') stdout.write(text(stdout));
  else if (verbosity !== 'quiet') stderr.write(text(stderr));
  try {
    await refuseForeignLink(output);
    await writeFile(output, answer(null), { mode: 0o600 });
    return drawn;
  } catch (error) {
    const paint = createPaint(options.color && stderr.isTTY === true);
    stderr.write(`${problemLines(t, unwritable(output, error), paint).join('\n')}\n`);
    stdout.write(answer(stdout));
    return false;
  }
}

/** Adds to the summary of a job. Rejects with `unwritable-output`. */
export async function appendSummary(path: string, markdown: string): Promise<void> {
  await appendFile(path, `${markdown}\n`).catch((error: unknown) => {
    throw unwritable(path, error);
  });
}

/** Writes the blueprint, or says why there is none. False where the file could not be written. */
async function writeBlueprint(
  path: string,
  { reproduction }: RunReport,
  { options, t, stderr }: Pick<MainPorts, 'options' | 't' | 'stderr'>,
): Promise<boolean> {
  if (!reproduction) {
    const text = t.__('wp-bisect wrote no blueprint, because no plugin is proved to be the cause.');
    stderr.write(`${text}\n`);
    return true;
  }
  try {
    await refuseForeignLink(path);
    await writeFile(path, blueprintFile(reproduction), { mode: 0o600 });
    return true;
  } catch (error) {
    const paint = createPaint(options.color && stderr.isTTY === true);
    stderr.write(`${problemLines(t, unwritable(path, error), paint).join('\n')}\n`);
    return false;
  }
}

function unwritable(path: string, error: unknown): Problem<'unwritable-output'> {
  const cause = systemCause(error);
  return new Problem('unwritable-output', { path, cause }, { cause: error });
}

/** Saves a report where a person wants it; what is there stays. */

/** A name that says which site and which day, for the folder the person is in. */
export function fileNameFor(site: string, now: number): string {
  const host = URL.canParse(site) ? new URL(site).host : '';
  const safe = host.replace(/[^a-z0-9.-]+/gi, '-') || 'site';
  return `wp-bisect-${safe}-${new Date(now).toISOString().slice(0, 10)}.txt`;
}

/** Where a report goes that a person names: `~` is the own folder, as in a shell, and a folder gets the usual name. */
export async function placeFor(typed: string, usual: string): Promise<string> {
  const name = typed.trim().replace(/^~(?=$|[/\\])/, homedir());
  if (name === '') return usual;
  const isFolder = await stat(name).then(
    (found) => found.isDirectory(),
    () => /[/\\]$/.test(name),
  );
  return isFolder ? join(name, usual) : name;
}

/**
 * Writes the report, readable by the person only, to the first free name: `report.txt`, `report-2.txt`.
 * The ending of the name chooses the format.
 */
export async function save(
  t: Language,
  { report, problem }: Finished,
  path: string,
  names: Readonly<Record<string, string>>,
): Promise<AfterResult> {
  const text = textFor(t, path, { report, problem }, names);
  for (let number = 1; number <= NAMES_AT_MOST; number += 1) {
    const name = numbered(path, number);
    try {
      // Exclusive: no file of anybody's is ever overwritten, not even one that appears just now.
      const file = await open(name, 'wx', 0o600);
      try {
        await file.writeFile(text);
      } finally {
        await file.close();
      }
      return { type: 'saved', path: name };
    } catch (error) {
      const cause = (error as NodeJS.ErrnoException).code ?? String(error);
      if (cause !== 'EEXIST') return { type: 'not-saved', path: name, cause };
    }
  }
  return { type: 'not-saved', path, cause: 'EEXIST' };
}

function textFor(
  t: Language,
  path: string,
  { report, problem }: Finished,
  names: Readonly<Record<string, string>>,
): string {
  switch (formatOfFile(path)) {
    case 'json':
      return jsonReport(t, report, problem);
    case 'markdown':
      return markdownReport(t, report, { names, problem });
    case 'html':
      return htmlReport(t, report, { names, problem });
    default:
      return textReport(t, report, { color: false, names, problem });
  }
}

const NAMES_AT_MOST = 1_000;

function numbered(path: string, number: number): string {
  if (number === 1) return path;
  const ending = extname(path);
  return `${path.slice(0, path.length - ending.length)}-${number}${ending}`;
}
