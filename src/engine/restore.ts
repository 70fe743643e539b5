import type { Brought } from '../journal/journal.ts';
import type { Difference, PluginId } from '../model/report.ts';
import type { Clock, OnToggle, Switch } from '../model/ports.ts';

/** How often each switch is tried, and how long a lost network is waited for between tries (ms). */
const WAITS = [0, 1_000, 3_000, 8_000, 20_000, 30_000];

/**
 * Brings `target` back and reads the list back: first over the run's own switch, then over every
 * other way in, then again after waiting (the network may come back). Never throws and never gives
 * up early: the difference it resolves with is what is really left.
 */
export async function restore(ports: {
  readonly switches: readonly Switch[];
  readonly target: readonly PluginId[];
  /** What may be switched off on the way: the baseline. */
  readonly owned?: readonly PluginId[];
  readonly clock: Clock;
  readonly onToggle: OnToggle;
}): Promise<Difference> {
  const { switches, target, owned, clock, onToggle } = ports;
  let last: Difference = { missing: target, appeared: [] };
  for (const wait of WAITS) {
    if (wait > 0) await clock.sleep(wait);
    let reached = false;
    for (const control of switches) {
      try {
        const { active } = await control.activateExactly(target, { onToggle, owned });
        reached = true;
        last = differenceOf(active, target);
        if (last.missing.length === 0) return last;
      } catch {
        // The next way in, or the next try, may work; what could not be done shows in `last`.
      }
    }
    // The site answered and still refuses: one more try is worth it, waiting a minute is not.
    if (reached && wait >= 1_000) break;
  }
  return last;
}

/** What is missing from `target`, and what is active beyond it. */
export function differenceOf(active: readonly PluginId[], target: readonly PluginId[]): Difference {
  const now = new Set(active);
  const wanted = new Set(target);
  return {
    missing: target.filter((plugin) => !now.has(plugin)),
    appeared: active.filter((plugin) => !wanted.has(plugin)),
  };
}

/**
 * The difference after what the run itself had put on the site (Health Check) is to be gone. It goes
 * last: the session that it carries has ended. `takeAway` resolves with true when it is gone.
 */
export async function withoutBrought(
  found: Difference,
  brought: Brought | null,
  takeAway: () => Promise<boolean>,
): Promise<Difference> {
  if (brought === null) return found;
  const { plugin } = brought;
  const appeared = found.appeared.filter((id) => id !== plugin);
  const gone = await takeAway().catch(() => false);
  return { ...found, appeared, ...(gone ? {} : { stayed: [plugin] }) };
}

/** True when the site is as it was; what somebody else has switched on meanwhile is theirs. */
export function isNone({ missing, stayed = [] }: Difference): boolean {
  return missing.length === 0 && stayed.length === 0;
}
