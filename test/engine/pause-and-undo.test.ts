import { describe, expect, test } from 'vitest';
import { run } from '../../src/engine/run.ts';
import type { RunEvent } from '../../src/model/events.ts';
import type { Steering } from '../../src/model/ports.ts';
import type { PluginId } from '../../src/model/report.ts';
import { type Fails, imagine, letters, plugin, prepare, symptom } from './imagined-site.ts';

const ids = letters(9);
const nine = ids.map((id) => plugin(id));
const [a, b, c] = ids as [string, string, string];
const CULPRITS: Readonly<Record<string, { fails: Fails; culprits: PluginId[][] }>> = {
  one: { fails: (on) => on.has(c), culprits: [[c]] },
  'a pair': { fails: (on) => on.has(a) && on.has(c), culprits: [[a, c]] },
  two: { fails: (on) => on.has(b) || on.has(c), culprits: [[b], [c]] },
};
const KINDS = ['admin', 'rest', 'isolated'] as const;
const named = ({ culprits }: Awaited<ReturnType<typeof run>>) =>
  culprits.map(({ plugins }) => plugins.map((p) => p.plugin)).sort();
const of = <T extends RunEvent['type']>(events: readonly RunEvent[], type: T) =>
  events.flatMap((event) => (event.type === type ? [event as Extract<RunEvent, { type: T }>] : []));

/** A person's controls: the test sets what they do. */
function controls(whilePaused: () => void = () => {}) {
  const steering = {
    paused: false,
    undos: 0,
    async untilResumed(signal: AbortSignal) {
      whilePaused();
      signal.throwIfAborted();
      steering.paused = false;
    },
    takeUndo() {
      if (steering.undos === 0) return false;
      steering.undos -= 1;
      return true;
    },
  };
  return steering satisfies Steering;
}

async function probesOf(fails: Fails, kind: (typeof KINDS)[number]) {
  const site = imagine(nine, [fails], { kind });
  const { ports, task } = prepare(site, { repeat: 1 });
  return (await run(ports, task)).cost.probes;
}

describe('a pause', () => {
  test.each(KINDS)('under %s, before any probe, leaves visitors every plugin', async (kind) => {
    for (const { fails, culprits } of Object.values(CULPRITS)) {
      const probes = await probesOf(fails, kind);
      for (let at = 1; at < probes; at += 1) {
        const during: PluginId[][] = [];
        const steering = controls(() => during.push([...site.active].sort()));
        const site = imagine(nine, [fails], {
          kind,
          onProbe: (count) => {
            if (count === at) steering.paused = true;
          },
        });
        const { ports, task, events, journal } = prepare(site, { repeat: 1 }, { steering });
        const result = await run(ports, task);
        expect(during, `${kind}, probe ${at}`).toEqual([ids]);
        expect(named(result)).toEqual(culprits);
        expect(result.restored).toBe(true);
        expect([...site.active].sort()).toEqual(ids);
        expect(result.cost.probes).toBe(probes);
        expect(journal.ended).toBe(true);
        const [paused, resumed] = ['paused', 'resumed'].map((type) =>
          events.findIndex((event) => event.type === type),
        ) as [number, number];
        expect(paused).toBeGreaterThan(0);
        expect(resumed).toBe(paused + 1);
        // The state of the next probe is reached anew.
        expect(events.slice(resumed).some(({ type }) => type === 'probe-started')).toBe(true);
      }
    }
  });

  test('that Ctrl-C ends is followed by the restore, and the run is cancelled', async () => {
    const abort = new AbortController();
    const steering = controls(() => abort.abort());
    const site = imagine(nine, [(on) => on.has(c)], {
      onProbe: (count) => {
        if (count === 3) steering.paused = true;
      },
    });
    const { ports, task, journal } = prepare(site, {}, { steering, signal: abort.signal });
    const result = await run(ports, task);
    expect(result).toMatchObject({ outcome: 'cancelled', restored: true, error: undefined });
    expect([...site.active].sort()).toEqual(ids);
    expect(journal.ended).toBe(true);
  });
});

describe('an undo', () => {
  /** One wrong verdict at probe `lieAt`, taken back in time: while the next one is under way, or paused. */
  async function misjudged(
    fails: Fails,
    lieAt: number,
    noticed: 'next probe' | 'pause',
    kind: (typeof KINDS)[number] = 'rest',
  ) {
    const steering = controls(() => {
      steering.undos += 1;
    });
    const lying: Fails = (on) => (probe === lieAt ? !fails(on) : fails(on));
    let probe = 0;
    const site = imagine(nine, [lying], {
      kind,
      onProbe: (count) => {
        probe = count;
        if (noticed === 'next probe' && count === lieAt + 1) steering.undos += 1;
        if (noticed === 'pause' && count === lieAt) steering.paused = true;
      },
    });
    const prepared = prepare(site, { repeat: 1 }, { steering });
    return { site, ...prepared, result: await run(prepared.ports, prepared.task) };
  }

  test.each(KINDS)(
    'under %s, of any wrong verdict, still leads to the right answer',
    async (kind) => {
      let tried = 0;
      for (const [name, { fails, culprits }] of Object.entries(CULPRITS)) {
        const probes = await probesOf(fails, kind);
        for (let lieAt = 2; lieAt < probes; lieAt += 1) {
          for (const noticed of ['next probe', 'pause'] as const) {
            const { result, events, site } = await misjudged(fails, lieAt, noticed, kind);
            const undone = of(events, 'undone').map(({ probe }) => probe);
            // A wrong verdict that ends the search at once is noticed too late.
            if (undone.length === 0) continue;
            tried += 1;
            expect(undone).toEqual(noticed === 'pause' ? [lieAt] : [lieAt + 1, lieAt]);
            expect(named(result), `${name}, probe ${lieAt}, ${noticed}`).toEqual(culprits);
            expect([...site.active].sort()).toEqual(ids);
            const [first, again] = of(events, 'probe-started').filter(
              ({ probe }) => probe === lieAt || probe === lieAt + undone.length,
            );
            // A lie in the last word on a name takes everything back: then all begins anew.
            if (again?.purpose !== 'all-on') expect(again?.active).toEqual(first?.active);
          }
        }
      }
      expect(tried).toBeGreaterThan(10);
    },
  );

  test('that is repeated goes back as many verdicts', async () => {
    const steering = controls();
    const site = imagine(nine, [(on) => on.has(c)], {
      onProbe: (count) => {
        if (count === 5) steering.undos = 3;
      },
    });
    const { ports, task, events, journal } = prepare(site, { repeat: 1 }, { steering });
    const result = await run(ports, task);
    expect(of(events, 'undone').map(({ probe }) => probe)).toEqual([5, 4, 3, 2]);
    const sets = of(events, 'probe-started').map(({ active }) => active.join());
    expect(sets.slice(5, 8)).toEqual(sets.slice(1, 4));
    expect(named(result)).toEqual([[c]]);
    expect(journal.lines.filter((line) => line.startsWith('undone'))).toHaveLength(4);
    const seen = result.seen?.probed.map(({ active }) => active.join()) ?? [];
    expect(seen).toHaveLength(new Set(seen).size);
  });

  test('that is repeated more often than there were verdicts goes back to the first probe', async () => {
    const steering = controls();
    const site = imagine(nine, [(on) => on.has(c)], {
      onProbe: (count) => {
        if (count === 1) steering.undos = 4;
      },
    });
    const { ports, task, events } = prepare(site, { repeat: 1 }, { steering });
    expect(named(await run(ports, task))).toEqual([[c]]);
    expect(of(events, 'undone').map(({ probe }) => probe)).toEqual([1]);
    expect(
      of(events, 'probe-started')
        .map(({ purpose }) => purpose)
        .slice(0, 2),
    ).toEqual(['all-on', 'all-on']);
  });

  test('before anything was probed does nothing', async () => {
    const steering = controls();
    steering.undos = 2;
    const { ports, task, events } = prepare(imagine(nine, [(on) => on.has(c)]), {}, { steering });
    expect(named(await run(ports, task))).toEqual([[c]]);
    expect(of(events, 'undone')).toEqual([]);
  });

  test('of the verdict that decided the symptom before solves that symptom again', async () => {
    const fails: Fails[] = [(on) => on.has(a), (on) => on.has(c)];
    const steering = controls();
    const symptoms = [symptom(), symptom('https://example.test/two')];
    const plain = prepare(imagine(nine, fails.slice(0, 1)), { repeat: 1 });
    const before = (await run(plain.ports, plain.task)).cost.probes;
    const site = imagine(nine, fails, {
      onProbe: (count) => {
        if (count === before + 1) steering.undos = 3;
      },
    });
    const { ports, task, events } = prepare(site, { symptoms, repeat: 1 }, { steering });
    const result = await run(ports, task);
    expect(of(events, 'undone').map(({ probe }) => probe)).toEqual(
      [1, 0, -1, -2].map((by) => before + by),
    );
    expect(named(result)).toEqual([[a], [c]]);
    expect(result.culprits.map(({ symptoms: whose }) => whose)).toEqual([[0], [1]]);
  });
});
