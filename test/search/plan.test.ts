import { describe, expect, it } from 'vitest';
import { estimate, PRICES, type SearchOptions } from '../../src/search/index.ts';
import { failsWith, formula, play, plugins } from './imagined-site.ts';

const ids = plugins(30);
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const probesFor = (culprit: string, options: Partial<SearchOptions> = {}) =>
  play({ suspects: ids, ...options }, failsWith([culprit])).result.probes;

describe('the order of probes under a prior', () => {
  it.each([2, 10, 1000])(
    'needs three probes for a culprit that is %d times as likely',
    (weight) => {
      for (const id of ids) {
        const { steps } = play({ suspects: ids, prior: { [id]: weight } }, failsWith([id]));
        expect(steps.map(({ purpose, verdict }) => `${purpose} ${verdict}`)).toEqual([
          'all-on fails',
          'without passes',
          'alone fails',
        ]);
      }
    },
  );

  it('costs at most two probes more when the named suspect is innocent', () => {
    for (const id of ids) {
      const usual = probesFor(id);
      for (const innocent of ids.filter((other) => other !== id))
        expect(probesFor(id, { prior: { [innocent]: 50 } }) - usual).toBeLessThanOrEqual(2);
    }
  });

  it('weighs splits by suspicion, not by count', () => {
    const prior = Object.fromEntries(['p3', 'p11', 'p19', 'p27'].map((id) => [id, 20]));
    const right = mean(Object.keys(prior).map((id) => probesFor(id, { prior })));
    const wrong = ids.filter((id) => !(id in prior));
    const usual = mean(ids.map((id) => probesFor(id)));
    expect(right).toBeLessThan(usual - 1.5);
    expect(mean(wrong.map((id) => probesFor(id, { prior })))).toBeLessThan(usual + 2);
    for (const id of wrong) expect(probesFor(id, { prior }) - probesFor(id)).toBeLessThanOrEqual(4);
  });

  it('tries a named combination member, then looks for its partner', () => {
    const { result } = play({ suspects: ids, prior: { p8: 50 } }, failsWith(['p8', 'p21']));
    expect(result.culprits.map((culprit) => culprit.plugins)).toEqual([['p8', 'p21']]);
    expect(result.probes).toBeLessThan(11);
  });
});

describe('the cost with thirty plugins, proof included', () => {
  const couples = ids.flatMap((a, at) => ids.slice(at + 1).map((b) => [a, b] as const));
  const sample = couples.filter((_, at) => at % 3 === 0);

  it('is at most 8.0 probes on average for one culprit', () => {
    expect(mean(ids.map((id) => probesFor(id)))).toBeLessThanOrEqual(8);
  });

  it('is at most 14.5 probes on average for two independent culprits', () => {
    const play2 = ([a, b]: readonly [string, string]) =>
      play({ suspects: ids }, failsWith([a], [b])).result.probes;
    expect(mean(sample.map(play2))).toBeLessThanOrEqual(14.5);
  });

  it('is at most 14.5 probes on average for a pair', () => {
    const playPair = (pair: readonly [string, string]) =>
      play({ suspects: ids }, failsWith(pair)).result.probes;
    expect(mean(sample.map(playPair))).toBeLessThanOrEqual(14.5);
  });

  it('is at most 110 toggles for a pair and a sixth above 60 for one culprit, where plugins are toggled one by one', () => {
    // Each of the 29 others must be seen off while the symptom stays, and on again at the end; the
    // culprit must be off and on once: 2 * 29 + 2, whatever the plan.
    const price = PRICES.rest;
    const toggles = (combination: readonly string[]) =>
      play({ suspects: ids, price }, failsWith(combination)).result.toggles;
    const one = ids.map((id) => toggles([id]));
    expect(Math.min(...one)).toBeGreaterThanOrEqual(60);
    expect(mean(one)).toBeLessThanOrEqual(70);
    expect(mean(sample.map(toggles))).toBeLessThanOrEqual(110);
  });
});

describe('a search with prices', () => {
  it.each(['full', 'reversal'] as const)(
    'switches everything off only after most suspects were cleared (%s)',
    (proof) => {
      for (const id of ids) {
        const { steps } = play({ suspects: ids, price: PRICES.rest, proof }, failsWith([id]));
        const off = steps.find((step) => step.active.length === 0);
        if (off) expect(off.suspectsLeft).toBeLessThanOrEqual(10);
      }
    },
  );

  it('saves toggles where they cost, and probes where they do not', () => {
    const cost = (price: SearchOptions['price']) => {
      const results = ids.map((id) => play({ suspects: ids, price }, failsWith([id])).result);
      return {
        probes: mean(results.map((result) => result.probes)),
        toggles: mean(results.map((result) => result.toggles)),
      };
    };
    const [isolated, rest] = [cost(PRICES.isolated), cost(PRICES.rest)];
    expect(rest.toggles).toBeLessThan(isolated.toggles - 8);
    expect(isolated.probes).toBeLessThan(rest.probes);
  });

  it.each([
    ['admin', 'full'],
    ['admin', 'reversal'],
    ['rest', 'full'],
    ['rest', 'reversal'],
  ] as const)('ends with everything off once where nothing is to blame (%s, %s)', (kind, proof) => {
    const { result } = play({ suspects: ids, price: PRICES[kind], proof }, formula('true'));
    expect(result.outcome).toBe('not-a-plugin');
    expect(result.probes).toBeLessThanOrEqual(6);
    expect(result.toggles).toBe(60);
  });

  it('asks for everything off at once where something else is likely to blame', () => {
    for (const proof of ['full', 'reversal'] as const) {
      const options = { suspects: ids, price: PRICES.admin, proof, notAPlugin: 0.6 };
      expect(play(options, formula('true')).result.probes).toBeLessThanOrEqual(3);
    }
  });
});

describe('an estimate of probes', () => {
  it.each(['isolated', 'admin', 'rest'] as const)('holds for every single culprit (%s)', (kind) => {
    const options = { suspects: ids, price: PRICES[kind] };
    const told = estimate(options);
    const results = ids.map((id) => play(options, failsWith([id])).result);
    for (const unit of ['probes', 'states', 'toggles'] as const) {
      for (const result of results) {
        expect(result[unit]).toBeGreaterThanOrEqual(told[unit].low / 1.5);
        expect(result[unit]).toBeLessThanOrEqual(told[unit].high);
      }
      const average = mean(results.map((result) => result[unit]));
      expect(Math.abs(told[unit].likely - average)).toBeLessThanOrEqual(0.15 * average);
    }
  });

  it('follows a prior that names a suspect', () => {
    expect(estimate({ suspects: ids, prior: { p4: 1e5 } }).probes).toMatchObject({
      low: 3,
      likely: 4,
    });
  });

  it('counts repeats of a flaky symptom', () => {
    const steady = estimate({ suspects: ids });
    const flaky = estimate({ suspects: ids, flaky: { failRate: 0.5, error: 0.01 } });
    expect(flaky.probes.likely).toBeGreaterThan(3 * steady.probes.likely);
    expect(flaky.states.likely).toBeLessThanOrEqual(steady.states.likely + 1);
  });

  it.each([0, 1, 2])('exists for %d suspects', (count) => {
    const { probes } = estimate({ suspects: plugins(count) });
    expect(probes.low).toBeGreaterThanOrEqual(1);
    expect(probes.low).toBeLessThanOrEqual(probes.likely);
    expect(probes.likely).toBeLessThanOrEqual(probes.high);
  });
});

describe('evidence from elsewhere', () => {
  const site = failsWith(['p11'], ['p4', 'p5']);
  const known = play({ suspects: ids }, site).steps.map(({ active, verdict }) => ({
    active,
    verdict,
  }));

  it('saves the probes of sets that it answers', () => {
    const { result } = play({ suspects: ids, known }, site);
    expect(result.probes).toBe(0);
    expect(result.culprits.map((culprit) => culprit.plugins)).toEqual(
      expect.arrayContaining([['p11'], ['p4', 'p5']]),
    );
    for (const culprit of result.culprits)
      expect(culprit).toMatchObject({ without: 'passes', alone: 'fails' });
  });

  it('saves probes for another symptom of the same site', () => {
    const other = failsWith(['p20']);
    const seen = known.map(({ active }) => ({ active, verdict: other(new Set(active)) }));
    const { result, steps } = play({ suspects: ids, known: seen }, other);
    expect(result.culprits.map((culprit) => culprit.plugins)).toEqual([['p20']]);
    expect(result.probes).toBeLessThan(probesFor('p20'));
    for (const step of steps)
      expect(seen.some((set) => set.active.join() === step.active.join())).toBe(false);
  });

  it('is ignored where its plugins are unknown', () => {
    const strange = [
      { active: ['nobody'], verdict: 'fails' as const },
      { active: [], verdict: 'passes' as const },
    ];
    const { result } = play({ suspects: ids, pinned: ['p0'], known: strange }, failsWith(['p9']));
    expect(result.culprits.map((culprit) => culprit.plugins)).toEqual([['p9']]);
  });
});

describe('a search among five hundred plugins', () => {
  const many = plugins(500);

  it.each(['isolated', 'rest'] as const)('finds a pair among them (%s)', (kind) => {
    const pair = ['p123', 'p402'];
    const { result } = play({ suspects: many, price: PRICES[kind] }, failsWith(pair));
    expect(result.culprits.map((culprit) => culprit.plugins)).toEqual([pair]);
  });

  it('chooses the next set in less than ten milliseconds on average', () => {
    // An average: a single step can be interrupted by whatever else the machine does.
    const start = performance.now();
    let steps = 0;
    for (const kind of ['isolated', 'rest'] as const)
      steps += play(
        { suspects: many, price: PRICES[kind], prior: { p7: 3, p100: 2 } },
        failsWith(['p123', 'p402']),
      ).steps.length;
    expect((performance.now() - start) / steps).toBeLessThan(10);
  });
});

describe('a prior that names a pinned plugin', () => {
  const ids = plugins(16);
  const options = {
    suspects: ids,
    pinned: ['guard'],
    prior: { guard: 153, ...Object.fromEntries(ids.map((id) => [id, 1])) },
  };

  it.each([
    ['admin', PRICES.admin],
    ['rest', PRICES.rest],
    ['isolated', PRICES.isolated],
  ])('probes first with everything else off, and ends there when that fails: %s', (_, price) => {
    const { result, steps } = play({ ...options, price, proof: 'auto' }, () => 'fails');
    expect(steps.map(({ purpose }) => purpose).slice(0, 2)).toEqual(['all-on', 'all-off']);
    expect(result.outcome).toBe('not-a-plugin');
    expect(result.culprits).toEqual([]);
  });

  it('is part of the forecast', () => {
    expect(estimate({ ...options, price: PRICES.admin }).probes.likely).toBeLessThanOrEqual(3);
  });

  it('does not keep another culprit from being found', () => {
    for (const id of ids) {
      const { result } = play({ ...options, price: PRICES.admin, proof: 'auto' }, failsWith([id]));
      expect(result.culprits.map((culprit) => culprit.plugins)).toEqual([[id]]);
    }
  });

  it('is ignored where its weight is ordinary', () => {
    const even = { ...options, prior: Object.fromEntries([...ids, 'guard'].map((id) => [id, 1])) };
    const { steps } = play({ ...even, price: PRICES.admin }, failsWith(['p3']));
    const { steps: without } = play({ suspects: ids, price: PRICES.admin }, failsWith(['p3']));
    expect(steps.map(({ purpose }) => purpose)).toEqual(without.map(({ purpose }) => purpose));
  });
});
