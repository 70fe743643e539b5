/** The answer as Markdown, ready to paste into an issue or a ticket. Text from the site stays text. */

import type { Problem } from '../model/errors.ts';
import type { Finding, Ticket } from '../model/findings.ts';
import type { Culprit, PluginRef, RunReport, Symptom } from '../model/report.ts';
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
import { clean, list, pinReason, safeUrl } from './format.ts';
import { explainNote, type NameOf } from './notes.ts';
import { explain } from './problems/index.ts';
import { ticketTitle } from './ticket.ts';
import { traceLines } from './trace.ts';

/** What the Markdown depends on besides the report. */
export type MarkdownOptions = {
  /** Names of plugins by id, for those the report lists by id alone. */
  readonly names?: Readonly<Record<string, string>>;
  readonly problem?: Problem | null;
};

/** The whole answer, ending in a line feed. */
export function markdownReport(told: RunReport, options: MarkdownOptions = {}): string {
  const report = withoutRepeats(told, options.problem ?? null);
  const name: NameOf = (plugin) => clean(options.names?.[plugin] ?? '', 80) || clean(plugin, 120);
  const [title = '', ...rest] = headline(report);
  const sections = [
    [`# ${plain(title)}`, ...rest.map(plain)],
    report.restored ? [] : siteSection(report, name),
    ...report.culprits.map((culprit) => culpritSection(culprit, report)),
    causeSection(report),
    problemSection(options.problem ?? null),
    report.outcome === 'rechecked' ? [] : symptomSection(report.symptoms),
    findingSection(report),
    pinnedSection(report, name),
    noteSection(report, name),
    report.restored ? siteLines(report, name).map(plain) : [],
    costLine(report).map(plain),
    factSection(report),
    reproductionSection(report),
    ...ticketsOf(report).map(ticketSection),
  ];
  return `${sections
    .flat()
    .filter((block) => block !== '')
    .join('\n\n')}\n`;
}

/** A site that is not as it was is the first thing to know. */
function siteSection(report: RunReport, name: NameOf): readonly string[] {
  const [title = '', ...steps] = siteLines(report, name);
  return [`## ${plain(title)}`, items(steps)];
}

function culpritSection(culprit: Culprit, report: RunReport): readonly string[] {
  const several = culprit.plugins.length > 1;
  const fails = culprit.symptoms.flatMap((index) => report.symptoms[index] ?? []);
  return [
    `## ${several ? 'These plugins fail only together' : 'The culprit'}`,
    items(culprit.plugins.map(pluginItem)),
    '**Fails**',
    items(fails.map(tracedSymptom)),
    '**Proof**',
    items(proofLines(culprit, report)),
    ...(culprit.advice === null ? [] : [`**Advice:** ${plain(clean(culprit.advice, 1000))}`]),
  ];
}

/** The request with its answer, and the code that gave it. */
function tracedSymptom(symptom: Symptom): string {
  return [symptomLine(symptom), ...traceLines(symptom)].join('; ');
}

/** As in the text, with the plugin's own page: a reader here can follow it. */
function pluginItem(plugin: PluginRef): string {
  const isWeb = /^https?:\/\//i.test(plugin.uri);
  return `${pluginLine(plugin)}${isWeb ? `, ${safeUrl(plugin.uri)}` : ''}`;
}

function causeSection({ cause, outcome }: RunReport): readonly string[] {
  if (cause === null) return [];
  return [
    `## ${outcome === 'inconclusive' ? 'A hint' : 'The cause'}`,
    `${plain(clean(cause.evidence, 1000))} (${code(cause.kind)})`,
    cause.advice === '' ? '' : `**Advice:** ${plain(clean(cause.advice, 1000))}`,
  ];
}

function problemSection(problem: Problem | null): readonly string[] {
  if (problem === null) return [];
  const { fact, remedy } = explain(problem);
  return ['## What stopped it', plain(fact), plain(remedy)];
}

function symptomSection(symptoms: readonly Symptom[]): readonly string[] {
  if (symptoms.length === 0) return [];
  return ['## What fails', items(symptoms.map(tracedSymptom))];
}

function findingSection(report: RunReport): readonly string[] {
  const { causes, clues, cleared, unchecked } = sorted(report);
  const all = [...causes, ...clues, ...cleared, ...unchecked];
  if (all.length === 0) return [];
  return ['## What was looked at', all.map(findingItem).join('\n')];
}

const RESULTS: Readonly<Record<Finding['result'], string>> = {
  cause: 'a cause',
  clue: 'worth knowing',
  cleared: 'not the cause',
  'not-checked': 'not checked',
};

function findingItem({ label, result, evidence, meaning, advice }: Finding): string {
  const said = [evidence, meaning, advice].map((text) => clean(text, 1000)).filter(Boolean);
  return `- **${capital(label)}: ${RESULTS[result]}.** ${plain(said.join(' '))}`;
}

function pinnedSection({ pinned }: RunReport, name: NameOf): readonly string[] {
  if (pinned.length === 0) return [];
  const reasons = [...new Set(pinned.map(({ why }) => why))];
  const lines = reasons.map((why) => {
    const plugins = pinned.filter((pin) => pin.why === why).map(({ plugin }) => name(plugin));
    return `${list(plugins)}: ${pinReason(why)}`;
  });
  return ['## Not tested', items(lines)];
}

function noteSection({ notes, symptoms }: RunReport, name: NameOf): readonly string[] {
  if (notes.length === 0) return [];
  const sentences = [...new Set(notes.map((note) => explainNote(note, name, symptoms)))];
  return ['## Notes', items(sentences)];
}

/** What support asks for first. */
function factSection(report: RunReport): readonly string[] {
  const facts = factLines(report).map(([label, value]) => `${label}: ${value}`);
  if (facts.length === 0) return [];
  const active = (report.environment?.plugins ?? []).map(({ plugin, name, version }) =>
    `${clean(name, 80) || clean(plugin ?? '', 120)} ${clean(version, 30)}`.trim(),
  );
  const plugins =
    active.length === 0 ? [] : [`**Active plugins (${active.length})**`, items(active)];
  return ['## Environment', items(facts), ...plugins];
}

function reproductionSection({ reproduction }: RunReport): readonly string[] {
  if (!reproduction) return [];
  const link = `[Open the smallest site that should show it](<${reproduction.url}>)`;
  return ['## Reproduction (WordPress Playground)', link, items(limitLines(reproduction))];
}

function ticketsOf({ ticket, tickets = [] }: RunReport): readonly Ticket[] {
  if (tickets.length > 0) return tickets;
  return ticket === null ? [] : [ticket];
}

/** As a block of code: it is to be copied, and in there nothing is markup. */
function ticketSection(ticket: Ticket): readonly string[] {
  const text = `Subject: ${ticket.subject}\n\n${ticket.text.trimEnd()}`;
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return [`## ${plain(ticketTitle(ticket))}`, `${fence}text\n${text}\n${fence}`];
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
