import { type Bits, bitsKey, difference, isEqual, isSubset, noBits } from './bits.ts';
import { type CostTable, costTable } from './cost.ts';
import { type Evidence, filterEvidence, known, learn, noEvidence } from './evidence.ts';
import { calibrate, initialRepeats, type Repeats } from './repeats.ts';
import {
  activeIds,
  closure,
  createSpace,
  pluginCount,
  type Space,
  setOf,
  without,
} from './space.ts';
import {
  PRICES,
  type Purpose,
  type SearchOptions,
  type SearchStep,
  type Verdict,
} from './types.ts';

/** A part of the search: yields sets to probe, receives verdicts, returns what it found out. */
export type Probing<T> = Generator<SearchStep, T, Verdict>;

/** One search under way. Changed only by the functions of this file. */
export type Run = {
  readonly space: Space;
  readonly table: CostTable;
  readonly all: boolean;
  evidence: Evidence;
  /** Every verdict read, by set; also those that stopped counting as evidence. */
  readonly readings: Map<string, Verdict>;
  /** Units that are on in every set considered: none, or those that cure the symptom. */
  floor: Bits;
  cures: readonly number[];
  /** How often a set is read before 'passes' is believed; undefined where one reading is enough. */
  repeats: Repeats | undefined;
  /** The set the site is in now. */
  current: Bits;
  probes: number;
  states: number;
  toggles: number;
};

/** Prepares a search; the site is taken to be in its baseline, everything on. */
export function startRun(options: SearchOptions): Run {
  const space = createSpace(options);
  const run: Run = {
    space,
    table: costTable(options.price ?? PRICES.isolated, space.size),
    all: options.all === true,
    evidence: noEvidence,
    readings: new Map(),
    floor: noBits(space.size),
    cures: [],
    repeats: options.flaky && initialRepeats(options.flaky, space.size),
    current: space.all,
    probes: 0,
    states: 0,
    toggles: 0,
  };
  for (const { active, verdict } of options.known ?? []) {
    const set = setOf(space, active);
    if (!set) continue;
    run.evidence = learn(run.evidence, set, verdict);
    run.readings.set(bitsKey(set), verdict);
  }
  return run;
}

/** The verdict of a set, from evidence where it is decided, else by probing. */
export function* ask(
  run: Run,
  set: Bits,
  purpose: Purpose,
  suspects: readonly number[],
): Probing<Verdict> {
  return known(run.evidence, set) ?? (yield* read(run, set, purpose, suspects));
}

/** The verdict of a set by probing it, as often as the symptom's flakiness asks for. */
export function* read(
  run: Run,
  set: Bits,
  purpose: Purpose,
  suspects: readonly number[],
): Probing<Verdict> {
  const suspectsLeft = suspects.reduce((n, unit) => n + run.space.members[unit]!.length, 0);
  const tally = { fails: 0, passes: 0, unresolved: 0 };
  let verdict: Verdict | undefined;
  while (verdict === undefined) {
    moveTo(run, set);
    run.probes += 1;
    const active = activeIds(run.space, set);
    const isFirst = tally.fails + tally.passes + tally.unresolved === 0;
    const answer = yield {
      active,
      purpose: isFirst ? purpose : 'repeat',
      suspectsLeft,
      probesToGo: probesToGo(run, purpose, suspects),
    };
    tally[answer] += 1;
    verdict = settled(run, tally, answer, purpose);
  }
  run.evidence = learn(run.evidence, set, verdict);
  run.readings.set(bitsKey(set), verdict);
  return verdict;
}

/** Keeps a plugin that cures the symptom on from now; sets without it no longer count as evidence. */
export function keepOn(run: Run, unit: number): void {
  run.cures = [...run.cures, unit];
  run.floor = closure(run.space, run.cures);
  run.evidence = filterEvidence(run.evidence, (set) => isSubset(run.floor, set));
}

/** What the search cost, the return to the baseline included. */
export function totals(run: Run): { probes: number; states: number; toggles: number } {
  const isAway = !isEqual(run.current, run.space.all);
  return {
    probes: run.probes,
    states: run.states + (isAway ? 1 : 0),
    toggles: run.toggles + distance(run, run.space.all),
  };
}

// A failure is conclusive (the symptom never shows without a cause); a pass must be repeated.
function settled(
  run: Run,
  tally: Readonly<Record<Verdict, number>>,
  answer: Verdict,
  purpose: Purpose,
): Verdict | undefined {
  if (!run.repeats) return answer;
  if (run.repeats.type === 'measuring') {
    const measured = calibrate(run.repeats, tally);
    if (measured === 'measuring') return undefined;
    run.repeats = measured;
  }
  if (tally.fails > 0) return 'fails';
  if (tally.unresolved > 1) return 'unresolved';
  const { passesNeeded, passesNeededForProof } = run.repeats;
  const isProof = purpose !== 'narrow' && purpose !== 'alone';
  return tally.passes >= (isProof ? passesNeededForProof : passesNeeded) ? 'passes' : undefined;
}

function moveTo(run: Run, set: Bits): void {
  if (isEqual(run.current, set)) return;
  run.states += 1;
  run.toggles += distance(run, set);
  run.current = set;
}

const distance = (run: Run, set: Bits): number =>
  pluginCount(run.space, difference(set, run.current)) +
  pluginCount(run.space, difference(run.current, set));

/** This probe, the halvings still to come, and the proofs not yet seen. */
function probesToGo(run: Run, purpose: Purpose, suspects: readonly number[]): number {
  const [last, ...others] = suspects;
  const halvings = others.length > 0 ? Math.log2(suspects.length) : 0;
  const rest = last === undefined ? run.space.all : without(run.space, run.space.all, [last]);
  const isProofSeen = others.length === 0 && known(run.evidence, rest) === 'passes';
  const after = purpose === 'without' && others.length === 0 ? 0 : isProofSeen ? 0 : 1;
  const self = purpose === 'all-on' || purpose === 'all-off' ? 2 : 1;
  const perSet = run.repeats ? run.repeats.passesNeeded / 2 : 1;
  return Math.max(1, Math.round((self + halvings + after) * perSet));
}
