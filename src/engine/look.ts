/** Looks at a state of the site until its answers count: reached, waited out, and still there afterwards. */

import type { Emit, WhyWait } from '../model/events.ts';
import { isReadOnly } from '../model/http-methods.ts';
import type { Clock, SwitchedState } from '../model/ports.ts';
import {
  differenceOf,
  type Observation,
  type PluginId,
  type Symptom,
  type SymptomRequest,
} from '../model/report.ts';
import { diedIn, failedByDying } from './dies-on-activation.ts';
import type { DowntimeMeter } from './downtime.ts';
import type { RunEvidence, WhatCounts } from './evidence.ts';
import type { Lookout, ProbeRequest } from './probe.ts';
import type { Reach } from './reach.ts';
import type { Reader, Seen, Trust } from './repeat.ts';
import { isStopped, type Stopped } from './stopped.ts';
import { type Lag, LONGEST_MEMORY_MS, type Timeline } from './timeline.ts';

/** What was seen in a state, and when the first request of it was sent. */
type Sight = { readonly state: SwitchedState; readonly seen: Seen; readonly asked: number };

/** Looks at states. */
export type Looker = {
  /** Reaches the state and reads it, again where somebody else changed the site meanwhile. */
  look(request: ProbeRequest): Promise<Sight | Stopped>;
  /** Plugins that died when they were to be activated again. */
  readonly died: ReadonlySet<PluginId>;
  /** True where a proof may go without waiting, for nothing speaks of a site that is behind. */
  readonly isPrompt: boolean;
};

/** Looks through a reader at what `site` reaches. */
export function createLooker(ports: {
  readonly site: Reach;
  readonly isolated: boolean;
  readonly reader: Reader;
  readonly symptoms: readonly Symptom[];
  readonly baseline: readonly PluginId[];
  readonly evidence: RunEvidence;
  readonly downtime: DowntimeMeter;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly trust: Trust;
  readonly lag: Lag;
  readonly timeline: Timeline;
  readonly counts: WhatCounts;
}): Looker {
  const { site, isolated, reader, symptoms, baseline, evidence, downtime, clock, emit, lag } =
    ports;
  const { signal, trust, timeline, counts } = ports;
  const died = new Set<PluginId>();

  async function look(request: ProbeRequest): Promise<Sight | Stopped> {
    const { active, purpose, symptoms: wanted } = request;
    await stayBefore(request);
    for (let tries = 1; ; tries += 1) {
      const began = clock.now();
      let beside = tries === 1 && isAsFound(request) ? lookBeside(request) : null;
      let writes = 0;
      const state = await site.reach(active, (isAccepted) => {
        writes += 1;
        // What was looked at before a second change is of no state at all.
        const isLast = writes === 1 && tries === 1 && isAccepted && isBackAgain(request);
        beside = isLast ? lookBeside(request) : null;
      });
      if (isStopped(state)) return state;
      const first = writes === 0 || isPrompt() ? await beside : null;
      const early = writes === 0 || saysFails(first, wanted) ? first : null;
      const asked = early ? began : clock.now();
      if (!isReached(state, active, baseline)) {
        site.forgetCurrent();
        return { state, seen: unreached(state, active), asked };
      }
      await waitFor(lag.toWait(clock.now()));
      await waitFor(request.afterMs ?? 0, 'comes-and-goes');
      // Who says how often a set is looked at gets no more looks: it is waited for before the first one.
      const exact = trust.repeat !== 'auto' && !isolated && isDecisive(request);
      if (exact) await waitFor(lag.untilAlone(clock.now(), true));
      const through = request.afresh ? afresh(state) : state;
      const read =
        early ??
        (await (request.lookout
          ? lookOut(state, wanted, request.lookout)
          : reader.read(through, purpose, wanted, request.afresh)));
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

  /**
   * Leaves everything on for a moment longer, where a success in the next state is no answer of an earlier one then.
   * No visitor notices; without it the whole proof may have to wait for the longest memory, with plugins off.
   */
  async function stayBefore({ active, purpose, symptoms: wanted, afresh: isProof }: ProbeRequest) {
    if (purpose !== 'without' || !isProof || !isPrompt()) return;
    const limits = { now: clock.now(), most: LONGEST_MEMORY_MS };
    const stays = wanted.map((symptom) => timeline.stayBefore(active, symptom, limits));
    await waitFor(Math.max(0, ...stays));
  }

  /** The first look at which all of these fail, or the last one. */
  async function lookOut(
    state: SwitchedState,
    wanted: readonly number[],
    { looks, pauseMs }: Lookout,
  ): Promise<Seen | Stopped> {
    const seconds = Math.ceil((looks * pauseMs) / 1_000);
    if (seconds * 1_000 >= NOTICED_MS) emit({ type: 'waiting', why: 'comes-and-goes', seconds });
    for (let look = 1; ; look += 1) {
      const seen = await reader.read(state, 'repeat', wanted);
      if (look === looks || isStopped(seen) || saysFails(seen, wanted)) return seen;
      await clock.sleep(pauseMs, signal);
    }
  }

  /** A look beside the reading of the list: it counts where that shows the state it was meant for. */
  function lookBeside({ active, purpose, symptoms: wanted, afresh: least }: ProbeRequest) {
    const through = (request: SymptomRequest) => request;
    const meant = { active, refused: [], learned: {}, through };
    const looking = reader.read(least ? afresh(meant) : meant, purpose, wanted, least);
    looking.catch(() => {}); // the list may tell first why nothing can be read
    return looking;
  }

  /** The site as it was found: nothing was switched yet that an answer could be too early for. */
  function isAsFound({ active }: ProbeRequest): boolean {
    const isUntouched = !isolated && site.isUntouched && downtime.toggles === 0;
    return isUntouched && active.length === baseline.length;
  }

  /**
   * Everything on again, at the end of a proof by reversal. An answer that is too early is a success, and none
   * such is believed; the list is read once more before the run ends.
   */
  function isBackAgain({ active, purpose, afresh: least, held, afterMs }: ProbeRequest): boolean {
    const isPlain = purpose === 'again' && !least && !held && !afterMs;
    return isPlain && active.length === baseline.length && isPrompt();
  }

  function isPrompt(): boolean {
    return !isolated && trust.repeat === 'auto' && !site.isLate;
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

  async function waitFor(ms: number, why: WhyWait = 'site-lags'): Promise<void> {
    if (ms <= 0) return;
    if (ms >= NOTICED_MS) emit({ type: 'waiting', why, seconds: Math.ceil(ms / 1_000) });
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
    const isPlain = isolated || downtime.toggles === 0 || purpose === 'repeat' || request.flaky;
    if (isPlain || repeatable.length === 0) return seen;
    const passes = repeatable.some((index) => seen.observations[index]?.verdict === 'passes');
    const decides = isDecisive(request) || (purpose === 'alone' && passes);
    if (trust.repeat !== 'auto') {
      if (decides && seen.flipped.length === 0) counts.hold(active);
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
    const isAllOn = active.length === baseline.length;
    if (isAllOn && (flipped.size > 0 || (lag.isSeen && purpose === 'all-on'))) {
      const differs = flipped.size > 0 ? [] : await bothWays(state, repeatable, observations);
      if (isStopped(differs)) return differs;
      for (const index of differs) flipped.add(index);
      const rhythmic = flipped.size > 0 ? await goesOn(state, [...flipped]) : [];
      if (isStopped(rhythmic)) return rhythmic;
      if (rhythmic.length > 0) return { ...seen, flipped: rhythmic };
    }
    const wereLate =
      flipped.size > 0 &&
      lag.canWaitLonger &&
      (isAllOn || (await agreesAtLast(state, [...flipped])));
    if (isStopped(wereLate)) return wereLate;
    if (wereLate) {
      observations = observations.map(() => NOT_REACHED);
      return counts.distrust() ?? { ...seen, observations, flipped: [] };
    }
    if (isAlone && flipped.size === 0) counts.hold(active);
    return { ...seen, flipped: [...flipped] };
  }

  /**
   * Those of the symptoms that fail and work by turns with everything on also when everybody has heard of that: no site
   * that is behind does that, and no plugin has to be off to see it.
   */
  async function goesOn(
    state: SwitchedState,
    wanted: readonly number[],
  ): Promise<readonly number[] | Stopped> {
    await waitFor(lag.untilHeard(clock.now()));
    return bothWays(state, wanted, []);
  }

  /** Those of the symptoms that are seen to fail and to work in a while of looking on, and before it. */
  async function bothWays(
    state: SwitchedState,
    wanted: readonly number[],
    before: readonly Observation[],
  ): Promise<readonly number[] | Stopped> {
    const told = (index: number, { [index]: seen }: readonly Observation[]) =>
      seen && seen.verdict !== 'unresolved' ? [seen.verdict] : [];
    const verdicts = new Map(wanted.map((index) => [index, new Set(told(index, before))]));
    const looks = await looksAfter(WATCH_PAUSES, state, wanted, (ms) => clock.sleep(ms, signal));
    if (isStopped(looks)) return looks;
    for (const [index, all] of verdicts) {
      for (const verdict of looks.flatMap((look) => told(index, look))) all.add(verdict);
    }
    return wanted.filter((index) => verdicts.get(index)?.size === 2);
  }

  /** One look after each of these pauses (ms). */
  async function looksAfter(
    pauses: readonly number[],
    state: SwitchedState,
    wanted: readonly number[],
    rest: (ms: number) => Promise<void>,
  ): Promise<readonly (readonly Observation[])[] | Stopped> {
    const looks: (readonly Observation[])[] = [];
    for (const pause of pauses) {
      if (pause > 0) await rest(pause);
      const seen = await reader.read(state, 'repeat', wanted);
      if (isStopped(seen)) return seen;
      looks.push(seen.observations);
    }
    return looks;
  }

  /** True when answers that differed agree in the end, over growing pauses: they were only late. */
  async function agreesAtLast(
    state: SwitchedState,
    wanted: readonly number[],
  ): Promise<boolean | Stopped> {
    const looks = await looksAfter(ANSWER_PAUSES, state, wanted, waitFor);
    if (isStopped(looks)) return looks;
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
    const before = downtime.toggles;
    site.forgetCurrent();
    const now = await site.reach(active);
    if (isStopped(now)) return now;
    const difference = differenceOf(now.active, state.active);
    const changed = difference.missing.length + difference.appeared.length;
    return downtime.toggles === before && changed === 0;
  }

  return {
    look,
    died,
    get isPrompt() {
      return isPrompt();
    },
  };
}

/** True where every one of these failed, each time. */
function saysFails(seen: Seen | Stopped | null, wanted: readonly number[]): boolean {
  if (seen === null || isStopped(seen)) return false;
  const { observations, flipped } = seen;
  return flipped.length === 0 && wanted.every((at) => observations[at]?.verdict === 'fails');
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
  return isReadOnly(symptom.request.method);
}

/** Pauses between the looks at answers that differ. Milliseconds; the last ones follow at once. */
const ANSWER_PAUSES = [1_000, 2_000, 4_000, 5_000, 0, 0, 0];
/** So many of the last looks have to agree. */
const AGREEING = 4;

/** Pauses between the looks at everything on that show a failure come and go; none of them keeps step. Milliseconds. */
const WATCH_PAUSES = [0, 1, 2, 3, 4, 5, 6, 7].map((look) => 290 * look);

/** Longer waits are told. Milliseconds. */
const NOTICED_MS = 2_000;

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
