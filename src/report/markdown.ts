/** The answer as Markdown, ready to paste into an issue or a ticket. Text from the site stays text. */

import { type Language, msg } from '../language/language.ts';
import type { Problem } from '../model/errors.ts';
import type { Finding, Ticket } from '../model/findings.ts';
import type { PluginRef, ReportedCulprit, Symptom } from '../model/report.ts';
import type { RunReport } from '../model/run-report.ts';
import { pluginLine, proofLines, symptomLine } from './culprit-lines.ts';
import { type AnswerOptions, factLines, limitLines, pluginNames } from './environment.ts';
import { sorted, withoutRepeats } from './findings/telling.ts';
import { clean, isSeenFailing, type NameOf, pinReason, safeUrl } from './format.ts';
import { headline } from './headline.ts';
import { explainNote } from './notes.ts';
import { explain } from './problems/index.ts';
import { costLine, siteLines } from './site-lines.ts';
import { ticketTitle } from './ticket.ts';
import { traceLines } from './trace.ts';

/** The whole answer, ending in a line feed. */
export function markdownReport(t: Language, told: RunReport, options: AnswerOptions = {}): string {
  const report = withoutRepeats(t, told, options.problem ?? null);
  const name = pluginNames(report, options);
  const [title = '', ...rest] = headline(t, report);
  const sections = [
    [`# ${plain(title)}`, ...rest.map(plain)],
    report.restored ? [] : siteSection(t, report, name),
    ...report.culprits.map((culprit) => culpritSection(t, culprit, report)),
    causeSection(t, report),
    problemSection(t, options.problem ?? null),
    report.outcome === 'rechecked' ? [] : symptomSection(t, report.symptoms),
    findingSection(t, report),
    pinnedSection(t, report, name),
    noteSection(t, report, name),
    report.restored ? siteLines(t, report, name).map(plain) : [],
    costLine(t, report).map(plain),
    factSection(t, report),
    reproductionSection(t, report),
    ...ticketsOf(report).map((ticket) => ticketSection(t, ticket)),
  ];
  return `${sections
    .flat()
    .filter((block) => block !== '')
    .join('\n\n')}\n`;
}

/** A site that is not as it was is the first thing to know. */
function siteSection(t: Language, report: RunReport, name: NameOf): readonly string[] {
  const [title = '', ...steps] = siteLines(t, report, name);
  return [`## ${plain(title)}`, items(steps)];
}

function culpritSection(
  t: Language,
  culprit: ReportedCulprit,
  report: RunReport,
): readonly string[] {
  const fails = culprit.symptoms.flatMap((index) => report.symptoms[index] ?? []);
  return [
    `## ${t._n('The culprit', 'These plugins fail only together', culprit.plugins.length)}`,
    items(culprit.plugins.map((plugin) => pluginItem(t, plugin))),
    `**${t.__('Fails')}**`,
    items(fails.map((symptom) => tracedSymptom(t, symptom))),
    `**${t.__('Proof')}**`,
    items(proofLines(t, culprit, report)),
    ...(culprit.advice === null ? [] : [fixLine(t, culprit.advice)]),
  ];
}

function fixLine(t: Language, advice: string): string {
  return `**${t.__('Fix:')}** ${plain(clean(advice, 1000))}`;
}

/** The request with its answer, and the code that gave it. */
function tracedSymptom(t: Language, symptom: Symptom): string {
  return [symptomLine(t, symptom), ...traceLines(t, symptom)].join(' ');
}

/** As in the text, with the plugin's own page: a reader here can follow it. */
function pluginItem(t: Language, plugin: PluginRef): string {
  const isWeb = /^https?:\/\//i.test(plugin.uri);
  return `${pluginLine(t, plugin)}${isWeb ? `, ${safeUrl(plugin.uri)}` : ''}`;
}

function causeSection(t: Language, { cause, outcome }: RunReport): readonly string[] {
  if (cause === null) return [];
  return [
    `## ${outcome === 'inconclusive' ? t.__('A hint') : t.__('The cause')}`,
    `${plain(clean(cause.evidence, 1000))} (${code(cause.kind)})`,
    cause.advice === '' ? '' : fixLine(t, cause.advice),
  ];
}

function problemSection(t: Language, problem: Problem | null): readonly string[] {
  if (problem === null) return [];
  const { fact, remedy } = explain(t, problem);
  return [`## ${t.__('Why the run stopped')}`, plain(fact), plain(remedy)];
}

function symptomSection(t: Language, symptoms: readonly Symptom[]): readonly string[] {
  if (symptoms.length === 0) return [];
  const title = symptoms.some(isSeenFailing) ? t.__('What fails') : t.__('What was looked at');
  return [`## ${title}`, items(symptoms.map((symptom) => tracedSymptom(t, symptom)))];
}

function findingSection(t: Language, report: RunReport): readonly string[] {
  const { causes, clues, cleared, unchecked } = sorted(report);
  const all = [...causes, ...clues, ...cleared, ...unchecked];
  if (all.length === 0) return [];
  return [
    `## ${t.__('Everything except plugins')}`,
    all.map((finding) => findingItem(t, finding)).join('\n'),
  ];
}

const RESULTS = {
  cause: msg('a cause'),
  clue: msg('worth knowing'),
  cleared: msg('ruled out'),
  'not-checked': msg('not checked'),
} as const satisfies Readonly<Record<Finding['result'], string>>;

function findingItem(t: Language, { label, result, evidence, meaning, advice }: Finding): string {
  const said = [evidence, meaning, advice].map((text) => clean(text, 1000)).filter(Boolean);
  return `- **${capital(label)}: ${t.__(RESULTS[result])}.** ${plain(said.join(' '))}`;
}

function pinnedSection(t: Language, { pinned }: RunReport, name: NameOf): readonly string[] {
  if (pinned.length === 0) return [];
  const reasons = [...new Set(pinned.map(({ why }) => why))];
  const lines = reasons.map((why) => {
    const plugins = pinned.filter((pin) => pin.why === why).map(({ plugin }) => name(plugin));
    return `${t.list(plugins)}: ${pinReason(t, why, plugins.length)}`;
  });
  return [`## ${t.__('Not tested')}`, items(lines)];
}

function noteSection(t: Language, { notes, symptoms }: RunReport, name: NameOf): readonly string[] {
  if (notes.length === 0) return [];
  const sentences = [...new Set(notes.map((note) => explainNote(t, note, name, symptoms)))];
  return [`## ${t.__('Notes')}`, items(sentences)];
}

/** What support asks for first. */
function factSection(t: Language, report: RunReport): readonly string[] {
  const facts = factLines(t, report).map(([label, value]) => `${label}: ${value}`);
  if (facts.length === 0) return [];
  const active = (report.environment?.plugins ?? []).map(({ plugin, name, version }) =>
    `${clean(name, 80) || clean(plugin ?? '', 120)} ${clean(version, 30)}`.trim(),
  );
  const plugins =
    active.length === 0
      ? []
      : [`**${t.__('Active plugins (%(number)s)', { number: active.length })}**`, items(active)];
  return [`## ${t.__('Environment')}`, items(facts), ...plugins];
}

function reproductionSection(t: Language, { reproduction }: RunReport): readonly string[] {
  if (!reproduction) return [];
  const link = `[${t.__('Open the smallest site that should show the failure')}](<${reproduction.url}>)`;
  const title = `## ${t.__('Reproduction (WordPress Playground)')}`;
  return [title, link, items(limitLines(t, reproduction))];
}

function ticketsOf({ ticket, tickets = [] }: RunReport): readonly Ticket[] {
  if (tickets.length > 0) return tickets;
  return ticket === null ? [] : [ticket];
}

/** As a block of code: it is to be copied, and in there nothing is markup. */
function ticketSection(t: Language, ticket: Ticket): readonly string[] {
  const subject = `${t.__('Subject:')} ${ticket.subject}`;
  const text = `${subject}\n\n${ticket.text.trimEnd()}`;
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return [`## ${plain(ticketTitle(t, ticket))}`, `${fence}text\n${text}\n${fence}`];
}

function items(lines: readonly string[]): string {
  return lines.map((line) => `- ${plain(line.trim())}`).join('\n');
}

/**
 * Words that neither Markdown nor HTML reads as anything but words: no image is loaded, nobody is
 * mentioned, no issue is linked. A web address stays readable, and a link only by its own letters.
 */
function plain(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>|~]/g, (character) => `\\${character}`)
    .replace(/&/g, '&amp;')
    .replace(/\\([<>])/g, (_, character) => (character === '<' ? '&lt;' : '&gt;'))
    .replace(/@/g, '&#64;')
    .replace(/(^|[\s(])#(?=\w)/g, '$1&#35;')
    .replace(/!(?=\\\[)/g, '&#33;')
    .replace(/^([-+=#>]|\d+[.)])(?=\s|$)/, '\\$1');
}

function code(text: string): string {
  return `\`${text.replace(/`/g, '')}\``;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
