/**
 * What still counts of all that a run has seen. Where the site turns out to be behind, or somebody else changes
 * it, earlier answers may be those of another state: they are forgotten, and the search begins anew.
 */

import type { Journal } from '../journal/journal.ts';
import type { Emit } from '../model/events.ts';
import type { PluginId } from '../model/report.ts';
import type { RunEvidence } from './evidence.ts';
import type { Lag } from './lag.ts';
import type { Stopped } from './stopped.ts';

/** Tells what counts, and takes back what does not any more. */
export type WhatCounts = {
  /** Everything seen so far may have been answered by another state. Tells where that is so for good. */
  distrust(): Stopped | null;
  /** Everything seen so far is of another site than the one that is there now. */
  forget(): void;
  /** True once after something was forgotten. */
  takeDoubt(): boolean;
  /** Writes into the journal that what it holds was forgotten, where that is not there yet. */
  record(): Promise<void>;
  /** This state was looked at when no other one could answer any more. */
  hold(active: readonly PluginId[]): void;
  isHeld(active: readonly PluginId[]): boolean;
};

/** Everything that the evidence holds counts, until something else is said. */
export function createWhatCounts(ports: {
  readonly evidence: RunEvidence;
  readonly journal: Journal;
  readonly lag: Lag;
  readonly emit: Emit;
}): WhatCounts {
  const { evidence, journal, lag, emit } = ports;
  const held = new Set<string>();
  /** True while the journal still holds what was forgotten. */
  let toVoid = false;
  let doubts = false;

  function forget(): void {
    evidence.forget();
    toVoid = true;
    doubts = true;
  }

  return {
    distrust() {
      const isFirst = !lag.isSeen;
      if (!lag.see()) return { type: 'stopped', why: 'two-voices' };
      if (isFirst) emit({ type: 'note', note: { type: 'site-lags' } });
      held.clear();
      forget();
      return null;
    },
    forget,
    takeDoubt() {
      const doubted = doubts;
      doubts = false;
      return doubted;
    },
    async record() {
      if (toVoid) await journal.undone();
      toVoid = false;
    },
    hold(active) {
      held.add(active.join('\n'));
    },
    isHeld: (active) => held.has(active.join('\n')),
  };
}
