// A person at the terminal, for tests: the answers they give, and what is kept on their machine.

import type { Context } from '../../src/commands/context.ts';
import { createLedger } from '../../src/commands/ledger.ts';
import type { RunEvent } from '../../src/model/events.ts';
import type { Note } from '../../src/model/notes.ts';
import { UNSTEERED } from '../../src/model/ports.ts';
import type { AccessAnswer, AccessOffer, Prompter } from '../../src/model/prompts.ts';
import { createUnattendedPrompter } from '../../src/plain/unattended-prompter.ts';
import type { Keyring, KeyringEntry } from '../../src/system/keyring.ts';
import type { RememberedSite } from '../../src/system/remembered-sites.ts';
import { en } from '../language/english.ts';
import { eventLog, optionsOf, TEST_MACHINE } from './test-machine.ts';

/** A keyring of memory; `null` where this machine has none. */
function memoryKeyring(store: Map<string, string> | null): Keyring {
  const key = ({ site, user, kind }: KeyringEntry) => `${site} ${user} ${kind}`;
  return {
    works: async () => store !== null,
    get: async (entry) => store?.get(key(entry)) ?? null,
    set: async (entry, secret) => store?.set(key(entry), secret) !== undefined,
    remove: async (entry) => store?.delete(key(entry)) ?? false,
  };
}

/** A context, and what was asked, told and remembered in it. */
export type TestContext = {
  readonly context: Context;
  readonly accessOffers: AccessOffer[];
  readonly sitesAsked: (string | null)[];
  readonly events: RunEvent[];
  readonly notes: Note[];
  readonly rememberedSites: RememberedSite[];
  readonly secrets: Map<string, string>;
};

/** How the person behaves; everything has a default. */
export type TestContextOptions = {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The addresses that the user types, in turn. */
  readonly typedSites?: readonly string[];
  readonly answers?: readonly AccessAnswer[];
  readonly noKeyring?: boolean;
  readonly ask?: Partial<Prompter>;
  readonly openPage?: Context['openPage'];
  readonly signal?: AbortSignal;
};

/** A context in which somebody answers in this order, and fails the test when asked more. */
export function createTestContext(given: TestContextOptions = {}): TestContext {
  const answers = [...(given.answers ?? [])];
  const typed = [...(given.typedSites ?? [])];
  const rememberedSites: RememberedSite[] = [];
  const secrets = new Map<string, string>();
  const accessOffers: AccessOffer[] = [];
  const sitesAsked: (string | null)[] = [];
  const { events, notes, emit } = eventLog();
  const never = createUnattendedPrompter(en, { yes: false, installHealthCheck: false });
  const context: Context = {
    ...TEST_MACHINE,
    options: optionsOf(given.args ?? [], given.env ?? {}),
    ask: {
      ...never,
      async site(offer) {
        sitesAsked.push(offer?.remembered ?? null);
        return next(typed, 'the site');
      },
      async access(offer) {
        accessOffers.push(offer);
        return next(answers, 'how to sign in');
      },
      ...given.ask,
    },
    steering: UNSTEERED,
    emit,
    notes,
    signal: given.signal ?? new AbortController().signal,
    clock: {
      now: () => Date.UTC(2026, 0, 15),
      sleep: (_ms, signal) =>
        new Promise((_resolve, reject) =>
          signal?.addEventListener('abort', () => reject(signal.reason), { once: true }),
        ),
    },
    startedAt: 0,
    pid: 1,
    hostname: 'desk',
    home: '/nowhere',
    remembered: {
      last: async () => rememberedSites[0]?.site ?? null,
      site: async (site) => rememberedSites.find((one) => one.site === site) ?? null,
      async note(site, news = {}) {
        const at = rememberedSites.findIndex((one) => one.site === site);
        const known = at < 0 ? { site, user: null, kept: [] } : rememberedSites.splice(at, 1)[0]!;
        rememberedSites.unshift({ ...known, ...news });
      },
    },
    keyring: memoryKeyring(given.noKeyring ? null : secrets),
    openPage: given.openPage ?? (async () => 'no-browser'),
    ...createLedger(),
  };
  return { context, accessOffers, sitesAsked, events, notes, rememberedSites, secrets };
}

function next<T>(answers: T[], what: string): T {
  const answer = answers.shift();
  if (answer === undefined) throw new Error(`Asked for ${what} once too often.`);
  return answer;
}
