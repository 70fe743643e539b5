import type { Price } from './types.ts';

/**
 * Expected cost still to come, proofs included, with m equally likely single culprits left.
 * Only waste counts: each plugin must be switched off and on again once in any case, because only a
 * set that fails without it clears it of being part of a combination.
 */
export type CostTable = {
  /** Price of one probe in a new state. */
  readonly step: number;
  /** Price of switching one plugin. */
  readonly toggle: number;
  /** The site fails now: the candidates are on. `m` may be fractional (a perplexity). */
  readonly whenOn: (m: number) => number;
  /** The site passes now: the candidates are off. */
  readonly whenOff: (m: number) => number;
};

/** Fills the table by dynamic programming for up to `size` candidates, in O(size²). */
export function costTable(price: Price, size: number): CostTable {
  const sum = sane(price.probe) + sane(price.state);
  const toggle = sane(price.toggle);
  const step = sum > 0 ? sum : toggle > 0 ? toggle / 1000 : 1;
  // One candidate: 'alone' was just seen where it is on; both proofs are missing where it is off.
  const on = [0, step];
  const off = [0, 2 * step + 2 * toggle];
  for (let m = 2; m <= Math.max(2, size); m++) {
    off[m] = Number.POSITIVE_INFINITY;
    on[m] = Number.POSITIVE_INFINITY;
    for (let k = 1; k < m; k++) {
      const share = k / m;
      // Trying one of several by itself tells nothing about combinations: it loses ties.
      const lonely = m > 2 && (k === 1 || k === m - 1) ? step / 100 : 0;
      const turnOn = step + lonely + 2 * toggle * k + share * on[k]! + (1 - share) * off[m - k]!;
      const turnOff = step + lonely + share * off[k]! + (1 - share) * on[m - k]!;
      if (turnOn < off[m]!) off[m] = turnOn;
      if (turnOff < on[m]!) on[m] = turnOff;
    }
  }
  return { step, toggle, whenOn: (m) => interpolate(on, m), whenOff: (m) => interpolate(off, m) };
}

function interpolate(table: readonly number[], m: number): number {
  const low = Math.min(table.length - 1, Math.max(0, Math.floor(m)));
  const high = Math.min(table.length - 1, low + 1);
  return table[low]! + (table[high]! - table[low]!) * Math.min(1, Math.max(0, m - low));
}

const sane = (value: number): number => (Number.isFinite(value) && value > 0 ? value : 0);
