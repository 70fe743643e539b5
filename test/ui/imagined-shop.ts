// One imagined shop with 25 plugins and everything that a run over it asks and tells. Fixed data, so
// that frames and pictures stay the same.

import { ticketOf } from '../../src/commands/complete-report.ts';
import { contactOf, remedyFor, settingFor } from '../../src/diagnosis/advice.ts';
import type { Language } from '../../src/language/language.ts';
import { Problem } from '../../src/model/errors.ts';
import type { RunEvent } from '../../src/model/events.ts';
import type { AccessFacts } from '../../src/model/facts/access.ts';
import type { BesideFacts, PluginFacts } from '../../src/model/facts/plugins.ts';
import type { ServerFacts } from '../../src/model/facts/server.ts';
import type { CheckId, Finding, Found } from '../../src/model/findings.ts';
import type {
  AccessOffer,
  AfterOffer,
  Forecast,
  JudgeQuestion,
  PlanOffer,
  SymptomOffer,
} from '../../src/model/prompts.ts';
import type {
  ApprovalWait,
  Observation,
  Observed,
  Plugin,
  PluginId,
  ReportedCulprit,
  Symptom,
} from '../../src/model/report.ts';
import { emptyReport, type RunReport } from '../../src/model/run-report.ts';
import { CHECKS as ALL_CHECKS, checkNamed } from '../../src/report/findings/index.ts';
import { adviceOn, explainAfter } from '../../src/report/next-steps.ts';
import { effectOf } from '../../src/symptoms/group.ts';
import { en } from '../language/english.ts';

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
  'Force Login',
  'Loyalty Points',
  'Disable REST API',
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

/** Plugins that are known to the product keep their own ids: it words findings and advice by them. */
const KNOWN: Readonly<Record<string, PluginId>> = {
  'Disable REST API': 'disable-json-api/disable-json-api',
  'Force Login': 'wp-force-login/wp-force-login',
};
const idOf = (name: string, index: number) => {
  if (KNOWN[name] !== undefined) return KNOWN[name];
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

export const CULPRIT_ID = 'disable-json-api/disable-json-api';
const SECOND_ID = 'wp-force-login/wp-force-login';
const JETPACK = 'jetpack/jetpack';
const ACTIVE = PLUGINS.filter(({ status }) => status === 'active').map(({ plugin }) => plugin);
const SUSPECTS = ACTIVE.filter((plugin) => plugin !== JETPACK);

const REFUSED: Observed = {
  status: 401,
  code: 'rest_cannot_access',
  message: 'DRA: Only authenticated users can access the REST API.',
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

export const SYMPTOMS: SymptomOffer = {
  symptoms: [POSTS, PAGES],
  effects: [POSTS, PAGES].map(({ request: sent }) => effectOf(sent)),
};

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

const CHECKS: readonly CheckId[] = ALL_CHECKS.map(({ id }) => id);
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
  suspected: [CULPRIT_ID],
  hazards: [
    { plugin: JETPACK, what: 'Switching it off disconnects the site from WordPress.com.' },
    { plugin: 'backup-basket/backup-basket', what: 'It rewrites .htaccess each time.' },
  ],
  forecast,
};

export const JUDGE: JudgeQuestion = {
  description: 'The basket is empty after signing in',
  url: `${SITE}basket/`,
  probe: 3,
  off: SUSPECTS.slice(0, 12),
};

export const PLANNED: RunEvent = {
  type: 'planned',
  switch: 'admin',
  suspects: SUSPECTS,
  pinned: PLAN.pinned,
  ...forecast([JETPACK]),
};

type Started = Extract<RunEvent, { type: 'probe-started' }>;

/** The probes of a search by halves: the events that begin one, and the one that ends it. */
export const PROBES: readonly (readonly [Started, RunEvent])[] = searched();

/** What the switch tells when the site goes from these plugins off to those. */
export function toggles(from: readonly PluginId[], to: readonly PluginId[]): readonly RunEvent[] {
  const on = from.filter((plugin) => !to.includes(plugin));
  const off = to.filter((plugin) => !from.includes(plugin));
  return [
    ...off.map((plugin): RunEvent => ({ type: 'toggled', plugin, now: 'inactive' })),
    ...on.map((plugin): RunEvent => ({ type: 'toggled', plugin, now: 'active' })),
  ];
}

/** The events of a probe up to its answer, toggles and all. */
export function begun(probe: number): readonly RunEvent[] {
  const [started] = PROBES[probe - 1]!;
  return [started, ...toggles(PROBES[probe - 2]?.[0].off ?? [], started.off)];
}

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

/** What a run over the shop says, in one language. */
export function shopIn(t: Language) {
  const LABELS = Object.fromEntries(ALL_CHECKS.map(({ id, label }) => [id, t.__(label)]));

  /** A finding in the product's own words. */
  function told(
    found: Found<ServerFacts | AccessFacts | BesideFacts | PluginFacts>,
    searchFollows = true,
  ): Finding {
    return checkNamed(found.check).tell(t, found, { searchFollows }).facts.finding;
  }

  /** What the checks saw, in the product's own sentences. */
  const SAW: readonly Finding[] = [
    told({
      check: 'address',
      result: 'cleared',
      facts: { kind: 'address', url: SITE, notes: [] },
    }),
    told({
      check: 'dns',
      result: 'cleared',
      facts: {
        kind: 'names-agree',
        host: 'lantern-books.example',
        addresses: ['192.0.2.7'],
        zoneAsked: true,
        compared: [],
      },
    }),
    told({ check: 'gate', result: 'cleared', facts: { kind: 'no-gate', file: null } }),
    told({
      check: 'www-authenticate',
      result: 'clue',
      facts: {
        kind: 'challenge-missing',
        url: `${SITE}wp-json/wp/v2/posts`,
        code: 'rest_cannot_access',
        by: 'wordpress',
        server: 'nginx',
        host: null,
      },
    }),
    told({
      check: 'firewall',
      result: 'clue',
      facts: { kind: 'firewall-present', names: ['Cloudflare'], url: SITE },
    }),
    told({ check: 'status', result: 'cleared', facts: { kind: 'only-401' } }),
    told({
      check: 'flakiness',
      result: 'cleared',
      facts: { kind: 'steady-fails', fails: 3, of: 3 },
    }),
    told({
      check: 'cache',
      result: 'cleared',
      facts: { kind: 'cache-none', url: `${SITE}wp-json/wp/v2/posts` },
    }),
    told({
      check: 'credentials',
      result: 'cleared',
      facts: { kind: 'credentials-work', proven: ['session'] },
    }),
    told({
      check: 'authorization-header',
      result: 'not-checked',
      facts: { kind: 'header-unknown', why: 'no-answer', status: null },
    }),
    told({
      check: 'session',
      result: 'cleared',
      facts: {
        kind: 'session-seen',
        issues: [],
        lifeSeconds: 172_800,
        phpSession: false,
        matters: false,
      },
    }),
    told({ check: 'must-use', result: 'cleared', facts: { kind: 'none' } }),
    told(
      {
        check: 'plugin',
        result: 'clue',
        facts: {
          kind: 'fingerprint',
          url: `${SITE}wp-json/wp/v2/posts`,
          likeness: 'named',
          listed: true,
          plugins: [
            {
              plugin: CULPRIT_ID,
              contact: contactOf(PLUGINS.find(({ plugin }) => plugin === CULPRIT_ID)!),
              setting: settingFor([{ plugin: CULPRIT_ID }], [POSTS]),
            },
          ],
        },
      },
      true,
    ),
  ];
  const FINDINGS = SAW;
  /** A password in front of everything: no plugin has to be switched. */
  const CAUSE: Finding = told({
    check: 'gate',
    result: 'cause',
    facts: {
      kind: 'gate-everywhere',
      url: SITE,
      file: `${SITE}wp-includes/css/buttons.css`,
      realm: 'Staging',
      scheme: 'Basic',
      refused: false,
      writtenBy: null,
      server: 'nginx',
      host: null,
    },
  });

  function culpritOf(id: PluginId): ReportedCulprit {
    const { status: _, requires: __, ...ref } = PLUGINS.find(({ plugin }) => plugin === id)!;
    return {
      plugins: [ref],
      symptoms: [0, 1],
      proof: { without: 'passes', alone: 'fails' },
      advice: adviceOn(t, remedyFor([ref], SYMPTOMS.symptoms)),
    };
  }
  const CULPRIT = culpritOf(CULPRIT_ID);

  const FOUND: RunReport = {
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
  };
  const REPORT: RunReport = { ...FOUND, ticket: ticketOf(t, FOUND, '6.9') };
  /** Two plugins, each of which is enough to refuse the request. */
  const BOTH = { ...FOUND, culprits: [CULPRIT, culpritOf(SECOND_ID)] };
  const TWO_REPORT: RunReport = { ...BOTH, ticket: ticketOf(t, BOTH, '6.9') };

  const AFTER: AfterOffer = {
    report: REPORT,
    mayKeepOff: ['Disable REST API'],
    mayTurnOn: [],
    mayLookForMore: true,
    mayTestAgain: true,
    file: 'wp-bisect-lantern-books.example-2026-11-22.txt',
    said: null,
  };
  const TWO: AfterOffer = { ...AFTER, report: TWO_REPORT };
  /** After the culprit was switched off on request. */
  const KEPT_OFF: AfterOffer = {
    ...AFTER,
    mayKeepOff: [],
    mayTurnOn: ['Disable REST API'],
    mayLookForMore: false,
    report: { ...REPORT, leftOff: [CULPRIT_ID] },
    said: explainAfter(t, { type: 'kept-off', plugins: [CULPRIT_ID] }, () => 'Disable REST API'),
  };
  const NO_PLUGIN: AfterOffer = {
    ...AFTER,
    mayKeepOff: [],
    mayLookForMore: false,
    report: {
      ...REPORT,
      outcome: 'not-a-plugin',
      culprits: [],
      findings: [CAUSE],
      switch: 'none',
      ticket: null,
      cost: { ...REPORT.cost, probes: 0, toggles: 0, pluginSecondsOff: 0 },
      cause: {
        kind: 'server-basic-auth',
        evidence: `${CAUSE.evidence} ${CAUSE.meaning}`.trim(),
        advice: CAUSE.advice,
      },
    },
  };
  const NOT_RESTORED: AfterOffer = {
    ...AFTER,
    mayKeepOff: [],
    mayLookForMore: false,
    report: {
      ...REPORT,
      restored: false,
      difference: { missing: ['page-pantry/page-pantry', 'woolshop/woolshop'], appeared: [] },
    },
  };

  /** The list could not be read in the end, and the journal knows of nothing that may be off. */
  const NOT_READ_BACK: AfterOffer = {
    ...NOT_RESTORED,
    report: {
      ...NOT_RESTORED.report,
      difference: {
        missing: [],
        appeared: [],
        unknown: { plugins: [], since: '2026-03-14T09:26:00.000Z' },
      },
    },
  };

  /** From the address to the plugins. */
  const LOOKING_AROUND: readonly RunEvent[] = [
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

  /** What follows the last probe. */
  const ENDING: readonly RunEvent[] = [
    { type: 'culprit-confirmed', culprit: CULPRIT },
    { type: 'restoring', off: [] },
    ...toggles(PROBES.at(-1)![0].off, []),
    { type: 'restored' },
  ];

  return {
    FINDINGS,
    CAUSE,
    REPORT,
    TWO_REPORT,
    AFTER,
    TWO,
    KEPT_OFF,
    NO_PLUGIN,
    NOT_RESTORED,
    NOT_READ_BACK,
    LOOKING_AROUND,
    ENDING,
  };
}

export const {
  FINDINGS,
  CAUSE,
  REPORT,
  TWO_REPORT,
  AFTER,
  TWO,
  KEPT_OFF,
  NO_PLUGIN,
  NOT_RESTORED,
  NOT_READ_BACK,
  LOOKING_AROUND,
  ENDING,
} = shopIn(en);
