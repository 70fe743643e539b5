/** The proof as a picture: plugins down, tests across, on or off, and what each test answered below. */

import { overall } from '../model/reduce.ts';
import type { PluginId, ProbeRecord, RunReport, Verdict } from '../model/report.ts';
import type { Purpose } from '../search/index.ts';
import { clean, count, duration } from './format.ts';
import { escaped, joined, section } from './html-parts.ts';
import type { NameOf } from './notes.ts';

/** More columns are read by nobody: the first and the last ones tell the story. */
const MOST_TESTS = 60;

const VERDICTS: Readonly<Record<Verdict, { readonly sign: string; readonly word: string }>> = {
  fails: { sign: '✗', word: 'fails' },
  passes: { sign: '✓', word: 'works' },
  unresolved: { sign: '?', word: 'unclear' },
};

const PURPOSES: Readonly<Record<Purpose, string>> = {
  'all-on': 'every plugin on',
  'all-off': 'every suspect off',
  narrow: 'half of what is left',
  without: 'only the culprit off',
  alone: 'only the culprit on',
  repeat: 'the same again',
  again: 'everything on again',
  cure: 'looking for a cure',
};

/** The table of all tests; empty where no plugin was switched. */
export function picture(report: RunReport, name: NameOf): string {
  const tests = shown(report.probes ?? []);
  if (tests.length === 0) return '';
  const guilty = new Set(
    report.culprits.flatMap(({ plugins }) => plugins.map((one) => one.plugin)),
  );
  const rows = switched(tests).toSorted((a, b) => Number(guilty.has(b)) - Number(guilty.has(a)));
  const head = tests.map(({ number }) => `<th scope="col">${number}</th>`).join('');
  const stayed = stayedOn(tests, rows);
  return joined([
    '<p class="legend"><span class="key on"></span> on <span class="key off"></span> off. Below each test: does the failing request fail (✗) or work (✓)?</p>',
    '<div class="scroll" role="region" tabindex="0" aria-label="Tests of the run">',
    '<table class="proof">',
    `<caption class="hidden">Plugins down, tests across</caption>`,
    `<thead><tr><th scope="col">Test</th>${head}</tr></thead>`,
    '<tbody>',
    ...rows.map((plugin) => row(plugin, tests, name(plugin), guilty.has(plugin))),
    '</tbody>',
    `<tfoot><tr><th scope="row">Answer</th>${tests.map(answerCell).join('')}</tr></tfoot>`,
    '</table>',
    '</div>',
    stayed === 0
      ? ''
      : `<p class="quiet">${count(stayed, 'other plugin')} stayed on in every test.</p>`,
  ]);
}

function row(
  plugin: PluginId,
  tests: readonly ProbeRecord[],
  name: string,
  isGuilty: boolean,
): string {
  const cells = tests.map(({ off }) =>
    off.includes(plugin)
      ? '<td class="off"><span class="hidden">off</span></td>'
      : '<td class="on"><span class="hidden">on</span></td>',
  );
  const mark = isGuilty ? ' class="guilty"' : '';
  return `<tr${mark}><th scope="row"><bdi>${escaped(clean(name, 60))}</bdi></th>${cells.join('')}</tr>`;
}

function answerCell(test: ProbeRecord): string {
  const verdict = verdictOf(test);
  const { sign, word } = VERDICTS[verdict];
  return `<td class="${verdict}">${sign}<span class="hidden"> ${word}</span></td>`;
}

/** What was done when, with the answer in words; empty where no test ran. */
export function timeline(report: RunReport): string {
  const tests = shown(report.probes ?? []);
  if (tests.length === 0) return '';
  const rows = tests.map((test) => {
    const verdict = verdictOf(test);
    const took = test.seconds === null ? '' : duration(test.seconds);
    const taken = test.undone ? ' (taken back)' : '';
    return `<tr><td>${test.number}</td><td>${duration(test.after)}</td><td>${PURPOSES[test.purpose]}${taken}</td><td>${test.off.length}</td><td class="${verdict}">${escaped(answersOf(test))}</td><td>${took}</td></tr>`;
  });
  const head = ['Test', 'After', 'What', 'Off', 'Answer', 'Took'];
  const cells = head.map((title) => `<th scope="col">${title}</th>`).join('');
  const table = `<table class="list times"><thead><tr>${cells}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
  return section(
    'Timeline',
    `<div class="scroll" role="region" tabindex="0" aria-label="Timeline">${table}</div>`,
  );
}

/** `401 rest_forbidden: fails`, once for each different answer. */
function answersOf({ answers }: ProbeRecord): string {
  const asked = answers.filter(({ reason }) => reason !== 'not-asked');
  const told = asked.map(({ status, code, verdict }) => {
    const answer =
      status === 0 ? 'no answer' : `${status}${code === null ? '' : ` ${clean(code, 40)}`}`;
    return `${answer}: ${VERDICTS[verdict].word}`;
  });
  return told.length === 0 ? 'no answer' : [...new Set(told)].join('; ');
}

function verdictOf({ answers }: ProbeRecord): Verdict {
  const asked = answers.filter(({ reason }) => reason !== 'not-asked');
  return overall(
    asked.map(({ verdict }) => ({
      verdict,
      observed: { status: 0, code: null, message: null, challenges: [] },
    })),
  );
}

function shown(probes: readonly ProbeRecord[]): readonly ProbeRecord[] {
  if (probes.length <= MOST_TESTS) return probes;
  return [...probes.slice(0, 10), ...probes.slice(10 - MOST_TESTS)];
}

/** Every plugin that was off in at least one test, in the site's order. */
function switched(tests: readonly ProbeRecord[]): readonly PluginId[] {
  return [...new Set(tests.flatMap(({ off }) => off))].sort();
}

function stayedOn(tests: readonly ProbeRecord[], rows: readonly PluginId[]): number {
  const off = new Set(rows);
  return new Set(tests.flatMap(({ active }) => active).filter((plugin) => !off.has(plugin))).size;
}
