/** Every problem in words: the fact, then the remedy. */

import type { Language } from '../../language/language.ts';
import type { OtherWay, Problem, ProblemCode, ProblemFacts } from '../../model/errors.ts';
import type { CredentialSource, Paint, Sentence, Sentences } from '../format.ts';
import { ACCESS } from './access.ts';
import { MULTISITE } from './multisite.ts';
import { NETWORK, SITE } from './network.ts';
import { RECOVERY } from './recovery.ts';
import { RECORD, USAGE } from './usage.ts';
import { WP_CLI } from './wp-cli.ts';

export type { CredentialSource, Sentence } from '../format.ts';

// The compiler refuses this line while a code has no sentence.
const SENTENCES: Sentences<ProblemCode> = {
  ...USAGE,
  ...NETWORK,
  ...SITE,
  ...ACCESS,
  ...RECOVERY,
  ...MULTISITE,
  ...WP_CLI,
  ...RECORD,
};

/** The fact and the remedy of a problem. Names the credential that would work, never a secret. */
export function explain(
  t: Language,
  problem: Problem,
  given: CredentialSource = sourceOf(problem),
): Sentence {
  const say = SENTENCES[problem.code] as (
    t: Language,
    facts: ProblemFacts[ProblemCode],
    given: CredentialSource,
    other: OtherWay,
  ) => Sentence;
  const { fact, remedy } = say(t, problem.facts, given, problem.otherWay);
  if (!problem.notSentAgain) return { fact, remedy };
  const again = t.__('You typed the same user and password again, so they were not sent again.');
  return { fact, remedy: `${again} ${remedy}` };
}

function sourceOf({ atPrompt }: Problem): CredentialSource {
  return atPrompt ? 'asked' : 'beforehand';
}

/** The lines for stderr: what went wrong, and what to do. */
export function problemLines(
  t: Language,
  problem: Problem,
  paint: Paint,
  given?: CredentialSource,
): readonly string[] {
  const { fact, remedy } = explain(t, problem, given);
  return [`${paint.bad('wp-bisect:')} ${fact}`, `  ${remedy}`];
}
