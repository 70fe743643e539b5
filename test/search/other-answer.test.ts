// Culprits that hide one another: once one is off, the answer is the next one's.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCulprits, PRICES, type SearchOptions } from '../../src/search/index.ts';

const IDS = Array.from({ length: 20 }, (_, at) => `p${at}`);
type Kind = keyof typeof PRICES;
const KINDS = Object.keys(PRICES) as Kind[];

/** A search on a site where the first of these that is on answers, and what it comes to. */
function search(culprits: readonly string[], options: Partial<SearchOptions>) {
  const asked: (readonly string[])[] = [];
  const steps = findCulprits({ suspects: IDS, cures: false, ...options });
  let next = steps.next();
  while (!next.done) {
    const { active } = next.value;
    asked.push(active);
    next = steps.next(culprits.some((id) => active.includes(id)) ? 'fails' : 'passes');
  }
  const found = next.value.culprits.flatMap(({ plugins }) => plugins);
  return { asked, found: found.toSorted(), result: next.value };
}

/** The answer names its plugin, as a code of its own does. */
const named = (id: string | undefined) =>
  id === undefined ? {} : Object.fromEntries(IDS.map((each) => [each, each === id ? 30 : 1]));

describe.each(KINDS)('three culprits that mask each other, under %s', (kind) => {
  const hidden = ['p13', 'p4', 'p18'];
  const price = PRICES[kind];
  const first = (active: readonly string[]) => hidden.find((id) => active.includes(id));

  test('are found from answer to answer: each named plugin is tested by itself', () => {
    const prior = named(hidden[0]);
    const priorIn = (active: readonly string[]) =>
      first(active) === hidden[0] ? undefined : named(first(active));
    const { found, asked } = search(hidden, { price, prior, priorIn });
    const blind = search(hidden, { price, prior });
    expect(found).toEqual(hidden.toSorted());
    expect(blind.found).toEqual(found);
    expect(asked.length).toBeLessThanOrEqual(11);
    expect(asked.length).toBeLessThanOrEqual(blind.asked.length - 5);
  });

  test('are found also where the answers name innocent plugins', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(19), { minLength: 30, maxLength: 30 }), (draws) => {
        let turn = 0;
        const told = new Map<string, ReturnType<typeof named>>();
        const priorIn = (active: readonly string[]) => {
          const key = active.join();
          const known = told.get(key) ?? named(`p${draws[turn++ % draws.length]}`);
          told.set(key, known);
          return known;
        };
        const { found, result } = search(hidden, { price, priorIn });
        expect(result.outcome).toBe('found');
        expect(found).toEqual(hidden.toSorted());
      }),
      { numRuns: 60 },
    );
  });
});

test.each(KINDS)('an answer that names no plugin changes no probe, under %s', (kind) => {
  const price = PRICES[kind];
  const plain = search(['p7', 'p9'], { price });
  const told = search(['p7', 'p9'], { price, priorIn: () => ({}) });
  expect(told.asked).toEqual(plain.asked);
});
