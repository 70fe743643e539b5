/**
 * What is true of a simulated site, for judging what a run says of it.
 *
 * A confirmed culprit is RIGHT when it is a minimal failing set of the site's formula: with its members
 * active (and what may not be switched) the formula holds, and without any one of them it does not. What
 * members require may count as active with them, for WordPress will not activate them without; but it may
 * also be a member of its own, for WordPress lets it be deactivated under them. Everything else that is reported as confirmed is a WRONG CULPRIT.
 *
 * The order of things in a formula with `!` is not monotone: more plugins off can make it fail again. There
 * a culprit is also right when the proof that the report prints holds word for word: with only its members
 * off the request works, with them as the only suspects on it fails.
 *
 * A site that other people change while the run is on has several truths, one for each set of strangers
 * (plugins outside of the baseline) that was active at some moment of the run. A culprit is right when it
 * is right in one of them: the run cannot know more than what the site was while it looked.
 */

import { formulaHolds } from '../../mocks/simulated/formula.ts';

/** The failure of a site: folders and what makes it fail. */
export type Truth = {
  /** `a && b || c`, over folders. */
  readonly formula: string;
  /** Every folder of the baseline. */
  readonly baseline: readonly string[];
  /** Folders that are active whatever the run does. */
  readonly always?: readonly string[];
  /** What each folder requires active. */
  readonly requires?: Readonly<Record<string, readonly string[]>>;
  /** The strangers that were active, one set for each moment; default: none, all the time. */
  readonly moments?: readonly (readonly string[])[];
};

/** True when these folders are a culprit at some moment. */
export function isCulprit(folders: readonly string[], truth: Truth): boolean {
  const { formula, baseline, always = [], requires = {}, moments = [[]] } = truth;
  return moments.some((strangers) => {
    const failsWith = (chosen: readonly string[]) =>
      formulaHolds(formula, [...always, ...strangers, ...chosen]);
    const others = baseline.filter((each) => !folders.includes(each));
    const isProven = !failsWith(others) && failsWith(withRequired(folders, requires));
    if (formula.includes('!') && isProven) return true;
    return [requires, {}].some((needs) => {
      const fails = (chosen: readonly string[]) => failsWith(withRequired(chosen, needs));
      const less = (each: string) => folders.filter((other) => other !== each);
      return fails(folders) && folders.every((each) => !fails(less(each)));
    });
  });
}

function withRequired(
  chosen: readonly string[],
  requires: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const all = new Set(chosen);
  for (const each of all) for (const need of requires[each] ?? []) all.add(need);
  return [...all];
}
