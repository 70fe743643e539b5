import { findCulprits, PRICES } from '../../src/search/index.ts';

/** Probes for a suspect the prior names rightly, and the most a wrong name ever costs on top. */
export type KnownOffender = {
  readonly size: number;
  readonly right: number;
  readonly wrong: number;
};

/** Every plugin as the culprit, named by the prior; and with its neighbour named instead. */
export function knownOffender(size: number): KnownOffender {
  const ids = Array.from({ length: size }, (_, index) => `p${index}`);
  const probes = (culprit: string, named?: string) => {
    const search = findCulprits({ suspects: ids, prior: named ? { [named]: 20 } : undefined });
    let next = search.next();
    while (!next.done) next = search.next(next.value.active.includes(culprit) ? 'fails' : 'passes');
    return next.value.probes;
  };
  const right = Math.max(...ids.map((id) => probes(id, id)));
  const extra = ids.map((id, at) => probes(id, ids[(at + 7) % size]!) - probes(id));
  return { size, right, wrong: Math.max(...extra) };
}

/** Milliseconds from a verdict to the next set, with everything warm. */
export type NextSetTime = { readonly size: number; readonly mean: number; readonly worst: number };

/** The time to choose the next set among `size` plugins, under both kinds of prices. */
export function nextSetTime(size: number): NextSetTime {
  const ids = Array.from({ length: size }, (_, index) => `p${index}`);
  const times: number[] = [];
  for (let round = 0; round < 12; round++)
    for (const price of [PRICES.isolated, PRICES.rest]) {
      const pair = [ids[(round * 37) % size]!, ids[(round * 91 + 5) % size]!];
      let start = performance.now();
      const search = findCulprits({ suspects: ids, price });
      let next = search.next();
      while (!next.done) {
        if (round > 1) times.push(performance.now() - start);
        const { active } = next.value;
        const fails = pair.every((id) => active.includes(id));
        start = performance.now();
        next = search.next(fails ? 'fails' : 'passes');
      }
    }
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  return { size, mean, worst: Math.max(...times) };
}
