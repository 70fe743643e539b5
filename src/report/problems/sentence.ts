import type { ProblemCode, ProblemFacts } from '../../errors.ts';

/** What is the case, then what to do about it. Plain text, safe to print. */
export type Sentence = { readonly fact: string; readonly remedy: string };

/** The sentences of some problems; the compiler asks for each of them. */
export type Sentences<C extends ProblemCode> = {
  readonly [Code in C]: (facts: ProblemFacts[Code]) => Sentence;
};
