// The disk of the journal is full, read-only, forbidden or broken, at every operation of a run. Before the
// first change that stops the run; after it the site is put back all the same.
import { describe, expect, test, vi } from 'vitest';
import type { DiskFault } from '../../mocks/faults/disk.ts';
import { hasJournal } from './judge.ts';
import { bisect, expectHonest, expectRestorable, worldFor } from './one-culprit.ts';

// Hundreds of whole runs: on a busy machine they take their time.
vi.setConfig({ testTimeout: 300_000 });

const FAULTS: readonly DiskFault[] = ['ENOSPC', 'EROFS', 'EACCES', 'EIO'];
/** More than an undisturbed run does: reading, beginning, a line a state and a line a probe, deleting. */
const OPERATIONS = 22;
const FOREVER = 1_000_000;

describe.each(['admin', 'rest'] as const)('under %s', (kind) => {
  test.each(FAULTS.flatMap((fault) => [1, FOREVER].map((times) => [fault, times] as const)))(
    '%s, %i times, from every operation on: the site is restored',
    async (fault, times) => {
      for (let from = 1; from <= OPERATIONS; from += 1) {
        for (const torn of fault === 'ENOSPC' ? [false, true] : [false]) {
          const world = worldFor(kind);
          const baseline = world.site.active;
          const disk = [{ fault, from, times, torn }];
          const ended = await world.launch(bisect(kind), { disk });
          expectHonest(ended, world, baseline);
          expect(world.site.active.toSorted(), `operation ${from}`).toEqual(baseline.toSorted());
          // What stays on the disk is at worst a journal that the next program obeys to no effect.
          await expectRestorable(world, baseline);
        }
      }
    },
  );

  test('a disk that fills up before a kill leaves a journal that can be read', async () => {
    for (let step = 16; step <= 40; step += 3) {
      const world = worldFor(kind);
      const baseline = world.site.active;
      const disk = [{ fault: 'ENOSPC' as const, from: 5, times: 1, torn: true }];
      await world.launch(bisect(kind), { disk, death: { step, when: 'after' } });
      if (world.site.active.length < baseline.length) expect(hasJournal(world)).toBe(true);
      await expectRestorable(world, baseline);
    }
  });
});

test('a journal that cannot be deleted is reported, and does not fail the run', async () => {
  const baseline = worldFor('admin').site.active;
  // One of these is the last of a run: deleting, after which only "it is over" could be written.
  for (let from = 8; from <= 30; from += 1) {
    const again = worldFor('admin');
    const ended = await again.launch(bisect('admin'), {
      disk: [{ fault: 'EACCES', from, times: FOREVER }],
    });
    expectHonest(ended, again, baseline);
    if (ended.type !== 'exited' || ended.code !== 0 || !hasJournal(again)) continue;
    expect(ended.answer?.notes).toContainEqual(expect.objectContaining({ type: 'journal-stays' }));
    return;
  }
  throw new Error('No operation left a journal behind: the test proves nothing.');
});
