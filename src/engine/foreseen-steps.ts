/** What the search would ask next: it is pure, so asking it "and then?" is a replay. */

import type { Verdict } from '../model/report.ts';
import {
  findCulprits,
  type Search,
  type SearchOptions,
  type SearchResult,
  type SearchStep,
} from '../search/index.ts';

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
