/** What the pure search is told of a run: its suspects, and all that was seen of one symptom. */

import type { Observed, PluginId, Verdict } from '../model/report.ts';
import {
  findCulprits,
  type Price,
  type Proof,
  type Search,
  type SearchOptions,
  type SearchResult,
  type SearchStep,
} from '../search/index.ts';
import { initialRepeats } from '../search/repeats.ts';
import type { RunEvidence } from './evidence.ts';
import { expand, type Plan, pinnedUnits, suspectUnits } from './plan.ts';
import type { Lookout } from './probe.ts';

/** How one symptom is searched for. */
export type SearchTask = {
  readonly symptom: number;
  readonly plan: Plan;
  readonly prior: Readonly<Record<PluginId, number>>;
  /** The same by another answer than the one with everything on; undefined where it is that one. */
  readonly priorBy?: (observed: Observed) => Readonly<Record<PluginId, number>> | undefined;
  /** Plugins that a tracer named for this symptom. */
  readonly traced?: readonly PluginId[];
  readonly price: Price;
  readonly all: boolean;
  readonly proof?: Proof;
  readonly notAPlugin?: number;
  /** True where a plugin's absence may bring the failure: then one that does is looked for. */
  readonly cures?: boolean;
  /** Given when the symptom is known to come and go. */
  readonly flaky?: Flakiness;
};

/** How a symptom comes and goes. */
export type Flakiness = {
  /** How often it fails, from 0 to 1, and how wrong the whole search may be. */
  readonly failRate: number;
  readonly error: number;
  /** Milliseconds that it rests for at a time, where it goes by the clock; 0 where each request is a chance of its own. */
  readonly restsMs: number;
};

/** How often a set is looked at before it works, and the milliseconds between two looks: together they outlast a rest. */
export function looksAtSet(flaky: Flakiness, suspects: number): Lookout {
  const { passesNeeded: looks } = initialRepeats(flaky, suspects);
  return { looks, pauseMs: (OUTLASTS * flaky.restsMs) / Math.max(1, looks - 1) };
}

const OUTLASTS = 1.5;

/** The search's input for one symptom, as far as it is known now. */
export function searchInput(
  options: SearchTask,
  requires: SearchOptions['requires'],
  evidence: RunEvidence,
): SearchOptions {
  const { plan, prior, traced, price, all, notAPlugin, cures, flaky } = options;
  return {
    suspects: suspectUnits(plan),
    pinned: pinnedUnits(plan),
    requires,
    prior,
    priorIn: priorIn(options, evidence),
    traced,
    price,
    all,
    proof: flaky ? 'full' : options.proof,
    notAPlugin,
    cures,
    flaky,
    known: knownUnits(plan, evidence, options),
  };
}

/** What the answer of a set made of the suspects when it was first asked about: a replay is told the same. */
function priorIn(
  { plan, symptom, priorBy }: SearchTask,
  evidence: RunEvidence,
): SearchOptions['priorIn'] {
  const told = new Map<string, Readonly<Record<PluginId, number>> | undefined>();
  return (units) => {
    const active = expand(plan, units);
    const key = active.join('\n');
    const seen = evidence.in(active)?.observations[symptom];
    if (told.has(key) || !seen) return told.get(key);
    const prior = seen.verdict === 'fails' ? priorBy?.(seen.observed) : undefined;
    told.set(key, prior);
    return prior;
  };
}

/** What other symptoms' probes have shown of this one. A pass of a flaky symptom proves nothing. */
function knownUnits(
  plan: Plan,
  evidence: RunEvidence,
  { symptom, flaky }: SearchTask,
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

/** What the search would ask next: it is pure, so asking it "and then?" is a replay. */

/**
 * The steps that the coming verdicts would ask for, nearest first, as long as somebody takes them; the
 * answer of the search is the same as without.
 */
export function* foreseenSteps(
  input: SearchOptions,
  verdicts: readonly Verdict[],
): Generator<SearchStep, void> {
  const guesses: Verdict[][] = [['fails'], ['passes']];
  for (let guess = guesses.shift(); guess && guess.length <= DEPTH; guess = guesses.shift()) {
    const step = replayed(findCulprits(input), [...verdicts, ...guess]);
    if (step.done) continue;
    yield step.value;
    guesses.push([...guess, 'fails'], [...guess, 'passes']);
  }
}

/** A search that has just begun, brought to the step after these verdicts. */
export function replayed(
  search: Search,
  verdicts: readonly Verdict[],
): IteratorResult<SearchStep, SearchResult> {
  let step = search.next();
  for (const verdict of verdicts) if (!step.done) step = search.next(verdict);
  return step;
}

/** How many verdicts are guessed at most. */
const DEPTH = 2;
