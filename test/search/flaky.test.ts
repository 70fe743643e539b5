import { describe, expect, it } from 'vitest';
import { failsWith, type Oracle, play, plugins, randomFrom } from './imagined-site.ts';

const ids = plugins(30);

/** A site whose symptom shows only with probability `rate` where its cause is active. */
function sometimes(rate: number, site: Oracle, seed: number): Oracle {
  const random = randomFrom(seed);
  return (active) => (site(active) === 'fails' && random() < rate ? 'fails' : 'passes');
}

const shapes: readonly { name: string; sets: string[][] }[] = [
  { name: 'one', sets: [['p17']] },
  { name: 'two', sets: [['p3'], ['p22']] },
  { name: 'pair', sets: [['p5', 'p19']] },
];

describe('a symptom that shows half of the time', () => {
  it.each(shapes)('is traced to its cause in at least 99 of 100 runs ($name)', ({ sets }) => {
    const runs = 200;
    let exact = 0;
    const wanted = sets
      .map((set) => set.join())
      .toSorted()
      .join('|');
    for (let seed = 1; seed <= runs; seed++) {
      const site = sometimes(0.5, failsWith(...sets), seed);
      const flaky = { failRate: 0.5, error: 0.05 };
      const { result } = play({ suspects: ids, flaky }, site);
      const found = result.culprits.map((culprit) => culprit.plugins.join()).toSorted();
      if (found.join('|') === wanted) exact += 1;
    }
    expect(exact / runs).toBeGreaterThanOrEqual(0.99);
  });

  it('has its rate measured where the caller does not give it', () => {
    for (const [seed, rate] of [0.25, 0.5, 0.9, 1].entries()) {
      const site = sometimes(rate, failsWith(['p17']), seed + 1);
      const { result, steps } = play({ suspects: ids, flaky: { error: 0.01 } }, site);
      expect(result.culprits.map((culprit) => culprit.plugins)).toEqual([['p17']]);
      const baseline = steps.filter((step) => step.active.length === 30);
      expect(baseline.filter((step) => step.verdict === 'fails')).toHaveLength(8);
    }
  });

  it('is repeated by requests, not by toggles', () => {
    const steady = play({ suspects: ids }, failsWith(['p17'])).result;
    const flaky = play(
      { suspects: ids, flaky: { failRate: 0.5, error: 0.01 } },
      sometimes(0.5, failsWith(['p17']), 4),
    ).result;
    expect(flaky.probes).toBeGreaterThan(3 * steady.probes);
    expect(flaky.toggles).toBe(steady.toggles);
  });

  it('is not repeated after a failure of a set', () => {
    const site = sometimes(0.5, failsWith(['p17']), 9);
    const { steps } = play({ suspects: ids, flaky: { failRate: 0.5, error: 0.01 } }, site);
    for (const [at, step] of steps.entries())
      if (step.verdict === 'fails')
        expect(steps[at + 1]?.active.join()).not.toBe(step.active.join());
  });

  it('is repeated more often for a smaller error', () => {
    const probes = (error: number) =>
      play(
        { suspects: ids, flaky: { failRate: 0.5, error } },
        sometimes(0.5, failsWith(['p17']), 3),
      ).result.probes;
    expect(probes(1e-6)).toBeGreaterThan(probes(0.1));
  });

  it('is reported with the confidence of the answer', () => {
    const flaky = { failRate: 0.5, error: 0.05 };
    const { result } = play({ suspects: ids, flaky }, sometimes(0.5, failsWith(['p17']), 3));
    expect(result.confidence).toBeGreaterThan(0.95);
    expect(result.confidence).toBeLessThan(1);
  });

  it('is called gone only after it stayed away long enough', () => {
    const flaky = { failRate: 0.5, error: 0.01 };
    const { result } = play({ suspects: ids, flaky }, () => 'passes');
    expect(result.outcome).toBe('not-reproduced');
    expect(result.probes).toBeGreaterThanOrEqual(10);
  });

  it('is neither confirmed nor cleared by another error', () => {
    const random = randomFrom(5);
    const { result } = play({ suspects: ids, flaky: { failRate: 0.5, error: 0.01 } }, (on) => {
      if (on.has('p2') && on.size < 20) return 'unresolved';
      return on.has('p17') && random() < 0.5 ? 'fails' : 'passes';
    });
    expect(result.culprits.map((culprit) => culprit.plugins)).toEqual([['p17']]);
  });
});
