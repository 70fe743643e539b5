/** Every problem in words: the fact, then the remedy. */

import type { Language } from '../../language/language.ts';
import type { Problem, ProblemCode, ProblemFacts } from '../../model/errors.ts';
import type { Given, Paint, Sentence, Sentences } from '../format.ts';
import { ACCESS } from './access.ts';
import { NETWORK, SITE } from './network.ts';
import { RECOVERY } from './recovery.ts';
import { RECORD, USAGE } from './usage.ts';
import { WP_CLI } from './wp-cli.ts';

export type { Given, Sentence } from '../format.ts';

// The compiler refuses this line while a code has no sentence.
const SENTENCES: Sentences<ProblemCode> = {
  ...USAGE,
  ...NETWORK,
  ...SITE,
  ...ACCESS,
  ...RECOVERY,
  ...WP_CLI,
  ...RECORD,
};

/** The fact and the remedy of a problem. Names the credential that would work, never a secret. */
export function explain(
  t: Language,
  problem: Problem,
  given: Given = problem.atPrompt ? 'asked' : 'beforehand',
): Sentence {
  const say = SENTENCES[problem.code] as (
    t: Language,
    facts: ProblemFacts[ProblemCode],
    given: Given,
  ) => Sentence;
  return say(t, problem.facts, given);
}

/** The lines for stderr: what went wrong, and what to do. */
export function problemLines(
  t: Language,
  problem: Problem,
  paint: Paint,
  given?: Given,
): readonly string[] {
  const { fact, remedy } = explain(t, problem, given);
  return [`${paint.bad('wp-bisect:')} ${fact}`, `  ${remedy}`];
}
