/**
 * The answer as one page: no script, nothing loaded from elsewhere, readable on a phone, on paper, in
 * light and dark. Text from the site is escaped, and its direction cannot leave its place.
 */

import { createHash } from 'node:crypto';
import type { Problem } from '../model/errors.ts';
import type { Ticket } from '../model/findings.ts';
import type { Culprit, RunReport } from '../model/report.ts';
import {
  costLine,
  headline,
  pluginLine,
  proofLines,
  siteLines,
  symptomLine,
} from './answer-lines.ts';
import { limitLines } from './blueprint.ts';
import { factLines } from './environment.ts';
import { sorted, withoutRepeats } from './findings/telling.ts';
import { clean, list, pinReason } from './format.ts';
import { bullets, escaped, joined, section } from './html-parts.ts';
import { picture, timeline } from './html-proof.ts';
import { STYLE } from './html-style.ts';
import { explainNote, type NameOf } from './notes.ts';
import { explain } from './problems/index.ts';
import { ticketTitle } from './ticket.ts';
import { tracePlaces } from './trace.ts';

/** What the page depends on besides the report. */
export type HtmlOptions = {
  /** Names of plugins by id, for those the report lists by id alone. */
  readonly names?: Readonly<Record<string, string>>;
  readonly problem?: Problem | null;
};

/** The whole answer as one self-contained HTML document. */
export function htmlReport(told: RunReport, options: HtmlOptions = {}): string {
  const problem = options.problem ?? null;
  const report = withoutRepeats(told, problem);
  const known = new Map(report.environment?.plugins?.map(({ plugin, name }) => [plugin, name]));
  const name: NameOf = (plugin) =>
    clean(options.names?.[plugin] ?? known.get(plugin) ?? '', 80) || clean(plugin, 120);
  return page(titleOf(report), [
    verdict(report, name, problem),
    proof(report, name),
    timeline(report),
    findings(report),
    notes(report, name),
    facts(report),
    plugins(report),
    reproduction(report),
    messages(report),
  ]);
}

function titleOf(report: RunReport): string {
  return headline(report)[0] ?? 'wp-bisect';
}

/** The policy names the one style by its hash: nothing else of a page that a site has put words into counts. */
function page(title: string, blocks: readonly string[]): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="wp-bisect">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${joined(blocks)}
</main>
</body>
</html>
`;
}

function verdict(report: RunReport, name: NameOf, problem: Problem | null): string {
  const [title = '', ...more] = headline(report);
  const site = siteLines(report, name).map((line) => line.trim());
  return joined([
    `<header class="${toneOf(report)}">`,
    `<p class="brand">wp-bisect report</p>`,
    `<h1><bdi>${escaped(title)}</bdi></h1>`,
    ...more.map((line) => `<p>${escaped(line)}</p>`),
    ...report.culprits.map((culprit) => culpritBlock(culprit, report)),
    causeBlock(report),
    problemBlock(problem),
    report.culprits.length > 0 ? '' : failing(report),
    site.length === 0
      ? ''
      : `<p class="${report.restored ? 'good' : 'bad'}"><bdi>${site.map(escaped).join('<br>')}</bdi></p>`,
    '</header>',
  ]);
}

function toneOf({ outcome, restored, recheck }: RunReport): string {
  if (!restored) return 'tone-bad';
  if (outcome === 'culprit-found' || outcome === 'restored') return 'tone-good';
  return recheck?.result === 'gone' ? 'tone-good' : 'tone-calm';
}

function culpritBlock(culprit: Culprit, report: RunReport): string {
  const fails = culprit.symptoms.flatMap((index) => report.symptoms[index] ?? []);
  return joined([
    '<div class="culprit">',
    ...culprit.plugins.map(
      (plugin) => `<p class="plugin"><bdi>${escaped(pluginLine(plugin))}</bdi></p>`,
    ),
    '<dl>',
    culprit.advice === null ? '' : pair('Fix', [clean(culprit.advice, 1_000)]),
    pair('Code', fails.flatMap(tracePlaces)),
    pair('Fails', fails.map(symptomLine)),
    pair('Proof', proofLines(culprit, report)),
    '</dl>',
    '</div>',
  ]);
}

function pair(label: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const values = lines.map((line) => `<dd><bdi>${escaped(line)}</bdi></dd>`);
  return joined([`<dt>${escaped(label)}</dt>`, ...values]);
}

function causeBlock({ cause }: RunReport): string {
  if (cause === null) return '';
  const fix = cause.advice === '' ? '' : pair('Fix', [clean(cause.advice, 1_000)]);
  return `<p><bdi>${escaped(clean(cause.evidence, 1_000))}</bdi></p>${fix === '' ? '' : `<dl>${fix}</dl>`}`;
}

function problemBlock(problem: Problem | null): string {
  if (problem === null) return '';
  const { fact, remedy } = explain(problem);
  return `<p><bdi>${escaped(fact)}</bdi></p><p><bdi>${escaped(remedy)}</bdi></p>`;
}

function failing({ symptoms, outcome }: RunReport): string {
  return symptoms.length === 0 || outcome === 'rechecked'
    ? ''
    : `<dl>${pair('Fails', symptoms.map(symptomLine))}${pair('Code', symptoms.flatMap(tracePlaces))}</dl>`;
}

function proof(report: RunReport, name: NameOf): string {
  const drawn = picture(report, name);
  return drawn === '' ? '' : section('The proof, test by test', drawn);
}

const RESULTS = {
  cause: 'Cause',
  clue: 'Clue',
  cleared: 'Ruled out',
  'not-checked': 'Not checked',
};

function findings(report: RunReport): string {
  const { causes, clues, cleared, unchecked } = sorted(report);
  const all = [...causes, ...clues, ...cleared, ...unchecked];
  if (all.length === 0) return '';
  const rows = all.map(({ label, result, evidence, advice }) => {
    const said = [evidence, advice]
      .map((text) => clean(text, 600))
      .filter(Boolean)
      .join(' ');
    return `<tr class="${result}"><th scope="row">${escaped(label)}</th><td>${RESULTS[result]}</td><td><bdi>${escaped(said)}</bdi></td></tr>`;
  });
  const head =
    '<tr><th scope="col">What</th><th scope="col">Result</th><th scope="col">Seen</th></tr>';
  const table = `<table class="list"><thead>${head}</thead><tbody>${rows.join('\n')}</tbody></table>`;
  return section('Everything but plugins', table);
}

function notes(report: RunReport, name: NameOf): string {
  const told = report.notes.map((note) => explainNote(note, name, report.symptoms));
  const reasons = [...new Set(report.pinned.map(({ why }) => why))];
  const pins = reasons.map((why) => {
    const left = report.pinned.filter((pin) => pin.why === why).map(({ plugin }) => name(plugin));
    return `Not tested: ${list(left)} (${pinReason(why)}).`;
  });
  const lines = [...new Set([...pins, ...told, ...costLine(report)])];
  return lines.length === 0 ? '' : section('Good to know', bullets(lines));
}

function facts(report: RunReport): string {
  const lines = factLines(report);
  if (lines.length === 0) return '';
  const rows = lines.map(
    ([label, value]) =>
      `<div><dt>${escaped(label)}</dt><dd><bdi>${escaped(value)}</bdi></dd></div>`,
  );
  return section('Environment', `<dl class="facts">${rows.join('\n')}</dl>`);
}

function plugins({ environment, culprits }: RunReport): string {
  const active = environment?.plugins ?? [];
  if (active.length === 0) return '';
  const guilty = new Set(
    culprits.flatMap((culprit) => culprit.plugins.map(({ plugin }) => plugin)),
  );
  const items = active.map(({ plugin, name, version }) => {
    const title = `${clean(name, 80) || clean(plugin ?? '', 120)} ${clean(version, 30)}`.trim();
    const marked = plugin !== null && guilty.has(plugin);
    return `<li${marked ? ' class="guilty"' : ''}><bdi>${escaped(title)}</bdi></li>`;
  });
  return section(
    `Active plugins (${active.length})`,
    `<ul class="columns">${items.join('\n')}</ul>`,
  );
}

function reproduction({ reproduction: given }: RunReport): string {
  if (!given) return '';
  const link = `<p><a href="${escaped(given.url)}" rel="noreferrer">Open the smallest site that should show it in WordPress Playground</a></p>`;
  return section('Try it yourself', link + bullets(limitLines(given)));
}

function messages({ ticket, tickets = [] }: RunReport): string {
  const all: readonly Ticket[] = tickets.length > 0 ? tickets : ticket === null ? [] : [ticket];
  const blocks = all.map((each) => {
    const text = `Subject: ${each.subject}\n\n${each.text.trimEnd()}`;
    const title = escaped(clean(ticketTitle(each), 200));
    return `<details><summary><bdi>${title}</bdi></summary><pre dir="auto">${escaped(text)}</pre></details>`;
  });
  return blocks.length === 0 ? '' : section('Support message', blocks.join('\n'), 'messages');
}
