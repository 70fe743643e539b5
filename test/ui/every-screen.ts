// Every screen by name, as the actions and keys that lead there.

import type { Language } from '../../src/language/language.ts';
import { Problem } from '../../src/model/errors.ts';
import type { RunEvent } from '../../src/model/events.ts';
import { confirmWords } from '../../src/report/confirmations.ts';
import {
  interruptedRunChoices,
  interruptedRunWords,
  tracerChoices,
  tracerOffer,
} from '../../src/report/prompts.ts';
import { openAccess, openSite } from '../../src/ui/dialogs/access.ts';
import { openAfter } from '../../src/ui/dialogs/after.ts';
import type { Dialog } from '../../src/ui/dialogs/dialog.ts';
import { openPlan } from '../../src/ui/dialogs/plan.ts';
import { openJudge } from '../../src/ui/dialogs/simple.ts';
import { openSymptoms } from '../../src/ui/dialogs/symptoms.ts';
import { suffererQuestion } from '../../src/ui/questions.ts';
import type { UiAction } from '../../src/ui/state.ts';
import { en } from '../language/english.ts';
import * as constants from './imagined-shop.ts';
import { pressed } from './screen-states.ts';

const told = (events: readonly RunEvent[]): readonly UiAction[] =>
  events.map((event) => ({ type: 'event', event }));
const asked = (dialog: Dialog): UiAction => ({ type: 'asked', dialog });

/** The actions that lead to each screen, in one language. */
export function screensIn(t: Language): Readonly<Record<string, readonly UiAction[]>> {
  const shop = { ...constants, ...constants.shopIn(t) };
  const CONNECTED = told(shop.LOOKING_AROUND.slice(0, 2));
  const INTERRUPTED = told([{ type: 'interrupted-run-found', since: '2026-11-22T23:14:00Z' }]);
  const DIAGNOSED = told(shop.LOOKING_AROUND.slice(0, -1));
  const LISTED = told(shop.LOOKING_AROUND);
  /** Up to the plan that was told, before anything was tried. */
  const PLANNED = told([...shop.LOOKING_AROUND, shop.PLANNED]);
  /** Everything up to the middle of a probe. */
  const during = (probe: number) => [
    ...PLANNED,
    ...told(
      shop.PROBES.slice(0, probe - 1).flatMap(([, finished], at) => [
        ...shop.begun(at + 1),
        finished,
      ]),
    ),
    ...told(shop.begun(probe)),
    { type: 'ticked', elapsed: 3 * probe, at: 2_000 } as const,
  ];
  const FOUND = [
    ...PLANNED,
    ...told(shop.PROBES.flatMap(([, finished], at) => [...shop.begun(at + 1), finished])),
    ...told(shop.ENDING),
  ];
  /** The same under `isolated`, with Health Check put there for the run. */
  const HEALTH_CHECK = 'health-check/health-check';
  const ISOLATED: readonly UiAction[] = [
    ...told(shop.LOOKING_AROUND),
    ...told([
      { type: 'preparing', switch: 'isolated', helper: HEALTH_CHECK, installs: true },
      { ...shop.PLANNED, switch: 'isolated' } as typeof shop.PLANNED,
      shop.PROBES[2]![0],
    ]),
  ];

  const DOWN = { downArrow: true };
  const ENTER = { return: true };
  const plan = openPlan(shop.PLAN, new Map());
  const interrupted = { site: shop.SITE, since: '2026-11-22 23:14' };
  const seen = { tests: 4, off: ['page-pantry/page-pantry', 'woolshop/woolshop'], leads: [] };

  /** Many plugins, most of them cleared from suspicion. */
  const MANY = Array.from({ length: 200 }, (_, index) => `p${index}/p${index}`);
  const CROWD: readonly UiAction[] = told([
    ...shop.LOOKING_AROUND.slice(0, 9),
    {
      type: 'plugins-listed',
      plugins: MANY.map((plugin, index) => ({
        plugin,
        name: `Plugin number ${index + 1}`,
        version: '1.0',
        author: '',
        uri: '',
        status: index % 50 === 7 ? 'network-active' : 'active',
        requires: [],
      })),
    },
    {
      type: 'planned',
      switch: 'isolated',
      suspects: MANY.filter((_, index) => index % 50 !== 7),
      pinned: [],
      probes: { low: 9, likely: 12, high: 40 },
      seconds: { low: 9, likely: 14, high: 60 },
    },
    {
      type: 'probe-started',
      probe: 1,
      purpose: 'narrow',
      active: MANY.slice(0, 60),
      off: MANY.slice(60),
      suspectsLeft: 196,
      probesToGo: 11,
    },
    {
      type: 'probe-finished',
      probe: 1,
      observations: [{ verdict: 'fails', observed: shop.SYMPTOMS.symptoms[0]!.observed }],
      seconds: 0.8,
    },
    {
      type: 'probe-started',
      probe: 2,
      purpose: 'narrow',
      active: MANY.slice(0, 30),
      off: MANY.slice(30),
      suspectsLeft: 59,
      probesToGo: 9,
    },
  ]);

  return {
    '01-site': [asked(pressed(openSite('https://lantern-books.example/', ''), 'lant'))],
    '02-site-remembered': [asked(openSite('https://lantern-books.example/', ''))],
    '03-site-refused': [
      { type: 'told', problem: new Problem('host-unknown', { host: 'lantern-book.example' }) },
      asked(openSite(null, 'lantern-book.example')),
    ],
    '04-sign-in': [...CONNECTED, asked(openAccess(shop.ACCESS, null))],
    '05-sign-in-typed': [
      ...CONNECTED,
      asked(
        pressed(
          openAccess(shop.ACCESS, null),
          DOWN,
          DOWN,
          ENTER,
          'mira@lantern.example',
          ENTER,
          'abcd efgh ijkl',
        ),
      ),
    ],
    '06-sign-in-refused': [
      ...CONNECTED,
      asked(
        pressed(
          openAccess(shop.REFUSED_ACCESS, { way: 'password', user: 'mira', keep: true }),
          'lantern-light',
        ),
      ),
    ],
    '08-approval': [
      ...CONNECTED,
      asked({
        type: 'approval',
        wait: shop.APPROVAL,
        copied: false,
      }),
    ],
    '07-leftover': [
      ...CONNECTED,
      ...INTERRUPTED,
      asked({
        type: 'menu',
        facts: interruptedRunWords(t, interrupted).facts,
        label: interruptedRunWords(t, interrupted).ask,
        choices: interruptedRunChoices(t, false),
        chosen: 0,
      }),
    ],
    '07-leftover-seen': [
      ...CONNECTED,
      ...INTERRUPTED,
      asked({
        type: 'menu',
        facts: interruptedRunWords(t, { ...interrupted, seen }).facts,
        label: interruptedRunWords(t, interrupted).ask,
        choices: interruptedRunChoices(t, true),
        chosen: 0,
      }),
    ],
    '10-diagnosis': told(shop.LOOKING_AROUND.slice(0, 17)),
    '09-whose': [...CONNECTED, asked(suffererQuestion(t, 'unknown'))],
    '11-symptoms': [...DIAGNOSED, asked(pressed(openSymptoms(shop.SYMPTOMS), DOWN, ' '))],
    '12-symptoms-cause': [
      ...told([...shop.LOOKING_AROUND.slice(0, 10), { type: 'checked', finding: shop.CAUSE }]),
      asked(openSymptoms(shop.SYMPTOMS)),
    ],
    '13-request': [
      ...DIAGNOSED,
      asked(pressed(openSymptoms(shop.SYMPTOMS), 'r', 'wp-json/wc/v3/orders', { tab: true })),
    ],
    '14-diagnosed': [
      ...DIAGNOSED,
      asked({
        type: 'diagnosed',
        offer: { findings: shop.FINDINGS },
        fix: true,
      }),
    ],
    '15-checks': [...DIAGNOSED, { type: 'covered', by: 'checks' }],
    '16-install': [
      ...DIAGNOSED,
      asked({
        type: 'confirm',
        words: confirmWords(t, { type: 'install-health-check', isThere: false }),
      }),
    ],
    '17-installing': [
      ...DIAGNOSED,
      ...told([{ type: 'preparing', switch: 'isolated', helper: HEALTH_CHECK, installs: true }]),
    ],
    '18-tracer': [
      ...DIAGNOSED,
      asked({
        type: 'menu',
        facts: [],
        label: tracerOffer(t),
        choices: tracerChoices(t),
        chosen: 0,
        back: 2,
      }),
    ],
    '19-tracing': [
      ...DIAGNOSED,
      ...told([
        { type: 'tracing', step: 'asking', plugin: '000-wp-bisect-tracer-1a/wp-bisect-tracer' },
      ]),
    ],
    '20-plan': [...LISTED, asked(pressed(plan, DOWN, DOWN, ' ', { upArrow: true }))],
    '21-plan-search': [...LISTED, asked(pressed(plan, '/', 'wool'))],
    '22-plan-switch': [...LISTED, asked(pressed(plan, 's'))],
    '23-plan-ready': [...LISTED, asked(pressed(plan, ENTER))],
    '30-searching': during(5),
    '31-paused': [
      ...during(5),
      { type: 'wanted', wants: { pause: true } },
      { type: 'event', event: { type: 'paused' } },
    ],
    '32-crowd': CROWD,
    '33-judge': [...during(3), asked(openJudge(shop.JUDGE))],
    '34-really-stop': [...during(5), { type: 'covered', by: 'leaving' }],
    '35-stopping': [
      ...during(5),
      { type: 'stopped' },
      { type: 'event', event: { type: 'restoring', off: [] } },
      ...told(shop.toggles(shop.PROBES[4]![0].off, shop.PROBES[4]![0].off.slice(9))),
      { type: 'stopped' },
    ],
    '36-isolated': ISOLATED,
    '37-unreachable': [
      ...during(5),
      { type: 'event', event: { type: 'restoring', off: [] } },
      {
        type: 'event',
        event: { type: 'unreachable', attempt: 3, attempts: 6, nextSeconds: 8 },
      },
    ],
    '38-look-for-more': [...FOUND, { type: 'answered', said: undefined, doing: 'look-for-more' }],
    '40-answer': [...FOUND, asked(openAfter(shop.AFTER))],
    '41-answer-ticket': [...FOUND, asked(pressed(openAfter(shop.AFTER), 't'))],
    '42-answer-saving': [...FOUND, asked(pressed(openAfter(shop.AFTER), '6'))],
    '43-not-read-back': [
      ...FOUND.slice(0, -1),
      {
        type: 'event',
        event: {
          type: 'not-restored',
          difference: shop.NOT_READ_BACK.report.difference,
          journal: '~/.local/share/wp-bisect/lantern-books.example/journal.ndjson',
        },
      },
      asked(openAfter(shop.NOT_READ_BACK)),
    ],
    '43-not-restored': [
      ...FOUND.slice(0, -1),
      {
        type: 'event',
        event: {
          type: 'not-restored',
          difference: shop.NOT_RESTORED.report.difference,
          journal: '~/.local/share/wp-bisect/lantern-books.example/journal.ndjson',
        },
      },
      asked(openAfter(shop.NOT_RESTORED)),
    ],
    '44-no-plugin': [...DIAGNOSED, asked(openAfter(shop.NO_PLUGIN))],
    '45-two-culprits': [...FOUND, asked(openAfter(shop.TWO))],
    '46-sure': [...FOUND, asked(pressed(openAfter(shop.AFTER), '3'))],
    '47-kept-off': [
      ...FOUND,
      ...told([
        { type: 'keeping-off', plugins: [shop.CULPRIT_ID] },
        { type: 'toggled', plugin: shop.CULPRIT_ID, now: 'inactive' },
      ]),
      asked(openAfter(shop.KEPT_OFF)),
    ],
    '50-keys': [...during(5), { type: 'covered', by: 'help' }],
  };
}

/** The screens in English. */
export const EVERY_SCREEN = screensIn(en);
