/** A set of small integers, one bit each. Treated as immutable outside this file. */
export type Bits = Uint32Array;

/** The empty set over `size` possible members. */
export const noBits = (size: number): Bits => new Uint32Array(Math.max(1, Math.ceil(size / 32)));

/** The set of all `size` members. */
export function allBits(size: number): Bits {
  const bits = noBits(size);
  for (let i = 0; i < size; i++) bits[i >>> 5]! |= 1 << (i & 31);
  return bits;
}

/** Whether `index` is a member. */
export const hasBit = (bits: Bits, index: number): boolean =>
  (bits[index >>> 5]! & (1 << (index & 31))) !== 0;

/** The set with `index` added. */
export function withBit(bits: Bits, index: number): Bits {
  const result = bits.slice();
  result[index >>> 5]! |= 1 << (index & 31);
  return result;
}

/** Members of either set. */
export function union(a: Bits, b: Bits): Bits {
  const result = a.slice();
  for (let i = 0; i < result.length; i++) result[i]! |= b[i]!;
  return result;
}

/** Members of both sets. */
export function intersection(a: Bits, b: Bits): Bits {
  const result = a.slice();
  for (let i = 0; i < result.length; i++) result[i]! &= b[i]!;
  return result;
}

/** Members of `a` that are not in `b`. */
export function difference(a: Bits, b: Bits): Bits {
  const result = a.slice();
  for (let i = 0; i < result.length; i++) result[i]! &= ~b[i]!;
  return result;
}

/** Whether every member of `a` is in `b`. */
export function isSubset(a: Bits, b: Bits): boolean {
  for (let i = 0; i < a.length; i++) if ((a[i]! & ~b[i]!) !== 0) return false;
  return true;
}

/** Whether both sets have the same members. */
export function isEqual(a: Bits, b: Bits): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether the set has no member. */
export const isEmpty = (bits: Bits): boolean => bits.every((word) => word === 0);

/** The members, ascending. */
export function indices(bits: Bits): number[] {
  const result: number[] = [];
  bits.forEach((word, i) => {
    for (let rest = word; rest !== 0; rest &= rest - 1)
      result.push(i * 32 + 31 - Math.clz32(rest & -rest));
  });
  return result;
}

/** How many members the set has. */
export function countBits(bits: Bits): number {
  let count = 0;
  for (const word of bits) for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** A string that is equal for equal sets. */
export const bitsKey = (bits: Bits): string => bits.join(',');
