import type { ProblemCode, ProblemFacts } from '../model/errors.ts';

/** What is the case, then what to do about it. Plain text, safe to print. */
export type Sentence = { readonly fact: string; readonly remedy: string };

/**
 * Where the person gives what is missing: on the command line and in the environment, or in the program
 * itself, which asks.
 */
export type Given = 'beforehand' | 'asked';

/** The sentences of some problems; the compiler asks for each of them. */
export type Sentences<C extends ProblemCode> = {
  readonly [Code in C]: (facts: ProblemFacts[Code], given: Given) => Sentence;
};
