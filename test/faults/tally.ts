// Sums up what many scenarios came to, and prints it.
import type { Played } from './play.ts';
import type { RunId } from './scenario.ts';

/** The sum of many scenarios, as plain data: processes hand it over. */
export type Tally = {
  runs: number;
  requests: number;
  culprits: number;
  atOnce: number;
  later: number;
  inconclusive: number;
  lost: number;
  wrong: number;
  readonly ended: Record<string, number>;
  readonly struck: Record<string, number>;
  /** The runs with something lost or a wrong culprit, and what it was. */
  readonly bad: { id: RunId; why: string }[];
};

/** Nothing yet. */
export function emptyTally(): Tally {
  return {
    runs: 0,
    requests: 0,
    culprits: 0,
    atOnce: 0,
    later: 0,
    inconclusive: 0,
    lost: 0,
    wrong: 0,
    ended: {},
    struck: {},
    bad: [],
  };
}

/** Adds a scenario. */
export function count(tally: Tally, played: Played): void {
  tally.runs += 1;
  tally.requests += played.requests;
  tally.culprits += played.culprits;
  if (played.restored === 'at once') tally.atOnce += 1;
  if (played.restored === 'later') tally.later += 1;
  if (played.ended === 4) tally.inconclusive += 1;
  if (played.lost.length > 0) tally.lost += 1;
  if (played.wrong.length > 0) tally.wrong += 1;
  add(tally.ended, String(played.ended), 1);
  for (const [fault, times] of played.struck) add(tally.struck, fault, times);
  const why = [...played.lost, ...played.wrong.map((each) => `wrong culprit: ${each}`)];
  if (why.length > 0) tally.bad.push({ id: played.id, why: why.join('; ') });
}

/** Adds what another process has summed up. */
export function merge(into: Tally, from: Tally): void {
  for (const key of ['runs', 'requests', 'culprits', 'atOnce', 'later'] as const) {
    into[key] += from[key];
  }
  for (const key of ['inconclusive', 'lost', 'wrong'] as const) into[key] += from[key];
  for (const [code, times] of Object.entries(from.ended)) add(into.ended, code, times);
  for (const [fault, times] of Object.entries(from.struck)) add(into.struck, fault, times);
  into.bad.push(...from.bad);
}

/** The table. */
export function tableOf(tally: Tally, seconds: number): string {
  const row = (name: string, value: number | string) =>
    `${name.padEnd(46)}${String(value).padStart(10)}`;
  const total = Object.values(tally.struck).reduce((sum, times) => sum + times, 0);
  const faults = Object.entries(tally.struck)
    .toSorted(([, a], [, b]) => b - a)
    .map(([fault, times]) => row(`  ${fault}`, times));
  const codes = Object.entries(tally.ended)
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, times]) => row(`  ${code === 'killed' ? code : `exit ${code}`}`, times));
  return [
    row('runs', tally.runs),
    row('requests', tally.requests),
    row('seconds', Math.round(seconds)),
    row('faults', total),
    ...faults,
    row('how the runs ended', ''),
    ...codes,
    row('restored at once', tally.atOnce),
    row('restored later, by --restore or the next run', tally.later),
    row('inconclusive', tally.inconclusive),
    row('culprits confirmed', tally.culprits),
    row('LOST', tally.lost),
    row('WRONG CULPRITS', tally.wrong),
  ].join('\n');
}

function add(to: Record<string, number>, key: string, times: number): void {
  to[key] = (to[key] ?? 0) + times;
}
