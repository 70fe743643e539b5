/** A probe as the person steers the run: paused before it, undone while it is under way. */

import type { Steering } from '../model/ports.ts';
import type { Probed, Prober } from './probe.ts';
import type { Stopped } from './stopped.ts';

/** The person takes back the verdict before this probe; what the probe itself showed is taken back already. */
export type Undone = { readonly type: 'undone' };

/** What a steered probe works with. */
export type SteeredPorts = { readonly prober: Prober; readonly steering: Steering };

/**
 * Waits while the run is paused, then asks. `ask` starts the probe, or tells why there is none. Rejects as
 * `ask` does.
 */
export async function steered<Outcome extends Probed | { readonly type: string }>(
  { prober, steering }: SteeredPorts,
  ask: () => Promise<Outcome>,
): Promise<Outcome | Undone | Stopped> {
  const stopped = await prober.holdStill();
  if (stopped) return stopped;
  if (steering.takeUndo()) return UNDONE;
  const outcome = await ask();
  if (outcome.type !== 'probed' || !steering.takeUndo()) return outcome;
  // Meant was the verdict before this probe; whatever this one says comes out of it.
  await prober.takeBack();
  return UNDONE;
}

const UNDONE: Undone = { type: 'undone' };
