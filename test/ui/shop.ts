// One imagined shop with 25 plugins and everything that a run over it asks and tells. Fixed data, so
// that frames and pictures stay the same.

import { Problem } from '../../src/model/errors.ts';
import type { RunEvent } from '../../src/model/events.ts';
import type { CheckId, Finding, Ticket } from '../../src/model/findings.ts';
import type {
  AccessOffer,
  AfterOffer,
  Forecast,
  JudgeQuestion,
  PlanOffer,
  SymptomOffer,
} from '../../src/model/prompts.ts';
import {
  type ApprovalWait,
  type Culprit,
  emptyReport,
  type Observation,
  type Observed,
  type Plugin,
  type PluginId,
  type RunReport,
  type Symptom,
} from '../../src/model/report.ts';
import { checkNamed } from '../../src/report/findings/index.ts';

export const SITE = 'https://lantern-books.example/';

const NAMES = [
  'Akismet Anti-spam',
  'Backup Basket',
  'Biscuit Notice',
  'Bot Sieve',
  'Contact Letters',
  'Frozen Cache',
  'Gift Wallet',
  'Guest Basket',
  'Image Diet',
  'Jetpack',
  'Ledger Keeper',
  'Login Doorman',
  'Loyalty Points',
  'Members Only API',
  'Newsletter Pigeon',
  'Page Pantry',
  '画像ならべ',
  'Related Reads',
  'Sitemap Weaver',
  'Slow Lane',
  'Tour Guide',
  'Village Calendar',
  'Web Counter',
  'Woolshop',
  'Woolshop Gifts',
];

const idOf = (name: string, index: number) => {
  const word = name.toLowerCase().replace(/[^a-z]+/g, '-');
  return word === '-' ? `picture-rows/p${index}` : `${word}/${word}`;
};

export const PLUGINS: readonly Plugin[] = [
  ...NAMES.map((name, index): Plugin => {
    const id = idOf(name, index);
    return {
      plugin: id,
      name,
      version: `${1 + (index % 4)}.${index % 10}`,
      author: 'Velvet Rope',
      uri: '',
      status: 'active',
      requires: id === 'woolshop-gifts/woolshop-gifts' ? ['woolshop/woolshop'] : [],
    };
  }),
  {
    plugin: 'hello/hello',
    name: 'Hello Otter',
    version: '1.7',
    author: '',
    uri: '',
    status: 'inactive',
    requires: [],
  },
];

export const CULPRIT_ID = 'members-only-api/members-only-api';
const JETPACK = 'jetpack/jetpack';
const ACTIVE = PLUGINS.filter(({ status }) => status === 'active').map(({ plugin }) => plugin);
export const SUSPECTS = ACTIVE.filter((plugin) => plugin !== JETPACK);

const REFUSED: Observed = {
  status: 401,
  code: 'rest_login_required',
  message: 'Only members may use this.',
  challenges: [],
};
const FINE: Observed = { status: 200, code: null, message: null, challenges: [] };
const FAILS: Observation = { verdict: 'fails', observed: REFUSED };
const PASSES: Observation = { verdict: 'passes', observed: FINE };

const request = (path: string, as: Symptom['request']['as'] = 'anonymous') => ({
  method: 'GET',
  url: `${SITE}${path}`,
  as,
  headers: {},
});
const POSTS: Symptom = {
  request: request('wp-json/wp/v2/posts'),
  failsOn: [401],
  observed: REFUSED,
};
const PAGES: Symptom = {
  request: request('wp-json/wp/v2/pages'),
  failsOn: [401],
  observed: REFUSED,
};

export const SYMPTOMS: SymptomOffer = { symptoms: [POSTS, PAGES] };

export const ACCESS: AccessOffer = {
  site: SITE,
  user: null,
  ways: [
    { way: 'browser', why: null },
    { way: 'password', why: null },
    { way: 'application-password', why: null },
    { way: 'saved', why: 'none-saved' },
  ],
  mayKeep: true,
  refused: null,
};
export const REFUSED_ACCESS: AccessOffer = {
  ...ACCESS,
  refused: new Problem('wrong-password', { credential: 'session', user: 'mira', said: null }),
};

export const APPROVAL: ApprovalWait = {
  url: 'http://127.0.0.1:43117/a1b2',
  opened: false,
  port: 43117,
  host: 'workbench',
  minutes: 10,
};

const CHECKS: readonly CheckId[] = [
  'address',
  'dns',
  'gate',
  'www-authenticate',
  'firewall',
  'status',
  'flakiness',
  'cache',
  'credentials',
  'authorization-header',
  'session',
  'must-use',
  'plugin',
];

const LABELS = Object.fromEntries(CHECKS.map((id) => [id, checkNamed(id).label]));

const cleared = (check: CheckId, evidence: string): Finding => ({
  check,
  label: checkNamed(check).label,
  result: 'cleared',
  evidence,
  meaning: '',
  advice: '',
});
const FINDINGS: readonly Finding[] = [
  cleared('address', 'WordPress answers at this address, and at no other.'),
  cleared('dns', 'The name leads where its own servers say.'),
  cleared('gate', 'No answer carries a challenge of the server.'),
  cleared('www-authenticate', 'No robot check was met.'),
  {
    check: 'firewall',
    label: checkNamed('firewall').label,
    result: 'clue',
    evidence: 'Bot Sieve is active and known to refuse unknown programs.',
    meaning: 'It could refuse this program as well, but the refusal is not in its words.',
    advice: '',
  },
  cleared('status', 'It is 401 each time.'),
  cleared('flakiness', '3 of 3 requests fail.'),
  cleared('cache', 'The answers say that no cache made them.'),
  cleared('credentials', 'The password is right: wp-admin opens with it.'),
  {
    check: 'authorization-header',
    label: checkNamed('authorization-header').label,
    result: 'not-checked',
    evidence: 'No application password was given.',
    meaning: '',
    advice: '',
  },
  cleared('session', 'The session is fresh.'),
  cleared('must-use', 'No must-use file mentions the REST API.'),
  cleared('plugin', 'No known plugin answers in these words.'),
];
export const CAUSE: Finding = {
  check: 'gate',
  label: checkNamed('gate').label,
  result: 'cause',
  evidence: 'The web server asks for a password (Basic, realm "Staging") before WordPress runs.',
  meaning: 'No plugin can change this answer.',
  advice: 'Give its user with --gate, or switch the gate off at the host.',
};

/** Halving finds one of n in about log2(n) probes, and six more prove it. */
export function forecast(pinned: readonly PluginId[]): Forecast {
  const suspects = ACTIVE.length - pinned.length;
  const halvings = Math.ceil(Math.log2(Math.max(1, suspects)));
  const probes = { low: 3, likely: halvings + 3, high: suspects };
  return { probes, seconds: { low: 9, likely: probes.likely * 3, high: probes.high * 3 } };
}

export const PLAN: PlanOffer = {
  switch: 'admin',
  others: ['isolated', 'rest'],
  closed: [],
  plugins: PLUGINS,
  pinned: [{ plugin: JETPACK, why: 'hazard' }],
  hazards: [
    { plugin: JETPACK, what: 'loses its connection to WordPress.com' },
    { plugin: 'backup-basket/backup-basket', what: 'forgets its schedule' },
  ],
  forecast,
};

export const JUDGE: JudgeQuestion = {
  description: 'The basket is empty after signing in',
  url: `${SITE}basket/`,
  probe: 3,
  off: SUSPECTS.slice(0, 12),
};

const CULPRIT: Culprit = {
  plugins: [
    {
      plugin: CULPRIT_ID,
      name: 'Members Only API',
      version: '2.3',
      author: 'Velvet Rope',
      uri: 'https://example.org/members-only-api',
    },
  ],
  symptoms: [0, 1],
  proof: { without: 'passes', alone: 'fails' },
  advice: 'Settings > Members Only API > allow the public posts to be read without signing in.',
};

const TICKET: Ticket = {
  to: 'plugin-author',
  name: 'Velvet Rope',
  url: 'https://example.org/members-only-api/support',
  subject: 'Members Only API 2.3 answers 401 to public REST requests',
  text: [
    'Hello,',
    '',
    'with Members Only API 2.3 active, visitors get 401 rest_login_required from GET /wp-json/wp/v2/posts. With only this plugin off, the request works; with it as the only suspect on, it fails.',
    '',
    'Is there a setting that leaves public posts readable?',
  ].join('\n'),
};

export const REPORT: RunReport = {
  ...emptyReport(SITE, 'culprit-found', {
    switch: 'admin',
    cost: {
      probes: 8,
      states: 8,
      toggles: 96,
      requests: 61,
      seconds: 24,
      pluginSecondsOff: 118,
    },
  }),
  symptoms: SYMPTOMS.symptoms,
  culprits: [CULPRIT],
  pinned: PLAN.pinned,
  findings: FINDINGS,
  ticket: TICKET,
};

export const AFTER: AfterOffer = {
  report: REPORT,
  mayKeepOff: true,
  mayLookForMore: true,
  file: 'lantern-books.example.md',
  said: null,
};
export const NO_PLUGIN: AfterOffer = {
  ...AFTER,
  mayKeepOff: false,
  mayLookForMore: false,
  report: {
    ...REPORT,
    outcome: 'not-a-plugin',
    culprits: [],
    cost: { ...REPORT.cost, probes: 0, toggles: 0, pluginSecondsOff: 0 },
    cause: {
      kind: 'server-basic-auth',
      evidence:
        'The web server asks for a password (Basic, realm "Staging") before WordPress runs.',
      advice: 'Ask the host to switch it off, or give its user with --gate.',
    },
  },
};
export const NOT_RESTORED: AfterOffer = {
  ...AFTER,
  mayKeepOff: false,
  mayLookForMore: false,
  report: {
    ...REPORT,
    restored: false,
    difference: { missing: ['page-pantry/page-pantry', 'woolshop/woolshop'], appeared: [] },
  },
};

/** From the address to the plugins. */
export const LOOKING_AROUND: readonly RunEvent[] = [
  { type: 'connecting', site: 'lantern-books.example' },
  { type: 'address-found', site: SITE, restRoot: `${SITE}wp-json/` },
  { type: 'signing-in', credential: 'session' },
  { type: 'access-proven', credential: 'session', user: 'mira' },
  { type: 'surveying', request: POSTS.request },
  { type: 'survey-answer', request: POSTS.request, observation: FAILS },
  { type: 'survey-answer', request: PAGES.request, observation: FAILS },
  {
    type: 'survey-answer',
    request: request('wp-json/wp/v2/posts', 'session'),
    observation: PASSES,
  },
  { type: 'symptoms-found', symptoms: SYMPTOMS.symptoms },
  { type: 'diagnosing', checks: CHECKS, labels: LABELS },
  ...FINDINGS.map((finding): RunEvent => ({ type: 'checked', finding })),
  { type: 'plugins-listed', plugins: PLUGINS },
];

export const PLANNED: RunEvent = {
  type: 'planned',
  switch: 'admin',
  suspects: SUSPECTS,
  pinned: PLAN.pinned,
  ...forecast([JETPACK]),
};

type Started = Extract<RunEvent, { type: 'probe-started' }>;

/** The probes of a search by halves, in pairs of events. */
export const PROBES: readonly (readonly [Started, RunEvent])[] = searched();

function searched() {
  const probes: (readonly [Started, RunEvent])[] = [];
  const add = (
    purpose: Started['purpose'],
    on: readonly PluginId[],
    left: number,
    toGo: number,
  ) => {
    const probe = probes.length + 1;
    const observation = on.includes(CULPRIT_ID) ? FAILS : PASSES;
    probes.push([
      {
        type: 'probe-started',
        probe,
        purpose,
        active: [...on, JETPACK],
        off: SUSPECTS.filter((plugin) => !on.includes(plugin)),
        suspectsLeft: left,
        probesToGo: toGo,
      },
      {
        type: 'probe-finished',
        probe,
        observations: [observation, observation],
        seconds: 3,
      },
    ]);
  };
  add('all-on', SUSPECTS, SUSPECTS.length, 8);
  add('all-off', [], SUSPECTS.length, 7);
  let within = SUSPECTS;
  while (within.length > 1) {
    const half = within.slice(0, Math.ceil(within.length / 2));
    add('narrow', half, within.length, Math.ceil(Math.log2(within.length)) + 2);
    within = half.includes(CULPRIT_ID) ? half : within.slice(half.length);
  }
  add(
    'without',
    SUSPECTS.filter((plugin) => plugin !== CULPRIT_ID),
    1,
    2,
  );
  add('alone', [CULPRIT_ID], 1, 1);
  return probes;
}

/** What follows the last probe. */
export const ENDING: readonly RunEvent[] = [
  { type: 'culprit-confirmed', culprit: CULPRIT },
  { type: 'restoring', off: SUSPECTS.filter((plugin) => plugin !== CULPRIT_ID) },
  { type: 'restored' },
];
