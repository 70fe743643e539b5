/** Every problem in words: the fact, then the remedy. */

import type { Problem, ProblemCode, ProblemFacts } from '../errors.ts';
import type { Paint } from './describe.ts';
import { ACCESS } from './problems/access.ts';
import { NETWORK } from './problems/network.ts';
import { RECORD } from './problems/record.ts';
import type { Given, Sentence, Sentences } from './problems/sentence.ts';
import { SITE } from './problems/site.ts';
import { USAGE } from './problems/usage.ts';

export type { Given, Sentence } from './problems/sentence.ts';

// The compiler refuses this line while a code has no sentence.
const SENTENCES: Sentences<ProblemCode> = { ...USAGE, ...NETWORK, ...SITE, ...ACCESS, ...RECORD };

/** The fact and the remedy of a problem. Names the credential that would work, never a secret. */
export function explain(problem: Problem, given: Given = 'beforehand'): Sentence {
  const say = SENTENCES[problem.code] as (
    facts: ProblemFacts[ProblemCode],
    given: Given,
  ) => Sentence;
  return say(problem.facts, given);
}

/** The lines for stderr: what went wrong, and what to do. */
export function problemLines(
  problem: Problem,
  paint: Paint,
  given: Given = 'beforehand',
): readonly string[] {
  const { fact, remedy } = explain(problem, given);
  return [`${paint.bad('wp-bisect:')} ${fact}`, `  ${remedy}`];
}
