/** Where the answer goes: stdout, or the file of `--output`. */

import { open, writeFile } from 'node:fs/promises';
import type { Finished } from './context.ts';
import { Problem, systemCause } from '../model/errors.ts';
import type { MainPorts } from '../main.ts';
import { createPaint } from '../report/format.ts';
import { problemLines } from '../report/problems/index.ts';
import { jsonReport } from '../report/json.ts';
import { markdownReport } from '../report/markdown.ts';
import { ndjsonLine } from '../report/json__ndjson.ts';
import { textReport } from '../report/text.ts';
import { refuseForeignLink } from '../system/private-file.ts';

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
  { options, stdout, stderr }: MainPorts,
): Promise<boolean> {
  const { output, format, mode, verbosity } = options;
  const text = (stream: NodeJS.WriteStream | null) => {
    const color = options.color && stream?.isTTY === true;
    return textReport(report, { color, names, problem, verbose: verbosity === 'verbose' });
  };
  const answer = (stream: NodeJS.WriteStream | null) => {
    switch (format) {
      case 'text':
        return text(stream);
      case 'json':
        return jsonReport(report, problem);
      case 'markdown':
        return markdownReport(report, { names, problem });
      case 'ndjson':
        return ndjsonLine({ type: 'finished', report }, problem);
    }
  };
  if (output === null) {
    stdout.write(mode === 'interactive' ? text(stdout) : answer(stdout));
    return true;
  }
  // The file has the answer; a person still sees it, where progress is seen.
  if (mode === 'interactive') stdout.write(text(stdout));
  else if (verbosity !== 'quiet') stderr.write(text(stderr));
  try {
    await refuseForeignLink(output);
    await writeFile(output, answer(null), { mode: 0o600 });
    return true;
  } catch (error) {
    const paint = createPaint(options.color && stderr.isTTY === true);
    stderr.write(`${problemLines(unwritable(output, error), paint).join('\n')}\n`);
    stdout.write(answer(stdout));
    return false;
  }
}

function unwritable(path: string, error: unknown): Problem<'unwritable-output'> {
  const cause = systemCause(error);
  return new Problem('unwritable-output', { path, cause }, { cause: error });
}
