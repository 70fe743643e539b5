import { describe, expect, it } from 'vitest';
import { findCulprits, PRICES, type SearchOptions } from '../../src/search/index.ts';
import { failsWith, formula, play, plugins } from './imagined-site.ts';

const ids = plugins(12);
const named = (result: { culprits: readonly { plugins: readonly string[] }[] }) =>
  result.culprits.map((culprit) => culprit.plugins);

describe('one site, one answer', () => {
  it('finds the one plugin, with both proofs', () => {
    const { result } = play({ suspects: ids }, failsWith(['p7']));
    expect(result).toMatchObject({
      outcome: 'found',
      culprits: [{ plugins: ['p7'], without: 'passes', alone: 'fails' }],
      confidence: 1,
    });
  });

  it('finds every one of several independent plugins', () => {
    const { result } = play({ suspects: ids }, failsWith(['p2'], ['p5'], ['p11']));
    expect(result.outcome).toBe('found');
    expect(named(result)).toHaveLength(3);
    expect(named(result)).toEqual(expect.arrayContaining([['p2'], ['p5'], ['p11']]));
  });

  it.each([[['p1', 'p9']], [['p0', 'p4', 'p8']], [['p2', 'p3', 'p10', 'p11']]])(
    'names all of %j, which fail only together',
    (together) => {
      const { result } = play({ suspects: ids }, failsWith(together));
      expect(named(result)).toEqual([together]);
      expect(result.culprits[0]).toMatchObject({ without: 'passes', alone: 'fails' });
    },
  );

  it('finds a plugin beside a combination', () => {
    const { result } = play({ suspects: ids }, failsWith(['p1', 'p9'], ['p4']));
    expect(named(result)).toHaveLength(2);
    expect(named(result)).toEqual(expect.arrayContaining([['p1', 'p9'], ['p4']]));
  });

  it('finds one of two overlapping combinations, and both with all: true', () => {
    const site = failsWith(['p1', 'p4'], ['p1', 'p9']);
    const one = named(play({ suspects: ids }, site).result);
    expect([
      ['p1', 'p4'],
      ['p1', 'p9'],
    ]).toContainEqual(one[0]);
    expect(one).toHaveLength(1);
    const both = named(play({ suspects: ids, all: true }, site).result);
    expect(both).toHaveLength(2);
    expect(both).toEqual(
      expect.arrayContaining([
        ['p1', 'p4'],
        ['p1', 'p9'],
      ]),
    );
  });

  it('says "not reproduced" after one probe where the symptom does not appear', () => {
    const { result } = play({ suspects: ids }, formula('false'));
    expect(result).toMatchObject({
      outcome: 'not-reproduced',
      culprits: [],
      probes: 1,
      toggles: 0,
    });
  });

  it.each(['isolated', 'admin', 'rest'] as const)(
    'blames no plugin when the symptom stays with all of them off (%s)',
    (kind) => {
      const { result } = play({ suspects: ids, price: PRICES[kind] }, formula('true'));
      expect(result).toMatchObject({ outcome: 'not-a-plugin', culprits: [] });
    },
  );
});

describe('what the caller may hand in', () => {
  it('may be an empty list of suspects', () => {
    expect(play({ suspects: [] }, formula('true')).result.outcome).toBe('not-a-plugin');
    expect(play({ suspects: [] }, formula('false')).result.outcome).toBe('not-reproduced');
  });

  it('may be one suspect', () => {
    const { result } = play({ suspects: ['p0'] }, failsWith(['p0']));
    expect(named(result)).toEqual([['p0']]);
    expect(result.probes).toBe(2);
  });

  it('may name a plugin twice', () => {
    const { result, steps } = play({ suspects: ['a', 'b', 'a', 'b', 'c'] }, failsWith(['b']));
    expect(named(result)).toEqual([['b']]);
    for (const { active } of steps) expect(new Set(active).size).toBe(active.length);
  });

  it('may pin plugins, which then stay on, also where they are suspects or required by a pinned one', () => {
    const options: SearchOptions = {
      suspects: ['a', 'b', 'c', 'd'],
      pinned: ['b', 'outside'],
      requires: { b: ['c'] },
    };
    const { result, steps } = play(options, failsWith(['d', 'c', 'outside']));
    for (const { active } of steps)
      expect(active).toEqual(expect.arrayContaining(['outside', 'b', 'c']));
    expect(named(result)).toEqual([['d']]);
  });

  it('keeps its order in every set that is yielded', () => {
    const { steps } = play({ suspects: ['z', 'a', 'm', 'b'], pinned: ['m'] }, failsWith(['b']));
    for (const { active } of steps)
      expect(active).toEqual(['z', 'a', 'm', 'b'].filter((id) => active.includes(id)));
  });

  it('may require unknown plugins, which is ignored', () => {
    const requires = { p1: ['nowhere'], stranger: ['p2'], p3: ['p3'] };
    expect(named(play({ suspects: ids, requires }, failsWith(['p3'])).result)).toEqual([['p3']]);
  });

  it('may hold plugins that require each other, which are switched and named together', () => {
    const requires = { p1: ['p2'], p2: ['p3'], p3: ['p1'] };
    const { result, steps } = play({ suspects: ids, requires }, failsWith(['p2']));
    for (const { active } of steps)
      expect(new Set(['p1', 'p2', 'p3'].map((id) => active.includes(id))).size).toBe(1);
    expect(named(result)).toEqual([['p1', 'p2', 'p3']]);
  });

  it.each([
    [{ p1: 0, p2: -4, p3: Number.NaN, p4: Number.POSITIVE_INFINITY, stranger: 9 }],
    [{ p6: -1 }],
    [{ p6: 0 }],
    [Object.fromEntries(ids.map((id) => [id, 0]))],
  ])('may be the prior %j without changing the answer', (prior) => {
    expect(named(play({ suspects: ids, prior }, failsWith(['p6'])).result)).toEqual([['p6']]);
  });

  it.each([
    [{ probe: 0, state: 0, toggle: 0 }],
    [{ probe: 0, state: 0, toggle: 1 }],
    [{ probe: 1, state: 5, toggle: 3 }],
    [{ probe: Number.NaN, state: -1, toggle: Number.POSITIVE_INFINITY }],
  ])('may be the price %j without changing the answer', (price) => {
    expect(named(play({ suspects: ids, price }, failsWith(['p6', 'p7'])).result)).toEqual([
      ['p6', 'p7'],
    ]);
  });

  it.each([0, 1, Number.NaN, -1])(
    'may be the error probability %d without changing the answer',
    (error) => {
      const flaky = { failRate: 1, error };
      expect(named(play({ suspects: ids, flaky }, failsWith(['p6'])).result)).toEqual([['p6']]);
    },
  );

  it('may be ids that name properties of every object', () => {
    const suspects = ['constructor', '__proto__', 'toString', 'a'];
    const { result } = play({ suspects, requires: { a: ['toString'] } }, failsWith(['__proto__']));
    expect(named(result)).toEqual([['__proto__']]);
  });
});

describe('plugins that require others', () => {
  const suspects = ['shop', 'shop-mail', 'shop-tax', 'forms', 'cache'];
  const requires = { 'shop-mail': ['shop'], 'shop-tax': ['shop'] };

  it('does not blame a dependent for its parent', () => {
    const { result } = play({ suspects, requires }, failsWith(['shop']));
    expect(named(result)).toEqual([['shop']]);
  });

  it('does not blame the parent for a dependent', () => {
    const { result } = play({ suspects, requires }, failsWith(['shop-tax']));
    expect(named(result)).toEqual([['shop-tax']]);
  });

  it('proves a dependent alone together with what it requires', () => {
    const { steps } = play({ suspects, requires }, failsWith(['shop-tax']));
    expect(steps.filter((step) => step.purpose === 'alone').at(-1)?.active).toEqual([
      'shop',
      'shop-tax',
    ]);
  });

  it('finds a culprit that only went off because its parent did', () => {
    const { result } = play({ suspects, requires }, failsWith(['shop', 'cache'], ['shop-mail']));
    expect(named(result)).toEqual(expect.arrayContaining([['shop', 'cache'], ['shop-mail']]));
  });
});

describe('a running search', () => {
  it('counts its own probes, and states and toggles with the way back', () => {
    const { result, steps } = play({ suspects: ids }, failsWith(['p7']));
    expect(result.probes).toBe(steps.length);
    const sets = [...steps.map((step) => step.active), ids];
    let before: readonly string[] = ids;
    const cost = { states: 0, toggles: 0 };
    for (const set of sets) {
      const changed = ids.filter((id) => set.includes(id) !== before.includes(id)).length;
      cost.toggles += changed;
      cost.states += changed > 0 ? 1 : 0;
      before = set;
    }
    expect(result).toMatchObject(cost);
  });

  it('says why it probes and how far it is', () => {
    const { steps } = play({ suspects: ids }, failsWith(['p7']));
    expect(steps[0]).toMatchObject({ purpose: 'all-on', suspectsLeft: 12 });
    expect(steps.at(-1)).toMatchObject({ suspectsLeft: 1, probesToGo: 1 });
    expect(['alone', 'without']).toContain(steps.at(-1)?.purpose);
    for (const [at, step] of steps.entries()) {
      expect(step.probesToGo).toBeGreaterThanOrEqual(1);
      expect(Math.abs(step.probesToGo - (steps.length - at))).toBeLessThanOrEqual(2);
    }
  });

  it('asks the same again when it is replayed, so that a run can be resumed', () => {
    const { steps } = play({ suspects: ids, all: true }, failsWith(['p1', 'p4'], ['p1', 'p9']));
    const again = findCulprits({ suspects: ids, all: true });
    let next = again.next();
    for (const step of steps) {
      expect(next.value).toMatchObject({ active: step.active });
      next = again.next(step.verdict);
    }
    expect(next.done).toBe(true);
  });
});
