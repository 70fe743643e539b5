/** One probe: bring the site into a state, send every symptom's request, read the verdicts. */

import type { Emit, Purpose } from './events.ts';
import type { Evidence, Sighting } from './evidence.ts';
import type { HarmMeter } from './harm.ts';
import type { Journal } from './journal.ts';
import type { Observation, PluginId, Symptom } from './model.ts';
import type { Clock, Oracle, Switch, SwitchedState } from './ports.ts';
import { differenceOf } from './restore.ts';

/** How a symptom's answer is believed. */
export type Trust = {
  /**
   * `auto`: a pass is believed when seen twice, and the baseline is looked at harder than that; a
   * number: a set passes when that many sends pass.
   */
  readonly repeat: number | 'auto';
};

/** Why a set is probed, for the person who watches. */
export type ProbeNote = {
  readonly purpose: Purpose;
  readonly suspectsLeft: number;
  readonly probesToGo: number;
};

/** What one probe showed, and what the site let out about itself on the way. */
export type Probed = Sighting & {
  readonly learned: Readonly<Record<PluginId, readonly PluginId[]>>;
  /** Symptoms that both failed and passed in this one state. */
  readonly flipped: readonly number[];
};

/** Thrown when going on would do no good: the site limits the rate of requests. */
export class RateLimited extends Error {}

/** The counters of a run's probes. */
export type Prober = {
  probe(active: readonly PluginId[], note: ProbeNote): Promise<Probed>;
  readonly probes: number;
  readonly states: number;
  /** How many states may be probed at once now: fewer once the site slows down or limits the rate. */
  readonly parallel: number;
  /** Plugins that somebody else switched on during the run. */
  readonly appeared: ReadonlySet<PluginId>;
};

const MAX_WAITS = 3;
const LONGEST_WAIT_S = 120;
const QUIET_WAIT_S = 2;
/** A probe this many times slower than the first one means: the site has enough to do. */
const SLOWED_DOWN = 4;

/** A prober over one switch and one oracle. */
export function createProber(ports: {
  readonly control: Switch;
  readonly oracle: Oracle;
  readonly symptoms: readonly Symptom[];
  readonly baseline: readonly PluginId[];
  readonly journal: Journal;
  readonly evidence: Evidence;
  readonly harm: HarmMeter;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly trust: Trust;
  readonly parallel: number;
}): Prober {
  const { control, oracle, symptoms, baseline, journal, evidence, harm, clock, emit, signal } =
    ports;
  const appeared = new Set<PluginId>();
  const refusals = new Set<string>();
  let probes = 0;
  let numbered = 0;
  let states = 0;
  let parallel = ports.parallel;
  let firstSeconds: number | undefined;
  let current: { key: string; state: SwitchedState } | undefined;

  async function reach(active: readonly PluginId[]): Promise<SwitchedState> {
    const key = active.join('\n');
    if (current?.key === key) return current.state;
    current = undefined;
    await journal.switching(active);
    const before = harm.toggles;
    const state = await control.activateExactly(active, {
      signal,
      onToggle(plugin, now) {
        harm.toggled(plugin, now, clock.now());
        emit({ type: 'toggled', plugin, now });
      },
    });
    if (harm.toggles > before) states += 1;
    noteStrangers(state);
    for (const { plugin, code } of state.refused) {
      if (refusals.has(`${plugin} ${code}`)) continue;
      refusals.add(`${plugin} ${code}`);
      emit({ type: 'note', note: { type: 'awkward-plugin', plugin, code } });
    }
    if (control.kind !== 'isolated') current = { key, state };
    return state;
  }

  /** A plugin that is on and was never in the baseline is somebody else's work: said, never undone. */
  function noteStrangers(state: SwitchedState): void {
    const strangers = differenceOf(state.active, baseline).appeared.filter(
      (id) => !appeared.has(id),
    );
    if (strangers.length === 0) return;
    for (const stranger of strangers) appeared.add(stranger);
    emit({ type: 'note', note: { type: 'appeared-meanwhile', plugins: strangers } });
  }

  async function send(state: SwitchedState): Promise<readonly Observation[]> {
    for (let waits = 0; ; waits += 1) {
      signal.throwIfAborted();
      const observations = await oracle.probe(state.through, signal);
      probes += 1;
      const limited = observations.filter(({ reason }) => reason === 'rate-limited');
      const passing = observations.filter(({ reason }) => reason && TRANSIENT.has(reason));
      if (limited.length === 0 && passing.length === 0) return observations;
      if (limited.length === 0 && waits > 0) return observations;
      if (limited.length > 0) parallel = 1;
      if (waits === MAX_WAITS) throw new RateLimited();
      const asked = Math.max(
        0,
        ...observations.map(({ retryAfterSeconds }) => retryAfterSeconds ?? 0),
      );
      if (asked > LONGEST_WAIT_S) throw new RateLimited();
      const seconds = limited.length > 0 ? asked || 5 * 2 ** waits : QUIET_WAIT_S;
      if (limited.length > 0) emit({ type: 'waiting', why: 'rate-limited', seconds });
      await clock.sleep(seconds * 1_000, signal);
    }
  }

  /** Sends again in the same state while a pass is not yet believed. Costs requests, never toggles. */
  async function sendUntilBelieved(
    state: SwitchedState,
    purpose: Purpose,
  ): Promise<Omit<Probed, 'active' | 'learned'>> {
    let observations = await send(state);
    const flipped = new Set<number>();
    for (let sent = 1; ; sent += 1) {
      const doubtful = observations.some(
        ({ verdict }, index) =>
          sent < sendsFor(verdict, purpose, ports.trust) && mayRepeat(symptoms[index], ports.trust),
      );
      if (!doubtful) return { observations, flipped: [...flipped] };
      const again = await send(state);
      observations = observations.map((seen, index) => {
        const next = again[index] ?? seen;
        if (next.verdict === 'unresolved' || seen.verdict === next.verdict) return seen;
        if (seen.verdict === 'unresolved') return next;
        flipped.add(index);
        return seen.verdict === 'fails' ? seen : next;
      });
    }
  }

  return {
    async probe(active, note) {
      numbered += 1;
      const number = numbered;
      const started = clock.now();
      const on = new Set(active);
      const off = baseline.filter((plugin) => !on.has(plugin));
      emit({ type: 'probe-started', probe: number, active, off, ...note });
      const state = await reach(active);
      const missing = differenceOf(state.active, active).missing;
      const undue = baseline.filter((id) => !on.has(id) && state.active.includes(id));
      const reached = missing.length === 0 && undue.length === 0;
      const seen = reached
        ? await sendUntilBelieved(state, note.purpose)
        : { observations: symptoms.map(() => NOT_REACHED), flipped: [] };
      if (!reached) current = undefined;
      await journal.probed(
        active,
        seen.observations.map(({ verdict }) => verdict),
      );
      evidence.add({ active, observations: seen.observations });
      const seconds = (clock.now() - started) / 1_000;
      firstSeconds ??= seconds;
      if (seconds > SLOWED_DOWN * Math.max(firstSeconds, 0.5)) parallel = 1;
      emit({ type: 'probe-finished', probe: number, observations: seen.observations, seconds });
      return { active, ...seen, learned: state.learned };
    },
    get probes() {
      return probes;
    },
    get states() {
      return states;
    },
    get parallel() {
      return parallel;
    },
    appeared,
  };
}

const TRANSIENT = new Set(['maintenance', 'no-answer', 'server-error', 'challenge']);

const NOT_REACHED: Observation = {
  verdict: 'unresolved',
  reason: 'set-not-reached',
  observed: { status: 0, code: null, message: null, challenges: [] },
};

/**
 * How many sends make a verdict believed. With everything on the symptom has been seen to fail, so a
 * pass there is looked at hard, and a failure is repeated to learn whether the symptom comes and goes.
 */
function sendsFor(verdict: Observation['verdict'], purpose: Purpose, { repeat }: Trust): number {
  if (verdict === 'unresolved' || purpose === 'repeat') return 1;
  if (repeat !== 'auto') return verdict === 'passes' ? repeat : 1;
  if (purpose === 'all-on') return verdict === 'passes' ? 10 : 3;
  return verdict === 'passes' ? 2 : 1;
}

/** A request that may change something is sent once a probe, unless the person asked for more. */
function mayRepeat(symptom: Symptom | undefined, trust: Trust): boolean {
  return trust.repeat !== 'auto' || /^(GET|HEAD|OPTIONS)$/i.test(symptom?.request.method ?? '');
}
