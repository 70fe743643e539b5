import { type Bits, bitsKey, difference, isEqual, isSubset, noBits } from './bits.ts';
import { type CostTable, costTable, type ReversalTable, reversalTable } from './costs.ts';
import { type Evidence, filterEvidence, known, learn, noEvidence } from './evidence.ts';
import { calibrate, initialRepeats, type Repeats } from './repeats.ts';
import {
  activeIds,
  closure,
  createSpace,
  pluginCount,
  type Space,
  setOf,
  shareLeft,
  standsOut,
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
  /** The plan for a proof by reversal; undefined where the full proof is asked for. */
  readonly reversal: ReversalTable | undefined;
  readonly all: boolean;
  /** Reversal only for a plugin that the prior or a trace names; what nothing names is proven in full. */
  readonly namedOnly: boolean;
  /** Whether to look for cures when everything off fails. */
  readonly wantsCures: boolean;
  /** Belief that no plugin is to blame, before any probe. */
  readonly notAPlugin: number;
  readonly maxProbes: number;
  /** What the answer of a failing set makes of the suspects. */
  readonly priorIn: SearchOptions['priorIn'];
  evidence: Evidence;
  /** Every verdict read, by set; also those that stopped counting as evidence. */
  readonly readings: Map<string, { readonly set: Bits; readonly verdict: Verdict }>;
  /** Units that are on in every set considered: those that cure the symptom or that it needs. */
  floor: Bits;
  /** Units whose absence brings the symptom. */
  cures: readonly number[];
  /** Units without which the request can be told neither to fail nor to pass. */
  needed: readonly number[];
  /** Whether such units are looked for. */
  mayNeed: boolean;
  /** Sets still to be tried in the search for a cure. */
  curesToTry: number;
  /** How often a set is read before 'passes' is believed; undefined where one reading is enough. */
  repeats: Repeats | undefined;
  /** The set the site is in now. */
  current: Bits;
  probes: number;
  states: number;
  toggles: number;
};

// Where nobody says otherwise: of the 401s people report, about one in eight is no plugin's.
const NOT_A_PLUGIN = 0.12;

/** Thrown by `read` when the most probes that were allowed are made. */
export class BudgetSpent extends Error {}

/** What searches over the same plugins at the same price share. */
export type Prepared = Pick<Run, 'space' | 'table' | 'reversal' | 'notAPlugin'>;

/** Reads the space and fills the tables of expected costs. */
export function prepare(options: SearchOptions): Prepared {
  const space = createSpace(options);
  const price = options.price ?? PRICES.isolated;
  const belief = options.notAPlugin ?? Math.max(NOT_A_PLUGIN, pinnedBelief(options));
  const notAPlugin = Number.isNaN(belief) ? NOT_A_PLUGIN : Math.min(0.99, Math.max(0.01, belief));
  const isReversal = options.proof === 'reversal' || options.proof === 'auto';
  return {
    space,
    table: costTable(price, space.size, notAPlugin),
    reversal: isReversal ? reversalTable(price, space.size, notAPlugin) : undefined,
    notAPlugin,
  };
}

/**
 * Belief that a plugin which is never switched off is behind it: what the prior says of the most suspicious
 * one, where it outweighs all others together. Then everything off is the first question.
 */
function pinnedBelief({ prior = {}, pinned = [] }: SearchOptions): number {
  const most = Math.max(0, ...pinned.map((id) => prior[id] ?? 0));
  const all = Object.values(prior).reduce((sum, weight) => sum + weight, 0);
  return most > all / 2 ? most / all : 0;
}

/** Prepares a search; the site is taken to be in its baseline, everything on. */
export function startRun(options: SearchOptions, prepared = prepare(options)): Run {
  const { space } = prepared;
  const price = options.price ?? PRICES.isolated;
  const isFree = !(price.state > 0) && !(price.toggle > 0);
  const run: Run = {
    ...prepared,
    all: options.all === true,
    namedOnly: options.proof === 'auto',
    wantsCures: options.cures ?? (options.all === true || isFree),
    priorIn: options.priorIn,
    maxProbes: options.maxProbes ?? Number.POSITIVE_INFINITY,
    evidence: noEvidence,
    readings: new Map(),
    floor: noBits(space.size),
    cures: [],
    needed: [],
    mayNeed: true,
    curesToTry: 0,
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
    run.readings.set(bitsKey(set), { set, verdict });
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
    if (run.probes >= run.maxProbes) throw new BudgetSpent();
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
  run.readings.set(bitsKey(set), { set, verdict });
  return verdict;
}

/**
 * Keeps a plugin on from now, because it cures the symptom or the request needs it; sets without it no
 * longer count as evidence.
 */
export function keepOn(run: Run, unit: number, why: 'cures' | 'needed'): void {
  run[why] = [...run[why], unit];
  run.floor = closure(run.space, [...run.cures, ...run.needed]);
  run.evidence = filterEvidence(run.evidence, (set) => isSubset(run.floor, set));
}

/** Takes back that plugins are needed: what was read stands, and no other is looked for. */
export function releaseNeeded(run: Run): void {
  run.needed = [];
  run.mayNeed = false;
  run.floor = closure(run.space, run.cures);
  for (const { set, verdict } of run.readings.values())
    if (isSubset(run.floor, set)) run.evidence = learn(run.evidence, set, verdict);
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

/** How likely no plugin is to blame, after everything but these suspects was off and it failed. */
export function beliefInNoPlugin(run: Run, suspects: readonly number[]): number {
  const share = shareLeft(run.space, suspects);
  return run.notAPlugin / (run.notAPlugin + (1 - run.notAPlugin) * share);
}

/**
 * This probe, the halvings still to come, and the proofs not yet seen. Taken to be one culprit until
 * something else is seen. Where the next look may end it at once, or not, the number lies between both
 * so that it is true within a factor of two either way.
 */
function probesToGo(run: Run, purpose: Purpose, suspects: readonly number[]): number {
  const perSet = run.repeats ? run.repeats.passesNeeded / 2 : 1;
  const between = (short: number, long: number) => Math.sqrt(short * long);
  const ahead = looksAhead(run, purpose, suspects);
  const isOpen = suspects.length > 1 && run.evidence.passes.length === 0;
  const isNamed = isOpen && standsOut(run.space, suspects) !== undefined;
  if (isNamed && purpose === 'all-on') return rounded(between(3, ahead + 1) * perSet);
  if (isNamed && purpose === 'without') return rounded(between(2, ahead) * perSet);
  if (isOpen && purpose === 'all-off') return rounded(between(1, ahead) * perSet);
  return rounded(ahead * perSet);
}

const rounded = (probes: number): number => Math.max(1, Math.round(probes));

function looksAhead(run: Run, purpose: Purpose, suspects: readonly number[]): number {
  if (purpose === 'again') return 1;
  if (purpose === 'cure') return run.curesToTry;
  const [last, ...others] = suspects;
  const halvings = others.length > 0 ? Math.log2(suspects.length) : 0;
  const rest = last === undefined ? run.space.all : without(run.space, run.space.all, [last]);
  const isProofSeen = others.length === 0 && known(run.evidence, rest) === 'passes';
  const isProof = purpose === 'without' && others.length === 0;
  const after = run.reversal || !(isProof || isProofSeen) ? 1 : 0;
  const self = purpose === 'all-on' || purpose === 'all-off' ? 2 : 1;
  return self + halvings + after;
}
