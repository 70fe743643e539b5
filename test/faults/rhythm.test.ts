// Failures that follow a clock: they show for a while and rest for a while, whatever is switched meanwhile.
import { describe, expect, test, vi } from 'vitest';
import { moveTo } from '../../mocks/faults/hosting.ts';
import { SYMPTOM } from './faulty-world.ts';
import { answered, bisect, type Kind, worldFor } from './one-culprit.ts';

vi.setConfig({ testTimeout: 300_000 });

const PLUGINS = [...'abcdefghijkl'].map((each) => `p-${each}`);

/** A run where this fails, by the clock: `on` and `off` in milliseconds. */
async function runByClock(on: number, off: number, kind: Kind, formula: string) {
  const rules = [{ when: formula, at: 'anonymous-rest' as const }];
  const world = worldFor(kind, { plugins: PLUGINS, rules, seed: 1 });
  const { site, clock } = world;
  const hosting = { type: 'a symptom by the clock', on, off } as const;
  moveTo(hosting, { site, clock, seed: 1, isProbe: ({ pathname }) => pathname === SYMPTOM });
  return answered(world, kind);
}

/** It shows for so long, and rests for so long; milliseconds. */
const CLOCKS = [
  [1_000, 1_000],
  [2_000, 2_000],
  [3_000, 6_000],
  [4_000, 4_000],
  [2_000, 10_000],
] as const;

describe.each(CLOCKS)('a failure that shows for %i ms and rests for %i ms', (on, off) => {
  test.each(['admin', 'rest'] as const)('is that of its plugin (%s)', async (kind) => {
    const { found, progress } = await runByClock(on, off, kind, 'p-e');
    expect(found, progress).toEqual({ code: 0, outcome: 'culprit-found', named: [['p-e/p-e']] });
  });

  test('is no plugin’s where it shows with all of them off', async () => {
    const { found, progress } = await runByClock(on, off, 'rest', 'p-a || !p-a');
    expect(found, progress).toEqual({ code: 1, outcome: 'not-a-plugin', named: [] });
  });
});

test('what only comes and goes is not told as a site that notices changes late, nor waited for with plugins off', async () => {
  const { notes, cost } = await runByClock(4_000, 4_000, 'rest', 'p-e');
  expect(notes.map(({ type }) => type)).toEqual(['flaky']);
  // It was 27 minutes on a site that refused by such a clock.
  expect(cost.pluginSecondsOff).toBeLessThan(300);
});

test('what rests as the search begins is looked out for with everything on', async () => {
  const rules = [{ when: 'p-e', at: 'anonymous-rest' as const }];
  const world = worldFor('admin', { plugins: PLUGINS, rules, seed: 1 });
  const { site, clock } = world;
  let rest: number | undefined;
  site.on('request', ({ request }) => {
    if (request.url.includes('plugins.php')) rest ??= clock.now();
    const rests = rest !== undefined && clock.now() < rest + 8_000;
    site.change({ ...site.options, rules: rests ? [] : rules });
  });
  const ended = await world.launch(bisect('admin'));
  expect(ended, ended.progress).toMatchObject({ type: 'exited', code: 0 });
  const lines = ended.progress.split('\n');
  const back = lines.findIndex((line) => line.includes('once more, every plugin on: fails'));
  expect(back).toBeGreaterThan(0);
  expect(lines.slice(0, back).filter((line) => line.endsWith(': off'))).toEqual([]);
});
