import { type Bits, difference, hasBit, indices, union } from './bits.ts';
import { seen } from './evidence.ts';
import { without } from './space.ts';
import { keepOn, type Probing, type Run, read } from './state.ts';

const NEEDED_AT_MOST = 3;

/**
 * A set could not be told, and a larger one fails: a plugin in between may be what the request is made
 * of, such as the owner of its route. Needed is a plugin without which no set was ever told, everything
 * else on included. It is kept on from now. Whether one was found.
 */
export function* findNeeded(run: Run, unread: Bits, fails: Bits): Probing<boolean> {
  if (!run.mayNeed || run.needed.length >= NEEDED_AT_MOST) return false;
  let left = indices(difference(fails, unread)).filter((unit) => isInEveryTold(run, unit));
  const removed = (units: readonly number[]) =>
    union(run.floor, without(run.space, run.space.all, units));
  const told = function* (units: readonly number[]) {
    const set = removed(units);
    return (
      seen(run.evidence, set) ??
      (yield* read(run, set, units.length === 1 ? 'without' : 'narrow', left))
    );
  };
  // What requires others goes first: a first part can then be off while the second is on.
  left = left.toSorted((a, b) => dependents(run, a) - dependents(run, b) || a - b);
  while (left.length > 1) {
    const half = left.slice(0, Math.ceil(left.length / 2));
    const isHere = (yield* told(half)) === 'unresolved';
    left = (isHere ? half : left.slice(half.length)).filter((unit) => isInEveryTold(run, unit));
  }
  const [unit] = left;
  if (unit === undefined || (yield* told([unit])) !== 'unresolved') return false;
  keepOn(run, unit, 'needed');
  return true;
}

/** Whether no set without the unit was ever told. */
export const isInEveryTold = (run: Run, unit: number): boolean =>
  [...run.readings.values()].every(
    ({ set, verdict }) => verdict === 'unresolved' || hasBit(set, unit),
  );

const dependents = ({ space }: Run, unit: number): number =>
  indices(space.dependents[unit]!).length;
