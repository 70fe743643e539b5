/** Solves one symptom: drives the pure search with real probes, and starts it anew when it learns. */

import { own } from '../model/own-property.ts';
import type { Steering } from '../model/ports.ts';
import type { PluginId, Verdict } from '../model/report.ts';
import {
  findCulprits,
  type Price,
  type Proof,
  type Search,
  type SearchOptions,
  type SearchResult,
  type SearchStep,
} from '../search/index.ts';
import type { Evidence } from './evidence.ts';
import { expand, learn, type Plan, pinnedUnits, suspectUnits } from './plan.ts';
import type { Probed, ProbeRequest, Prober } from './probe.ts';

/** How a run searches. */
export type SolveOptions = {
  readonly symptom: number;
  /** This symptom and those still to come: probed in the same states. */
  readonly unsolved: readonly number[];
  readonly plan: Plan;
  readonly prior: Readonly<Record<PluginId, number>>;
  /** Plugins that a tracer named for this symptom. */
  readonly traced?: readonly PluginId[];
  readonly price: Price;
  readonly all: boolean;
  readonly proof?: Proof;
  readonly notAPlugin?: number;
  /** True where a plugin's absence may bring the failure: then one that does is looked for. */
  readonly cures?: boolean;
  /** Given when the symptom is known to come and go. */
  readonly flaky?: { readonly failRate: number; readonly error: number };
  /** So many probes were promised at most; a search that starts anew is promised as many again. */
  readonly maxProbes: () => number;
};

/** Asks for a fresh start because the symptom turned out to come and go. */
export class FoundFlaky extends Error {}

/** Asks for a fresh start because the verdict to take back belongs to a search before this one. */
export class VerdictUndone extends Error {}

/** Asks for a fresh start without plugins that will not go off. */
export class RefusedToSwitch extends Error {
  readonly plugins: readonly PluginId[];
  constructor(plugins: readonly PluginId[]) {
    super('stuck');
    this.plugins = plugins;
  }
}

/** The failure ended with a switch and does not come back: what went off then is all that is known. */
export class EndedBySwitching extends Error {
  readonly leads: readonly PluginId[];
  constructor(leads: readonly PluginId[]) {
    super('ended');
    this.leads = leads;
  }
}

/** The forecast is used up. */
export class OverForecast extends Error {}

/** What a search is driven with. */
export type SolvePorts = {
  readonly prober: Prober;
  readonly evidence: Evidence;
  readonly steering: Steering;
};

/**
 * The search's result for one symptom. Rejects with `WillNotGoOff`, `TurnsOutFlaky`, `TakenBack`, or as
 * the prober does.
 */
export async function solveSymptom(
  ports: SolvePorts,
  options: SolveOptions,
): Promise<SearchResult> {
  let requires = options.plan.requires;
  for (;;) {
    const outcome = await searchOnce(ports, options, requires);
    if (!('learned' in outcome)) return outcome;
    requires = learn(requires, outcome.learned, options.plan);
  }
}

type Learned = { readonly learned: Probed['learned'] };

async function searchOnce(
  { prober, evidence, steering }: SolvePorts,
  options: SolveOptions,
  requires: SearchOptions['requires'],
): Promise<SearchResult | Learned> {
  const { plan, symptom } = options;
  const input: SearchOptions = {
    suspects: suspectUnits(plan),
    pinned: pinnedUnits(plan),
    requires,
    prior: options.prior,
    traced: options.traced,
    price: options.price,
    all: options.all,
    proof: options.flaky ? 'full' : options.proof,
    notAPlugin: options.notAPlugin,
    cures: options.cures,
    flaky: options.flaky,
    known: knownUnits(plan, evidence, options),
  };
  const request = ({ active, purpose, suspectsLeft, probesToGo }: SearchStep): ProbeRequest => ({
    active: expand(plan, active),
    symptoms: options.unsolved,
    purpose,
    suspectsLeft,
    probesToGo,
  });
  const verdicts: Verdict[] = [];
  const trail = createTrail(evidence.of(symptom).some(({ verdict }) => verdict === 'fails'));
  let search = findCulprits(input);
  let step = search.next();
  /** The step whose verdict is taken back, to be asked again. The search is pure: it is replayed. */
  const stepBack = async () => {
    if (verdicts.length === 0 && prober.mayTakeBack) throw new VerdictUndone();
    if (verdicts.pop() !== undefined) await prober.takeBack();
    search = findCulprits(input);
    return replayed(search, verdicts);
  };
  while (!step.done) {
    await prober.holdStill();
    if (steering.takeUndo()) {
      step = await stepBack();
      continue;
    }
    if (!options.flaky && verdicts.length >= FEW && verdicts.length >= options.maxProbes()) {
      if (trail.hasOnlyPassed && (await askControl()) === 'forgotten') return { learned: {} };
      throw new OverForecast();
    }
    const wanted = prober.probe(request(step.value));
    // A proof's verdict is foreseen, and a flaky symptom's cannot be: only narrowing is worth it.
    if (!options.flaky && step.value.purpose === 'narrow') {
      for (const next of comingSteps(input, verdicts)) prober.lookAhead(request(next));
    }
    const probed = await wanted;
    if (steering.takeUndo()) {
      // Meant was the verdict before this probe; whatever this one says comes out of it.
      await prober.takeBack();
      step = await stepBack();
      continue;
    }
    // An earlier verdict was forgotten: what is left of the evidence tells where to go on.
    if (probed.restart) return { learned: probed.learned };
    if (!options.flaky && probed.flipped.includes(symptom)) throw new FoundFlaky();
    if (probed.stuck.length > 0) throw new RefusedToSwitch(probed.stuck);
    if (teachesMore(requires, probed, plan)) return { learned: probed.learned };
    const verdict = probed.observations[symptom]?.verdict ?? 'unresolved';
    verdicts.push(verdict);
    trail.add(step.value, verdict);
    if (!options.flaky && trail.passes >= MANY_PASSES && trail.hasOnlyPassed) {
      const control = await askControl();
      if (control === 'forgotten') return { learned: {} };
      if (control === 'taken-back') {
        step = await stepBack();
        continue;
      }
    }
    step = search.next(verdict);
  }
  return step.value;

  /**
   * Everything on again: a failure that does not come back was ended by the switching itself. Tells where
   * the person takes back what was seen before, and where it turned out to be worth nothing.
   */
  async function askControl(): Promise<'goes-on' | 'taken-back' | 'forgotten'> {
    await prober.holdStill();
    if (steering.takeUndo()) return 'taken-back';
    const request: ProbeRequest = {
      active: plan.baseline,
      symptoms: [symptom],
      purpose: 'all-on',
      suspectsLeft: plan.units.length,
      probesToGo: 1,
    };
    let seen = await prober.probe(request);
    // That it fails was to be expected; that it does not may only be late.
    const works = seen.observations[symptom]?.verdict === 'passes';
    if (works && !seen.restart) seen = await prober.probe({ ...request, held: true });
    if (steering.takeUndo()) {
      await prober.takeBack();
      return 'taken-back';
    }
    if (seen.restart) return 'forgotten';
    const verdict = seen.observations[symptom]?.verdict;
    if (verdict === 'passes') throw new EndedBySwitching(trail.leads);
    if (verdict === 'fails') trail.failedAgain();
    return 'goes-on';
  }
}

/** What passes and failures followed on one another, to tell a failure that ended for good. */
function createTrail(failedEarlier: boolean) {
  let passes = 0;
  let before: readonly PluginId[] | undefined;
  let leads: readonly PluginId[] | undefined;
  let failedSince = failedEarlier;
  return {
    add({ active }: SearchStep, verdict: Verdict) {
      if (verdict === 'fails') {
        if (leads) failedSince = true;
        else before = active;
      }
      if (verdict === 'passes') passes += 1;
      if (verdict === 'passes') leads ??= (before ?? []).filter((id) => !active.includes(id));
    },
    failedAgain() {
      failedSince = true;
    },
    get passes() {
      return passes;
    },
    /** True where nothing has failed since the first pass. */
    get hasOnlyPassed() {
      return leads !== undefined && !failedSince;
    },
    get leads() {
      return leads ?? [];
    },
  };
}

/**
 * The steps that the coming verdicts would ask for, nearest first, as long as somebody takes them. The
 * search is pure, so asking it "and then?" is a replay, and the answer is the same as without.
 */
function* comingSteps(
  input: SearchOptions,
  verdicts: readonly Verdict[],
): Generator<SearchStep, void> {
  const guesses: Verdict[][] = [['fails'], ['passes']];
  for (let guess = guesses.shift(); guess && guess.length <= DEPTH; guess = guesses.shift()) {
    const step = replay(input, [...verdicts, ...guess]);
    if (step.done) continue;
    yield step.value;
    guesses.push([...guess, 'fails'], [...guess, 'passes']);
  }
}

/** So many sets in a row that work, and none that fails since, are a reason to ask for everything on. */
const MANY_PASSES = 4;

/** So few probes are within every forecast; it takes time to make one. */
const FEW = 8;

/** How many verdicts are guessed at most. */
const DEPTH = 2;

function replay(
  input: SearchOptions,
  verdicts: readonly Verdict[],
): IteratorResult<SearchStep, SearchResult> {
  return replayed(findCulprits(input), verdicts);
}

function replayed(
  search: Search,
  verdicts: readonly Verdict[],
): IteratorResult<SearchStep, SearchResult> {
  let step = search.next();
  for (const verdict of verdicts) if (!step.done) step = search.next(verdict);
  return step;
}

/** What other symptoms' probes have shown of this one. A pass of a flaky symptom proves nothing. */
function knownUnits(
  plan: Plan,
  evidence: Evidence,
  { symptom, flaky }: SolveOptions,
): NonNullable<SearchOptions['known']> {
  return evidence
    .of(symptom)
    .filter(({ verdict }) => !flaky || verdict === 'fails')
    .map(({ active, verdict }) => {
      const on = new Set(active);
      const units = plan.units.filter(({ name }) => on.has(name)).map(({ name }) => name);
      return { active: units, verdict };
    });
}

function teachesMore(requires: SearchOptions['requires'], probed: Probed, plan: Plan): boolean {
  if (Object.keys(probed.learned).length === 0) return false;
  const after = learn(requires ?? {}, probed.learned, plan);
  return Object.entries(after).some(
    ([plugin, needs]) => needs.length > (own(requires, plugin)?.length ?? 0),
  );
}
