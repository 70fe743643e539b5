/** Every problem in words: the fact, then the remedy. */

import type { Language } from '../../language/language.ts';
import type { Problem, ProblemCode, ProblemFacts } from '../../model/errors.ts';
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
  ) => Sentence;
  return say(t, problem.facts, given);
}

function sourceOf({ atPrompt, neitherWorks }: Problem): CredentialSource {
  if (atPrompt) return 'asked';
  return neitherWorks ? 'both' : 'beforehand';
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
