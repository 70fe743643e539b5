/** Solves one symptom: drives the pure search with real probes, and starts it anew when it learns. */

import type { Price, SearchOptions, SearchResult, SearchStep } from '../search/index.ts';
import { findCulprits } from '../search/index.ts';
import type { Evidence } from './evidence.ts';
import type { PluginId, Verdict } from './model.ts';
import type { Plan } from './plan.ts';
import { expand, learn, pinnedUnits, suspectUnits } from './plan.ts';
import type { Probed, ProbeNote, Prober } from './prober.ts';

/** How a run searches. */
export type SolveOptions = {
  readonly symptom: number;
  readonly plan: Plan;
  readonly prior: Readonly<Record<PluginId, number>>;
  readonly price: Price;
  readonly all: boolean;
  /** Given when the symptom is known to come and go. */
  readonly flaky?: { readonly failRate: number; readonly error: number };
};

/** Asks for a fresh start because the symptom turned out to come and go. */
export class TurnsOutFlaky extends Error {
  readonly symptom: number;
  constructor(symptom: number) {
    super('flaky');
    this.symptom = symptom;
  }
}

/** The search's result for one symptom. Rejects with `TurnsOutFlaky`, or as the prober does. */
export async function solve(
  prober: Prober,
  evidence: Evidence,
  options: SolveOptions,
): Promise<SearchResult> {
  let requires = options.plan.requires;
  for (;;) {
    const outcome = await searchOnce(prober, evidence, options, requires);
    if (!('learned' in outcome)) return outcome;
    requires = learn(requires, outcome.learned, options.plan);
  }
}

type Learned = { readonly learned: Probed['learned'] };

async function searchOnce(
  prober: Prober,
  evidence: Evidence,
  options: SolveOptions,
  requires: SearchOptions['requires'],
): Promise<SearchResult | Learned> {
  const { plan, symptom } = options;
  const input: SearchOptions = {
    suspects: suspectUnits(plan),
    pinned: pinnedUnits(plan),
    requires,
    prior: options.prior,
    price: options.price,
    all: options.all,
    flaky: options.flaky,
    known: knownUnits(plan, evidence, options),
  };
  const verdicts: Verdict[] = [];
  const underWay = new Map<string, Promise<Probed>>();

  function probe(step: SearchStep): Promise<Probed> {
    const key = step.active.join('\n');
    const running = options.flaky ? undefined : underWay.get(key);
    if (running) return running;
    const started = prober.probe(expand(plan, step.active), noteOf(step));
    started.catch(() => {}); // a look ahead that nobody comes to need must not crash the process
    underWay.set(key, started);
    return started;
  }

  const search = findCulprits(input);
  let step = search.next();
  while (!step.done) {
    const wanted = probe(step.value);
    if (!options.flaky) lookAhead(input, verdicts, prober.parallel - 1, probe);
    const probed = await wanted;
    if (!options.flaky && probed.flipped.includes(symptom)) throw new TurnsOutFlaky(symptom);
    if (teachesMore(requires, probed, plan)) return { learned: probed.learned };
    const verdict = probed.observations[symptom]?.verdict ?? 'unresolved';
    verdicts.push(verdict);
    step = search.next(verdict);
  }
  await Promise.allSettled(underWay.values());
  return step.value;
}

/**
 * Starts up to `ahead` of the probes that the coming verdicts would ask for, nearest first. The search
 * is pure, so asking it "and then?" is a replay, and the answer is the same as one probe at a time.
 */
function lookAhead(
  input: SearchOptions,
  verdicts: readonly Verdict[],
  ahead: number,
  probe: (step: SearchStep) => Promise<Probed>,
): void {
  const guesses: Verdict[][] = [['fails'], ['passes']];
  for (let started = 0; started < ahead; ) {
    const guess = guesses.shift();
    if (!guess || guess.length > 3) return;
    const step = replay(input, [...verdicts, ...guess]);
    if (step.done) continue;
    void probe(step.value);
    started += 1;
    guesses.push([...guess, 'fails'], [...guess, 'passes']);
  }
}

function replay(
  input: SearchOptions,
  verdicts: readonly Verdict[],
): IteratorResult<SearchStep, SearchResult> {
  const search = findCulprits(input);
  let step = search.next();
  for (const verdict of verdicts) if (!step.done) step = search.next(verdict);
  return step;
}

function noteOf(step: SearchStep): ProbeNote {
  return {
    purpose: step.purpose,
    suspectsLeft: step.suspectsLeft,
    probesToGo: step.probesToGo,
  };
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
    ([plugin, needs]) => needs.length > (requires?.[plugin]?.length ?? 0),
  );
}
