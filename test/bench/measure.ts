import { findCulprits, type Price } from '../../src/search/index.ts';
import { type Blame, maskOf, type Peer } from './peers/peer.ts';
import type { Mask, Shape, Site } from './sites.ts';

/** What one run cost, the way back to the baseline included. */
export type Cost = {
  readonly isExact: boolean;
  readonly probes: number;
  readonly states: number;
  readonly toggles: number;
  /** Plugins off, summed over probes: the harm to a live site in plugin-probes. */
  readonly off: number;
};

/** A plan to measure: ours under a price, or another tool's. */
export type Plan = {
  readonly name: string;
  readonly isOurs: boolean;
  readonly run: (site: Site, shape: Shape, random: () => number) => Cost;
};

const PROBES_AT_MOST = 100_000;

/** Counts what a sequence of sets costs. */
function meter(size: number) {
  let before = new Uint8Array(size).fill(1);
  const cost = { probes: 0, states: 0, toggles: 0, off: 0 };
  const move = (on: Mask) => {
    let changed = 0;
    for (let i = 0; i < size; i++) if (on[i] !== before[i]) changed += 1;
    cost.states += changed > 0 ? 1 : 0;
    cost.toggles += changed;
    before = on as Uint8Array<ArrayBuffer>;
  };
  return {
    probe(on: Mask) {
      if (cost.probes > PROBES_AT_MOST) throw new Error('A plan does not end.');
      move(on);
      cost.probes += 1;
      for (let i = 0; i < size; i++) cost.off += 1 - on[i]!;
    },
    restored() {
      move(new Uint8Array(size).fill(1));
      return cost;
    },
  };
}

/** Our search under a price. */
export function ours(name: string, price: Price): Plan {
  return {
    name,
    isOurs: true,
    run(site, shape, random) {
      const suspects = Array.from({ length: site.size }, (_, index) => `p${index}`);
      const counted = meter(site.size);
      const search = findCulprits({
        suspects,
        price,
        all: shape.all,
        requires:
          site.requires &&
          Object.fromEntries(site.requires.map((needs, i) => [`p${i}`, needs.map((n) => `p${n}`)])),
        flaky: site.rate === undefined ? undefined : { failRate: site.rate, error: 0.01 },
      });
      let next = search.next();
      while (!next.done) {
        const on = maskOf(next.value.active.map(indexOf), site.size);
        counted.probe(on);
        const shows = site.fails(on) && (site.rate === undefined || random() < site.rate);
        next = search.next(site.isUnreadable?.(on) ? 'unresolved' : shows ? 'fails' : 'passes');
      }
      const { outcome, culprits } = next.value;
      const blame = culprits.map((culprit) => culprit.plugins.map(indexOf));
      const isRightKind = outcome === (site.answer.length > 0 ? 'found' : 'not-a-plugin');
      return { ...counted.restored(), isExact: isRightKind && isSame(blame, site.answer) };
    },
  };
}

/** Another tool's search. */
export function theirs(peer: Peer): Plan {
  return {
    name: peer.name,
    isOurs: false,
    run(site, _shape, random) {
      const counted = meter(site.size);
      const search = peer.search(site.size, random);
      let next = search.next();
      while (!next.done) {
        const on = maskOf(next.value, site.size);
        counted.probe(on);
        next = search.next(site.fails(on));
      }
      return { ...counted.restored(), isExact: isSame(next.value, site.answer) };
    },
  };
}

const indexOf = (id: string): number => Number(id.slice(1));

function isSame(blame: Blame, answer: Blame): boolean {
  const keys = (sets: Blame) =>
    sets
      .map((set) => set.toSorted((a, b) => a - b).join())
      .toSorted()
      .join('|');
  return keys(blame) === keys(answer);
}

/** Many runs in one line. */
export type Row = {
  readonly shape: string;
  readonly size: number;
  readonly plan: string;
  readonly isOurs: boolean;
  readonly placements: number;
  readonly exactRate: number;
  readonly probes: number;
  readonly probesP95: number;
  readonly states: number;
  readonly toggles: number;
  readonly off: number;
  /** Yes/no answers that tell the placements apart, proof not included; null where not stated. */
  readonly boundProbes: number | null;
  /** Every plugin must be seen off once and switched on again; null where no culprit is to be proven. */
  readonly boundToggles: number | null;
};

/** Summarises runs of one plan on one shape. */
export function summarise(plan: Plan, shape: Shape, size: number, costs: readonly Cost[]): Row {
  const mean = (of: (cost: Cost) => number) =>
    costs.reduce((sum, cost) => sum + of(cost), 0) / costs.length;
  const sorted = costs.map((cost) => cost.probes).toSorted((a, b) => a - b);
  return {
    shape: shape.name,
    size,
    plan: plan.name,
    isOurs: plan.isOurs,
    placements: costs.length,
    exactRate: mean((cost) => (cost.isExact ? 1 : 0)),
    probes: mean((cost) => cost.probes),
    probesP95: sorted[Math.ceil(0.95 * sorted.length) - 1]!,
    states: mean((cost) => cost.states),
    toggles: mean((cost) => cost.toggles),
    off: mean((cost) => cost.off),
    boundProbes: shape.placements ? Math.log2(shape.placements(size)) : null,
    boundToggles: shape.name === 'no plugin' ? null : 2 * size,
  };
}
