/**
 * Says again, in another language, what was said in the language of the run: a support message quotes causes
 * and findings, and its reader may speak another language than the person who runs this (`--message-lang`).
 */

import type { Language } from '../language/language.ts';

/** How words were made. It holds no state of a run: words that nobody has any more leave it by themselves. */
const makers = new WeakMap<object, (t: Language) => object>();

/** The words that `make` says in this language; `saidAgain` says the same in another one. */
export function said<Words extends object>(t: Language, make: (t: Language) => Words): Words {
  const words = make(t);
  makers.set(words, make);
  return words;
}

/** The same words in another language; as they are where `said` did not make them, such as words of a file. */
export function saidAgain<Words extends object>(t: Language, words: Words): Words {
  const make = makers.get(words) as ((t: Language) => Words) | undefined;
  return make === undefined ? words : make(t);
}
