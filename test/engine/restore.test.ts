// What a list says is no proof that a plugin is on: what the run had switched off is sent on once.

import { describe, expect, it } from 'vitest';
import { createDowntimeMeter } from '../../src/engine/downtime.ts';
import { restoreBaseline, restorePlugins } from '../../src/engine/restore.ts';
import type { RunPorts, RunTask } from '../../src/engine/task.ts';
import type { Clock, Switch, SwitchedState } from '../../src/model/ports.ts';
import type { PluginId } from '../../src/model/report.ts';

const BASELINE = ['cache/cache', 'forms/forms', 'guard/guard', 'shop/shop'];
const OFF = ['forms/forms', 'guard/guard'];

/** A site that has these plugins off, deletes or refuses others, and tells a list that is behind. */
function siteWith({
  off: before = OFF,
  gone = [] as PluginId[],
  refuses = [] as PluginId[],
  follows = false,
}) {
  const off = new Set<PluginId>([...before, ...gone, ...refuses]);
  const forced: (readonly PluginId[])[] = [];
  const control = {
    kind: 'admin',
    close: async () => {},
    async activateExactly(target, { force = [], onToggle } = {}): Promise<SwitchedState> {
      forced.push(force);
      for (const plugin of BASELINE) if (!target.includes(plugin)) off.add(plugin);
      for (const plugin of force) {
        if (off.delete(plugin)) onToggle?.(plugin, 'active');
      }
      // Everything that is installed, and is not refused in so many words, is listed as active.
      return {
        active: BASELINE.filter(
          (plugin) =>
            !gone.includes(plugin) && !refuses.includes(plugin) && !(follows && off.has(plugin)),
        ),
        refused: [
          ...gone.map((plugin) => ({ plugin, wanted: 'active', code: 'not-installed' }) as const),
          ...refuses.map((plugin) => ({ plugin, wanted: 'active', code: 'fatal' }) as const),
        ],
        learned: {},
        through: (request) => request,
      };
    },
  } as Partial<Switch> as Switch;
  return { control, off, forced };
}

const clock: Clock = { now: () => 0, sleep: async () => {} };

async function restored(site: ReturnType<typeof siteWith>, maybeOff: readonly PluginId[]) {
  return restorePlugins({
    switches: [site.control],
    target: BASELINE,
    owned: BASELINE,
    maybeOff,
    clock,
    onToggle: () => {},
    emit: () => {},
    unread: () => ({ plugins: maybeOff, since: '' }),
  });
}

describe('a culprit that is to stay off and that the list shows as active', () => {
  it('is activated again, because it is unknown whether it is off', async () => {
    const site = siteWith({ off: [] });
    const { leftOff, difference } = await leftOffOn(site, ['guard/guard']);
    expect([...site.off]).toEqual([]);
    expect(leftOff).toEqual([]);
    expect(difference).toEqual({ missing: [], appeared: [] });
  });

  it('stays off where the list catches up', async () => {
    const site = siteWith({ off: [], follows: true });
    const { leftOff } = await leftOffOn(site, ['guard/guard']);
    expect([...site.off]).toEqual(['guard/guard']);
    expect(leftOff).toEqual(['guard/guard']);
  });
});

/** The end of a run that leaves these plugins off. */
async function leftOffOn({ control }: ReturnType<typeof siteWith>, unwanted: readonly PluginId[]) {
  const journal = { restoring: async () => {}, mayBeOff: () => [], path: '' };
  const ports = { control, fallbacks: [], journal, clock, emit: () => {} };
  return restoreBaseline(
    ports as unknown as RunPorts,
    { plan: { baseline: BASELINE, requires: {} }, brought: null } as unknown as RunTask,
    createDowntimeMeter(),
    unwanted,
    { maybeOff: [], lags: false, untouched: false, mayStayOff: [] },
  );
}

describe('a list that shows plugins as active which this run has deactivated', () => {
  it('is waited for, and the wait is told before it begins', async () => {
    const events: string[] = [];
    await restorePlugins({
      switches: [siteWith({}).control],
      target: BASELINE,
      owned: BASELINE,
      maybeOff: OFF,
      clock: { now: () => 0, sleep: async (ms) => void (ms > 0 && events.push(`sleeps ${ms}`)) },
      onToggle: () => {},
      unread: () => ({ plugins: OFF, since: '' }),
      emit: (event) => {
        if (event.type === 'waiting') events.push(`tells ${event.seconds} s`);
      },
    });
    expect(events).toEqual(['tells 12 s', 'sleeps 12000']);
  });

  it('is not believed: they are activated once more', async () => {
    const site = siteWith({});
    await restored(site, OFF);
    expect([...site.off]).toEqual([]);
    expect(site.forced.filter((force) => force.length > 0)).toEqual([OFF]);
  });

  it('is not believed either where another plugin was deleted meanwhile', async () => {
    const site = siteWith({ gone: ['shop/shop'] });
    const { missing, gone } = await restored(site, [...OFF, 'shop/shop']);
    expect([...site.off]).toEqual(['shop/shop']);
    expect({ missing, gone }).toEqual({ missing: [], gone: ['shop/shop'] });
  });

  it('is not believed either where another plugin will not come back', async () => {
    const site = siteWith({ refuses: ['shop/shop'] });
    const { missing } = await restored(site, [...OFF, 'shop/shop']);
    expect([...site.off]).toEqual(['shop/shop']);
    expect(missing).toEqual(['shop/shop']);
  });

  it('is believed about plugins that the run has not switched', async () => {
    const site = siteWith({});
    await restored(site, []);
    expect(site.forced.flat()).toEqual([]);
  });
});

describe('a list that is behind at the last try', () => {
  it('is read again before a plugin is reported as missing that no earlier try missed', async () => {
    const answers = [['guard/guard'], ['guard/guard'], ['guard/guard'], ['forms/forms'], []];
    let tries = 0;
    const control = {
      kind: 'rest',
      async activateExactly(): Promise<SwitchedState> {
        const missing = answers[tries++] ?? [];
        return {
          active: BASELINE.filter((plugin) => !missing.includes(plugin)),
          refused: missing.map(
            (plugin) => ({ plugin, wanted: 'active', code: 'no-change' }) as const,
          ),
          learned: {},
          through: (request) => request,
        };
      },
    } as Partial<Switch> as Switch;
    const { missing } = await restored({ control, off: new Set(), forced: [] }, []);
    expect({ missing, tries }).toEqual({ missing: [], tries: 5 });
  });
});

describe('plugins that deactivate each other when they are activated', () => {
  /** Whichever is activated last is on. */
  function duel(kind: 'admin' | 'rest'): Switch {
    let isGuard = false;
    return {
      kind,
      async activateExactly(): Promise<SwitchedState> {
        isGuard = !isGuard;
        const plugin = isGuard ? 'guard/guard' : 'forms/forms';
        return {
          active: BASELINE.filter((each) => each !== plugin),
          refused: [{ plugin, wanted: 'active', code: 'went-off-by-itself' }],
          learned: {},
          through: (request) => request,
        };
      },
    } as Partial<Switch> as Switch;
  }

  it('are told as such where no way in activates without their hooks', async () => {
    const { missing, offAgain } = await restored(
      { control: duel('rest'), off: new Set(), forced: [] },
      [],
    );
    expect(missing).toHaveLength(1);
    expect(offAgain).toEqual(missing);
  });

  it('are told as still off where such a way was tried', async () => {
    const found = await restored({ control: duel('admin'), off: new Set(), forced: [] }, []);
    expect(found.offAgain).toBeUndefined();
  });
});
