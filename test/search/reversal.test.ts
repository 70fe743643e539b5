import { describe, expect, it } from 'vitest';
import { findCulprits, PRICES, type SearchOptions } from '../../src/search/index.ts';
import { failsWith, formula, type Oracle, play, plugins } from './imagined-site.ts';

const ids = plugins(30);
const reversal = (options: Partial<SearchOptions> = {}): SearchOptions => ({
  suspects: ids,
  price: PRICES.rest,
  proof: 'reversal',
  ...options,
});
const named = (result: { culprits: readonly { plugins: readonly string[] }[] }) =>
  result.culprits.map((culprit) => culprit.plugins);
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a proof by reversal', () => {
  it.each([
    ['a prior names', { prior: { p7: 20 } }],
    ['a tracer names', { traced: ['p7'] }],
    ['a tracer names against the prior', { traced: ['p7'], prior: { p3: 1000 } }],
  ])('moves one plugin off and on where %s it', (_, hint) => {
    for (const price of [PRICES.admin, PRICES.rest]) {
      const { result, steps } = play(reversal({ price, ...hint }), failsWith(['p7']));
      expect(steps.map(({ purpose, verdict }) => `${purpose} ${verdict}`)).toEqual([
        'all-on fails',
        'without passes',
        'again fails',
      ]);
      expect(result).toMatchObject({ probes: 3, states: 2, toggles: 2 });
      expect(result.culprits).toEqual([
        { plugins: ['p7'], without: 'passes', alone: 'not-tested', again: 'fails', needs: [] },
      ]);
    }
  });

  it('probes everything on again, even where the baseline was known', () => {
    const known = [{ active: ids, verdict: 'fails' as const }];
    const { steps } = play(reversal({ known, prior: { p7: 20 } }), failsWith(['p7']));
    expect(steps.map(({ purpose }) => purpose)).toEqual(['without', 'again']);
  });

  it('names no plugin where the failure does not come back', () => {
    let looks = 0;
    const ended: Oracle = () => (looks++ === 0 ? 'fails' : 'passes');
    const { result } = play(reversal({ prior: { p7: 20 } }), ended);
    expect(result).toMatchObject({
      outcome: 'inconclusive',
      reason: 'contradiction',
      culprits: [],
      leads: ['p7'],
    });
  });

  it('finds every single culprit without a prior', () => {
    for (const price of [PRICES.isolated, PRICES.admin, PRICES.rest])
      for (const id of ids) {
        const { result } = play(reversal({ price }), failsWith([id]));
        expect(named(result)).toEqual([[id]]);
        expect(result.culprits[0]).toMatchObject({ without: 'passes', again: 'fails' });
      }
  });

  it('clears a wrongly suspected plugin with one probe', () => {
    const usual = mean(ids.map((id) => play(reversal(), failsWith([id])).result.probes));
    const wrong = ids.map((id, at) => {
      const prior = { [ids[(at + 7) % 30]!]: 20 };
      return play(reversal({ prior }), failsWith([id])).result.probes;
    });
    expect(mean(wrong)).toBeLessThanOrEqual(usual + 2);
  });

  it('separates a plugin from its add-ons', () => {
    const requires = { p4: ['p3'], p5: ['p3'], p6: ['p5'] };
    for (const id of ['p3', 'p4', 'p5', 'p6'])
      for (const prior of [undefined, { p3: 20 }])
        expect(named(play(reversal({ requires, prior }), failsWith([id])).result)).toEqual([[id]]);
  });

  it('becomes the full proof for two culprits', () => {
    const { result } = play(reversal(), failsWith(['p3'], ['p22']));
    expect(named(result)).toHaveLength(2);
    for (const culprit of result.culprits)
      expect(culprit).toMatchObject({ without: 'passes', alone: 'fails', again: 'fails' });
  });

  it('names only members of a combination, and all of it where the verdicts show one', () => {
    const whole = ids.slice(1).filter((_, at) => {
      const pair = ['p0', ids[at + 1]!];
      const { result } = play(reversal({ price: PRICES.admin }), failsWith(pair));
      for (const id of named(result).flat()) expect(pair).toContain(id);
      const [culprit] = result.culprits;
      expect(culprit?.plugins.length === 2).toBe(culprit?.alone === 'fails');
      return culprit?.plugins.length === 2;
    });
    expect(whole.length).toBeGreaterThan(0);
  });

  it('says "no plugin" only after everything was off', () => {
    const { result, steps } = play(reversal(), formula('true'));
    expect(result.outcome).toBe('not-a-plugin');
    expect(steps.at(-1)).toMatchObject({ active: [], purpose: 'all-off' });
  });
});

describe('what visitors lose', () => {
  const cost = (count: number, options: Partial<SearchOptions>) => {
    const suspects = plugins(count);
    const runs = suspects.map((id) =>
      play({ ...reversal(options), suspects, ...options }, failsWith([id])),
    );
    return {
      off: mean(runs.map(({ steps }) => steps.reduce((n, s) => n + count - s.active.length, 0))),
      toggles: mean(runs.map(({ result }) => result.toggles)),
      states: mean(runs.map(({ result }) => result.states)),
    };
  };

  it.each([
    ['admin', 35],
    ['rest', 36],
  ] as const)(
    'is little for one of 25, and takes at most 40 toggles: under %s at most %d plugins off in all',
    (kind, most) => {
      const { off, toggles, states } = cost(25, { price: PRICES[kind] });
      expect(off).toBeLessThanOrEqual(most);
      expect(toggles).toBeLessThanOrEqual(40);
      expect(states).toBeLessThanOrEqual(9);
    },
  );

  it('is at most 45 toggles for one of 30, one by one', () => {
    expect(cost(30, { price: PRICES.rest }).toggles).toBeLessThanOrEqual(45);
  });

  it('is less where the price includes it', () => {
    const { probe, state, toggle } = PRICES.admin;
    const unpriced = cost(25, { price: { probe, state, toggle } });
    expect(cost(25, { price: PRICES.admin }).off).toBeLessThan(unpriced.off);
  });

  it.each(['full', 'reversal'] as const)(
    'is less for a plugin with a higher price, which stays on longer (%s)',
    (proof) => {
      const offFor = (weights?: Record<string, number>) => {
        const price = { ...PRICES.admin, weights };
        const runs = ids.map((id) => play(reversal({ price, proof }), failsWith([id])));
        return mean(
          runs.map(({ steps }) => steps.filter(({ active }) => !active.includes('p2')).length),
        );
      };
      expect(offFor({ p2: 20 })).toBeLessThan(offFor());
    },
  );
});

describe('a proof that fits the evidence (auto)', () => {
  const suspects = ['a', 'b', 'c', 'd'];
  const pair = (active: readonly string[]) =>
    active.includes('a') && active.includes('b') ? 'fails' : 'passes';
  const solved = (options: Parameters<typeof findCulprits>[0]) => {
    const search = findCulprits(options);
    let step = search.next();
    while (!step.done) step = search.next(pair(step.value.active));
    return step.value;
  };

  it('names both members of a pair without a prior', () => {
    expect(solved({ suspects, proof: 'auto', price: PRICES.admin }).culprits).toMatchObject([
      { plugins: ['a', 'b'] },
    ]);
  });

  it('still makes the proof where evidence leaves one suspect', () => {
    const known = [
      { active: suspects, verdict: 'fails' },
      { active: ['b', 'c', 'd'], verdict: 'passes' },
      { active: ['a', 'b'], verdict: 'fails' },
    ] as const;
    const { culprits } = solved({ suspects, proof: 'auto', price: PRICES.admin, known });
    expect(culprits).toMatchObject([{ plugins: ['a', 'b'] }]);
  });
});
