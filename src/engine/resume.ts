/** What an interrupted run had seen, and whether it still counts. Pure. */

import type { InterruptedRun, JournaledProbe, JournaledSymptom } from '../journal/journal.ts';
import type { Staleness } from '../model/notes.ts';
import {
  differenceOf,
  type Observation,
  type Plugin,
  type PluginId,
  type Verdict,
} from '../model/report.ts';
import type { ObservationRecord } from './evidence.ts';

/** Evidence of an earlier run that still counts, in the words of this one. */
export type EarlierVerdicts = {
  /** When the run that saw the first of it began. */
  readonly since: string;
  readonly probed: readonly JournaledProbe[];
};

/** A site changes: what was seen longer ago than this is not believed. */
const LONGEST_MS = 24 * 3_600_000;

/** Why a journal's evidence cannot count, as far as that shows before anybody has signed in. */
export function staleBeforehand(interrupted: InterruptedRun, now: number): Staleness | null {
  const age = now - Date.parse(interrupted.startedAt);
  if (interrupted.symptoms === undefined || interrupted.versions === undefined)
    return 'not-recorded';
  // A clock that was set back says nothing about the age.
  if (!(age >= 0 && age <= LONGEST_MS)) return 'too-old';
  if (interrupted.flaky) return 'comes-and-goes';
  return interrupted.symptoms.every(({ whole }) => whole) ? null : 'symptoms-changed';
}

/**
 * The evidence of a journal for a run over `plugins` and `symptoms`, or why it does not count. What was
 * seen in a session of its own says nothing about the site as visitors see it, and the other way round.
 */
export function usableVerdicts(
  interrupted: InterruptedRun,
  run: {
    readonly now: number;
    readonly isolated: boolean;
    /** False where plugins are switched without their hooks: what one left behind stays in force then. */
    readonly runsHooks?: boolean;
    readonly plugins: readonly Plugin[];
    readonly symptoms: readonly JournaledSymptom[];
  },
): EarlierVerdicts | Staleness {
  const stale = staleBeforehand(interrupted, run.now);
  if (stale !== null) return stale;
  // A session can end unnoticed, and only its end shows that what it saw was in force.
  if (interrupted.switch === 'isolated') return 'in-a-session';
  if (run.isolated) return 'other-switch';
  const { runsHooks = true } = run;
  if (runsHooks !== (interrupted.switch !== 'wp-cli')) return 'other-switch';
  const active = run.plugins.filter(({ status }) => status === 'active');
  if (!isSameList(interrupted, active)) return 'plugins-changed';

  const before = (interrupted.symptoms ?? []).map(keyOf);
  const now = run.symptoms.map(keyOf);
  const whole = run.symptoms.every((symptom) => symptom.whole);
  if (!whole || now.length !== before.length || !now.every((key) => before.includes(key))) {
    return 'symptoms-changed';
  }
  // Activating sorts the list of active plugins: the sets are told in the order of now.
  const inOrder = (set: readonly PluginId[]) =>
    active.flatMap(({ plugin }) => (set.includes(plugin) ? plugin : []));
  const probed = merged(interrupted.probed).map(({ active: set, verdicts }) => ({
    active: inOrder(set),
    verdicts: now.map((key) => verdicts[before.indexOf(key)] ?? 'unresolved'),
  }));
  return {
    since: interrupted.startedAt,
    probed: probed.filter(({ verdicts }) => verdicts.some((verdict) => verdict !== 'unresolved')),
  };
}

/**
 * Verdicts as sightings. A failure with every suspect off is left out: who answers then decides what
 * the report says, and a verdict alone does not tell.
 */
export function sightingsOf(
  probed: readonly JournaledProbe[],
  everythingOff: readonly PluginId[],
): readonly ObservationRecord[] {
  const floor = everythingOff.join('\n');
  return probed
    .filter(({ active, verdicts }) => active.join('\n') !== floor || !verdicts.includes('fails'))
    .map(({ active, verdicts }) => ({ active, observations: verdicts.map(unseen) }));
}

/** Sightings as verdicts, to be taken over by a run that goes on from here. */
export function verdictsOf(sightings: readonly ObservationRecord[]): readonly JournaledProbe[] {
  return sightings.map(({ active, observations }) => ({
    active,
    verdicts: observations.map(({ verdict }) => verdict),
  }));
}

function unseen(verdict: Verdict): Observation {
  const observed = { status: 0, code: null, message: null, challenges: [] };
  return verdict === 'unresolved'
    ? { verdict, reason: 'not-asked', observed }
    : { verdict, observed };
}

/** One entry a set: a symptom that was not asked about again keeps the verdict it had. */
function merged(probed: readonly JournaledProbe[]): readonly JournaledProbe[] {
  const bySet = new Map<string, JournaledProbe>();
  for (const { active, verdicts } of probed) {
    const key = active.join('\n');
    const before = bySet.get(key)?.verdicts ?? [];
    const now = verdicts.map((verdict, index) =>
      verdict === 'unresolved' ? (before[index] ?? verdict) : verdict,
    );
    bySet.set(key, { active, verdicts: now });
  }
  return [...bySet.values()];
}

function isSameList(interrupted: InterruptedRun, active: readonly Plugin[]): boolean {
  const { missing, appeared } = differenceOf(
    active.map(({ plugin }) => plugin),
    interrupted.baseline,
  );
  const versions = interrupted.versions ?? {};
  return (
    missing.length === 0 &&
    appeared.length === 0 &&
    active.every(({ plugin, version }) => versions[plugin] === version)
  );
}

function keyOf({ method, url, as, failsOn, described }: JournaledSymptom): string {
  return JSON.stringify([method, url, as, [...failsOn].sort(), described ?? null]);
}
