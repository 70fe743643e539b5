import type { Mask } from '../sites.ts';

/** The sets a tool finally blames. */
export type Blame = readonly (readonly number[])[];

/**
 * Another tool's way of searching, written anew from what is known about it: yields the positions
 * that are on, receives whether the symptom shows, returns whom it blames.
 */
export type Peer = {
  readonly name: string;
  /** Random only where the tool is. */
  readonly search: (
    size: number,
    random: () => number,
  ) => Generator<readonly number[], Blame, boolean>;
};

/** Part of a search. */
export type Asking<T> = Generator<readonly number[], T, boolean>;

/** Positions 0 to size - 1. */
export const everyone = (size: number): number[] => Array.from({ length: size }, (_, i) => i);

/** `all` without `off`. */
export const minus = (all: readonly number[], off: readonly number[]): number[] => {
  const gone = new Set(off);
  return all.filter((index) => !gone.has(index));
};

/** Positions as a mask. */
export function maskOf(on: readonly number[], size: number): Mask {
  const mask = new Uint8Array(size);
  for (const index of on) mask[index] = 1;
  return mask;
}

/** Runs a finder again and again on what is left, until the rest passes; how tools for one set find several. */
export function* repeated(
  size: number,
  findOne: (pool: readonly number[]) => Asking<readonly number[]>,
): Asking<Blame> {
  const blamed: (readonly number[])[] = [];
  let pool: readonly number[] = everyone(size);
  while (yield pool) {
    if (pool.length === 0) break;
    const found = yield* findOne(pool);
    if (found.length === 0) break;
    blamed.push(found);
    pool = minus(pool, found);
  }
  return blamed;
}
