import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCulprits, PRICES, type SearchOptions, type Verdict } from '../../src/search/index.ts';
import {
  isReachable,
  minimalFailingSets,
  type Oracle,
  type Played,
  play,
  plugins,
  reachableSets,
  withNeeds,
} from './imagined-site.ts';

/** A small imagined site, described so that a counterexample reads as one. */
type World = {
  readonly options: SearchOptions & { readonly requires: Readonly<Record<string, string[]>> };
  /** Combinations that fail. */
  readonly fails: readonly (readonly string[])[];
  /** Combinations whose absence fails: what breaks monotony. */
  readonly needs: readonly (readonly string[])[];
  /** Which sets cannot be read: those whose number modulo this is 0; never for 0. */
  readonly unreadable: number;
  readonly salt: number;
};

const worlds = (allow: { needs?: boolean; unreadable?: boolean } = {}): fc.Arbitrary<World> =>
  fc.integer({ min: 1, max: 7 }).chain((count) => {
    const ids = plugins(count);
    const some = (most: number) =>
      fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1, maxLength: most });
    const requires = fc.dictionary(
      fc.constantFrom(...ids),
      fc.array(fc.constantFrom(...ids, 'absent'), { maxLength: 2 }),
      { maxKeys: 4 },
    );
    return fc.record({
      options: fc.record({
        suspects: fc.constant(ids),
        requires,
        pinned: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 1 }),
        prior: fc.option(
          fc.dictionary(fc.constantFrom(...ids), fc.constantFrom(0, 1, 2, 5, 100, -1, Number.NaN)),
          { nil: undefined },
        ),
        price: fc.constantFrom(PRICES.isolated, PRICES.admin, PRICES.rest, undefined),
        all: fc.boolean(),
        notAPlugin: fc.constantFrom(undefined, 0, 0.5, 1, Number.NaN),
      }),
      fails: fc.array(some(4), { maxLength: 4 }),
      needs: allow.needs ? fc.array(some(2), { maxLength: 2 }) : fc.constant([]),
      unreadable: allow.unreadable ? fc.integer({ min: 0, max: 9 }) : fc.constant(0),
      salt: fc.nat({ max: 1000 }),
    });
  });

const formulaOf =
  ({ fails, needs }: World): Oracle =>
  (on) =>
    fails.some((set) => set.every((id) => on.has(id))) ||
    needs.some((set) => set.every((id) => !on.has(id)))
      ? 'fails'
      : 'passes';

const oracleOf = (world: World): Oracle => {
  const formula = formulaOf(world);
  return (on): Verdict => {
    const number = [...on].reduce((sum, id) => sum * 31 + Number(id.slice(1)) + 7, world.salt);
    const isUnreadable = world.unreadable > 0 && number % (world.unreadable + 1) === 0;
    return isUnreadable ? 'unresolved' : formula(on);
  };
};

/** Everything true about a world, by brute force. */
function truthOf(world: World) {
  const { suspects, requires, pinned = [] } = world.options;
  const fixed = withNeeds(pinned, requires, suspects);
  const sets = reachableSets(suspects, requires).filter((set) =>
    [...fixed].every((id) => set.has(id)),
  );
  const formula = formulaOf(world);
  const needsOf = (id: string) => withNeeds([id], requires, suspects);
  // What must be named: members that no other member requires, and that are not always on.
  const named = (set: ReadonlySet<string>) =>
    [...set]
      .filter((id) => !fixed.has(id))
      .filter((id) => ![...set].some((other) => needsOf(other).has(id) && !needsOf(id).has(other)))
      .toSorted()
      .join();
  return {
    sets,
    formula,
    minimal: minimalFailingSets(sets, formula).map(named).toSorted(),
    startFails: formula(new Set(suspects)) === 'fails',
    floorFails: formula(fixed) === 'fails',
  };
}

const reported = ({ result }: Played) =>
  result.culprits.map((culprit) => [...culprit.plugins].toSorted().join()).toSorted();

/** Whether a culprit is a minimal failing set, or one less the plugins that it is said to need. */
function isExplained(
  { plugins: named, needs }: Played['result']['culprits'][number],
  minimal: readonly string[],
): boolean {
  return minimal.some((set) => {
    const members = set.split(',');
    return (
      named.every((id) => members.includes(id)) &&
      members.every((id) => named.includes(id) || needs.includes(id))
    );
  });
}

const check = (arbitrary: fc.Arbitrary<World>, property: (world: World) => void) =>
  fc.assert(fc.property(arbitrary, property), { numRuns: 800, seed: 401 });

describe('any monotone failure, any requirements, any pins, prior and price', () => {
  it('ends with the outcome that is true', () => {
    check(worlds(), (world) => {
      const truth = truthOf(world);
      const expected = !truth.startFails
        ? 'not-reproduced'
        : truth.floorFails
          ? 'not-a-plugin'
          : 'found';
      expect(play(world.options, oracleOf(world)).result.outcome).toBe(expected);
    });
  });

  it('gives true minimal failing sets only, each proven', () => {
    check(worlds(), (world) => {
      const played = play(world.options, oracleOf(world));
      const { minimal } = truthOf(world);
      for (const culprit of reported(played)) expect(minimal).toContain(culprit);
      for (const culprit of played.result.culprits)
        expect(culprit).toMatchObject({ without: 'passes', alone: 'fails' });
    });
  });

  it('misses no set that is disjoint from the reported ones, and none at all with all: true', () => {
    check(worlds(), (world) => {
      const played = play(world.options, oracleOf(world));
      if (played.result.outcome !== 'found') return;
      const found = reported(played);
      const { minimal } = truthOf(world);
      if (world.options.all) expect(found).toEqual(minimal);
      const members = new Set(found.flatMap((culprit) => culprit.split(',')));
      for (const set of minimal) expect(set.split(',').some((id) => members.has(id))).toBe(true);
    });
  });
});

describe('any site at all', () => {
  const anything = worlds({ needs: true, unreadable: true });

  it('gets only sets that its requirements allow, and none twice without a reason', () => {
    check(anything, (world) => {
      const { suspects, requires, pinned = [] } = world.options;
      const { steps } = play(world.options, oracleOf(world));
      const before = new Set<string>();
      for (const { active, purpose } of steps) {
        expect(isReachable(new Set(active), suspects, requires)).toBe(true);
        for (const id of pinned) expect(active).toContain(id);
        if (purpose !== 'repeat') expect(before).not.toContain(active.join());
        before.add(active.join());
      }
    });
  });

  it('gets the same sets again on replay', () => {
    check(anything, (world) => {
      const { steps, result } = play(world.options, oracleOf(world));
      const again = findCulprits(world.options);
      let next = again.next();
      for (const { verdict, ...step } of steps) {
        expect(next.value).toEqual(step);
        next = again.next(verdict);
      }
      expect(next).toEqual({ done: true, value: result });
    });
  });

  it('needs a bounded number of probes', () => {
    check(anything, (world) => {
      expect(play(world.options, oracleOf(world)).result.probes).toBeLessThan(150);
    });
  });
});

describe('any unreadable sets', () => {
  it('never lead to a false answer', () => {
    check(worlds({ unreadable: true }), (world) => {
      const played = play(world.options, oracleOf(world));
      const truth = truthOf(world);
      for (const culprit of played.result.culprits)
        expect(isExplained(culprit, truth.minimal)).toBe(true);
      if (played.result.outcome === 'not-a-plugin') expect(truth.floorFails).toBe(true);
      if (played.result.outcome === 'not-reproduced') expect(truth.startFails).toBe(false);
    });
  });
});

describe('plugins that cure the symptom', () => {
  it('never lead to a culprit that has no part in it', () => {
    check(worlds({ needs: true }), (world) => {
      const { requires, suspects } = world.options;
      const { sets, formula } = truthOf(world);
      for (const culprit of play(world.options, oracleOf(world)).result.culprits)
        for (const id of culprit.plugins) {
          const makesADifference = sets.some((set) => {
            const rest = new Set(
              [...set].filter((other) => !withNeeds([other], requires, suspects).has(id)),
            );
            return formula(set) === 'fails' && formula(rest) === 'passes';
          });
          expect(makesADifference, id).toBe(true);
        }
    });
  });
});

/** A site whose failure is any formula: plugins may belong to it, cure it, or both. */
type Anything = {
  readonly options: SearchOptions & { readonly requires: Readonly<Record<string, string[]>> };
  readonly terms: readonly { readonly on: readonly string[]; readonly off: readonly string[] }[];
};

const formulas: fc.Arbitrary<Anything> = fc.integer({ min: 1, max: 7 }).chain((count) => {
  const ids = plugins(count);
  const some = (most: number) => fc.uniqueArray(fc.constantFrom(...ids), { maxLength: most });
  return fc.record({
    options: fc.record({
      suspects: fc.constant(ids),
      requires: fc.dictionary(fc.constantFrom(...ids), some(1), { maxKeys: 2 }),
      price: fc.constantFrom(PRICES.isolated, PRICES.admin, PRICES.rest),
      proof: fc.constantFrom('full' as const, 'reversal' as const),
      cures: fc.boolean(),
      all: fc.boolean(),
    }),
    terms: fc.array(fc.record({ on: some(3), off: some(2) }), { minLength: 1, maxLength: 4 }),
  });
});

const answers =
  ({ terms }: Anything): Oracle =>
  (on) =>
    terms.some((term) => term.on.every((id) => on.has(id)) && !term.off.some((id) => on.has(id)))
      ? 'fails'
      : 'passes';

const checkAny = (property: (world: Anything) => void) =>
  fc.assert(fc.property(formulas, property), { numRuns: 3000, seed: 202412 });

describe('any formula, with plugins that both belong to the failure and cure it', () => {
  it('never names an innocent', () => {
    checkAny((world) => {
      const { suspects, requires } = world.options;
      const site = answers(world);
      const sets = reachableSets(suspects, requires);
      for (const { plugins: named } of play(world.options, site).result.culprits)
        for (const id of named) {
          const decides = sets.some((set) => {
            const rest = [...set].filter((one) => !withNeeds([one], requires, suspects).has(id));
            return site(set) === 'fails' && site(new Set(rest)) === 'passes';
          });
          expect(decides, id).toBe(true);
        }
    });
  });

  it('never calls a part of the culprit the whole without saying so', () => {
    checkAny((world) => {
      const { suspects, requires, proof } = world.options;
      const site = answers(world);
      for (const culprit of play(world.options, site).result.culprits) {
        const alone = site(withNeeds(culprit.plugins, requires, suspects));
        if (culprit.alone === 'fails') expect(alone).toBe('fails');
        else expect(proof).toBe('reversal');
      }
    });
  });

  it('tells of a proof by reversal only what was seen', () => {
    checkAny((world) => {
      if (world.options.proof !== 'reversal') return;
      const { steps, result } = play(world.options, answers(world));
      for (const culprit of result.culprits) {
        expect(culprit.again).toBe('fails');
        const last = steps.findLast(({ purpose }) => purpose === 'again');
        expect(last).toMatchObject({ active: world.options.suspects, verdict: 'fails' });
        expect(steps.some(({ verdict }) => verdict === 'passes')).toBe(true);
      }
    });
  });
});

describe('evidence handed over', () => {
  it('answers a finished search again without a probe', () => {
    check(worlds(), ({ options, ...rest }) => {
      // Of sets that overlap either may be named: all of them are asked for.
      const world = { ...rest, options: { ...options, all: true } };
      const first = play(world.options, oracleOf(world));
      const known = first.steps.map(({ active, verdict }) => ({ active, verdict }));
      const second = play({ ...world.options, known }, oracleOf(world));
      expect(second.result.outcome).toBe(first.result.outcome);
      expect(reported(second)).toEqual(reported(first));
      expect(second.result.probes).toBe(0);
    });
  });

  it('never makes the answer wrong, and is not probed again', () => {
    check(worlds({ unreadable: true }), (world) => {
      const { sets, minimal, startFails, floorFails } = truthOf(world);
      const oracle = oracleOf(world);
      const known = sets
        .filter((_, at) => (at + world.salt) % 3 === 0)
        .map((set) => ({ active: [...set], verdict: oracle(set) }));
      const played = play({ ...world.options, known }, oracle);
      for (const culprit of played.result.culprits)
        expect(isExplained(culprit, minimal)).toBe(true);
      if (played.result.outcome === 'not-a-plugin') expect(floorFails).toBe(true);
      if (played.result.outcome === 'not-reproduced') expect(startFails).toBe(false);
      const told = known.map(({ active }) => active.toSorted().join());
      for (const { active } of played.steps) expect(told).not.toContain(active.toSorted().join());
    });
  });
});
