/** Probes beside the search: everything off or on once more, and how often the symptom shows at all. */

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
  /** It failed never. */
  readonly isGone: boolean;
  /** It works up to a moment and fails from then on, as where an earlier state was remembered. */
  readonly isLate: boolean;
};

/** Sends the symptom's request with everything on, to learn how often it fails. Rejects as the prober does. */
export async function measureFailRate(
  prober: Prober,
  plan: Plan,
  symptom: number,
): Promise<FailRate | Stopped> {
  const verdicts: Verdict[] = [];
  let unclear = 0;
  while (verdicts.length < SENDS && unclear < SENDS) {
    const seen = await probe(prober, {
      active: plan.baseline,
      symptoms: [symptom],
      purpose: 'repeat',
      suspectsLeft: plan.units.length,
      probesToGo: SENDS - verdicts.length,
    });
    if (isStopped(seen)) return seen;
    const verdict = seen.observations[symptom]?.verdict ?? 'unresolved';
    if (verdict !== 'unresolved') verdicts.push(verdict);
    else unclear += 1;
  }
  const failed = verdicts.filter((verdict) => verdict === 'fails').length;
  // Laplace's rule of succession keeps an unlucky calibration away from 0 and 1.
  const failRate = (failed + 1) / (verdicts.length + 2);
  const isLate = failed >= MANY_FAILURES && !verdicts.slice(-failed).includes('passes');
  return {
    failRate,
    isSteady: failRate > NEARLY_STEADY,
    isNearlySteady: failRate >= NEARLY_STEADY,
    isGone: failRate < SELDOM,
    isLate,
  };
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
/** What Laplace's rule gives when all of the sends but one failed. */
const NEARLY_STEADY = SENDS / (SENDS + 2);
/** It gives less than this when none of them failed. */
const SELDOM = 1.5 / (SENDS + 2);
/** So many failures in a row are no chance, where it comes and goes. */
const MANY_FAILURES = 6;
