import {
  findCulprits,
  PRICES,
  type Price,
  type Proof,
  type SearchOptions,
  type SearchResult,
  type Verdict,
} from '../../src/search/index.ts';
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
  /** Rounds: requests that wait for one another. Looks at one state are made side by side. */
  readonly depth: number;
  /** Share of steps whose forecast was within a factor of two; null where none is made. */
  readonly honest: number | null;
};

/** How plugins are switched, which decides what waits for what. */
export type Kind = keyof typeof PRICES;

/** A plan to measure: ours under a price, or another tool's. */
export type Plan = {
  readonly name: string;
  readonly isOurs: boolean;
  readonly proof: Proof | null;
  readonly run: (site: Site, shape: Shape, random: () => number) => Cost;
};

const PROBES_AT_MOST = 100_000;

/** Counts what a sequence of sets costs. */
function meter(size: number, kind: Kind) {
  let before = new Uint8Array(size).fill(1);
  const cost = { probes: 0, states: 0, toggles: 0, off: 0, depth: 0 };
  const move = (on: Mask): boolean => {
    let [up, down] = [0, 0];
    for (let i = 0; i < size; i++) {
      if (on[i]! > before[i]!) up += 1;
      if (on[i]! < before[i]!) down += 1;
    }
    const isNew = up + down > 0;
    cost.states += isNew ? 1 : 0;
    cost.toggles += up + down;
    // The form of wp-admin switches any number at once, but one way only; REST one after the other.
    if (kind === 'admin') cost.depth += Math.sign(up) + Math.sign(down);
    if (kind === 'rest') cost.depth += up + down;
    before = on as Uint8Array<ArrayBuffer>;
    return isNew;
  };
  return {
    probe(on: Mask) {
      if (cost.probes > PROBES_AT_MOST) throw new Error('A plan does not end.');
      const isNew = move(on);
      if (isNew || cost.probes === 0) cost.depth += 1;
      cost.probes += 1;
      for (let i = 0; i < size; i++) cost.off += 1 - on[i]!;
    },
    restored() {
      if (move(new Uint8Array(size).fill(1))) cost.depth += 1;
      return cost;
    },
  };
}

/** Our search for one kind of switch, at its price. */
export function ours(kind: Kind, proof: Proof, price: Price = PRICES[kind]): Plan {
  return {
    name: `wp-bisect, ${kind}, ${proof}`,
    isOurs: true,
    proof,
    run(site, shape, random) {
      const counted = meter(site.size, kind);
      const togo: number[] = [];
      const ask = (on: Mask): Verdict => {
        counted.probe(on);
        const shows = site.fails(on) && (site.rate === undefined || random() < site.rate);
        return site.isUnreadable?.(on) ? 'unresolved' : shows ? 'fails' : 'passes';
      };
      const options = optionsFor(site, shape, price, proof);
      let played = playThrough(options, site.size, ask, togo);
      // Another answer with everything off than with everything on: that is for the caller to see.
      if (played.result.outcome === 'not-a-plugin' && site.isAnotherAnswerWithAllOff)
        played = playThrough({ ...options, known: played.known, cures: true }, site.size, ask, []);
      const { outcome, culprits } = played.result;
      const blame = culprits.map((culprit) => culprit.plugins.map(indexOf));
      const isRightKind = outcome === (site.answer.length > 0 ? 'found' : 'not-a-plugin');
      const within = togo.filter((told, at) => isWithinTwo(told, togo.length - at)).length;
      return {
        ...counted.restored(),
        isExact: isRightKind && isSame(blame, site.answer),
        honest: within / togo.length,
      };
    },
  };
}

const isWithinTwo = (a: number, b: number): boolean => Math.max(a, b) <= 2 * Math.min(a, b);

function optionsFor(site: Site, shape: Shape, price: Price, proof: Proof): SearchOptions {
  const ids = Array.from({ length: site.size }, (_, index) => `p${index}`);
  const pinned = (site.pinned ?? []).map((index) => `p${index}`);
  return {
    suspects: ids,
    pinned,
    price,
    proof,
    cures: false,
    prior: site.named === undefined ? undefined : { [`p${site.named}`]: 20 },
    all: shape.all,
    requires:
      site.requires &&
      Object.fromEntries(site.requires.map((needs, i) => [`p${i}`, needs.map((n) => `p${n}`)])),
    flaky: site.rate === undefined ? undefined : { failRate: site.rate, error: 0.01 },
  };
}

function playThrough(
  options: SearchOptions,
  size: number,
  ask: (on: Mask) => Verdict,
  togo: number[],
): { result: SearchResult; known: { active: readonly string[]; verdict: Verdict }[] } {
  const known: { active: readonly string[]; verdict: Verdict }[] = [];
  const search = findCulprits(options);
  let next = search.next();
  while (!next.done) {
    const { active, probesToGo } = next.value;
    togo.push(probesToGo);
    const verdict = ask(maskOf(active.map(indexOf), size));
    known.push({ active, verdict });
    next = search.next(verdict);
  }
  return { result: next.value, known };
}

/** Another tool's search. */
export function theirs(peer: Peer): Plan {
  return {
    name: peer.name,
    isOurs: false,
    proof: null,
    run(site, _shape, random) {
      const counted = meter(site.size, 'admin');
      const search = peer.search(site.size, random);
      let next = search.next();
      while (!next.done) {
        const on = maskOf(next.value, site.size);
        counted.probe(on);
        next = search.next(site.fails(on));
      }
      const isExact = isSame(next.value, site.answer);
      return { ...counted.restored(), isExact, honest: null };
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
  readonly depth: number;
  readonly honest: number | null;
  readonly proof: Proof | null;
  /** Yes/no answers that tell the placements apart, proof not included; null where not stated. */
  readonly boundProbes: number | null;
  /** Under the full proof every plugin must be seen off once and come back; null where none is proven. */
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
    depth: mean((cost) => cost.depth),
    honest: plan.isOurs ? mean((cost) => cost.honest ?? 0) : null,
    proof: plan.proof,
    boundProbes: shape.placements ? Math.log2(shape.placements(size)) : null,
    boundToggles: shape.isBlameless ? null : 2 * size,
  };
}
