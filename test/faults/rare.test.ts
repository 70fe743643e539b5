// A failure of few requests: each is a chance of its own, whatever is switched meanwhile.
import { expect, test, vi } from 'vitest';
import type { ReportedCulprit } from '../../src/model/report.ts';
import { SYMPTOM } from './faulty-world.ts';
import { bisect, type Kind, worldFor } from './one-culprit.ts';

vi.setConfig({ testTimeout: 300_000 });

const PLUGINS = [...'abcdefghijkl'].map((each) => `p-${each}`);
const CULPRIT = 'p-e';

/** A run where the first request fails, and then each `every`th with the culprit on. */
async function runWhereEachFails(every: number, kind: Kind) {
  const rules = [{ when: CULPRIT, at: 'anonymous-rest' as const }];
  const world = worldFor(kind, { plugins: PLUGINS, rules, seed: 1 });
  const { site } = world;
  const before = site.active.toSorted();
  let sent = 0;
  site.on('request', ({ request }) => {
    if (new URL(request.url).pathname !== SYMPTOM) return;
    site.change({ ...site.options, rules: sent % every === 0 ? rules : [] });
    sent += 1;
  });
  const ended = await world.launch(bisect(kind));
  if (ended.type === 'killed' || ended.answer === null) throw new Error(ended.progress);
  expect(site.active.toSorted()).toEqual(before);
  return { ...ended.answer, code: ended.code, progress: ended.progress };
}

test.each(['admin', 'rest'] as const)(
  'one failure in 40 requests ends the run as too rare, before any plugin is off (%s)',
  async (kind) => {
    const { code, outcome, notes, cost, progress } = await runWhereEachFails(30, kind);
    const ended = { code: 4, outcome: 'inconclusive', toggles: 0 };
    expect({ code, outcome, toggles: cost.toggles }, progress).toEqual(ended);
    expect(notes).toContainEqual({ type: 'flaky', failRate: 2 / 42, isSeldom: true });
  },
);

test('one failure in 40 requests is searched for where visitors notice nothing', async () => {
  const { culprits, notes, cost, progress } = await runWhereEachFails(30, 'isolated');
  expect(namesOf(culprits), progress).toEqual([[`${CULPRIT}/${CULPRIT}`]]);
  expect(notes).toContainEqual({ type: 'flaky', failRate: 2 / 42, isSeldom: false });
  expect(cost.pluginSecondsOff).toBe(0);
});

test('one failure in ten requests is that of its plugin', async () => {
  const { code, culprits, progress } = await runWhereEachFails(10, 'rest');
  expect(code, progress).toBe(0);
  expect(namesOf(culprits)).toEqual([[`${CULPRIT}/${CULPRIT}`]]);
});

function namesOf(culprits: readonly ReportedCulprit[]) {
  return culprits.map(({ plugins }) => plugins.map(({ plugin }) => plugin));
}
