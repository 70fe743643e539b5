import { describe, expect, it } from 'vitest';
import { PRICES } from '../../src/search/index.ts';
import { failsWith, type Oracle, play, plugins } from './imagined-site.ts';

const ids = [...plugins(24), 'shop'];

/** A request that nobody answers for unless these plugins are on: its route is gone. */
const routeOf =
  (owners: readonly string[], site: Oracle): Oracle =>
  (on) =>
    owners.every((owner) => on.has(owner)) ? site(on) : 'unresolved';

describe('a plugin that the request needs', () => {
  const site = routeOf(['shop'], failsWith(['p7']));

  it.each(['full', 'reversal'] as const)(
    'is reported beside the culprit as needed, not blamed (%s)',
    (proof) => {
      for (const price of [PRICES.isolated, PRICES.admin, PRICES.rest])
        for (const culprit of plugins(24)) {
          const one = routeOf(['shop'], failsWith([culprit]));
          const { result, steps } = play({ suspects: ids, price, proof }, one);
          expect(result).toMatchObject({
            outcome: 'found',
            culprits: [{ plugins: [culprit], without: 'passes' }],
          });
          // A proof by reversal may never have had it off, and then knows nothing of it.
          const isMet = proof === 'full' || steps.some(({ verdict }) => verdict === 'unresolved');
          expect(result.culprits[0]?.needs).toEqual(isMet ? ['shop'] : []);
        }
    },
  );

  it('is proven to be needed by the set of everything else', () => {
    const { steps } = play({ suspects: ids }, site);
    const without = steps.find(({ active }) => active.length === 24 && !active.includes('shop'));
    expect(without?.verdict).toBe('unresolved');
  });

  it('stays on in the proof that the culprit fails by itself', () => {
    const { result, steps } = play({ suspects: ids }, site);
    expect(result.culprits[0]).toMatchObject({ plugins: ['p7'], alone: 'fails' });
    expect(
      steps.find(({ purpose, verdict }) => purpose === 'alone' && verdict === 'fails'),
    ).toBeDefined();
    expect(steps.some(({ active }) => active.toSorted().join() === 'p7,shop')).toBe(true);
  });

  it('gets no probe of its own where the prior names the culprit', () => {
    const options = { suspects: ids, price: PRICES.admin, proof: 'reversal' as const };
    const { result } = play({ ...options, prior: { p7: 20 } }, site);
    expect(result).toMatchObject({ probes: 3, toggles: 2 });
    expect(result.culprits[0]?.plugins).toEqual(['p7']);
  });

  it('takes at most 8 probes where the caller pins it', () => {
    const { result, steps } = play(
      { suspects: plugins(24), pinned: ['shop'], price: PRICES.admin, proof: 'reversal' },
      site,
    );
    expect(result.culprits.map(({ plugins }) => plugins)).toEqual([['p7']]);
    expect(result.probes).toBeLessThanOrEqual(8);
    for (const { active } of steps) expect(active).toContain('shop');
  });

  it('may be one of two', () => {
    const two = routeOf(['shop', 'p3'], failsWith(['p7']));
    const { result } = play({ suspects: ids, price: PRICES.admin }, two);
    expect(result.culprits).toMatchObject([{ plugins: ['p7'], alone: 'fails' }]);
    expect(result.culprits[0]?.needs.toSorted()).toEqual(['p3', 'shop']);
  });

  it('is reported without its add-ons', () => {
    const requires = { p1: ['shop'], p2: ['shop'] };
    const { result } = play({ suspects: ids, requires }, site);
    expect(result.culprits).toMatchObject([{ plugins: ['p7'], needs: ['shop'] }]);
  });

  it('is a lead and no culprit where nothing passes without it', () => {
    const { result } = play({ suspects: ids }, routeOf(['shop'], failsWith(['shop'])));
    expect(result).toMatchObject({ outcome: 'inconclusive', culprits: [], leads: ['shop'] });
  });

  it('is the culprit where everything else passes', () => {
    const own: Oracle = (on) => (on.has('shop') ? 'fails' : 'passes');
    const { result } = play({ suspects: ids }, own);
    expect(result.culprits).toMatchObject([{ plugins: ['shop'], needs: [] }]);
  });

  it('is not reported where a set without it could be read', () => {
    const site: Oracle = (on) =>
      on.has('p3') && !on.has('p8') ? 'unresolved' : on.has('p5') ? 'fails' : 'passes';
    const known = [{ active: ['p5'], verdict: 'fails' as const }];
    const { result } = play({ suspects: plugins(12), known }, site);
    expect(result.culprits).toMatchObject([{ plugins: ['p5'], needs: [] }]);
  });
});
