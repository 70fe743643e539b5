/** `--sites`: one read-only command over many sites, a report a line, one exit code. */

import { appendFile, readFile, writeFile } from 'node:fs/promises';
import envPaths from 'env-paths';
import type { Context, Finished, MainPorts } from './commands/context.ts';
import { exitCodeOf } from './commands/exit-code.ts';
import { readSecret } from './commands/given-input.ts';
import { appendSummary, openForWriting } from './commands/output.ts';
import { createServices, runCommand } from './commands/run-command.ts';
import { EXIT, type ExitCode, isProblem, Problem, systemCause } from './model/errors.ts';
import type { Note } from './model/notes.ts';
import { UNSTEERED } from './model/ports.ts';
import { emptyReport } from './model/run-report.ts';
import type { Options } from './options/parse-options.ts';
import { SECRETS } from './options/secrets.ts';
import { createUnattendedPrompter } from './plain/unattended-prompter.ts';
import { reportData } from './report/json.ts';
import { type FoundOnSite, type SiteRow, siteLine, sitesTable } from './report/many-sites.ts';
import { systemClock } from './system/clock.ts';
import { createRemembered } from './system/remembered-sites.ts';
import { record } from './wordpress/http/json.ts';
import { mapLimited } from './wordpress/http/rate-limit.ts';

/** From the best news to the worst. */
const WORSE: readonly ExitCode[] = [0, 1, 6, 4, 3, 2, 5, 130];

/**
 * Looks at every site of the list, a few at a time, and writes each report as it comes: on stdout, or behind
 * what is in the file of `--output`. The table goes to stderr. Resolves with the worst exit code.
 */
export async function manySites(ports: MainPorts): Promise<ExitCode> {
  const { options, t, stderr, signal } = ports;
  refuseSharedSecrets(ports);
  const list = parseSiteList(
    await readSiteList(options.sites ?? '-', ports.stdin),
    options.sites ?? '-',
  );
  const done = await prepareOutput(options);
  const left = list.filter(({ site }) => !done.has(site));
  const skipped = list.flatMap(({ site }) => done.get(site) ?? []);

  const write = lineWriter(ports);
  const rows = await mapLimited(left, options.parallel, async (listed): Promise<SiteRow | null> => {
    if (signal.aborted) return null;
    const finished = await lookAt(listed, ports);
    const exitCode = finishedCode(finished, options);
    // What was cut off is no answer: --resume asks that site again.
    if (signal.aborted && exitCode === EXIT.cancelled) return null;
    const report = reportData(t, finished.report, finished.problem);
    await write(siteLine(listed.site, exitCode, report));
    return { site: listed.site, exitCode, found: foundIn(report), isEarlier: false };
  });

  const seen = [...skipped, ...rows.filter((row) => row !== null)];
  if (options.summary !== null) {
    const table = sitesTable(t, seen, { skipped: skipped.length, color: false });
    await appendSummary(options.summary, `\`\`\`text\n${table}\`\`\`\n`);
  }
  if (options.verbosity !== 'quiet') {
    stderr.write(
      sitesTable(t, seen, { skipped: skipped.length, color: options.color && stderr.isTTY }),
    );
  }
  if (signal.aborted) return EXIT.cancelled;
  return seen.reduce<ExitCode>((worst, { exitCode }) => worseOf(worst, exitCode), EXIT.found);
}

function worseOf(one: ExitCode, other: ExitCode): ExitCode {
  return WORSE.indexOf(other) > WORSE.indexOf(one) ? other : one;
}

/** One site's password is no other site's business. */
function refuseSharedSecrets({ t, options: { secrets } }: MainPorts): void {
  const shared = SECRETS.find(([, secret]) => secrets[secret] !== null);
  if (!shared) return;
  const message = t.__(
    '%(variable)s is set and would go to every site of the list. Unset it, and use --password-command "pass show wp/{host}".',
    { variable: shared[0] },
  );
  throw new Problem('bad-option', { message });
}

async function lookAt(listed: ListedSite, ports: MainPorts): Promise<Finished> {
  const options: Options = {
    ...ports.options,
    site: listed.site,
    sites: null,
    output: null,
    user: listed.user ?? ports.options.user,
    gate: listed.gate ?? ports.options.gate,
  };
  try {
    const given = options.secretSource === null ? options : await readSecret({ ...ports, options });
    return await runCommand(contextFor({ ...ports, options: given }));
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { report: emptyReport(listed.site, 'blocked', {}), problem: error };
  }
}

/** A command on one site that shows nothing and asks nobody. */
function contextFor(ports: MainPorts): Context {
  const { options, clock = systemClock() } = ports;
  const notes: Note[] = [];
  const home = options.home ?? envPaths('wp-bisect', { suffix: '' }).data;
  return {
    ...ports,
    ask: createUnattendedPrompter(ports.t, { yes: options.yes, installHealthCheck: false }),
    steering: UNSTEERED,
    emit(event) {
      if (event.type === 'note') notes.push(event.note);
    },
    notes,
    clock,
    startedAt: clock.now(),
    home,
    remembered: createRemembered(home),
    ...createServices(ports),
  };
}

function finishedCode(finished: Finished, { mode }: Options): ExitCode {
  return exitCodeOf(finished, mode);
}

/** The sites that the answer of the run before has, with `--resume`; else the file is emptied. */
async function prepareOutput({ output, resume }: Options): Promise<ReadonlyMap<string, SiteRow>> {
  const done = new Map<string, SiteRow>();
  if (output === null) return done;
  await openForWriting(output);
  if (!resume) {
    await writing(output, writeFile(output, '', { mode: 0o600 }));
    return done;
  }
  const text = await readFile(output, 'utf8').catch((error: unknown) => {
    throw new Problem('unreadable-file', { path: output, cause: systemCause(error) });
  });
  // A run that was killed may have left half a line.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole !== text) await writing(output, writeFile(output, whole, { mode: 0o600 }));
  for (const line of whole.split('\n')) {
    const row = rowIn(line);
    if (row) done.set(row.site, row);
  }
  return done;
}

function rowIn(line: string): SiteRow | null {
  try {
    const report = record(JSON.parse(line));
    const asked = report?.asked;
    const code = WORSE.find((one) => one === report?.exitCode);
    if (typeof asked !== 'string' || code === undefined) return null;
    return { site: asked, exitCode: code, found: foundIn(report), isEarlier: true };
  } catch {
    return null;
  }
}

/** What a published report says. A file that went through other hands may lack any of it. */
function foundIn(report: unknown): FoundOnSite {
  const told = record(report);
  const symptoms = Array.isArray(told?.symptoms) ? told.symptoms : [];
  const seconds = record(told?.cost)?.seconds;
  return {
    health: textOf(told?.health),
    problem: textOf(record(told?.problem)?.fact),
    answers: symptoms.map((symptom: unknown) => {
      const observed = record(record(symptom)?.observed);
      return `${observed?.status ?? ''} ${observed?.code ?? ''}`;
    }),
    cause: textOf(record(told?.cause)?.evidence),
    seconds: typeof seconds === 'number' ? seconds : null,
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** One line at a time, in the order they come. */
function lineWriter({ options, stdout }: MainPorts): (line: string) => Promise<void> {
  const { output } = options;
  if (output === null) {
    return async (line) => {
      stdout.write(line);
    };
  }
  let last = Promise.resolve();
  return (line) => {
    last = last.then(() => writing(output, appendFile(output, line)));
    return last;
  };
}

async function writing(path: string, work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    throw new Problem('unwritable-output', { path, cause: systemCause(error) }, { cause: error });
  });
}

/** The list of `--sites`: one address a line, or CSV with a header. */

/** One site of a list, and what is different about it. */
export type ListedSite = {
  readonly site: string;
  readonly user?: string;
  readonly gate?: string;
};

const COLUMNS = ['site', 'user', 'gate'] as const;
type Column = (typeof COLUMNS)[number];

/**
 * Reads a list. Empty lines and lines that begin with `#` are left out, and so is a site that came before.
 * Throws `bad-site-list` with the line.
 */
export function parseSiteList(text: string, path: string): readonly ListedSite[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
  const [first] = lines;
  const isTable = first !== undefined && /^"?site"?\s*(?:,|$)/i.test(first.line);
  const columns = isTable ? columnsOf(first, path) : (['site'] as const);
  const rows = (isTable ? lines.slice(1) : lines).map(({ line, number }) =>
    isTable ? rowOf(cellsOf(line, path, number), columns, path, number) : { site: line },
  );
  const known = new Set<string>();
  return rows.filter(({ site }) => !known.has(site) && known.add(site));
}

/** The text of the list: a file's, or stdin's for `-`. Rejects with `unreadable-file`. */
export async function readSiteList(
  path: string,
  stdin: AsyncIterable<Buffer | string>,
): Promise<string> {
  if (path !== '-') {
    return readFile(path, 'utf8').catch((error: unknown) => {
      throw new Problem('unreadable-file', { path, cause: systemCause(error) }, { cause: error });
    });
  }
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function columnsOf(
  { line, number }: { readonly line: string; readonly number: number },
  path: string,
): readonly Column[] {
  return cellsOf(line, path, number).map((name) => {
    const column = COLUMNS.find((one) => one === name.trim().toLowerCase());
    if (column === undefined)
      throw new Problem('bad-site-list', { path, line: number, why: 'column' });
    return column;
  });
}

function rowOf(
  cells: readonly string[],
  columns: readonly Column[],
  path: string,
  line: number,
): ListedSite {
  const at = (column: Column) => cells[columns.indexOf(column)]?.trim() || undefined;
  const site = at('site');
  if (site === undefined) throw new Problem('bad-site-list', { path, line, why: 'empty' });
  return { site, user: at('user'), gate: at('gate') };
}

/** The cells of one line of CSV (RFC 4180, without line breaks in cells). */
function cellsOf(line: string, path: string, number: number): readonly string[] {
  const cells: string[] = [];
  let rest = `${line},`;
  while (rest !== '') {
    const cell = /^\s*"((?:[^"]|"")*)"\s*,/.exec(rest) ?? /^([^",]*),/.exec(rest);
    if (!cell) throw new Problem('bad-site-list', { path, line: number, why: 'quote' });
    cells.push((cell[1] ?? '').replaceAll('""', '"'));
    rest = rest.slice(cell[0].length);
  }
  return cells;
}
