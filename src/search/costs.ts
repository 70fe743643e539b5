import type { Price } from './types.ts';

/**
 * Expected cost still to come under the full proof, with m equally likely single culprits left. Only
 * waste counts: each plugin must be switched off and on again once in any case, because only a set
 * that fails without it clears it of being part of a combination. What candidates cost by being off is
 * in it; what the others cost meanwhile is `off` times the looks still to come.
 */
export type CostTable = {
  /** Price of one probe in a new state. */
  readonly step: number;
  /** Price of switching one plugin. */
  readonly toggle: number;
  /** Price of one plugin being off during one look. */
  readonly off: number;
  /** The site fails now: the candidates are on. `m` may be fractional (a perplexity). */
  readonly whenOn: RemainingCost;
  /** The site passes now: the candidates are off. */
  readonly whenOff: RemainingCost;
  /** Whether, with everything failed so far and `m` candidates left, 'all off' is the best look. */
  readonly asksAllOff: (m: number) => boolean;
};

/** What `m` candidates still cost, and how many looks that takes before the proof. */
type RemainingCost = {
  readonly cost: (m: number) => number;
  readonly looks: (m: number) => number;
};

/** Fills the table by dynamic programming for up to `size` candidates, in O(size²). */
export function costTable(price: Price, size: number, belief: number): CostTable {
  const { step, toggle, off } = unitPrices(price);
  // One candidate: 'alone' was just seen where it is on; both proofs are missing where it is off.
  const on = [0, step + off];
  const dark = [0, 2 * step + 2 * toggle + off * size];
  const looksOn = [0, 0];
  const looksDark = [0, 0];
  for (let m = 2; m <= Math.max(2, size); m++) {
    dark[m] = Number.POSITIVE_INFINITY;
    on[m] = Number.POSITIVE_INFINITY;
    for (let k = 1; k < m; k++) {
      const share = k / m;
      // Trying one of several by itself tells nothing about combinations: it loses ties.
      const lonely = m > 2 && (k === 1 || k === m - 1) ? step / 100 : 0;
      // Of those that are off, k come back; if it fails now, the others stay off as cleared.
      const outside = off * (m - k);
      const turnOn =
        step +
        lonely +
        2 * toggle * k +
        outside +
        share * (on[k]! + outside * looksOn[k]!) +
        (1 - share) * dark[m - k]!;
      const turnOff =
        step +
        lonely +
        off * k +
        share * dark[k]! +
        (1 - share) * (on[m - k]! + off * k * looksOn[m - k]!);
      if (turnOn < dark[m]!) {
        dark[m] = turnOn;
        looksDark[m] = 1 + share * looksOn[k]! + (1 - share) * looksDark[m - k]!;
      }
      if (turnOff < on[m]!) {
        on[m] = turnOff;
        looksOn[m] = 1 + share * looksDark[k]! + (1 - share) * looksOn[m - k]!;
      }
    }
  }
  const ahead = (cost: readonly number[], looks: readonly number[]): RemainingCost => ({
    cost: (m) => interpolate(cost, m),
    looks: (m) => interpolate(looks, m),
  });
  const whenOff = ahead(dark, looksDark);
  const asksAllOff = allOffFirst({ step, toggle, off }, whenOff, size, belief);
  return { step, toggle, off, whenOn: ahead(on, looksOn), whenOff, asksAllOff };
}

const LIKELY_NO_PLUGIN = 0.4;

/**
 * When to ask 'all off' while everything fails and only the `m` candidates are on. Each look makes it
 * likelier that no plugin is to blame; `belief` is how likely that was at first.
 */
function allOffFirst(
  { step, toggle, off }: { step: number; toggle: number; off: number },
  whenOff: RemainingCost,
  size: number,
  belief: number,
): (m: number) => boolean {
  const everything = step + off * size;
  const asks: boolean[] = [false];
  const growing = [0];
  for (let m = 1; m <= size; m++) {
    const isPlugin = 1 - belief / (belief + ((1 - belief) * m) / size);
    const outside = off * (size - m);
    const passed = m === 1 ? step + off : whenOff.cost(m) + outside * whenOff.looks(m);
    const allOff = everything + isPlugin * passed;
    const split =
      m === 1
        ? step + off + (1 - isPlugin) * (everything + 2 * toggle * (size - 1))
        : least(1, m - 1, (k) => {
            const share = (isPlugin * k) / m;
            const after = whenOff.cost(k) + outside * whenOff.looks(k);
            return step + outside + off * k + share * after + (1 - share) * growing[m - k]!;
          });
    growing[m] = Math.min(allOff, split);
    // A tie goes to the culprit's plan. Where toggles cost, all that is off by now would be wasted.
    const isLikely = toggle > 0 && 1 - isPlugin >= LIKELY_NO_PLUGIN;
    asks[m] = isLikely || allOff < split - step / 8;
  }
  return (m) => asks[Math.min(size, Math.max(0, Math.round(m)))] ?? false;
}

/**
 * The same under the proof by reversal. Once a set passed, only candidates are off. Until then what was
 * cleared stays off: everything must go off once if no plugin is to blame, and no toggle is wasted.
 */
export type ReversalTable = {
  readonly step: number;
  readonly toggle: number;
  readonly off: number;
  /** The site passes with exactly `m` candidates off. */
  readonly passing: (m: number) => number;
  /** Some set passed, and then one failed: the `m` candidates are on. */
  readonly failing: (m: number) => number;
  /** Everything failed so far, no plugin may be to blame, and only the `m` candidates are on. */
  readonly growing: (m: number) => number;
};

/**
 * Fills the table for up to `size` candidates, in O(size²). A plugin that goes off comes back in any
 * case: both switchings are charged when it goes off. `belief`: that no plugin is to blame at all.
 */
export function reversalTable(price: Price, size: number, belief: number): ReversalTable {
  const { step, toggle, off } = unitPrices(price);
  const gone = 2 * toggle + off;
  // One candidate: everything on once more is missing, and before that the look without it.
  const passing = [0, step];
  const failing = [0, step + gone + step];
  for (let m = 2; m <= size; m++) {
    const told = (k: number) => (k / m) * passing[k]! + (1 - k / m) * failing[m - k]!;
    passing[m] = least(1, m - 1, (k) => step + off * k + told(k));
    failing[m] = least(1, m - 1, (k) => step + gone * k + told(k));
  }
  const growing = [0];
  for (let m = 1; m <= size; m++) {
    const isPlugin = 1 - belief / (belief + ((1 - belief) * m) / size);
    growing[m] = least(1, m, (k) => {
      const share = (isPlugin * k) / m;
      const isNotAlone = k === 1 && m < size;
      const passed = passing[k]! + (isNotAlone ? step + off : 0);
      const look = step + gone * k + off * (size - m);
      return look + share * passed + (1 - share) * growing[m - k]!;
    });
  }
  const at = (table: readonly number[]) => (m: number) => interpolate(table, m);
  return { step, toggle, off, passing: at(passing), failing: at(failing), growing: at(growing) };
}

function least(from: number, to: number, cost: (k: number) => number): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let k = from; k <= to; k++) lowest = Math.min(lowest, cost(k));
  return lowest;
}

/** A price that can be reckoned with, whatever was given; a step is never free. */
function unitPrices(price: Price): { step: number; toggle: number; off: number } {
  const sum = sane(price.probe) + sane(price.state);
  const toggle = sane(price.toggle);
  const step = sum > 0 ? sum : toggle > 0 ? toggle / 1000 : 1;
  return { step, toggle, off: sane(price.off ?? 0) };
}

/** The value at a fractional place between two entries. */
function interpolate(table: readonly number[], m: number): number {
  const low = Math.min(table.length - 1, Math.max(0, Math.floor(m)));
  const high = Math.min(table.length - 1, low + 1);
  return table[low]! + (table[high]! - table[low]!) * Math.min(1, Math.max(0, m - low));
}

const sane = (value: number): number => (Number.isFinite(value) && value > 0 ? value : 0);
