/** The proof as a picture: plugins down, tests across, on or off, and what each test answered below. */

import { type Language, msg } from '../language/language.ts';
import { overall } from '../model/reduce.ts';
import type { PluginId, Verdict } from '../model/report.ts';
import type { ProbeRecord, RunReport } from '../model/run-report.ts';
import type { Purpose } from '../search/index.ts';
import { clean, type NameOf } from './format.ts';
import { escaped, joined, section } from './html-parts.ts';

/** More columns are read by nobody: the first and the last ones tell the story. */
const MOST_TESTS = 60;

const VERDICTS = {
  fails: { sign: '✗', word: msg('fails') },
  passes: { sign: '✓', word: msg('works') },
  unresolved: { sign: '?', word: msg('unclear') },
} as const satisfies Readonly<Record<Verdict, { readonly sign: string; readonly word: string }>>;

const PURPOSES = {
  'all-on': msg('every plugin on'),
  'all-off': msg('every suspect off'),
  narrow: msg('half of the remaining suspects off'),
  without: msg('only the culprit off'),
  alone: msg('only the culprit on'),
  repeat: msg('the same again'),
  again: msg('every plugin on again'),
  cure: msg('looking for a set that works'),
} as const satisfies Readonly<Record<Purpose, string>>;

/** The table of all tests; empty where no plugin was switched. */
export function picture(t: Language, report: RunReport, name: NameOf): string {
  const tests = shown(report.probes ?? []);
  if (tests.length === 0) return '';
  const guilty = new Set(
    report.culprits.flatMap(({ plugins }) => plugins.map((one) => one.plugin)),
  );
  const rows = switched(tests).toSorted((a, b) => Number(guilty.has(b)) - Number(guilty.has(a)));
  const head = tests.map(({ number }) => `<th scope="col">${number}</th>`).join('');
  const stayed = stayedOn(tests, rows);
  return joined([
    `<p class="legend"><span class="key on"></span> ${escaped(t._x('on', 'a plugin'))} <span class="key off"></span> ${escaped(t._x('off', 'a plugin'))}. ${escaped(t.__('Below each test: does the failing request fail (✗) or work (✓)?'))}</p>`,
    `<div class="scroll" role="region" tabindex="0" aria-label="${escaped(t.__('Tests of the run'))}">`,
    '<table class="proof">',
    `<caption class="hidden">${escaped(t.__('Plugins down, tests across'))}</caption>`,
    `<thead><tr><th scope="col">${escaped(t._x('Test', 'noun'))}</th>${head}</tr></thead>`,
    '<tbody>',
    ...rows.map((plugin) => row(t, plugin, tests, name(plugin), guilty.has(plugin))),
    '</tbody>',
    `<tfoot><tr><th scope="row">${escaped(t.__('Answer'))}</th>${tests.map((test) => answerCell(t, test)).join('')}</tr></tfoot>`,
    '</table>',
    '</div>',
    stayed === 0
      ? ''
      : `<p class="quiet">${escaped(
          t._n(
            '%(count)s other plugin stayed on in every test.',
            '%(count)s other plugins stayed on in every test.',
            stayed,
          ),
        )}</p>`,
  ]);
}

function row(
  t: Language,
  plugin: PluginId,
  tests: readonly ProbeRecord[],
  name: string,
  isGuilty: boolean,
): string {
  const cells = tests.map(({ off }) =>
    off.includes(plugin)
      ? `<td class="off"><span class="hidden">${escaped(t._x('off', 'a plugin'))}</span></td>`
      : `<td class="on"><span class="hidden">${escaped(t._x('on', 'a plugin'))}</span></td>`,
  );
  const mark = isGuilty ? ' class="guilty"' : '';
  return `<tr${mark}><th scope="row"><bdi>${escaped(clean(name, 60))}</bdi></th>${cells.join('')}</tr>`;
}

function answerCell(t: Language, test: ProbeRecord): string {
  const verdict = verdictOf(test);
  const { sign, word } = VERDICTS[verdict];
  return `<td class="${verdict}">${sign}<span class="hidden"> ${escaped(t.__(word))}</span></td>`;
}

/** What was done when, with the answer in words; empty where no test ran. */
export function timeline(t: Language, report: RunReport): string {
  const tests = shown(report.probes ?? []);
  if (tests.length === 0) return '';
  const rows = tests.map((test) => {
    const verdict = verdictOf(test);
    const took = test.seconds === null ? '' : t.duration(test.seconds);
    const purpose = t.__(PURPOSES[test.purpose]);
    const what = test.undone ? `${purpose}; ${t.__('undone')}` : purpose;
    return `<tr><td>${test.number}</td><td>${t.duration(test.after)}</td><td>${escaped(what)}</td><td>${test.off.length}</td><td class="${verdict}">${escaped(answersOf(t, test))}</td><td>${took}</td></tr>`;
  });
  const head = [
    t._x('Test', 'noun'),
    t.__('After'),
    t.__('What'),
    t._x('Off', 'number of plugins'),
    t.__('Answer'),
    t.__('Took'),
  ];
  const cells = head.map((title) => `<th scope="col">${escaped(title)}</th>`).join('');
  const table = `<table class="list times"><thead><tr>${cells}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
  return section(
    t.__('Timeline'),
    `<div class="scroll" role="region" tabindex="0" aria-label="${escaped(t.__('Timeline'))}">${table}</div>`,
  );
}

/** `401 rest_forbidden: fails`, once for each different answer. */
function answersOf(t: Language, { answers }: ProbeRecord): string {
  const asked = answers.filter(({ reason }) => reason !== 'not-asked');
  const told = asked.map(({ status, code, verdict }) => {
    const answer =
      status === 0 ? t.__('no answer') : `${status}${code === null ? '' : ` ${clean(code, 40)}`}`;
    return `${answer}: ${t.__(VERDICTS[verdict].word)}`;
  });
  return told.length === 0 ? t.__('no answer') : [...new Set(told)].join('; ');
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
