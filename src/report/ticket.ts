/** The support message: what its reader would ask for, and no secret. */

import { type Language, saidAgain } from '../language/language.ts';
import type { Contact, Finding, Ticket } from '../model/findings.ts';
import type { Cause, ReportedCulprit, Symptom, SymptomRequest } from '../model/report.ts';
import type { RunReport } from '../model/run-report.ts';
import { proofLines } from './culprit-lines.ts';
import { clean, safeUrl, statusLine, withBody, withRedirect } from './format.ts';
import { explainNote } from './notes.ts';
import { traceLines } from './trace.ts';

/** What a ticket is made of, besides the report. */
export type TicketFacts = {
  readonly report: RunReport;
  /** The culprit to write about; default the first. */
  readonly culprit?: ReportedCulprit;
  /** Who made the culprits; empty where no plugin is proven to be one. */
  readonly contacts: readonly Contact[];
  /** The hosting company, as far as the answers name it. */
  readonly host: string | null;
  readonly wordpressVersion: string | null;
};

/** The ticket of a report; null where only the reader has to do something. */
export function ticketFor(t: Language, facts: TicketFacts): Ticket | null {
  const { report } = facts;
  const culprit = facts.culprit ?? report.culprits[0];
  if (culprit) return toAuthor(t, facts, culprit);
  const to = report.cause && responsible(report.cause);
  if (!report.cause || !to) return null;
  const cause = saidAgain(t, report.cause);
  return {
    to,
    name: to === 'host' && facts.host ? clean(facts.host, 80) : null,
    url: null,
    subject: subjectOf(t, report, report.symptoms[0]),
    text: letter([
      greeting(t, report),
      ...report.symptoms.slice(0, 3).map((symptom) => requestBlock(t, symptom)),
      [`${t.__('What answers:')} ${clean(cause.evidence, 1000)}`],
      ruledOut(t, report.findings),
      versions(t, facts),
      [
        cause.advice === ''
          ? t.__('What would help: to know why.')
          : `${t.__('What would help:')} ${clean(cause.advice, 1000)}`,
      ],
    ]),
  };
}

function toAuthor(t: Language, facts: TicketFacts, culprit: ReportedCulprit): Ticket {
  const { report, contacts } = facts;
  const [first] = culprit.plugins;
  const url = contacts.find(({ url: known }) => known !== null)?.url ?? null;
  const fails = culprit.symptoms.flatMap((index) => report.symptoms[index] ?? []);
  return {
    to: 'plugin-author',
    name: clean(first?.author ?? '', 80) || clean(first?.name ?? '', 80) || null,
    url: url && safeUrl(url),
    subject: subjectOf(t, report, fails[0]),
    text: letter([
      greeting(t, report),
      ...fails.slice(0, 3).map((symptom) => requestBlock(t, symptom)),
      [titlesLine(t, culprit), proofOf(t, culprit, report)],
      ruledOut(t, report.findings),
      versions(t, facts),
      [t.__('What would help: a setting or an update with which this request works again.')],
    ]),
  };
}

/** What the message is, in a few words: `Support message to the host (Kinsta)`. */
export function ticketTitle(t: Language, { to, name, url }: Ticket): string {
  const whom = name === null ? titleTo(t, to) : namedTitleTo(t, to, clean(name, 80));
  return url === null ? whom : `${whom}, ${safeUrl(url)}`;
}

function titleTo(t: Language, to: Ticket['to']): string {
  switch (to) {
    case 'host':
      return t.__('Support message to the host');
    case 'plugin-author':
      return t.__('Support message to the plugin author');
    case 'site-owner':
      return t.__('Support message to the administrator of the site');
  }
}

function namedTitleTo(t: Language, to: Ticket['to'], name: string): string {
  switch (to) {
    case 'host':
      return t.__('Support message to the host (%(name)s)', { name });
    case 'plugin-author':
      return t.__('Support message to the plugin author (%(name)s)', { name });
    case 'site-owner':
      return t.__('Support message to the administrator of the site (%(name)s)', { name });
  }
}

/** Whose a cause is; null where the person who reads the report can fix it alone. */
function responsible({ kind }: Cause): Ticket['to'] | null {
  switch (kind) {
    case 'server-basic-auth':
    case 'server':
    case 'authorization-header-stripped':
    case 'foreign-credential':
    case 'login-lost':
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
    // A suspicion is not enough to write to an author.
    case 'plugin-suspected':
    case 'unknown':
      return null;
  }
}

/** `401 rest_forbidden for GET https://…`: what the inbox shows. */
export function subjectOf(t: Language, { site }: RunReport, symptom: Symptom | undefined): string {
  if (!symptom) return t.__('%(site)s refuses requests (401)', { site: safeUrl(site) });
  const { method, url } = symptom.request;
  return t.__('%(answer)s for %(method)s %(url)s', {
    answer: statusLine(t, symptom.observed),
    method: clean(method, 20),
    url: clean(safeUrl(url), 120),
  });
}

function greeting(t: Language, { site, symptoms }: RunReport): readonly string[] {
  const on = { site: safeUrl(site) };
  const hello = [t.__('Hello,'), ''];
  if (symptoms.length === 0) return [...hello, t.__('About %(site)s:', on)];
  const text = t._n(
    'This request fails on %(site)s:',
    'These requests fail on %(site)s:',
    symptoms.length,
    on,
  );
  return [...hello, text];
}

/** `GET https://… (sent signed in)`, its address at most `most` characters long. */
export function sentLine(
  t: Language,
  { method, url, as, payload, leadsTo }: SymptomRequest,
  most = 2_000,
): string {
  const line = `${clean(method, 20)} ${clean(safeUrl(url), most)} (${sentAs(t, as)})`;
  const whole = withBody(t, line, payload);
  return leadsTo === undefined ? whole : withRedirect(t, whole, clean(safeUrl(leadsTo), most));
}

function sentAs(t: Language, identity: SymptomRequest['as']): string {
  switch (identity) {
    case 'anonymous':
      return t.__('sent without signing in');
    case 'application-password':
      return t.__('sent with an application password');
    case 'session':
      return t.__('sent signed in');
    case 'woocommerce-keys':
      return t.__('sent with WooCommerce API keys');
    case 'bearer':
      return t.__('sent with a bearer token');
  }
}

/** The request, and the head of its answer. */
function requestBlock(t: Language, symptom: Symptom): readonly string[] {
  const { request, observed, head = [] } = symptom;
  const lines = [
    sentLine(t, request),
    statusLine(t, observed),
    ...(observed.message === null ? [] : [`"${clean(observed.message, 160)}"`]),
    ...(observed.location ? [`Location: ${safeUrl(observed.location)}`] : []),
    ...head.map((line) => clean(line, 200)),
    ...traceLines(t, symptom),
  ];
  return lines.map((line) => `  ${line}`);
}

function titlesLine(t: Language, { plugins }: ReportedCulprit): string {
  const titles = plugins.map(({ plugin, name, version }) =>
    `${clean(name, 80) || clean(plugin, 120)} ${clean(version, 30)} (${clean(plugin, 120)})`.replace(
      '  ',
      ' ',
    ),
  );
  return t._n(
    'What answers: the plugin %(plugins)s.',
    'What answers: the plugins %(plugins)s, together.',
    plugins.length,
    { plugins: t.list(titles) },
  );
}

function proofOf(t: Language, culprit: ReportedCulprit, report: RunReport): string {
  const tried = report.restored
    ? t._n(
        'Found in %(count)s test that switched plugins; afterwards every plugin was as before.',
        'Found in %(count)s tests that switched plugins; afterwards every plugin was as before.',
        report.cost.probes,
      )
    : t._n(
        'Found in %(count)s test that switched plugins; the site is not restored yet.',
        'Found in %(count)s tests that switched plugins; the site is not restored yet.',
        report.cost.probes,
      );
  return [...proofLines(t, culprit, report), tried].join(' ');
}

function ruledOut(t: Language, findings: readonly Finding[]): readonly string[] {
  const cleared = findings.filter(({ result }) => result === 'cleared');
  if (cleared.length === 0) return [];
  const seen = cleared.map((finding) => saidAgain(t, finding).evidence);
  return [t.__('Ruled out:'), ...seen.map((evidence) => `  - ${clean(evidence, 300)}`)];
}

function versions(
  t: Language,
  { report, contacts, wordpressVersion, host }: TicketFacts,
): readonly string[] {
  const parts = [
    ...(wordpressVersion ? [`WordPress ${clean(wordpressVersion, 20)}`] : []),
    ...contacts.map(({ name, version }) => `${clean(name, 80)} ${clean(version, 30)}`.trim()),
  ];
  const multisite = report.notes.find(({ type }) => type === 'multisite');
  return [
    ...(parts.length === 0 ? [] : [t.__('Versions: %(versions)s.', { versions: t.list(parts) })]),
    ...(host ? [t.__('The host is %(host)s.', { host: clean(host, 60) })] : []),
    ...(multisite ? [explainNote(t, multisite, (plugin) => plugin)] : []),
  ];
}

function letter(blocks: readonly (readonly string[])[]): string {
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}
