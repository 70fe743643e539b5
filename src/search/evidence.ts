import { type Bits, bitsKey, isSubset } from './bits.ts';
import type { Verdict } from './types.ts';

/** What has been seen, and what follows from it if adding a plugin never cures the symptom. */
export type Evidence = {
  /** Sets seen failing. */
  readonly fails: readonly Bits[];
  /** Sets seen passing. */
  readonly passes: readonly Bits[];
  /** Verdicts as they were read, by set. */
  readonly direct: ReadonlyMap<string, { readonly set: Bits; readonly verdict: Verdict }>;
};

/** Nothing seen yet. */
export const noEvidence: Evidence = { fails: [], passes: [], direct: new Map() };

/** Evidence with one more reading; a later reading of the same set replaces the earlier one. */
export function learn(evidence: Evidence, set: Bits, verdict: Verdict): Evidence {
  const key = bitsKey(set);
  const direct = new Map(evidence.direct).set(key, { set, verdict });
  if (evidence.direct.has(key)) return fromDirect(direct);
  return {
    direct,
    fails: verdict === 'fails' ? [...evidence.fails, set] : evidence.fails,
    passes: verdict === 'passes' ? [...evidence.passes, set] : evidence.passes,
  };
}

/** Evidence whose readings satisfy a condition. */
export function filterEvidence(
  evidence: Evidence,
  keep: (set: Bits, verdict: Verdict) => boolean,
): Evidence {
  return fromDirect(
    new Map([...evidence.direct].filter(([, { set, verdict }]) => keep(set, verdict))),
  );
}

/** The verdict of a set as it was read, if it was. */
export const seen = (evidence: Evidence, set: Bits): Verdict | undefined =>
  evidence.direct.get(bitsKey(set))?.verdict;

/** The verdict of a set as read, or as implied: above a failing set fails, below a passing one passes. */
export function known(evidence: Evidence, set: Bits): Verdict | undefined {
  const direct = seen(evidence, set);
  if (direct === 'fails' || direct === 'passes') return direct;
  if (evidence.fails.some((failing) => isSubset(failing, set))) return 'fails';
  if (evidence.passes.some((passing) => isSubset(set, passing))) return 'passes';
  return direct;
}

/** A failing set inside a passing one, if there is such a pair: adding a plugin cured the symptom. */
export function contradiction(evidence: Evidence): { fails: Bits; passes: Bits } | undefined {
  for (const fails of evidence.fails)
    for (const passes of evidence.passes) if (isSubset(fails, passes)) return { fails, passes };
  return undefined;
}

function fromDirect(direct: Evidence['direct']): Evidence {
  const of = (wanted: Verdict) =>
    [...direct.values()].filter(({ verdict }) => verdict === wanted).map(({ set }) => set);
  return { direct, fails: of('fails'), passes: of('passes') };
}
