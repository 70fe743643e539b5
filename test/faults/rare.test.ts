// A failure of few requests: each is a chance of its own, whatever is switched meanwhile.
import { expect, test, vi } from 'vitest';
import { SYMPTOM } from './faulty-world.ts';
import { answered, type Kind, worldFor } from './one-culprit.ts';

vi.setConfig({ testTimeout: 300_000 });

const PLUGINS = [...'abcdefghijkl'].map((each) => `p-${each}`);
const CULPRIT = 'p-e';

/** A run where the first request fails, and then each `every`th with the culprit on. */
async function runWhereEachFails(every: number, kind: Kind) {
  const rules = [{ when: CULPRIT, at: 'anonymous-rest' as const }];
  const world = worldFor(kind, { plugins: PLUGINS, rules, seed: 1 });
  const { site } = world;
  let sent = 0;
  site.on('request', ({ request }) => {
    if (new URL(request.url).pathname !== SYMPTOM) return;
    site.change({ ...site.options, rules: sent % every === 0 ? rules : [] });
    sent += 1;
  });
  return answered(world, kind);
}

test.each(['admin', 'rest'] as const)(
  'one failure in 40 requests ends the run as too rare, before any plugin is off (%s)',
  async (kind) => {
    const { found, notes, cost, progress } = await runWhereEachFails(30, kind);
    expect(found, progress).toEqual({ code: 4, outcome: 'inconclusive', named: [] });
    expect(cost.toggles).toBe(0);
    expect(notes).toContainEqual({ type: 'flaky', failRate: 2 / 42, isSeldom: true });
  },
);

test('one failure in 40 requests is searched for where visitors notice nothing', async () => {
  const { found, notes, cost, progress } = await runWhereEachFails(30, 'isolated');
  expect(found.named, progress).toEqual([[`${CULPRIT}/${CULPRIT}`]]);
  expect(notes).toContainEqual({ type: 'flaky', failRate: 2 / 42, isSeldom: false });
  expect(cost.pluginSecondsOff).toBe(0);
});

test('one failure in ten requests is that of its plugin', async () => {
  const { found, progress } = await runWhereEachFails(10, 'rest');
  const named = [[`${CULPRIT}/${CULPRIT}`]];
  expect(found, progress).toEqual({ code: 0, outcome: 'culprit-found', named });
});
