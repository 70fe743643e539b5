// A run dies at every single step: each request, each operation of the disk, before it has an effect, after
// it, and in the middle of a line of the journal. Whatever was off then is on again after `--restore` of a
// fresh program, from nothing but the journal on disk.
import { describe, expect, test, vi } from 'vitest';
import type { Death } from '../../mocks/faults/life.ts';
import type { World } from './faulty-world.ts';
import { hasJournal } from './judge.ts';
import { bisect, expectHonest, expectRestorable, type Kind, worldFor } from './one-culprit.ts';

// Hundreds of whole runs: on a busy machine they take their time.
vi.setConfig({ testTimeout: 300_000 });

const KINDS: readonly Kind[] = ['admin', 'rest', 'isolated'];

/** What an undisturbed run goes through. */
async function undisturbed(kind: Kind): Promise<World> {
  const world = worldFor(kind);
  const ended = await world.launch(bisect(kind));
  expect(ended).toMatchObject({ code: 0 });
  return world;
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe.each(KINDS)('under %s', (kind) => {
  test.each(['before', 'after', 'torn'] as const)(
    'killed %s every step: the next run restores the site',
    async (when) => {
      const { steps, lines } = await undisturbed(kind);
      let switched = 0;
      // Nothing but a line of the journal can be torn.
      const deadly = when === 'torn' ? lines : upTo(steps);
      expect(deadly.length).toBeGreaterThan(kind === 'isolated' ? 5 : 15);
      for (const step of deadly) {
        const death: Death = { step, when };
        const world = worldFor(kind);
        const baseline = world.site.active;
        const ended = await world.launch(bisect(kind), { death });
        expect(ended.type, `step ${step}`).toBe('killed');
        const isWhole = world.site.active.length === baseline.length;
        if (!isWhole) switched += 1;
        // Plugins are off, so a journal has to say so.
        if (!isWhole) expect(hasJournal(world), `step ${step}`).toBe(true);
        await expectRestorable(world, baseline);
      }
      // The matrix would prove nothing if no death had come while plugins were off.
      if (kind !== 'isolated') expect(switched).toBeGreaterThan(when === 'torn' ? 3 : 10);
    },
  );

  test('stopped at every step (by SIGTERM, SIGINT or SIGHUP): the run itself restores the site', async () => {
    const { steps } = await undisturbed(kind);
    const codes = new Set<number>();
    for (let stopAt = 1; stopAt <= steps; stopAt += 1) {
      const world = worldFor(kind);
      const baseline = world.site.active;
      const ended = await world.launch(bisect(kind), { stopAt });
      codes.add(expectHonest(ended, world, baseline));
      expect(world.site.active.toSorted(), `step ${stopAt}`).toEqual(baseline.toSorted());
      expect(hasJournal(world), `step ${stopAt}`).toBe(false);
    }
    // Once the answer is there, a stop comes too late to change it.
    expect([...codes].toSorted()).toEqual([0, 130]);
  });

  test('--restore, killed at every step: the next one restores the site', async () => {
    const { steps } = await undisturbed(kind);
    const worst: Death = { step: Math.floor(steps * 0.7), when: 'after' };
    for (let step = 1; step <= 14; step += 1) {
      const world = worldFor(kind);
      const baseline = world.site.active;
      await world.launch(bisect(kind), { death: worst });
      await world.launch(['--restore'], { death: { step, when: 'after' } });
      if (world.site.active.length < baseline.length) expect(hasJournal(world)).toBe(true);
      await expectRestorable(world, baseline);
    }
  });
});
