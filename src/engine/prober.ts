/** The prober: brings the site into a state, sends every symptom's request, reads and records the verdicts. */

import type { Journal } from '../journal/journal.ts';
import type { Emit } from '../model/events.ts';
import type { Clock, Oracle, Steering, Switch, SwitchedState } from '../model/ports.ts';
import type { Observed, PluginId, Symptom } from '../model/report.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import type { DowntimeMeter } from './downtime.ts';
import { createWhatCounts, type RunEvidence } from './evidence.ts';
import { trueToSymptoms } from './fingerprint.ts';
import { createLooker } from './look.ts';
import type { Probed, ProbeRequest, Prober, StateLook } from './probe.ts';
import { createReach } from './reach.ts';
import { createReader, type Seen, type Trust } from './repeat.ts';
import { isStopped, type Stopped } from './stopped.ts';
import { createLag, createTimeline, LONGEST_MEMORY_MS } from './timeline.ts';

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
  readonly evidence: RunEvidence;
  readonly downtime: DowntimeMeter;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly steering: Steering;
  readonly trust: Trust;
  /** Requests of a symptom that may be under way at a time, as far as the switch allows. */
  readonly parallel: number;
}): Prober {
  const { control, symptoms, baseline, journal, evidence, downtime, clock, emit, steering } = ports;
  const over = new AbortController();
  const signal = AbortSignal.any([ports.signal, over.signal]);
  const isolated = control.kind === 'isolated';
  const ahead = new Map<string, Promise<Probed | Stopped>>();
  const ownRefusals = new Map<number, Observed>();
  const ended: { readonly probe: number; readonly active: readonly PluginId[] }[] = [];
  let looks: readonly StateLook[] = [];
  let probes = 0;
  let underWay = 0;
  let parallel = Math.min(ports.parallel, control.parallel);
  let millisecondsAlone: number | undefined;
  /** What the last look saw to fail with everything on. */
  let failing: { readonly toggles: number; readonly symptoms: readonly number[] } | undefined;

  const lag = createLag(baseline);
  const timeline = createTimeline(baseline);
  const counts = createWhatCounts({ evidence, journal, lag });
  const site = createReach({ ...ports, signal, lag, timeline, counts });
  const oneByOne = () => {
    parallel = 1;
  };
  const breaker = createCircuitBreaker({
    oracle: trueToSymptoms(ports.oracle, symptoms, ownRefusals),
    clock,
    symptoms: [...symptoms.keys()].filter((at) => symptoms[at]?.described === undefined),
    allOn: () => site.reach(baseline),
    onSuspicion: oneByOne,
    onRest: (seconds) => emit({ type: 'waiting', why: 'site-suffers', seconds }),
  });
  const oracle: Oracle = {
    async probe(...asked) {
      const from = clock.now();
      const seen = await breaker.oracle.probe(...asked);
      timeline.sees(seen, from, clock.now());
      return seen;
    },
  };
  const reader = createReader({ ...ports, oracle, signal, onLimited: oneByOne });
  const looker = createLooker({
    ...ports,
    site,
    isolated,
    reader,
    signal,
    lag,
    timeline,
    counts,
  });

  async function look(request: ProbeRequest): Promise<Probed | Stopped> {
    const { active, purpose } = request;
    const started = clock.now();
    underWay += 1;
    try {
      const sight = await looker.look(request);
      if (isStopped(sight)) return sight;
      const { state, seen, asked } = sight;
      const perRound = (clock.now() - asked) / seen.rounds;
      millisecondsAlone ??= perRound;
      if (perRound > SLOWED_DOWN * millisecondsAlone) parallel = 1;
      const seconds = (clock.now() - started) / 1_000;
      const verdicts = seen.observations.map(({ verdict }) => verdict);
      const unsteady = seen.flipped.length > 0 || purpose === 'repeat';
      // The journal takes a probe for a state that was reached: what it holds is surely on.
      const wasReached = seen.observations.some(({ reason }) => reason !== 'set-not-reached');
      if (wasReached) await journal.probed(active, verdicts, unsteady);
      evidence.add({ active, observations: seen.observations });
      const isAllOn = active.length === baseline.length && looker.isPrompt;
      failing = { toggles: downtime.toggles, symptoms: isAllOn ? failuresIn(seen) : [] };
      const restart = counts.takeDoubt();
      const { learned } = state;
      return { type: 'probed', active, ...seen, seconds, learned, stuck: stuckIn(state), restart };
    } finally {
      underWay -= 1;
    }
  }

  return {
    appeared: site.appeared,
    died: looker.died,
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
      const stopped = await breaker.check(signal);
      if (stopped) return stopped;
      const { observations, seconds } = probed;
      emit({ type: 'probe-finished', probe, observations, seconds });
      ended.push({ probe, active });
      looks = probed.restart ? [] : [...looks, lookOf(probed, request)];
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
      const state = isolated ? null : await site.reach(baseline);
      if (isStopped(state)) return state;
      emit({ type: 'paused' });
      await steering.untilResumed(signal);
      // Whatever somebody did meanwhile: the next state is reached anew.
      site.forgetCurrent();
      emit({ type: 'resumed' });
      return null;
    },
    async takeBack() {
      const last = ended.pop();
      if (last === undefined) return false;
      looks = [];
      evidence.forget(last.active);
      await journal.undone(last.active);
      emit({ type: 'undone', probe: last.probe });
      return true;
    },
    async learnOwnRefusal(symptom, observed) {
      ownRefusals.set(symptom, observed);
      ahead.clear();
      evidence.forget();
      await journal.undone();
    },
    distrust: counts.distrust,
    dismissLag: site.dismissLag,
    isHeld: (active) => isolated || counts.isHeld(active),
    get isLate() {
      return site.isLate;
    },
    get lags() {
      return site.lags;
    },
    get isPrompt() {
      return looker.isPrompt;
    },
    get looks() {
      return looks;
    },
    couldBeLate: (symptom, states) => timeline.couldBeLate(symptom, states, LONGEST_MEMORY_MS),
    get maybeOff() {
      return site.maybeOff;
    },
    get failing() {
      return failing?.toggles === downtime.toggles ? failing.symptoms : [];
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
      return site.states;
    },
    get isUntouched() {
      return site.isUntouched;
    },
  };
}

function lookOf(
  { active, observations, flipped }: Probed,
  { afresh = 0 }: ProbeRequest,
): StateLook {
  const verdicts = observations.map(({ verdict }, index) =>
    flipped.includes(index) ? undefined : verdict,
  );
  return { active, verdicts, afresh };
}

function failuresIn({ observations, flipped }: Seen): readonly number[] {
  return [...observations.entries()].flatMap(([index, { verdict }]) =>
    verdict === 'fails' && !flipped.includes(index) ? index : [],
  );
}

function stuckIn({ active, refused }: SwitchedState): readonly PluginId[] {
  return refused
    .filter(({ plugin, wanted }) => wanted === 'inactive' && active.includes(plugin))
    .map(({ plugin }) => plugin);
}
