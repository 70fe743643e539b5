/**
 * The answer as one page: no script, nothing loaded from elsewhere, readable on a phone, on paper, in
 * light and dark. Text from the site is escaped, and its direction cannot leave its place.
 */

import { createHash } from 'node:crypto';
import { type Language, msg } from '../language/language.ts';
import type { Problem } from '../model/errors.ts';
import type { Ticket } from '../model/findings.ts';
import type { ReportedCulprit } from '../model/report.ts';
import type { RunReport } from '../model/run-report.ts';
import { pluginLine, proofLines, symptomLine } from './culprit-lines.ts';
import { type AnswerOptions, factLines, limitLines, pluginNames } from './environment.ts';
import { sorted, withoutRepeats } from './findings/telling.ts';
import { clean, type NameOf, pinReason } from './format.ts';
import { headline } from './headline.ts';
import { bullets, escaped, joined, section } from './html-parts.ts';
import { picture, timeline } from './html-proof.ts';
import { STYLE } from './html-style.ts';
import { explainNote } from './notes.ts';
import { explain } from './problems/index.ts';
import { costLine, siteLines } from './site-lines.ts';
import { ticketTitle } from './ticket.ts';
import { tracePlaces } from './trace.ts';

/** The whole answer as one self-contained HTML document. */
export function htmlReport(t: Language, told: RunReport, options: AnswerOptions = {}): string {
  const problem = options.problem ?? null;
  const report = withoutRepeats(t, told, problem);
  const name = pluginNames(report, options);
  return page(t, titleOf(t, report), [
    verdict(t, report, name, problem),
    proof(t, report, name),
    timeline(t, report),
    findings(t, report),
    notes(t, report, name),
    facts(t, report),
    plugins(t, report),
    reproduction(t, report),
    messages(t, report),
  ]);
}

function titleOf(t: Language, report: RunReport): string {
  return headline(t, report)[0] ?? 'wp-bisect';
}

/** The policy names the one style by its hash: nothing else of a page that a site has put words into counts. */
function page(t: Language, title: string, blocks: readonly string[]): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="${t.locale}">
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

function verdict(t: Language, report: RunReport, name: NameOf, problem: Problem | null): string {
  const [title = '', ...more] = headline(t, report);
  const site = siteLines(t, report, name).map((line) => line.trim());
  return joined([
    `<header class="${toneOf(report)}">`,
    `<p class="brand">${escaped(t.__('wp-bisect report'))}</p>`,
    `<h1><bdi>${escaped(title)}</bdi></h1>`,
    ...more.map((line) => `<p>${escaped(line)}</p>`),
    ...report.culprits.map((culprit) => culpritBlock(t, culprit, report)),
    causeBlock(t, report),
    problemBlock(t, problem),
    report.culprits.length > 0 ? '' : failing(t, report),
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

function culpritBlock(t: Language, culprit: ReportedCulprit, report: RunReport): string {
  const fails = culprit.symptoms.flatMap((index) => report.symptoms[index] ?? []);
  return joined([
    '<div class="culprit">',
    ...culprit.plugins.map(
      (plugin) => `<p class="plugin"><bdi>${escaped(pluginLine(t, plugin))}</bdi></p>`,
    ),
    '<dl>',
    culprit.advice === null ? '' : pair(t.__('Fix'), [clean(culprit.advice, 1_000)]),
    pair(
      t.__('Code'),
      fails.flatMap((symptom) => tracePlaces(symptom)),
    ),
    pair(
      t.__('Fails'),
      fails.map((symptom) => symptomLine(t, symptom)),
    ),
    pair(t.__('Proof'), proofLines(t, culprit, report)),
    '</dl>',
    '</div>',
  ]);
}

function pair(label: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const values = lines.map((line) => `<dd><bdi>${escaped(line)}</bdi></dd>`);
  return joined([`<dt>${escaped(label)}</dt>`, ...values]);
}

function causeBlock(t: Language, { cause }: RunReport): string {
  if (cause === null) return '';
  const fix = cause.advice === '' ? '' : pair(t.__('Fix'), [clean(cause.advice, 1_000)]);
  return `<p><bdi>${escaped(clean(cause.evidence, 1_000))}</bdi></p>${fix === '' ? '' : `<dl>${fix}</dl>`}`;
}

function problemBlock(t: Language, problem: Problem | null): string {
  if (problem === null) return '';
  const { fact, remedy } = explain(t, problem);
  return `<p><bdi>${escaped(fact)}</bdi></p><p><bdi>${escaped(remedy)}</bdi></p>`;
}

function failing(t: Language, { symptoms, outcome }: RunReport): string {
  return symptoms.length === 0 || outcome === 'rechecked'
    ? ''
    : joined([
        '<dl>',
        pair(
          t.__('Fails'),
          symptoms.map((symptom) => symptomLine(t, symptom)),
        ),
        pair(
          t.__('Code'),
          symptoms.flatMap((symptom) => tracePlaces(symptom)),
        ),
        '</dl>',
      ]);
}

function proof(t: Language, report: RunReport, name: NameOf): string {
  const drawn = picture(t, report, name);
  return drawn === '' ? '' : section(t.__('The proof, test by test'), drawn);
}

const RESULTS = {
  cause: msg('Cause'),
  clue: msg('Clue'),
  cleared: msg('Ruled out'),
  'not-checked': msg('Not checked'),
} as const;

function findings(t: Language, report: RunReport): string {
  const { causes, clues, cleared, unchecked } = sorted(report);
  const all = [...causes, ...clues, ...cleared, ...unchecked];
  if (all.length === 0) return '';
  const rows = all.map(({ label, result, evidence, advice }) => {
    const said = [evidence, advice]
      .map((text) => clean(text, 600))
      .filter(Boolean)
      .join(' ');
    return `<tr class="${result}"><th scope="row">${escaped(label)}</th><td>${escaped(t.__(RESULTS[result]))}</td><td><bdi>${escaped(said)}</bdi></td></tr>`;
  });
  const titles = [t.__('What'), t.__('Result'), t.__('Seen')];
  const head = `<tr>${titles.map((title) => `<th scope="col">${escaped(title)}</th>`).join('')}</tr>`;
  const table = `<table class="list"><thead>${head}</thead><tbody>${rows.join('\n')}</tbody></table>`;
  return section(t.__('Everything except plugins'), table);
}

function notes(t: Language, report: RunReport, name: NameOf): string {
  const told = report.notes.map((note) => explainNote(t, note, name, report.symptoms));
  const reasons = [...new Set(report.pinned.map(({ why }) => why))];
  const pins = reasons.map((why) => {
    const left = report.pinned.filter((pin) => pin.why === why).map(({ plugin }) => name(plugin));
    const fact = t.__('Not tested: %(plugins)s.', { plugins: t.list(left) });
    return `${fact} ${pinReason(t, why, left.length)}`;
  });
  const lines = [...new Set([...pins, ...told, ...costLine(t, report)])];
  return lines.length === 0 ? '' : section(t.__('Good to know'), bullets(lines));
}

function facts(t: Language, report: RunReport): string {
  const lines = factLines(t, report);
  if (lines.length === 0) return '';
  const rows = lines.map(
    ([label, value]) =>
      `<div><dt>${escaped(label)}</dt><dd><bdi>${escaped(value)}</bdi></dd></div>`,
  );
  return section(t.__('Environment'), `<dl class="facts">${rows.join('\n')}</dl>`);
}

function plugins(t: Language, { environment, culprits }: RunReport): string {
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
    t.__('Active plugins (%(number)s)', { number: active.length }),
    `<ul class="columns">${items.join('\n')}</ul>`,
  );
}

function reproduction(t: Language, { reproduction: given }: RunReport): string {
  if (!given) return '';
  const words = t.__(
    'Open the smallest site that should show the failure, in WordPress Playground',
  );
  const link = `<p><a href="${escaped(given.url)}" rel="noreferrer">${escaped(words)}</a></p>`;
  return section(t.__('Try it yourself'), link + bullets(limitLines(t, given)));
}

function messages(t: Language, { ticket, tickets = [] }: RunReport): string {
  const all: readonly Ticket[] = tickets.length > 0 ? tickets : ticket === null ? [] : [ticket];
  const blocks = all.map((each) => {
    const text = `${t.__('Subject:')} ${each.subject}\n\n${each.text.trimEnd()}`;
    const title = escaped(clean(ticketTitle(t, each), 200));
    return `<details><summary><bdi>${title}</bdi></summary><pre dir="auto">${escaped(text)}</pre></details>`;
  });
  return blocks.length === 0 ? '' : section(t.__('Support message'), blocks.join('\n'), 'messages');
}
