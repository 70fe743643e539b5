/** A message to whoever can help, ready to send. It holds what they would ask for, and no secret. */

import type { Contact, Finding, Ticket } from '../model/findings.ts';
import type { Cause, Culprit, RunReport, Symptom } from '../model/report.ts';
import { hasCompany } from './answer-lines.ts';
import { answerLine, clean, count, list, safeUrl } from './format.ts';
import { explainNote } from './notes.ts';
import { traceLines } from './trace.ts';

/** What a ticket is made of, besides the report. */
export type TicketFacts = {
  readonly report: RunReport;
  /** The culprit to write about; default the first. */
  readonly culprit?: Culprit;
  /** Who made the culprits; empty where no plugin is proven to be one. */
  readonly contacts: readonly Contact[];
  /** The hosting company, as far as the answers name it. */
  readonly host: string | null;
  readonly wordpressVersion: string | null;
};

/** The ticket of a report; null where nobody but the reader has to do something. */
export function ticketFor(facts: TicketFacts): Ticket | null {
  const { report } = facts;
  const culprit = facts.culprit ?? report.culprits[0];
  if (culprit) return toAuthor(facts, culprit);
  const { cause } = report;
  const to = cause && responsible(cause);
  if (!cause || !to) return null;
  return {
    to,
    name: to === 'host' && facts.host ? clean(facts.host, 80) : null,
    url: null,
    subject: subjectOf(report, report.symptoms[0]),
    text: letter([
      greeting(report),
      ...report.symptoms.slice(0, 3).map((symptom) => requestBlock(symptom)),
      [`Who answers: ${clean(cause.evidence, 1000)}`],
      ruledOut(report.findings),
      versions(facts),
      [`What would help: ${cause.advice === '' ? 'to know why.' : clean(cause.advice, 1000)}`],
    ]),
  };
}

function toAuthor(facts: TicketFacts, culprit: Culprit): Ticket {
  const { report, contacts } = facts;
  const [first] = culprit.plugins;
  const url = contacts.find(({ url: known }) => known !== null)?.url ?? null;
  const fails = culprit.symptoms.flatMap((index) => report.symptoms[index] ?? []);
  return {
    to: 'plugin-author',
    name: clean(first?.author ?? '', 80) || clean(first?.name ?? '', 80) || null,
    url: url && safeUrl(url),
    subject: subjectOf(report, fails[0]),
    text: letter([
      greeting(report),
      ...fails.slice(0, 3).map((symptom) => requestBlock(symptom)),
      [`Who answers: ${titlesOf(culprit)}.`, ...proof(culprit, report)],
      ruledOut(report.findings),
      versions(facts),
      ['What would help: a setting or an update with which this request works again.'],
    ]),
  };
}

/** What the message is, in a few words: `A message to the host (Kinsta), ready to send`. */
export function ticketTitle({ to, name, url }: Ticket): string {
  const whom = {
    host: 'the host',
    'plugin-author': 'the plugin author',
    'site-owner': 'whoever runs the site',
  }[to];
  const who = [
    name === null ? '' : ` (${clean(name, 80)})`,
    url === null ? '' : `, at ${safeUrl(url)}`,
  ];
  return `A message to ${whom}${who.join('')}, ready to send`;
}

/** Whose a cause is; null where the person who reads the report can mend it alone. */
function responsible({ kind }: Cause): Ticket['to'] | null {
  switch (kind) {
    case 'server-basic-auth':
    case 'server':
    case 'authorization-header-stripped':
    case 'cache':
    case 'rate-limit':
    case 'bot-challenge':
    case 'firewall':
    case 'iis':
    case 'dns':
    case 'address-blocked':
      return 'host';
    case 'must-use-plugin':
    case 'drop-in':
    case 'theme':
    case 'leftover':
    case 'application-passwords-off':
    case 'not-allowed':
    case 'fatal-error':
      return 'site-owner';
    case 'wrong-credentials':
    case 'not-tested':
    case 'by-design':
    case 'wrong-address':
    case 'redirect':
    case 'lockout':
    case 'flaky':
    case 'stale-session':
    case 'another-status':
    // Nobody is written to on a suspicion.
    case 'plugin-suspected':
    case 'unknown':
      return null;
  }
}

function subjectOf({ site }: RunReport, symptom: Symptom | undefined): string {
  if (!symptom) return `${safeUrl(site)} refuses requests (401)`;
  const { method, url } = symptom.request;
  return `${answerLine(symptom.observed)} for ${clean(method, 20)} ${clean(safeUrl(url), 120)}`;
}

function greeting({ site, symptoms }: RunReport): readonly string[] {
  const what =
    symptoms.length === 1 ? 'This request fails' : symptoms.length > 1 ? 'These requests fail' : '';
  return ['Hello,', '', what === '' ? `About ${safeUrl(site)}:` : `${what} on ${safeUrl(site)}:`];
}

const SENDERS = {
  anonymous: 'sent without a login',
  'application-password': 'sent with an application password',
  session: 'sent signed in',
  'woocommerce-keys': 'sent with WooCommerce API keys',
  bearer: 'sent with a bearer token',
} as const;

/** The request, and the head of its answer. */
function requestBlock(symptom: Symptom): readonly string[] {
  const { request, observed, head = [] } = symptom;
  const message = observed.message === null ? [] : [`"${clean(observed.message, 160)}"`];
  const lines = [
    `${clean(request.method, 20)} ${safeUrl(request.url)} (${SENDERS[request.as]})`,
    answerLine(observed),
    ...message,
    ...(observed.location ? [`Location: ${safeUrl(observed.location)}`] : []),
    ...head.map((line) => clean(line, 200)),
    ...traceLines(symptom),
  ];
  return lines.map((line) => `  ${line}`);
}

function proof(culprit: Culprit, report: RunReport): string[] {
  const { plugins } = culprit;
  const { without, alone } = culprit.proof;
  const company = hasCompany(culprit, report.culprits) ? ', and the other culprits as well' : '';
  const it = `${plugins.length === 1 ? 'it' : 'any one of them'} switched off${company}`;
  const off =
    without === 'passes'
      ? `With ${it}, the request works.`
      : `With ${it}, this failure is gone, but another error remains.`;
  const on =
    alone === 'fails'
      ? `With ${plugins.length === 1 ? 'it as the only suspect' : 'them as the only suspects'} on, it fails.`
      : '';
  const tried = `Found by switching plugins (${count(report.cost.probes, 'state')} tried); afterwards everything was ${report.restored ? 'as before' : 'to be put back'}.`;
  return [[off, on, tried].filter(Boolean).join(' ')];
}

function ruledOut(findings: readonly Finding[]): readonly string[] {
  const cleared = findings.filter(({ result }) => result === 'cleared');
  if (cleared.length === 0) return [];
  return ['Ruled out:', ...cleared.map(({ evidence }) => `  - ${clean(evidence, 300)}`)];
}

function versions({ report, contacts, wordpressVersion, host }: TicketFacts): readonly string[] {
  const parts = [
    ...(wordpressVersion ? [`WordPress ${clean(wordpressVersion, 20)}`] : []),
    ...contacts.map(({ name, version }) => `${clean(name, 80)} ${clean(version, 30)}`.trim()),
    ...(host ? [`hosted by ${clean(host, 60)}`] : []),
  ];
  const multisite = report.notes.find(({ type }) => type === 'multisite');
  const network = multisite ? [explainNote(multisite, (plugin) => plugin)] : [];
  return parts.length === 0 ? network : [`Versions: ${list(parts)}.`, ...network];
}

function titlesOf({ plugins }: Culprit): string {
  const titles = plugins.map(({ plugin, name, version }) =>
    `${clean(name, 80) || clean(plugin, 120)} ${clean(version, 30)} (${clean(plugin, 120)})`.replace(
      '  ',
      ' ',
    ),
  );
  return titles.length === 1 ? `the plugin ${titles[0]}` : `the plugins ${list(titles)}, together`;
}

function letter(blocks: readonly (readonly string[])[]): string {
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}
