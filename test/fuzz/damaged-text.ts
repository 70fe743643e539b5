// What parsers are fed with, and how: seeded, so that every run is the same; a failure tells its seed.
import fc from 'fast-check';

/** `FUZZ_SEED` and `FUZZ_RUNS` look further than the usual run does. */
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_123);
const RUNS = Number(process.env.FUZZ_RUNS ?? 200);

/** Asserts a property; the message of a failure holds the seed, the path and the smallest example. */
export async function holds<T extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  predicate: (...values: T) => unknown,
  runs = RUNS,
): Promise<void> {
  const property = fc.asyncProperty(...arbitraries, async (...values) => {
    await predicate(...values);
  });
  await fc.assert(property as fc.IAsyncProperty<unknown>, { seed: SEED, numRuns: runs });
}

/** Text of any kind: letters, control characters, halves of characters, and pieces of `grammar`. */
export function soup(grammar: readonly string[] = []): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(' ', ...grammar) },
    { weight: 2, arbitrary: fc.string({ maxLength: 8 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('\u0000', '\u001b[31m', '\u202e', '\ud800', '\r\n', '__proto__'),
    },
  );
  return fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
}

/** A valid text with pieces torn out, doubled, exchanged and put in. */
export function damaged(whole: string, grammar: readonly string[] = []): fc.Arbitrary<string> {
  const cut = fc.record({
    at: fc.nat(whole.length),
    length: fc.nat(20),
    put: fc.oneof(fc.constant(''), soup(grammar)),
  });
  return fc
    .array(cut, { maxLength: 4 })
    .map((cuts) =>
      cuts.reduce(
        (text, { at, length, put }) => text.slice(0, at) + put + text.slice(at + length),
        whole,
      ),
    );
}
