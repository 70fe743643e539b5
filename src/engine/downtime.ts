import type { Emit } from '../model/events.ts';
import type { Clock, OnToggle } from '../model/ports.ts';
import type { PluginId } from '../model/report.ts';
import { inSeconds } from '../model/run-report.ts';

/** Adds up how long plugins were off for visitors, and counts the toggles. */
export type DowntimeMeter = {
  toggled(plugin: PluginId, now: 'active' | 'inactive', at: number): void;
  readonly toggles: number;
  /** What was seen going off, whoever did it, and not coming back. */
  readonly off: readonly PluginId[];
  /** Seconds each plugin was off, summed over the plugins; still-off ones count up to `at` (ms). */
  pluginSecondsOff(at: number): number;
};

/** What a switch is to tell of every change: to the meter, and to whoever watches. */
export function tellToggles(downtime: DowntimeMeter, clock: Clock, emit: Emit): OnToggle {
  return (plugin, now) => {
    downtime.toggled(plugin, now, clock.now());
    emit({ type: 'toggled', plugin, now });
  };
}

/** A meter that starts at zero; times are milliseconds since the epoch. */
export function createDowntimeMeter(): DowntimeMeter {
  const offSince = new Map<PluginId, number>();
  let toggles = 0;
  let milliseconds = 0;
  return {
    toggled(plugin, now, at) {
      toggles += 1;
      if (now === 'inactive') {
        if (!offSince.has(plugin)) offSince.set(plugin, at);
        return;
      }
      milliseconds += at - (offSince.get(plugin) ?? at);
      offSince.delete(plugin);
    },
    get toggles() {
      return toggles;
    },
    get off() {
      return [...offSince.keys()];
    },
    pluginSecondsOff(at) {
      let total = milliseconds;
      for (const since of offSince.values()) total += at - since;
      return inSeconds(total);
    },
  };
}
