import { describe, expect, it } from 'vitest';
import { PRICES, type Price } from '../../src/search/index.ts';
import { formula, play, plugins, randomFrom } from './world.ts';

const suspects = [...plugins(10), 'auth'];

describe('a plugin whose absence brings the symptom', () => {
  /** How many of all placements of a culprit and a curing plugin are answered exactly. */
  function tryEverywhere(price: Price): { right: number; wrong: number; of: number } {
    const tally = { right: 0, wrong: 0, of: 0 };
    for (let at = 0; at <= 10; at++) {
      const order = [...plugins(10).slice(0, at), 'auth', ...plugins(10).slice(at)];
      for (const culprit of plugins(10)) {
        const { result } = play({ suspects: order, price }, formula(`${culprit} || !auth`));
        const named = result.culprits.flatMap((found) => found.plugins);
        tally.of += 1;
        if (result.outcome === 'found' && named.join() === culprit) tally.right += 1;
        if (named.some((id) => id !== culprit)) tally.wrong += 1;
      }
    }
    return tally;
  }

  it.each(['isolated', 'admin'] as const)(
    'does not hide the culprit, wherever both are (%s)',
    (kind) => {
      const { right, of } = tryEverywhere(PRICES[kind]);
      expect(right).toBe(of);
    },
  );

  it('hides the culprit seldom, and accuses nobody else, where toggles are dear', () => {
    const { right, wrong, of } = tryEverywhere(PRICES.rest);
    expect(wrong).toBe(0);
    expect(right / of).toBeGreaterThan(0.85);
  });

  it('names it when it was in the way', () => {
    const site = formula('p9 || !auth');
    const results = plugins(11).map((_, at) => {
      const order = [...plugins(10).slice(0, at), 'auth', ...plugins(10).slice(at)];
      return play({ suspects: order }, site).result;
    });
    const naming = results.filter((result) => result.cures);
    expect(naming.length).toBeGreaterThan(0);
    for (const result of naming) expect(result.cures).toEqual(['auth']);
  });

  it('never blames an innocent next to a combination', () => {
    for (const text of ['p1 && p2 || !auth', 'p1 && !auth || p3', '(p1 || p2) && (p3 || !auth)']) {
      const { result } = play({ suspects }, formula(text));
      for (const id of result.culprits.flatMap((culprit) => culprit.plugins))
        expect(text).toContain(id);
    }
  });

  it('keeps on both where two of them are in the way', () => {
    const { result } = play({ suspects }, formula('p4 || !auth || !p7'));
    expect(result.culprits.flatMap((found) => found.plugins).filter((id) => id !== 'p4')).toEqual(
      [],
    );
  });

  it('ends, and says that readings contradict each other, where they are random', () => {
    const endings = Array.from({ length: 50 }, (_, seed) => {
      const random = randomFrom(seed);
      const { result } = play({ suspects }, (on) =>
        on.size === suspects.length || random() < 0.5 ? 'fails' : 'passes',
      );
      expect(result.probes).toBeLessThan(300);
      return result.reason;
    });
    expect(endings).toContain('contradiction');
  });
});
