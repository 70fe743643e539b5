import {
  type Bits,
  difference,
  hasBit,
  indices,
  intersection,
  isEqual,
  union,
  withBit,
} from './bits.ts';
import type { ReversalTable } from './costs.ts';
import { contradiction, known, seen } from './evidence.ts';
import { findNeeded } from './needed.ts';
import { closure, isNamed, standsOut, without } from './space.ts';
import { perplexity } from './splits.ts';
import { beliefInNoPlugin, type Probing, type Run, read } from './state.ts';
import type { Purpose } from './types.ts';

/** What the search that moves suspects only came to. */
export type Reversed =
  /** Everything but this unit passes, everything on fails, and nothing speaks for a combination. */
  | { readonly type: 'found'; readonly unit: number }
  /** No single plugin explains what was seen: the full search goes on from the evidence. */
  | { readonly type: 'open' };

const OPEN: Reversed = { type: 'open' };
// So many more passing than failing sets are a combination's mark: one culprit passes half of the time.
const LEAN_OF_A_COMBINATION = 3;
const UNREAD_AT_MOST = 4;

/**
 * Looks for one culprit with as little off as the price allows: a few suspects go off, everything else
 * stays on or comes back. Ends at the culprit alone off, which is the middle of a proof by reversal.
 * Taken at its word only where the verdicts look like a single culprit's; a pair that does not is
 * named by one member, which is true and not complete.
 */
export function* findByReversal(run: Run, table: ReversalTable): Probing<Reversed> {
  let mayAskNamed = run.space.hasPrior;
  // What earlier evidence has left over is not named by it: only the prior and a trace name anything.
  const everyone = indices(difference(run.space.all, run.floor));
  const byName = mayAskNamed ? standsOut(run.space, everyone) : undefined;
  if (run.namedOnly && (byName === undefined || !isNamed(run.space, byName))) return OPEN;
  let lean = 0;
  let unread = 0;
  for (;;) {
    if (contradiction(run.evidence) || unread > UNREAD_AT_MOST) return OPEN;
    const suspects = suspectsOf(run);
    const [single, ...others] = suspects;
    const isPassSeen = run.evidence.passes.length > 0;
    if (single === undefined) {
      if (!isPassSeen && known(run.evidence, run.floor) === undefined)
        yield* read(run, run.floor, 'all-off', []);
      return OPEN;
    }
    if (run.namedOnly && others.length === 0 && single !== byName) return OPEN;
    if (others.length === 0 && isPassSeen && seen(run.evidence, allBut(run, [single])) === 'passes')
      return yield* provenAlone(run, single, lean >= LEAN_OF_A_COMBINATION || unread > 0);

    const named: number | undefined = mayAskNamed ? standsOut(run.space, suspects) : undefined;
    mayAskNamed = false;
    if (named === undefined && run.namedOnly) return OPEN;
    const set = named === undefined ? bestSet(run, table, suspects) : allBut(run, [named]);
    if (!set || seen(run.evidence, set) !== undefined) return OPEN;
    const purpose = purposeOf(run, set, suspects);
    const verdict = yield* read(run, set, purpose, suspects);
    if (verdict === 'unresolved') {
      if (!(yield* findNeeded(run, set, run.space.all))) unread += 1;
    } else if (purpose === 'narrow') lean += verdict === 'passes' ? 1 : -1;
  }
}

/** Units that are on in every failing set and off in every passing one. */
export function suspectsOf(run: Run): number[] {
  const { fails, passes } = run.evidence;
  let left = difference(run.space.all, run.floor);
  for (const set of fails) left = intersection(left, set);
  for (const set of passes) left = difference(left, set);
  return indices(left);
}

/** Tests it by itself where the verdicts look like a combination's; what the request needs stays on. */
function* provenAlone(run: Run, unit: number, isSuspicious: boolean): Probing<Reversed> {
  while (isSuspicious) {
    const alone = union(run.floor, closure(run.space, [unit]));
    const verdict = known(run.evidence, alone) ?? (yield* read(run, alone, 'alone', [unit]));
    if (verdict === 'passes') return OPEN;
    if (verdict === 'fails' || !(yield* findNeeded(run, alone, run.space.all))) break;
  }
  return { type: 'found', unit };
}

const allBut = (run: Run, units: readonly number[]): Bits =>
  union(without(run.space, run.space.all, units), run.floor);

/** The set that makes the expected plan cheapest; undefined where none tells anything. */
function bestSet(run: Run, table: ReversalTable, suspects: readonly number[]): Bits | undefined {
  const isPassSeen = run.evidence.passes.length > 0;
  const order = likelyAndCheapFirst(run, suspects);
  const masses = massesOf(run, order);
  const total = masses.at(-1)!;
  const isPlugin = isPassSeen ? 1 : 1 - beliefInNoPlugin(run, suspects);
  const suspected = suspects.reduce((set, unit) => withBit(set, unit), run.floor);
  const cleared = isPassSeen ? [] : indices(difference(run.space.all, suspected));

  let best: { set: Bits; cost: number } | undefined;
  let rest = without(run.space, run.space.all, cleared);
  for (const [at, unit] of order.entries()) {
    rest = difference(rest, run.space.dependents[unit]!);
    const isEveryone = at === order.length - 1;
    if (isEveryone && isPassSeen && at > 0) break;
    const set = union(rest, run.floor);
    if (known(run.evidence, set) !== undefined) continue;
    const part = masses[at]!;
    const share = (isPlugin * part.weight) / total.weight;
    const isNotAlone = at === 0 && cleared.length > 0;
    const passed = table.passing(candidates(part)) + (isNotAlone ? table.step + table.off : 0);
    const left = isEveryone
      ? 0
      : candidates({ weight: total.weight - part.weight, entropy: total.entropy - part.entropy });
    const failed = isPassSeen ? table.failing(left) : table.growing(left);
    const cost = priceOf(run, table, set) + share * passed + (1 - share) * failed;
    if (!best || cost < best.cost) best = { set, cost };
  }
  return best?.set;
}

type Mass = { readonly weight: number; readonly entropy: number };

/** The suspicion that the first one, two, ... of these units hold. */
function massesOf({ space }: Run, order: readonly number[]): Mass[] {
  let weight = 0;
  let entropy = 0;
  return order.map((unit) => {
    weight += space.weights[unit]!;
    entropy += space.weights[unit]! * Math.log(space.weights[unit]!);
    return { weight, entropy };
  });
}

const candidates = ({ weight, entropy }: Mass): number => perplexity(weight, entropy);

function purposeOf(run: Run, set: Bits, suspects: readonly number[]): Purpose {
  const off = difference(run.space.all, set);
  if (suspects.some((unit) => isEqual(off, run.space.dependents[unit]!))) return 'without';
  return isEqual(set, run.floor) ? 'all-off' : 'narrow';
}

/** The price of one look at a set from where the site is now; what goes off will come back. */
function priceOf(run: Run, table: ReversalTable, set: Bits): number {
  let price = table.step;
  for (const unit of indices(difference(run.space.all, set)))
    price +=
      run.space.dear[unit]! * (table.off + (hasBit(run.current, unit) ? 2 * table.toggle : 0));
  return price;
}

/** Suspicion for its price, most first; what requires a plugin goes off before it. */
function likelyAndCheapFirst({ space }: Run, suspects: readonly number[]): number[] {
  const worth = (unit: number) => space.weights[unit]! / space.dear[unit]!;
  const sorted = suspects.toSorted((a, b) => worth(b) - worth(a) || a - b);
  if (!space.hasRequires) return sorted;
  const wanted = new Set(suspects);
  const order = new Set<number>();
  for (const unit of sorted) {
    const above = indices(space.dependents[unit]!).filter((other) => wanted.has(other));
    // Each dependent has fewer of its own than what it requires.
    const height = (other: number) =>
      above.filter((one) => hasBit(space.dependents[other]!, one)).length;
    for (const other of above.toSorted((a, b) => height(a) - height(b))) order.add(other);
  }
  return [...order];
}
