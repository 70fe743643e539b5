import { type Bits, difference, intersection, noBits, union } from './bits.ts';
import { contradiction, known } from './evidence.ts';
import { findNeeded } from './needed.ts';
import { type Frame, frameOf, named, namedByAnswer, nextSet } from './next-set.ts';
import { generators, shareLeft, without } from './space.ts';
import { type Probing, type Run, read } from './state.ts';

/** What the search for one minimal failing set ended with. */
export type Minimal =
  | { readonly type: 'found'; readonly units: readonly number[] }
  /** The symptom stays with every suspect off. */
  | { readonly type: 'floor-fails' }
  /** A failing set lies inside a passing one, or a plugin is kept on from now: start anew. */
  | { readonly type: 'anew' }
  /** Too many sets could not be read; `lead` fails and could not be made smaller. */
  | { readonly type: 'stuck'; readonly lead: Bits };

const UNREAD_AT_MOST = 150;

/**
 * Finds one minimal failing set below a failing one. Between a passing set and a failing set that
 * contains it there is a unit whose adding makes the difference; halving the interval finds it. It is
 * held, and the search repeats below until the held units fail by themselves. Removing any of them
 * then leaves a subset of a passing set. (The principle of QuickXplain, Junker 2004, with every
 * verdict ever read used as a bound.)
 */
export function* findMinimal(run: Run, cap: Bits, isFirst: boolean): Probing<Minimal> {
  let held: readonly number[] = [];
  let ceiling = cap;
  let unread = 0;
  let narrowed = 0;
  // Before anything is held: passing sets minus failing ones among those read.
  let lean = 0;
  // Once a named suspect was tried and cleared, the plan goes on as if it had not been asked about:
  // it keeps its place in the splits, so that the wrong prior costs that one probe and no more.
  let ghosts: Bits | undefined;
  for (;;) {
    if (contradiction(run.evidence)) return { type: 'anew' };
    const frame = frameOf(run, held, ceiling);
    const { low, lowVerdict, high, units, open } = frame;
    if (lowVerdict === 'fails')
      return held.length > 0
        ? { type: 'found', units: generators(run.space, held) }
        : { type: 'floor-fails' };
    if (units.length === 0) return { type: 'stuck', lead: high };

    if (wantsFloor(run, frame, isFirst)) {
      const verdict = yield* read(run, low, 'all-off', open);
      if (verdict === 'unresolved' && (yield* findNeeded(run, low, high))) return { type: 'anew' };
      continue;
    }
    if (units.length === 1) {
      const completed = union(low, run.space.needs[units[0]!]!);
      const verdict =
        known(run.evidence, completed) ?? (yield* read(run, completed, 'alone', units));
      if (verdict === 'fails') {
        if (isWithoutPass(frame)) {
          // What cannot be read by itself passes where a larger set without the unit does.
          const larger = union(without(run.space, cap, units), run.floor);
          if (known(run.evidence, larger) !== undefined) return { type: 'stuck', lead: high };
          yield* read(run, larger, 'without', units);
          continue;
        }
        return { type: 'found', units: generators(run.space, [...held, units[0]!]) };
      }
      if (verdict === 'unresolved' && (yield* findNeeded(run, completed, high)))
        return { type: 'anew' };
      held = [...held, units[0]!];
      ceiling = high;
      unread = 0;
      continue;
    }

    const byPrior: number | undefined = isFirst && !ghosts ? named(run, frame) : undefined;
    const unit: number | undefined = byPrior ?? namedByAnswer(run, frame);
    if (unit !== undefined) {
      const set = without(run.space, high, [unit]);
      const verdict = yield* read(run, set, 'without', open);
      const cleared = intersection(run.space.dependents[unit]!, high);
      ghosts =
        verdict === 'fails'
          ? union(ghosts ?? noBits(run.space.size), cleared)
          : noBits(run.space.size);
      continue;
    }
    const choice = nextSet(run, frame, { cap, ghosts, unread, narrowed, lean });
    if (!choice) return { type: 'stuck', lead: high };
    const verdict = yield* read(run, choice.set, choice.purpose, open);
    if (verdict === 'unresolved' && (yield* findNeeded(run, choice.set, high)))
      return { type: 'anew' };
    narrowed += 1;
    lean += verdict === 'passes' ? 1 : verdict === 'fails' ? -1 : 0;
    unread = verdict === 'unresolved' ? unread + 1 : 0;
    if (ghosts && choice.planned && verdict !== 'unresolved')
      ghosts =
        verdict === 'fails'
          ? intersection(ghosts, choice.planned)
          : difference(ghosts, choice.planned);
    if (unread > UNREAD_AT_MOST) return { type: 'stuck', lead: high };
  }
}

/** Whether no set below the failing one is known to pass: what is held could do without the last unit. */
const isWithoutPass = (frame: Frame): boolean =>
  frame.held.length > 0 && frame.lowVerdict === 'unresolved' && !frame.isBaseSeen;

/**
 * Whether 'all off' is the best next probe: it becomes likely to fail when everything has failed so
 * far, and it must be known before a second culprit is looked for.
 */
function wantsFloor(run: Run, frame: Frame, isFirst: boolean): boolean {
  if (frame.held.length > 0 || frame.isBaseSeen || frame.lowVerdict !== undefined) return false;
  return !isFirst || run.table.asksAllOff(shareLeft(run.space, frame.units) * run.space.size);
}
