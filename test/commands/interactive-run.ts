/** A person in front of an interactive run, as a script; the site is simulated and on loopback. */

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from 'vitest';
import { serve } from '../../mocks/simulated/serve.ts';
import { createSite } from '../../mocks/simulated/site.ts';
import type { SimulatedSite, SiteOptions } from '../../mocks/simulated/types.ts';
import { bisect } from '../../src/commands/bisect.ts';
import type { Context, Finished } from '../../src/commands/context.ts';
import { createLedger } from '../../src/commands/ledger.ts';
import { untilOneSite } from '../../src/commands/sign-in.ts';
import type { Problem } from '../../src/model/errors.ts';
import type { RunEvent } from '../../src/model/events.ts';
import { type Steering, UNSTEERED } from '../../src/model/ports.ts';
import type {
  AfterOffer,
  PlanOffer,
  Prompter,
  Sufferer,
  SymptomOffer,
  TracerChoice,
} from '../../src/model/prompts.ts';
import { SAFE_CHOICES } from '../../src/plain/unattended-prompter.ts';
import { createKeyring } from '../../src/system/keyring.ts';
import { createRemembered } from '../../src/system/remembered-sites.ts';
import type { WpCli } from '../../src/wordpress/wp-cli/wp-cli.ts';
import { steadyTime } from '../steady-clock.ts';
import { eventLog, optionsOf, TEST_MACHINE } from './test-machine.ts';

/** What the person answers; what is left out is answered as nobody would. */
export type Script = {
  readonly [Method in 'symptoms' | 'plan' | 'judge' | 'interrupted' | 'afterwards' | 'confirm']?: (
    ...asked: Parameters<Prompter[Method]>
  ) => Awaited<ReturnType<Prompter[Method]>> | ReturnType<Prompter[Method]>;
} & {
  readonly tracer?: () => TracerChoice;
  readonly sufferer?: Sufferer;
  readonly diagnosed?: () => void;
  /** Where nothing was given beforehand. */
  readonly access?: Prompter['access'];
  readonly askedForSite?: Prompter['site'];
};

/** An interactive run that has ended, and everything it said and asked. */
export type Told = Finished & {
  readonly events: readonly RunEvent[];
  readonly told: readonly Problem[];
  readonly offers: {
    readonly symptoms: readonly SymptomOffer[];
    readonly plans: readonly PlanOffer[];
    readonly afters: readonly AfterOffer[];
  };
};

/** A served site and the folder for its journals. */
export type Place = {
  readonly site: SimulatedSite;
  readonly home: string;
  run(script: Script, how?: How): Promise<Told>;
  journals(): Promise<readonly string[]>;
  /** Begins a run that never gets an answer any more from this toggle on: to the site it is dead. */
  interruptedAt(toggle: number, script?: Script, args?: readonly string[]): Promise<void>;
};

/** `test` with `visit`, which serves a site until the test ends. */
export const test = base.extend<{ visit: (options: SiteOptions) => Promise<Place> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest wants the destructuring.
  visit: async ({}, use) => {
    const ends: (() => Promise<void>)[] = [];
    await use(async (options) => {
      const site = createSite(options);
      const served = await serve(site);
      const home = await mkdtemp(join(tmpdir(), 'wp-bisect-person-'));
      ends.push(
        () => served.close(),
        () => rm(home, { recursive: true, force: true }),
      );
      return placeOf(site, home);
    });
    for (const end of ends) await end();
  },
});

/** Every run is a process of its own to the lock; an interrupted one does not live any more. */
let nextPid = 1;

const SESSION = { WP_BISECT_USER: 'admin', WP_BISECT_PASSWORD: 'password' };

/** How an interactive run is set up, beside what the person answers. */
export type How = {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly steering?: Steering;
  readonly abort?: AbortController;
  /** When the run starts; default: now. Milliseconds since the epoch. */
  readonly startsAt?: number;
  readonly wpCli?: WpCli;
  /** Hears every event, also of a run that ends without an answer. */
  readonly emit?: (event: RunEvent) => void;
};

/** Runs the interactive command in this process, with a script in place of a person. */
export async function converse(
  url: string,
  home: string,
  script: Script,
  how: How = {},
): Promise<Told> {
  const { args = [], env = SESSION, steering = UNSTEERED, abort = new AbortController() } = how;
  const time = steadyTime(fetch, how.startsAt);
  const { events, notes, emit } = eventLog(how.emit);
  const told: Problem[] = [];
  const offers: Offers = { symptoms: [], plans: [], afters: [] };
  const context: Context = {
    ...TEST_MACHINE,
    options: optionsOf([url, ...args], { ...env, WP_BISECT_HOME: home }),
    ask: askOf(script, told, offers),
    steering,
    emit,
    notes,
    signal: abort.signal,
    clock: time.clock,
    fetch: time.fetch,
    startedAt: Date.now(),
    pid: nextPid++,
    hostname: hostname(),
    home,
    remembered: createRemembered(home),
    keyring: createKeyring(() => Promise.reject(new Error('no keyring here'))),
    openPage: async () => 'no-browser',
    wpCli: how.wpCli ?? null,
    ...createLedger(),
  };
  return { ...(await untilOneSite(context, bisect)), events, told, offers };
}

function placeOf(site: SimulatedSite, home: string): Place {
  const run: Place['run'] = (script, how) => converse(site.url, home, script, how);
  return {
    site,
    home,
    run,
    async journals() {
      const folders = await readdir(join(home, 'sites')).catch(() => []);
      const files = await Promise.all(folders.map((name) => readdir(join(home, 'sites', name))));
      return files.flat().filter((name) => name.startsWith('journal'));
    },
    interruptedAt(toggle, script = {}, args = []) {
      let toggles = 0;
      return new Promise<void>((dead, alive) => {
        const stop = site.on('toggle', () => {
          toggles += 1;
          if (toggles < toggle) return;
          stop();
          const hold = site.on('answer', () => {
            hold();
            dead();
            return new Promise<never>(() => {});
          });
        });
        run(script, { args }).then(
          () => alive(new Error('the run ended before it could be interrupted')),
          alive,
        );
      });
    },
  };
}

type Offers = { symptoms: SymptomOffer[]; plans: PlanOffer[]; afters: AfterOffer[] };

function askOf(script: Script, told: Problem[], offers: Offers): Prompter {
  const missing = () => Promise.reject(new Error('asked for what was given'));
  return {
    site: script.askedForSite ?? missing,
    user: missing,
    credential: missing,
    secret: missing,
    access: script.access ?? missing,
    approval: missing,
    confirm: async (question) => script.confirm?.(question) ?? false,
    async symptoms(offer) {
      offers.symptoms.push(offer);
      return script.symptoms?.(offer) ?? SAFE_CHOICES.symptoms(offer);
    },
    async plan(offer) {
      offers.plans.push(offer);
      return script.plan?.(offer) ?? SAFE_CHOICES.plan(offer);
    },
    judge: async (question) => script.judge?.(question) ?? SAFE_CHOICES.judge(question),
    interrupted: async (about) => script.interrupted?.(about) ?? SAFE_CHOICES.interrupted(about),
    async afterwards(offer) {
      offers.afters.push(offer);
      return script.afterwards?.(offer) ?? SAFE_CHOICES.afterwards(offer);
    },
    ...(script.sufferer && { sufferer: async () => script.sufferer! }),
    async tracer() {
      return script.tracer?.() ?? 'without';
    },
    async diagnosed() {
      script.diagnosed?.();
    },
    tell: (problem) => void told.push(problem),
  };
}

/** One answer after the other; the last one again and again. */
export function inTurn<T>(...answers: readonly T[]): () => T {
  let next = 0;
  return () => answers[Math.min(next++, answers.length - 1)] as T;
}
