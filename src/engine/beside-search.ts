/** Probes beside the search: everything off or on once more, and how often the symptom shows at all. */

import type { Clock } from '../model/ports.ts';
import type { PluginId, Verdict } from '../model/report.ts';
import { expand, type Plan, pinnedUnits } from './plan.ts';
import type { Probed, ProbeRequest, Prober } from './probe.ts';
import { isStopped, type Stopped } from './stopped.ts';
import type { RunPorts } from './task.ts';

/**
 * Everything off is looked at once more when no other state can answer any more: where the site is
 * behind, every failure may have been that of everything on. True where it does not fail each time: then
 * nothing that was seen counts. Rejects as the prober does.
 */
export async function worksAfterAll(
  prober: Prober,
  plan: Plan,
  symptom: number,
): Promise<boolean | Stopped> {
  const active = expand(plan, pinnedUnits(plan));
  if (active.length === plan.baseline.length) return false;
  const seen = await probeHeld(prober, active, symptom, {
    purpose: 'all-off',
    suspectsLeft: 0,
    afresh: LOOKS,
  });
  if (isStopped(seen)) return seen;
  if (seen.restart) return true;
  const works = seen.observations[symptom]?.verdict === 'passes';
  if (!works && !seen.flipped.includes(symptom)) return false;
  return prober.distrust() ?? true;
}

/**
 * With everything off, and so seen long after: whether visitors are shown plugins as if they were on. Then their
 * server remembers for longer than anything was waited for, and a failure says nothing. True where what they are
 * shown mentions a plugin that is off no less than with everything on again. False also where nothing shows that.
 * Rejects as the prober does.
 */
export async function isUnheard(
  prober: Prober,
  plan: Plan,
  symptom: number,
  mentions: NonNullable<RunPorts['mentions']>,
): Promise<boolean | Stopped> {
  const left = new Set(expand(plan, pinnedUnits(plan)));
  const off = plan.baseline.filter((plugin) => !left.has(plugin));
  const shownOff = await mentions(off);
  if (!shownOff || shownOff.size === 0) return false;
  const seen = await probe(prober, {
    active: plan.baseline,
    symptoms: [symptom],
    purpose: 'all-on',
    suspectsLeft: plan.units.length,
    probesToGo: 1,
  });
  if (isStopped(seen)) return seen;
  const shownOn = await mentions(off);
  return [...shownOff].some(([plugin, times]) => times >= (shownOn?.get(plugin) ?? 0));
}

/** True where everything on works, looked at when no other state can answer any more. */
export async function isGoneForGood(
  prober: Prober,
  plan: Plan,
  symptom: number,
): Promise<boolean | Stopped> {
  const seen = await probeHeld(prober, plan.baseline, symptom, {
    purpose: 'all-on',
    suspectsLeft: plan.units.length,
  });
  if (isStopped(seen)) return seen;
  const isSteady = !seen.restart && !seen.flipped.includes(symptom);
  return isSteady && seen.observations[symptom]?.verdict === 'passes';
}

/** How often a symptom shows with everything on. */
export type FailRate = {
  /** From 0 to 1. */
  readonly failRate: number;
  /** It failed every time. */
  readonly isSteady: boolean;
  /** It failed every time, or all but one. */
  readonly isNearlySteady: boolean;
  /** It failed once: a search would have plugins off for a long time, and mostly end without an answer. */
  readonly isSeldom: boolean;
  /** It fails no more: never, or at the first look only. */
  readonly isGone: boolean;
  /** It works up to a moment and fails from then on, as where an earlier state was remembered. */
  readonly isLate: boolean;
  /** Milliseconds that it rests for at a time, where it goes by the clock; 0 where each request is a chance of its own. */
  readonly restsMs: number;
};

/**
 * Sends the symptom's request with everything on, to learn how often it fails. Where its answers come in runs, as
 * those of a clock do, or are nearly all the same, it is looked at for longer. Rejects as the prober does.
 */
export async function measureFailRate(
  prober: Prober,
  plan: Plan,
  symptom: number,
  clock: Clock,
): Promise<FailRate | Stopped> {
  const looks: TimedVerdict[] = [];
  let unclear = 0;
  let most = SENDS;
  while (looks.length < most && unclear < SENDS) {
    const seen = await probe(prober, {
      active: plan.baseline,
      symptoms: [symptom],
      purpose: 'repeat',
      suspectsLeft: plan.units.length,
      probesToGo: most - looks.length,
      afterMs: looks.length < SENDS ? 0 : RHYTHM_PAUSE_MS,
    });
    if (isStopped(seen)) return seen;
    const verdict = seen.observations[symptom]?.verdict ?? 'unresolved';
    if (verdict === 'unresolved') unclear += 1;
    else looks.push({ verdict, at: clock.now() });
    if (looks.length < most) continue;
    if (most === SENDS && (isRhythmic(looks) || isNearlyOneSided(looks))) most *= 2;
    // A rest is measured to its end.
    else if (verdict === 'passes' && isRhythmic(looks) && most < MOST_SENDS) most += 1;
  }
  const verdicts = looks.map(({ verdict }) => verdict);
  const failed = failuresIn(looks);
  // Laplace's rule of succession keeps an unlucky calibration away from 0 and 1.
  const failRate = (failed + 1) / (verdicts.length + 2);
  const isLate = failed >= MANY_FAILURES && !verdicts.slice(-failed).includes('passes');
  return {
    failRate,
    isSteady: failed === verdicts.length,
    isNearlySteady: failed >= verdicts.length - 1,
    isSeldom: failed === 1,
    isGone: !verdicts.slice(1).includes('fails'),
    isLate,
    restsMs: isRhythmic(looks) ? longestRest(looks) : 0,
  };
}

/** A verdict, and when it was known (ms). */
type TimedVerdict = { readonly verdict: Verdict; readonly at: number };

function failuresIn(looks: readonly TimedVerdict[]): number {
  return looks.filter(({ verdict }) => verdict === 'fails').length;
}

/** True where all but one at most say the same. */
function isNearlyOneSided(looks: readonly TimedVerdict[]): boolean {
  const fails = failuresIn(looks);
  return Math.min(fails, looks.length - fails) <= 1;
}

/** True where both verdicts come in longer runs than chance makes them (Wald and Wolfowitz' runs test, 1940). */
function isRhythmic(looks: readonly TimedVerdict[]): boolean {
  const fails = failuresIn(looks);
  const passes = looks.length - fails;
  if (fails === 0 || passes === 0) return false;
  const runs = looks.filter(({ verdict }, at) => verdict !== looks[at - 1]?.verdict).length;
  const expected = (2 * fails * passes) / looks.length + 1;
  const variance = ((expected - 1) * (expected - 2)) / (looks.length - 1);
  return runs < expected - 2 * Math.sqrt(variance);
}

/** From the first success of a run to the failure that ends it, or to the last look; milliseconds. */
function longestRest(looks: readonly TimedVerdict[]): number {
  let longest = 0;
  let since: number | null = null;
  for (const { verdict, at } of looks) {
    if (since !== null) longest = Math.max(longest, at - since);
    if (verdict === 'fails') since = null;
    else since ??= at;
  }
  return longest;
}

/**
 * Looks on at one state, after so many milliseconds, until a symptom fails there, which may rest for a while. False
 * where it works each time. Rejects as the prober does.
 */
export async function failsWithin(
  prober: Prober,
  symptom: number,
  watch: Pick<ProbeRequest, 'active' | 'suspectsLeft' | 'afterMs' | 'lookout'>,
): Promise<boolean | Stopped> {
  const symptoms = [symptom];
  const seen = await probe(prober, { ...watch, symptoms, purpose: 'repeat', probesToGo: 1 });
  return isStopped(seen) ? seen : seen.observations[symptom]?.verdict === 'fails';
}

function probeHeld(
  prober: Prober,
  active: readonly PluginId[],
  symptom: number,
  how: Pick<ProbeRequest, 'purpose' | 'suspectsLeft' | 'afresh'>,
): Promise<Probed | Stopped> {
  return probe(prober, { ...how, active, symptoms: [symptom], probesToGo: 1, held: true });
}

async function probe(prober: Prober, request: ProbeRequest): Promise<Probed | Stopped> {
  return (await prober.holdStill()) ?? prober.probe(request);
}

/** How often everything off is looked at: where two servers answer, both do. */
const LOOKS = 4;

const SENDS = 20;
/** So often at most, where it rests just then. */
const MOST_SENDS = 4 * SENDS;
/** Between two looks at what goes by the clock; milliseconds. */
const RHYTHM_PAUSE_MS = 500;
/** So many failures in a row are no chance, where it comes and goes. */
const MANY_FAILURES = 6;
