/**
 * The minimal sets that take at least one member from each given set: every way of breaking all
 * combinations at once. Berge's incremental construction; their number can grow exponentially, so at
 * most `limit` are kept.
 */
export function minimalHittingSets(
  sets: readonly (readonly number[])[],
  limit: number,
): (readonly number[])[] {
  let hitting: (readonly number[])[] = [[]];
  for (const set of sets) {
    const hits = hitting.filter((candidate) => set.some((member) => candidate.includes(member)));
    const misses = hitting.filter((candidate) => !set.some((member) => candidate.includes(member)));
    const extended = misses
      .flatMap((candidate) => set.map((member) => [...candidate, member]))
      .filter(
        (candidate) => !hits.some((hit) => hit.every((member) => candidate.includes(member))),
      );
    hitting = [...hits, ...extended].slice(0, limit);
  }
  return hitting;
}
