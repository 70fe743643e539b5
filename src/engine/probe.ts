/** One probe: bring the site into a state, send every symptom's request, read the verdicts. */

import type { Journal } from '../journal/journal.ts';
import type { Emit } from '../model/events.ts';
import type { Clock, Oracle, Steering, Switch, SwitchedState } from '../model/ports.ts';
import {
  differenceOf,
  type Observation,
  type PluginId,
  type Symptom,
  type SymptomRequest,
} from '../model/report.ts';
import type { Purpose } from '../search/index.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { diedIn, failedByDying } from './dies-on-activation.ts';
import { type DowntimeMeter, tellToggles } from './downtime.ts';
import type { Evidence } from './evidence.ts';
import { trueToSymptoms } from './fingerprint.ts';
import { createLag, LONGEST_MEMORY_MS, saysWhy } from './lag.ts';
import { createReader, type Seen, type Trust } from './repeat.ts';
import { isStopped, type Stopped } from './stopped.ts';
import { createTimeline } from './timeline.ts';

/** Why a set is probed, for the person who watches. */
export type ProbeNote = {
  readonly purpose: Purpose;
  readonly suspectsLeft: number;
  readonly probesToGo: number;
};

/** One set to probe, and the symptoms that are still to be solved. */
export type ProbeRequest = ProbeNote & {
  readonly active: readonly PluginId[];
  readonly symptoms: readonly number[];
  /** Looks again when nothing else can be answered any more than this state, whatever was seen. */
  readonly held?: boolean;
  /** So many looks at least, each over a connection of its own: balancers give another server to each. */
  readonly afresh?: number;
  /** Milliseconds to wait before it, over what the site needs: nothing that has a rhythm is to keep step. */
  readonly afterMs?: number;
};

/** What one probe showed, and what the site let out about itself on the way. */
export type Probed = Seen & {
  readonly type: 'probed';
  readonly active: readonly PluginId[];
  readonly seconds: number;
  readonly learned: Readonly<Record<PluginId, readonly PluginId[]>>;
  /** Plugins that were to go off and did not, whatever was tried. */
  readonly stuck: readonly PluginId[];
  /** True when an earlier verdict had to be forgotten: the search is to start anew with what is left. */
  readonly restart: boolean;
};

/** Probes sets one by one, or ahead of time where states do not disturb one another. */
export type Prober = {
  /** Probes a set, or takes what looking ahead has brought. Rejects as the switch and the reader do. */
  probe(request: ProbeRequest): Promise<Probed | Stopped>;
  /** Starts a probe that may be asked for next, if the site can bear one more at a time. */
  lookAhead(request: ProbeRequest): void;
  /** Waits while the person wants the run to hold still, every plugin on again meanwhile. */
  holdStill(): Promise<Stopped | null>;
  /** Takes the last probe's verdict back; false where there is none left. */
  takeBack(): Promise<boolean>;
  /** Plugins that somebody else switched on during the run, as far as a list showed them. */
  readonly appeared: ReadonlySet<PluginId>;
  /** Plugins that died when they were to be activated again. */
  readonly died: ReadonlySet<PluginId>;
  /** True where a verdict can be taken back. */
  readonly mayTakeBack: boolean;
  /** Takes back what all answers so far have shown: the site was behind. Tells where it is so for good. */
  distrust(): Stopped | null;
  /** True where this state was looked at when no other one could answer any more. */
  isHeld(active: readonly PluginId[]): boolean;
  /** True once the site, or its list, was seen to be behind. */
  readonly isLate: boolean;
  /** True where its list may be behind, too: it was, or it did not follow at all. */
  readonly lags: boolean;
  /** True where a proof may go without waiting, for nothing speaks of a site that is behind. */
  readonly isPrompt: boolean;
  /**
   * True when all that was seen of a symptom could also be answers that came late, and the last so many
   * states that were looked at were not those which answered.
   */
  couldBeLate(symptom: number, states: number): boolean;
  /** Plugins of the baseline that may be off, whatever a list says. */
  readonly maybeOff: readonly PluginId[];
  /** Ends what was started ahead and nobody came to need. Resolves when nothing is under way any more. */
  stop(): Promise<void>;
  /** Sets probed so far; what was looked at ahead and never needed is not counted. */
  readonly probes: number;
  /** Changes of the site's own plugin set. */
  readonly states: number;
};

/** A request this many times slower than the first one alone means: the site has enough to do. */
const SLOWED_DOWN = 1.7;

/** A prober over one switch and one oracle. */
export function createProber(ports: {
  readonly control: Switch;
  readonly oracle: Oracle;
  readonly symptoms: readonly Symptom[];
  readonly baseline: readonly PluginId[];
  /** A plugin that the run itself put on the site: not a stranger. */
  readonly brought: PluginId | null;
  readonly journal: Journal;
  readonly evidence: Evidence;
  readonly harm: DowntimeMeter;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly steering: Steering;
  readonly trust: Trust;
  /** Requests of a symptom that may be under way at a time, as far as the switch allows. */
  readonly parallel: number;
}): Prober {
  const { control, symptoms, baseline, journal, evidence, harm, clock, emit, steering } = ports;
  const over = new AbortController();
  const signal = AbortSignal.any([ports.signal, over.signal]);
  const isolated = control.kind === 'isolated';
  const ahead = new Map<string, Promise<Probed | Stopped>>();
  const seenBefore = new Set<string>();
  const ended: { readonly probe: number; readonly active: readonly PluginId[] }[] = [];
  let probes = 0;
  let states = 0;
  let underWay = 0;
  let parallel = Math.min(ports.parallel, control.parallel);
  let millisecondsAlone: number | undefined;
  let current: { key: string; state: SwitchedState } | undefined;
  /** True while the journal still holds what was forgotten. */
  let toVoid = false;
  let doubts = false;
  let strangersSeen: string | undefined;
  let changes = 0;
  const appeared = new Set<PluginId>();
  const died = new Set<PluginId>();
  const lag = createLag(baseline);
  const timeline = createTimeline(baseline);
  const held = new Set<string>();
  /** The list was seen to be behind, or not to follow at all. */
  let listLags = false;
  /** It was seen to be behind: what did not follow at once has followed later. */
  let isListLate = false;
  let surelyOn: ReadonlySet<PluginId> = new Set(baseline);
  const everOff = new Set<PluginId>();

  const oneByOne = () => {
    parallel = 1;
  };
  const vitals = createCircuitBreaker({
    oracle: trueToSymptoms(ports.oracle, symptoms),
    clock,
    symptoms: [...symptoms.keys()].filter((at) => symptoms[at]?.described === undefined),
    allOn: () => reach(baseline),
    onSuspicion: oneByOne,
    onRest: (seconds) => emit({ type: 'waiting', why: 'site-suffers', seconds }),
  });
  const oracle: Oracle = {
    async probe(...asked) {
      const from = clock.now();
      const seen = await vitals.oracle.probe(...asked);
      timeline.sees(seen, from, clock.now());
      return seen;
    },
  };
  const reader = createReader({ ...ports, oracle, signal, onLimited: oneByOne });

  async function reach(active: readonly PluginId[]): Promise<SwitchedState | Stopped> {
    const key = active.join('\n');
    if (current?.key === key) return current.state;
    current = undefined;
    if (!isolated) await journal.switching(active);
    const before = harm.toggles;
    const on = new Set(active);
    surelyOn = new Set(active.filter((plugin) => surelyOn.has(plugin)));
    for (const plugin of baseline) if (!on.has(plugin)) everOff.add(plugin);
    timeline.leaves(clock.now());
    const state = await untilListed(active);
    if (isStopped(state)) return state;
    surelyOn = new Set(state.active);
    const changed = harm.toggles > before;
    if (changed) states += 1;
    if (!isolated) {
      lag.reached(active, clock.now(), changed);
      timeline.reaches(active, clock.now(), changed);
    }
    tellOfOddities(state);
    if (toVoid) await journal.undone();
    toVoid = false;
    if (!isolated) current = { key, state };
    return state;
  }

  /**
   * Switches, and reads again after growing pauses where the list does not show what the site has
   * accepted: it may be behind. Once it was, plugins are switched on whatever it says.
   */
  async function untilListed(active: readonly PluginId[]): Promise<SwitchedState | Stopped> {
    const attempt = () =>
      control.activateExactly(active, {
        signal,
        owned: baseline,
        onToggle: tellToggles(harm, clock, emit),
        ...(listLags && { force: active.filter((plugin) => everOff.has(plugin)) }),
      });
    let state = await attempt();
    const unexplained = keysOf(state).filter((key) => !seenBefore.has(key));
    if (isolated || unexplained.length === 0) return state;
    for (const pause of LIST_PAUSES) {
      emit({ type: 'waiting', why: 'site-lags', seconds: pause / 1_000 });
      await clock.sleep(pause, signal);
      state = await attempt();
      if (keysOf(state).some((key) => unexplained.includes(key))) continue;
      listLags = true;
      isListLate = true;
      return (lag.isSeen ? null : distrust()) ?? state;
    }
    // It will not, whatever is waited for; a list that never follows looks the same.
    listLags = true;
    for (const key of unexplained) seenBefore.add(key);
    return state;
  }

  /** What was seen until now may have been answered by another state than the one it was taken for. */
  function distrust(): Stopped | null {
    const isFirst = !lag.isSeen;
    if (!lag.see()) return { type: 'stopped', why: 'two-voices' };
    if (isFirst) emit({ type: 'note', note: { type: 'site-lags' } });
    evidence.forget();
    held.clear();
    toVoid = true;
    doubts = true;
    return null;
  }

  /** With other strangers beside them, sets may fail that passed before: what was seen is of another site. */
  function noticeChange(active: readonly PluginId[]): void {
    if (isolated) return;
    const strangers = differenceOf(active, baseline).appeared.toSorted().join('\n');
    const isOther = strangersSeen !== undefined && strangersSeen !== strangers;
    strangersSeen = strangers;
    // A plugin that brings strangers along with itself would start the search anew for ever.
    if (!isOther || changes === MOST_CHANGES) return;
    changes += 1;
    evidence.forget();
    toVoid = true;
    doubts = true;
  }

  /** Each oddity is told once; what somebody else switched on is said and never undone. */
  function tellOfOddities({ active, refused }: SwitchedState): void {
    const isNew = (key: string) => !seenBefore.has(key) && seenBefore.add(key) !== undefined;
    const strangers = differenceOf(active, baseline).appeared.filter(
      (id) => id !== ports.brought && isNew(id),
    );
    for (const stranger of strangers) appeared.add(stranger);
    if (strangers.length > 0) {
      emit({ type: 'note', note: { type: 'appeared-meanwhile', plugins: strangers } });
    }
    noticeChange(active);
    for (const { plugin, code } of refused) {
      if (!isNew(`${plugin} ${code}`)) continue;
      emit({ type: 'note', note: { type: 'awkward-plugin', plugin, code } });
    }
  }

  async function look(request: ProbeRequest): Promise<Probed | Stopped> {
    const { active, purpose } = request;
    const started = clock.now();
    underWay += 1;
    try {
      const sight = await see(request);
      if (isStopped(sight)) return sight;
      const { state, seen, asked } = sight;
      const perRound = (clock.now() - asked) / seen.rounds;
      millisecondsAlone ??= perRound;
      if (perRound > SLOWED_DOWN * millisecondsAlone) parallel = 1;
      const seconds = (clock.now() - started) / 1_000;
      const verdicts = seen.observations.map(({ verdict }) => verdict);
      const unsteady = seen.flipped.length > 0 || purpose === 'repeat';
      // The journal takes a probe for a state that was reached: what it holds is surely on.
      const wasReached = seen.observations.some(({ reason }) => reason !== NOT_REACHED.reason);
      if (wasReached) await journal.probed(active, verdicts, unsteady);
      evidence.add({ active, observations: seen.observations });
      const restart = doubts;
      doubts = false;
      const { learned } = state;
      return { type: 'probed', active, ...seen, seconds, learned, stuck: stuckIn(state), restart };
    } finally {
      underWay -= 1;
    }
  }

  /** Reaches the state and reads it, again where somebody else changed the site meanwhile. */
  async function see(request: ProbeRequest) {
    const { active, purpose, symptoms: wanted } = request;
    for (let tries = 1; ; tries += 1) {
      const state = await reach(active);
      if (isStopped(state)) return state;
      const asked = clock.now();
      if (!isReached(state, active, baseline)) {
        current = undefined;
        return { state, seen: unreached(state, active), asked };
      }
      await waitFor(lag.toWait(clock.now()) + (request.afterMs ?? 0));
      // Who says how often a set is looked at gets no more looks: it is waited for before the first one.
      const exact = ports.trust.repeat !== 'auto' && !isolated && isDecisive(request);
      if (exact) await waitFor(lag.untilAlone(clock.now(), true));
      const through = request.afresh ? afresh(state) : state;
      const read = await reader.read(through, purpose, wanted, request.afresh);
      const seen = isStopped(read) ? read : await holding(read, state, request);
      if (isStopped(seen)) return seen;
      // With everything on, a failure is what was to be expected.
      const passes = seen.observations.some(({ verdict }) => verdict === 'passes');
      const weighs = !isolated && (passes || active.length < baseline.length);
      const still = !weighs || (await stood(state, active));
      if (isStopped(still)) return still;
      if (still) return { state, seen, asked };
      if (tries === SIGHTS) return { state, seen: NOTHING_SEEN(symptoms), asked };
    }
  }

  function isLate(): boolean {
    return lag.isSeen || isListLate;
  }

  function isPrompt(): boolean {
    return !isolated && ports.trust.repeat === 'auto' && !isLate();
  }

  /** What a state tells that was not reached: nothing, unless the only ones missing died on the way. */
  function unreached(state: SwitchedState, active: readonly PluginId[]): Seen {
    const nothing = NOTHING_SEEN(symptoms);
    const dead = new Set(diedIn(state.refused));
    for (const plugin of dead) died.add(plugin);
    const without = active.filter((plugin) => !dead.has(plugin));
    if (dead.size === 0 || !isReached(state, without, baseline)) return nothing;
    const known = evidence.in(baseline.filter((plugin) => !dead.has(plugin)))?.observations;
    const observations = failedByDying(symptoms, known).map((seen) => seen ?? NOT_REACHED);
    return { ...nothing, observations };
  }

  async function waitFor(ms: number): Promise<void> {
    if (ms <= 0) return;
    emit({ type: 'waiting', why: 'site-lags', seconds: Math.ceil(ms / 1_000) });
    await clock.sleep(ms, signal);
  }

  /**
   * What decides about a name is looked at a second time, when no other state can answer any more. Two
   * different answers in one state mean that the site is behind, or that the symptom comes and goes.
   */
  async function holding(
    seen: Seen,
    state: SwitchedState,
    request: ProbeRequest,
  ): Promise<Seen | Stopped> {
    const { active, purpose, symptoms: wanted } = request;
    const repeatable = wanted.filter((index) => isRepeatable(symptoms[index]));
    if (isolated || harm.toggles === 0 || purpose === 'repeat' || repeatable.length === 0)
      return seen;
    const passes = repeatable.some((index) => seen.observations[index]?.verdict === 'passes');
    const decides = isDecisive(request) || (purpose === 'alone' && passes);
    if (ports.trust.repeat !== 'auto') {
      if (decides && seen.flipped.length === 0) held.add(active.join('\n'));
      return seen;
    }
    const flipped = new Set(seen.flipped);
    let { observations } = seen;
    let isAlone = decides;
    if (decides && flipped.size === 0) {
      const ms = lag.untilAlone(clock.now(), passes);
      // On the way to a name nothing is waited for: the proof at the end looks at all of it again.
      isAlone = ms === 0 || request.held === true || !isPrompt();
      await waitFor(isAlone ? ms : 0);
      if (ms > 0 && isAlone) {
        const again = await reader.read(state, 'repeat', repeatable);
        if (isStopped(again)) return again;
        for (const index of repeatable) {
          if (isFlip(observations[index], again.observations[index])) flipped.add(index);
        }
      }
    }
    const wereLate =
      flipped.size > 0 && lag.canWaitLonger && (await agreesAtLast(state, [...flipped]));
    if (isStopped(wereLate)) return wereLate;
    if (wereLate) {
      observations = observations.map(() => NOT_REACHED);
      return distrust() ?? { ...seen, observations, flipped: [] };
    }
    if (isAlone && flipped.size === 0) held.add(active.join('\n'));
    return { ...seen, flipped: [...flipped] };
  }

  /** True when answers that differed agree in the end, over growing pauses: they were only late. */
  async function agreesAtLast(
    state: SwitchedState,
    wanted: readonly number[],
  ): Promise<boolean | Stopped> {
    const looks: (readonly Observation[])[] = [];
    for (const pause of ANSWER_PAUSES) {
      await waitFor(pause);
      const seen = await reader.read(state, 'repeat', wanted);
      if (isStopped(seen)) return seen;
      looks.push(seen.observations);
    }
    const last = looks.slice(-AGREEING);
    return wanted.every((index) => {
      const verdicts = new Set(last.map((look) => look[index]?.verdict));
      return verdicts.size === 1 && !verdicts.has('unresolved');
    });
  }

  /**
   * True when the list, read after the request, is still the one that was read before it. A verdict of
   * any other moment is believed by nobody: what somebody else switched off or on for a while would make
   * a culprit of plugins that have nothing to do with it. What reading put right again counts as changed.
   */
  async function stood(
    state: SwitchedState,
    active: readonly PluginId[],
  ): Promise<boolean | Stopped> {
    const before = harm.toggles;
    current = undefined;
    const now = await reach(active);
    if (isStopped(now)) return now;
    const difference = differenceOf(now.active, state.active);
    const changed = difference.missing.length + difference.appeared.length;
    return harm.toggles === before && changed === 0;
  }

  return {
    appeared,
    died,
    async probe(request) {
      const { active, purpose, suspectsLeft, probesToGo } = request;
      const key = active.join('\n');
      const started = purpose === 'repeat' ? undefined : ahead.get(key);
      ahead.delete(key);
      probes += 1;
      const probe = probes;
      const on = new Set(active);
      const off = baseline.filter((plugin) => !on.has(plugin));
      emit({ type: 'probe-started', probe, purpose, active, off, suspectsLeft, probesToGo });
      const probed = await (started ?? look(request));
      if (isStopped(probed)) return probed;
      const stopped = await vitals.check(signal);
      if (stopped) return stopped;
      const { observations, seconds } = probed;
      emit({ type: 'probe-finished', probe, observations, seconds });
      ended.push({ probe, active });
      return probed;
    },
    lookAhead(request) {
      const key = request.active.join('\n');
      // The first probe runs alone: it tells what a request takes when nothing else is under way.
      if (millisecondsAlone === undefined || underWay >= parallel || ahead.has(key)) return;
      const looking = look(request);
      looking.catch(() => {}); // one that nobody comes to need must not crash the process
      ahead.set(key, looking);
    },
    async holdStill() {
      if (!steering.paused) return null;
      // A pause can be long: visitors get every plugin back. In a session of its own none was gone.
      const state = isolated ? null : await reach(baseline);
      if (isStopped(state)) return state;
      emit({ type: 'paused' });
      await steering.untilResumed(signal);
      // Whatever somebody did meanwhile: the next state is reached anew.
      current = undefined;
      emit({ type: 'resumed' });
      return null;
    },
    async takeBack() {
      const last = ended.pop();
      if (last === undefined) return false;
      evidence.forget(last.active);
      await journal.undone(last.active);
      emit({ type: 'undone', probe: last.probe });
      return true;
    },
    distrust,
    isHeld: (active) => isolated || held.has(active.join('\n')),
    get isLate() {
      return isLate();
    },
    get lags() {
      return lag.isSeen || listLags;
    },
    get isPrompt() {
      return isPrompt();
    },
    couldBeLate: (symptom, states) => timeline.couldBeLate(symptom, states, LONGEST_MEMORY_MS),
    get maybeOff() {
      // A session leaves plugins out, and what is off besides is not known to it.
      if (isolated) return baseline;
      return baseline.filter((plugin) => (listLags ? everOff.has(plugin) : !surelyOn.has(plugin)));
    },
    get mayTakeBack() {
      return ended.length > 0;
    },
    async stop() {
      over.abort();
      await Promise.allSettled(ahead.values());
    },
    get probes() {
      return probes;
    },
    get states() {
      return states;
    },
  };
}

function isReached(
  state: SwitchedState,
  wanted: readonly PluginId[],
  baseline: readonly PluginId[],
): boolean {
  const on = new Set(wanted);
  const undue = baseline.some((plugin) => !on.has(plugin) && state.active.includes(plugin));
  return !undue && differenceOf(state.active, wanted).missing.length === 0;
}

function afresh(state: SwitchedState): SwitchedState {
  const through = (request: SymptomRequest): SymptomRequest => {
    const sent = state.through(request);
    return { ...sent, headers: { ...sent.headers, Connection: 'close' } };
  };
  return { ...state, through };
}

function stuckIn({ active, refused }: SwitchedState): readonly PluginId[] {
  return refused
    .filter(({ plugin, wanted }) => wanted === 'inactive' && active.includes(plugin))
    .map(({ plugin }) => plugin);
}

/** Refusals that nobody gave a reason for. */
function keysOf({ refused }: SwitchedState): string[] {
  return refused
    .filter(({ code }) => !saysWhy(code))
    .map(({ plugin, wanted }) => `${plugin} not ${wanted}`);
}

/** What a name rests on: with everything but the suspect on. */
function isDecisive({ purpose, held = false }: ProbeRequest): boolean {
  return held || purpose === 'without';
}

function isFlip(before: Observation | undefined, now: Observation | undefined): boolean {
  if (!before || !now || before.verdict === now.verdict) return false;
  return before.verdict !== 'unresolved' && now.verdict !== 'unresolved';
}

/** A person's own look, and a request that changes something, are not repeated unasked. */
function isRepeatable(symptom: Symptom | undefined): boolean {
  if (!symptom || symptom.described !== undefined) return false;
  return /^(?:GET|HEAD|OPTIONS)$/i.test(symptom.request.method);
}

/** How long a list is given to follow. Milliseconds. */
const LIST_PAUSES = [1_000, 3_000, 8_000];
/** Pauses between the looks at answers that differ. Milliseconds; the last ones follow at once. */
const ANSWER_PAUSES = [1_000, 2_000, 4_000, 5_000, 0, 0, 0];
/** So many of the last looks have to agree. */
const AGREEING = 4;

/** So many changes by strangers start the search anew. */
const MOST_CHANGES = 4;

/** How often a state is looked at that somebody else keeps changing. */
const SIGHTS = 3;

const NOTHING_SEEN = (symptoms: readonly Symptom[]): Seen => ({
  observations: symptoms.map(() => NOT_REACHED),
  flipped: [],
  rounds: 1,
});

const NOT_REACHED: Observation = {
  verdict: 'unresolved',
  reason: 'set-not-reached',
  observed: { status: 0, code: null, message: null, challenges: [] },
};
