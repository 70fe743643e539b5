/** Messages to the people who can fix it: one for each plugin author, one for the host. No secret is in them. */

import type { Language } from '../language/language.ts';
import type { Contact, Finding, Ticket } from '../model/findings.ts';
import type { PluginRef, ReportedCulprit, Symptom } from '../model/report.ts';
import type { RunReport } from '../model/run-report.ts';
import { pluginLine, proofLines } from './culprit-lines.ts';
import { environmentLine, limitLines, reproductionOf, utc } from './environment.ts';
import { checkNamed } from './findings/index.ts';
import { answerLine, clean, safeUrl } from './format.ts';
import { sentLine, subjectOf } from './ticket.ts';
import { traceLines } from './trace.ts';

/** Support forms and trackers cut longer texts. */
export const LONGEST_MESSAGE = 3_000;

/** Who can be written to, as far as it is known. */
export type Addressees = {
  readonly contactOf: (plugin: PluginRef) => Contact;
  readonly host: string | null;
};

/** One message for each author of a culprit, then one for the host. Empty where no plugin is proven. */
export function supportMessages(t: Language, report: RunReport, to: Addressees): readonly Ticket[] {
  const authors = report.culprits.flatMap((culprit) =>
    byAuthor(culprit).map((plugins) => toAuthor(t, report, culprit, plugins, to)),
  );
  const [first] = report.culprits;
  return first === undefined ? [] : [...authors, toHost(t, report, first, to)];
}

function byAuthor({ plugins }: ReportedCulprit): readonly (readonly PluginRef[])[] {
  const groups = new Map<string, PluginRef[]>();
  for (const plugin of plugins) {
    groups.set(authorOf(plugin), [...(groups.get(authorOf(plugin)) ?? []), plugin]);
  }
  return [...groups.values()];
}

function authorOf({ author, plugin }: PluginRef): string {
  return clean(author, 80) || plugin;
}

function toAuthor(
  t: Language,
  report: RunReport,
  culprit: ReportedCulprit,
  own: readonly PluginRef[],
  { contactOf }: Addressees,
): Ticket {
  const fails = failsOf(report, culprit);
  const author = clean(own[0]?.author ?? '', 80);
  const url = own.map((plugin) => contactOf(plugin).url).find((each) => each !== null) ?? null;
  const titles = t.list(own.map(titleOf));
  const others = culprit.plugins.filter((plugin) => !own.includes(plugin));
  const together =
    others.length === 0
      ? []
      : [
          t.__('The failure shows only together with %(plugins)s.', {
            plugins: t.list(others.map(titleOf)),
          }),
        ];
  const blocks = t._n(
    '%(plugins)s blocks this request on %(site)s.',
    '%(plugins)s blocks these requests on %(site)s.',
    fails.length,
    { plugins: titles, site: safeUrl(report.site) },
  );
  return {
    to: 'plugin-author',
    name: author || titles || null,
    url: url && safeUrl(url),
    subject: subjectOf(t, report, fails[0]),
    text: message([
      must([author === '' ? t.__('Hello,') : t.__('Hello %(name)s,', { name: author })]),
      must([[blocks, ...together].join(' ')]),
      ...requests(t, fails),
      must([t.__('Proof:'), ...indented(proof(t, report, culprit))]),
      ...common(t, report, culprit),
      must([
        t.__('What would help:'),
        ...indented([
          t._n(
            'A setting, a filter or an update that lets this request work with your plugin active.',
            'A setting, a filter or an update that lets these requests work with your plugin active.',
            fails.length,
          ),
        ]),
      ]),
    ]),
  };
}

function toHost(
  t: Language,
  report: RunReport,
  culprit: ReportedCulprit,
  { host }: Addressees,
): Ticket {
  const fails = failsOf(report, culprit);
  return {
    to: 'host',
    name: host === null ? null : clean(host, 80),
    url: null,
    subject: subjectOf(t, report, fails[0]),
    text: message([
      must([t.__('Hello,')]),
      must([
        t.__(
          'A plugin blocks requests on %(site)s. The server, the firewall and the cache are not the cause.',
          { site: safeUrl(report.site) },
        ),
      ]),
      ...requests(t, fails),
      must([
        t._n('The plugin:', 'The plugins:', culprit.plugins.length),
        ...indented(culprit.plugins.map((plugin) => pluginLine(t, plugin))),
      ]),
      must([t.__('Proof:'), ...indented(proof(t, report, culprit))]),
      ...common(t, report, culprit),
      must([
        t.__('What would help:'),
        ...indented([
          t.__(
            'If you manage this plugin, allow the request in its settings, update it or replace it.',
          ),
          t.__('Otherwise you have nothing to do: the plugin author gets this report, too.'),
        ]),
      ]),
    ]),
  };
}

/** What stands in every message: facts of the site, a way to see it, what was ruled out. */
function common(t: Language, report: RunReport, culprit: ReportedCulprit): readonly Block[] {
  const site = environmentLine(t, report);
  const ruledOut = report.findings.filter(({ result }) => result === 'cleared');
  const reproduction = reproductionOf(report, culprit);
  return [
    ...(site === '' ? [] : [must([t.__('The site:'), `  ${site}`])]),
    ...(reproduction === null
      ? []
      : [
          may(2, [
            t.__('How to reproduce it (WordPress Playground, in the browser):'),
            `  ${reproduction.url}`,
            ...indented(limitLines(t, reproduction)),
          ]),
        ]),
    ...(ruledOut.length === 0 ? [] : [may(1, [`${t.__('Ruled out:')} ${namesIn(t, ruledOut)}.`])]),
  ];
}

/** The names of checks in the language of the message, which need not be the one of the run. */
function namesIn(t: Language, findings: readonly Finding[]): string {
  return t.list(findings.map(({ check }) => t.__(checkNamed(check).label)));
}

function proof(t: Language, report: RunReport, culprit: ReportedCulprit): readonly string[] {
  const { cost, startedAt, tool, restored } = report;
  const name = tool === undefined ? 'wp-bisect' : `${tool.name} ${tool.version}`;
  const ran =
    startedAt === undefined
      ? t._n('%(tool)s ran %(count)s test.', '%(tool)s ran %(count)s tests.', cost.probes, {
          tool: name,
        })
      : t._n(
          '%(tool)s ran %(count)s test on %(time)s.',
          '%(tool)s ran %(count)s tests on %(time)s.',
          cost.probes,
          { tool: name, time: utc(startedAt) },
        );
  const after = restored
    ? t.__('Every plugin has the state it had before.')
    : t.__('The site is not restored yet.');
  return [...proofLines(t, culprit, report), `${ran} ${after}`];
}

function requests(t: Language, symptoms: readonly Symptom[]): readonly Block[] {
  return symptoms.slice(0, 3).map((symptom, index) => {
    const { request, observed, head = [] } = symptom;
    const lines = [
      sentLine(t, request, 300),
      answerLine(t, observed),
      ...(observed.message === null ? [] : [`"${clean(observed.message, 160)}"`]),
      ...traceLines(t, symptom),
      ...head.slice(0, 6).map((line) => clean(line, 120)),
    ];
    return index === 0 ? must(indented(lines)) : may(3, indented(lines));
  });
}

function failsOf(report: RunReport, { symptoms }: ReportedCulprit): readonly Symptom[] {
  return symptoms.flatMap((index) => report.symptoms[index] ?? []);
}

function titleOf({ plugin, name, version }: PluginRef): string {
  return `${clean(name, 80) || clean(plugin, 80)} ${clean(version, 30)}`.trim();
}

/** A paragraph; the one with the lowest number goes first where the message is too long. */
type Block = { readonly lines: readonly string[]; readonly rank: number };

function must(lines: readonly string[]): Block {
  return { lines, rank: Number.POSITIVE_INFINITY };
}

function may(rank: number, lines: readonly string[]): Block {
  return { lines, rank };
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function message(blocks: readonly Block[]): string {
  const text = `${blocks.map(({ lines }) => lines.join('\n')).join('\n\n')}\n`;
  if (text.length < LONGEST_MESSAGE) return text;
  const least = Math.min(...blocks.map(({ rank }) => rank));
  if (least === Number.POSITIVE_INFINITY) return `${text.slice(0, LONGEST_MESSAGE - 3)}…\n`;
  const at = blocks.findLastIndex(({ rank }) => rank === least);
  return message(blocks.filter((_, index) => index !== at));
}
