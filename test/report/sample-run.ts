// One imagined run, event by event, and a report for every way a run can end.

import { Problem } from '../../src/model/errors.ts';
import type { RunEvent } from '../../src/model/events.ts';
import type { AccessFacts } from '../../src/model/facts/access.ts';
import type { PluginFacts } from '../../src/model/facts/plugins.ts';
import type { ServerFacts } from '../../src/model/facts/server.ts';
import type { CheckId, Finding, FindingResult } from '../../src/model/findings.ts';
import type {
  Observation,
  Observed,
  Outcome,
  Plugin,
  PluginId,
  ReportedCulprit,
  Symptom,
} from '../../src/model/report.ts';
import { emptyReport, type RunReport } from '../../src/model/run-report.ts';
import { causeOf, causeOfFinding } from '../../src/report/causes.ts';
import { checkNamed, type Told } from '../../src/report/findings/index.ts';
import { en } from '../language/english.ts';

const SITE = 'https://example.com/';

function plugin(id: PluginId, name: string, status: Plugin['status'] = 'active'): Plugin {
  return { plugin: id, name, version: '1.2', author: 'Somebody', uri: '', status, requires: [] };
}

export const PLUGINS: readonly Plugin[] = [
  plugin('akismet/akismet', 'Akismet'),
  plugin('contact/contact', '問い合わせフォーム'),
  plugin('firewall/firewall', 'Firewall'),
  plugin('guard/guard', 'REST Guard'),
  plugin('jwt/jwt', 'JWT'),
  plugin('old/old', 'Old One', 'inactive'),
  plugin('network/network', 'Network Thing', 'network-active'),
];

export const SUSPECTS = [
  'akismet/akismet',
  'contact/contact',
  'firewall/firewall',
  'guard/guard',
  'jwt/jwt',
];

const REFUSED: Observed = {
  status: 401,
  code: 'rest_login_required',
  message: 'You are not logged in.',
  challenges: [],
};
const FINE: Observed = { status: 200, code: null, message: null, challenges: [] };
const BROKEN: Observed = {
  status: 500,
  code: null,
  message: 'There has been a critical error',
  challenges: [],
};

export const SYMPTOM: Symptom = {
  request: {
    method: 'GET',
    url: `${SITE}wp-json/wp/v2/posts`,
    as: 'anonymous',
    headers: {},
  },
  failsOn: [401],
  observed: REFUSED,
};

export const FAILS: Observation = { verdict: 'fails', observed: REFUSED };
export const PASSES: Observation = { verdict: 'passes', observed: FINE };
export const UNRESOLVED: Observation = {
  verdict: 'unresolved',
  observed: BROKEN,
  reason: 'server-error',
};

export const GUARD: ReportedCulprit = {
  plugins: [
    {
      plugin: 'guard/guard',
      name: 'REST Guard',
      version: '1.2',
      author: 'Somebody',
      uri: 'https://example.org/guard',
    },
  ],
  symptoms: [0],
  proof: { without: 'passes', alone: 'fails' },
  advice: 'Allow anonymous reading in its settings.',
};

export const PAIR: ReportedCulprit = {
  plugins: [
    { plugin: 'firewall/firewall', name: 'Firewall', version: '3.0', author: 'A', uri: '' },
    { plugin: 'jwt/jwt', name: 'JWT', version: '0.9', author: 'B', uri: '' },
  ],
  symptoms: [1],
  proof: { without: 'unresolved', alone: 'not-tested' },
  advice: null,
};

/** The two events of one probe. */
export function probe(
  number: number,
  purpose: Extract<RunEvent, { type: 'probe-started' }>['purpose'],
  active: readonly PluginId[],
  observation: Observation,
  left: { suspects: number; probes: number },
): readonly RunEvent[] {
  return [
    {
      type: 'probe-started',
      probe: number,
      purpose,
      active: [...active, 'network/network'],
      off: SUSPECTS.filter((id) => !active.includes(id)),
      suspectsLeft: left.suspects,
      probesToGo: left.probes,
    },
    { type: 'probe-finished', probe: number, observations: [observation], seconds: 0.5 },
  ];
}

const COST = {
  probes: 6,
  states: 6,
  toggles: 18,
  requests: 40,
  seconds: 12.34,
  pluginSecondsOff: 21.5,
};

/** A report of a run that got as far as searching. */
export function report(outcome: Outcome, known: Partial<RunReport> = {}): RunReport {
  return {
    ...emptyReport(SITE, outcome, { switch: 'rest', cost: COST }),
    symptoms: [SYMPTOM],
    pinned: [{ plugin: 'network/network', why: 'network-active' }],
    ...known,
  };
}

export const NOT_RESTORED = { missing: ['guard/guard', 'jwt/jwt'], appeared: ['new/new'] };

const labelOf = (check: string) => checkNamed(check).label;

/** A finding in the product's own words. */
function told(
  check: CheckId,
  result: FindingResult,
  facts: AccessFacts | ServerFacts | PluginFacts,
): Told {
  return checkNamed(check).tell(en, { check, result, facts }, { searchFollows: false }).facts;
}

const NGINX = { server: 'nginx', host: null };

const GATE = told('gate', 'cause', {
  kind: 'gate-everywhere',
  url: SITE,
  file: `${SITE}wp-includes/js/x.js`,
  realm: 'Staging',
  scheme: 'Basic',
  refused: false,
  writtenBy: null,
  ...NGINX,
});

const HINT = told('plugin', 'clue', {
  kind: 'fingerprint',
  url: `${SITE}wp-json/wp/v2/posts`,
  likeness: 'named',
  plugins: [
    {
      plugin: 'guard/guard',
      contact: { name: 'REST Guard', version: '1.2', url: null },
      setting: { text: 'In REST Guard > Settings, allow the route.', verified: true },
    },
  ],
  listed: true,
});

/** What the checks say of a site behind a gate, with what a site may put into their words. */
const FINDINGS: readonly Finding[] = [
  GATE.finding,
  told('cache', 'clue', {
    kind: 'cache-agrees',
    url: `${SITE}wp-json/`,
    status: 401,
    cache: {
      by: 'Varnish <img src=x onerror=alert(1)> ![x](https://evil.example/p.png) @everyone',
      ageSeconds: 40,
      vary: null,
    },
  }).finding,
  told('dns', 'cleared', {
    kind: 'names-agree',
    host: 'example.com',
    addresses: ['192.0.2.10'],
    zoneAsked: true,
    compared: [],
  }).finding,
  told('firewall', 'cleared', { kind: 'no-firewall' }).finding,
  told('session', 'not-checked', { kind: 'session-unknown', why: 'no-login-page' }).finding,
];

/** A run that finds REST Guard. */
export const SCENE: readonly RunEvent[] = [
  { type: 'connecting', site: 'example.com' },
  { type: 'address-found', site: SITE, restRoot: `${SITE}wp-json/` },
  { type: 'signing-in', credential: 'application-password' },
  {
    type: 'access-refused',
    credential: 'application-password',
    problem: new Problem('application-passwords-refused', {
      code: 'rest_login_required',
      status: 401,
      why: 'blocked',
      suspects: ['guard'],
    }),
  },
  { type: 'signing-in', credential: 'session' },
  { type: 'access-proven', credential: 'session', user: 'admin' },
  { type: 'surveying', request: SYMPTOM.request },
  { type: 'survey-answer', request: SYMPTOM.request, observation: FAILS },
  { type: 'symptoms-found', symptoms: [SYMPTOM] },
  {
    type: 'diagnosing',
    checks: ['gate', 'plugin'],
    labels: { gate: labelOf('gate'), plugin: labelOf('plugin') },
  },
  { type: 'checked', finding: FINDINGS[2]! },
  { type: 'checked', finding: FINDINGS[0]! },
  { type: 'plugins-listed', plugins: PLUGINS },
  {
    type: 'planned',
    switch: 'admin',
    suspects: SUSPECTS,
    pinned: [{ plugin: 'network/network', why: 'network-active' }],
    probes: { low: 5, likely: 6, high: 11 },
    seconds: { low: 8, likely: 12, high: 30 },
  },
  { type: 'note', note: { type: 'multisite' } },
  ...probe(1, 'all-on', SUSPECTS, FAILS, { suspects: 5, probes: 6 }),
  { type: 'toggled', plugin: 'akismet/akismet', now: 'inactive' },
  ...probe(2, 'all-off', [], PASSES, { suspects: 5, probes: 5 }),
  ...probe(3, 'narrow', ['guard/guard', 'jwt/jwt'], FAILS, { suspects: 5, probes: 4 }),
  { type: 'waiting', why: 'rate-limited', seconds: 7 },
  ...probe(4, 'narrow', ['jwt/jwt'], UNRESOLVED, { suspects: 2, probes: 3 }),
  ...probe(
    5,
    'without',
    SUSPECTS.filter((id) => id !== 'guard/guard'),
    PASSES,
    { suspects: 1, probes: 2 },
  ),
  ...probe(6, 'alone', ['guard/guard'], FAILS, { suspects: 1, probes: 1 }),
  { type: 'culprit-confirmed', culprit: GUARD },
  { type: 'restoring', off: ['akismet/akismet'] },
  { type: 'restored' },
  {
    type: 'finished',
    report: report('culprit-found', {
      culprits: [GUARD],
      switch: 'admin',
      notes: [{ type: 'multisite' }],
    }),
  },
];

const DIAGNOSED: RunReport = {
  ...emptyReport(SITE, 'not-a-plugin', { cost: { requests: 12, seconds: 0.9 } }),
  symptoms: [
    {
      ...SYMPTOM,
      observed: { ...REFUSED, code: null, challenges: [{ scheme: 'Basic', realm: 'Staging' }] },
      head: ['server: nginx/1.22.1', 'x-kinsta-cache: MISS'],
    },
  ],
  cause: causeOfFinding(en, GATE),
  findings: FINDINGS,
  ticket: {
    to: 'host',
    name: 'Kinsta',
    url: null,
    subject: '401, Basic "Staging" for GET https://example.com/wp-json/wp/v2/posts',
    text: 'Hello,\n\nThis request fails on https://example.com/:\n\n  GET https://example.com/wp-json/wp/v2/posts (sent without a login)\n  ```\n',
  },
};

/** Every way to end, by the name of its golden transcript. */
export const ENDINGS: Readonly<Record<string, { report: RunReport; problem?: Problem }>> = {
  'culprit-found': { report: report('culprit-found', { culprits: [GUARD] }) },
  'two-culprits-one-a-pair': {
    report: report('culprit-found', {
      symptoms: [
        SYMPTOM,
        {
          ...SYMPTOM,
          request: {
            ...SYMPTOM.request,
            url: `${SITE}?rest_route=/&consumer_secret=cs_123`,
            as: 'session',
          },
          observed: { ...REFUSED, code: null, challenges: [{ scheme: 'Basic', realm: 'Staging' }] },
        },
        { ...SYMPTOM, request: { ...SYMPTOM.request, as: 'application-password' } },
      ],
      culprits: [GUARD, PAIR],
      switch: 'isolated',
      cost: { ...COST, toggles: 0, pluginSecondsOff: 0 },
      notes: [
        { type: 'symptom-not-solved', symptom: 2, reason: 'not-reproduced' },
        { type: 'flaky', failRate: 0.4, isSeldom: false },
        { type: 'awkward-plugin', plugin: 'akismet/akismet', code: 'still-active' },
      ],
    }),
  },
  'culprit-left-off': {
    report: report('culprit-found', { culprits: [GUARD], leftOff: ['guard/guard'] }),
  },
  'not-reproduced': { report: report('not-reproduced', { pinned: [] }) },
  'nothing-fails': {
    report: {
      ...emptyReport(SITE, 'not-reproduced', { cost: { requests: 21, seconds: 3.1 } }),
      notes: [{ type: 'plain-http', host: 'example.com' }],
    },
  },
  'not-a-plugin': {
    report: report('not-a-plugin', {
      cause: causeOf(en, {
        kind: 'must-use-plugin',
        files: [{ file: 'lock.php', name: 'Lock' }],
        theme: null,
      }),
    }),
  },
  'diagnosed-a-gate': { report: DIAGNOSED },
  'diagnosed-a-hint': {
    report: {
      ...emptyReport(SITE, 'inconclusive', { cost: { requests: 17, seconds: 1.4 } }),
      symptoms: [SYMPTOM],
      cause: causeOfFinding(en, HINT),
      findings: [...FINDINGS.slice(1), HINT.finding],
      notes: [{ type: 'leftover-found', since: '2026-11-23T10:00:00Z' }],
    },
  },
  'diagnosed-nothing-wrong': {
    report: {
      ...emptyReport(SITE, 'not-reproduced', { cost: { requests: 14, seconds: 1 } }),
      findings: FINDINGS.slice(2),
    },
  },
  blocked: {
    report: emptyReport(SITE, 'blocked', { cost: { requests: 9, seconds: 1.2 } }),
    problem: new Problem('application-passwords-refused', {
      code: 'rest_login_required',
      status: 401,
      why: 'blocked',
      suspects: ['guard'],
    }),
  },
  'blocked-before-the-site-was-known': {
    report: emptyReport('', 'blocked'),
    problem: new Problem('no-user', {}),
  },
  inconclusive: {
    report: report('inconclusive', {
      notes: [{ type: 'non-monotone', plugins: ['jwt/jwt'] }],
      difference: { missing: [], appeared: ['new/new'] },
    }),
    problem: new Problem('rate-limited', { url: SITE, retryAfterSeconds: 600 }),
  },
  cancelled: { report: report('cancelled', { symptoms: [], pinned: [] }) },
  'not-restored': {
    report: report('culprit-found', {
      culprits: [GUARD],
      restored: false,
      difference: NOT_RESTORED,
    }),
  },
  restored: {
    report: emptyReport(SITE, 'restored', {
      switch: 'rest',
      cost: { toggles: 3, requests: 8, seconds: 2 },
    }),
  },
  rechecked: {
    report: {
      ...emptyReport(SITE, 'rechecked', { cost: { requests: 6, seconds: 0.8 } }),
      symptoms: [SYMPTOM],
      recheck: { result: 'gone', symptoms: [{ result: 'gone', before: REFUSED, now: FINE }] },
    },
  },
  'restore-failed': {
    report: emptyReport(SITE, 'restored', {
      switch: 'rest',
      restored: false,
      difference: NOT_RESTORED,
      cost: { toggles: 1, requests: 8, seconds: 2 },
    }),
  },
};

/** Names of plugins, as the composition root knows them. */
export const NAMES = Object.fromEntries(PLUGINS.map(({ plugin: id, name }) => [id, name]));
