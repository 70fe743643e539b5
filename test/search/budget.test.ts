import { describe, expect, it } from 'vitest';
import { PRICES } from '../../src/search/index.ts';
import { failsWith, formula, play, plugins } from './imagined-site.ts';

const ids = plugins(30);

describe('a budget of probes', () => {
  it.each(['full', 'reversal'] as const)('is never exceeded, on any site (%s)', (proof) => {
    for (const text of ['p7', 'p3 || p22', 'p5 && p19', 'true', 'p4 || !p9'])
      for (const price of [PRICES.isolated, PRICES.rest])
        for (let maxProbes = 1; maxProbes < 25; maxProbes++) {
          const options = { suspects: ids, price, proof, all: true };
          const whole = play(options, formula(text)).result;
          const { result } = play({ ...options, maxProbes }, formula(text));
          if (whole.probes <= maxProbes) expect(result).toEqual(whole);
          else {
            expect(result.probes).toBe(maxProbes);
            expect(result).toMatchObject({ outcome: 'inconclusive', reason: 'budget' });
          }
        }
  });

  it('ends the search with the suspects that are left', () => {
    const leads = [2, 4, 6].map((maxProbes) => {
      const { result } = play({ suspects: ids, maxProbes }, failsWith(['p7']));
      expect(result.leads).toContain('p7');
      return result.leads?.length ?? 0;
    });
    expect(leads).toEqual(leads.toSorted((a, b) => b - a));
    expect(leads.at(-1)).toBeLessThan(4);
  });

  it('lets the search go on from what is known when it is extended', () => {
    const first = play({ suspects: ids, maxProbes: 5 }, failsWith(['p7']));
    const known = first.steps.map(({ active, verdict }) => ({ active, verdict }));
    const { result } = play({ suspects: ids, known }, failsWith(['p7']));
    expect(result.culprits.map(({ plugins }) => plugins)).toEqual([['p7']]);
    expect(result.probes).toBeLessThan(play({ suspects: ids }, failsWith(['p7'])).result.probes);
  });
});
