/** The report of a run that ended before it could begin, or of one that only restored. */

import type { Cost, Difference, Outcome, RunReport, SwitchKind } from './report.ts';

/** What a run costs that never began. */
export const NO_COST: Cost = {
  probes: 0,
  states: 0,
  toggles: 0,
  requests: 0,
  seconds: 0,
  pluginSecondsOff: 0,
};

/** A report with nothing in it but how it ended; `known` fills in what is known. */
export function emptyReport(
  site: string,
  outcome: Outcome,
  known: {
    readonly switch?: SwitchKind | 'none';
    readonly restored?: boolean;
    readonly difference?: Difference;
    readonly cost?: Partial<Cost>;
  } = {},
): RunReport {
  return {
    schema: 1,
    site,
    outcome,
    symptoms: [],
    culprits: [],
    cause: null,
    findings: [],
    ticket: null,
    switch: known.switch ?? 'none',
    pinned: [],
    restored: known.restored ?? true,
    difference: known.difference ?? { missing: [], appeared: [] },
    leftOff: [],
    notes: [],
    cost: { ...NO_COST, ...known.cost },
  };
}
