/** Messages to the people who can fix it: one for each plugin author, one for the host. No secret is in them. */

import type { Contact, Ticket } from '../model/findings.ts';
import type { Culprit, PluginRef, RunReport, Symptom } from '../model/report.ts';
import { pluginLine, proofLines } from './answer-lines.ts';
import { limitLines, reproductionOf } from './blueprint.ts';
import { environmentLine, utc } from './environment.ts';
import { answerLine, bodyWords, clean, count, list, safeUrl } from './format.ts';
import { traceLines } from './trace.ts';

/** Support forms and trackers cut longer texts. */
export const LONGEST_MESSAGE = 3_000;

/** Who can be written to, as far as it is known. */
export type Addressees = {
  readonly contactOf: (plugin: PluginRef) => Contact;
  readonly host: string | null;
};

/** One message for each author of a culprit, then one for the host. Empty where no plugin is proven. */
export function supportMessages(report: RunReport, to: Addressees): readonly Ticket[] {
  const authors = report.culprits.flatMap((culprit) =>
    byAuthor(culprit).map((plugins) => toAuthor(report, culprit, plugins, to)),
  );
  const [first] = report.culprits;
  return first === undefined ? [] : [...authors, toHost(report, first, to)];
}

function byAuthor({ plugins }: Culprit): readonly (readonly PluginRef[])[] {
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
  report: RunReport,
  culprit: Culprit,
  own: readonly PluginRef[],
  { contactOf }: Addressees,
): Ticket {
  const fails = failsOf(report, culprit);
  const author = clean(own[0]?.author ?? '', 80);
  const url = own.map((plugin) => contactOf(plugin).url).find((each) => each !== null) ?? null;
  const titles = list(own.map(titleOf));
  const others = culprit.plugins.filter((plugin) => !own.includes(plugin));
  const together =
    others.length === 0 ? '' : ` It fails only together with ${list(others.map(titleOf))}.`;
  const works = fails.length === 1 ? 'this request' : 'these requests';
  return {
    to: 'plugin-author',
    name: author || titles || null,
    url: url && safeUrl(url),
    subject: subjectOf(report, fails[0]),
    text: message([
      must([author === '' ? 'Hello,' : `Hello ${author},`]),
      must([`${titles} blocks ${works} on ${safeUrl(report.site)}.${together}`]),
      ...requests(fails),
      must(['How it was proved:', ...indented(proof(report, culprit))]),
      ...common(report, culprit),
      must([
        'What would help:',
        `  A setting, a filter or an update that lets ${works} work with your plugin active.`,
      ]),
    ]),
  };
}

function toHost(report: RunReport, culprit: Culprit, { host }: Addressees): Ticket {
  const fails = failsOf(report, culprit);
  return {
    to: 'host',
    name: host === null ? null : clean(host, 80),
    url: null,
    subject: subjectOf(report, fails[0]),
    text: message([
      must(['Hello,']),
      must([
        `A plugin blocks requests on ${safeUrl(report.site)}. The server, the firewall and the cache are not the cause.`,
      ]),
      ...requests(fails),
      must(['The plugin:', ...indented(culprit.plugins.map((plugin) => pluginLine(plugin)))]),
      must(['How it was proved:', ...indented(proof(report, culprit))]),
      ...common(report, culprit),
      must([
        'What would help:',
        '  If you manage this plugin, allow the request in its settings, update it or replace it.',
        '  Otherwise nothing: the plugin author has this report too.',
      ]),
    ]),
  };
}

/** What stands in every message: facts of the site, a way to see it, what was ruled out. */
function common(report: RunReport, culprit: Culprit): readonly Block[] {
  const site = environmentLine(report);
  const ruledOut = report.findings.filter(({ result }) => result === 'cleared');
  const reproduction = reproductionOf(report, culprit);
  return [
    ...(site === '' ? [] : [must(['The site:', `  ${site}`])]),
    ...(reproduction === null
      ? []
      : [
          may(2, [
            'How to reproduce it (WordPress Playground, in the browser):',
            `  ${reproduction.url}`,
            ...indented(limitLines(reproduction)),
          ]),
        ]),
    ...(ruledOut.length === 0
      ? []
      : [may(1, [`Ruled out: ${list(ruledOut.map(({ label }) => clean(label, 80)))}.`])]),
  ];
}

function proof(report: RunReport, culprit: Culprit): readonly string[] {
  const { cost, startedAt, tool, restored } = report;
  const when = startedAt === undefined ? '' : ` on ${utc(startedAt)}`;
  const by = tool === undefined ? 'wp-bisect' : `${tool.name} ${tool.version}`;
  const after = restored
    ? 'Every plugin has the state it had before.'
    : 'The site is not restored yet.';
  return [
    ...proofLines(culprit, report),
    `${by} ran ${count(cost.probes, 'test')}${when}. ${after}`,
  ];
}

const SENDERS = {
  anonymous: 'sent without signing in',
  'application-password': 'sent with an application password',
  session: 'sent signed in',
  'woocommerce-keys': 'sent with WooCommerce API keys',
  bearer: 'sent with a bearer token',
} as const;

function requests(symptoms: readonly Symptom[]): readonly Block[] {
  return symptoms.slice(0, 3).map((symptom, index) => {
    const { request, observed, head = [] } = symptom;
    const lines = [
      `${clean(request.method, 20)} ${clean(safeUrl(request.url), 300)} (${SENDERS[request.as]}${bodyWords(request)})`,
      answerLine(observed),
      ...(observed.message === null ? [] : [`"${clean(observed.message, 160)}"`]),
      ...traceLines(symptom),
      ...head.slice(0, 6).map((line) => clean(line, 120)),
    ];
    return index === 0 ? must(indented(lines)) : may(3, indented(lines));
  });
}

function failsOf(report: RunReport, { symptoms }: Culprit): readonly Symptom[] {
  return symptoms.flatMap((index) => report.symptoms[index] ?? []);
}

function subjectOf({ site }: RunReport, symptom: Symptom | undefined): string {
  if (!symptom) return `${safeUrl(site)} refuses requests (401)`;
  const { method, url } = symptom.request;
  return `${answerLine(symptom.observed)} for ${clean(method, 20)} ${clean(safeUrl(url), 120)}`;
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
