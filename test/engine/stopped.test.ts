// What stops a run is part of its result. Only faults of the network and bugs are errors.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { run } from '../../src/engine/run.ts';
import type { Observation } from '../../src/model/report.ts';
import { type Fails, imagine, letters, plugin, prepare, UNSEEN } from './imagined-site.ts';

const ids = letters(12);
const twelve = ids.map((id) => plugin(id));
const [first, guilty, third, fourth] = ids as [string, string, string, string];
const failsBy = (observation: Partial<Observation>): Observation => ({
  verdict: 'unresolved',
  observed: { ...UNSEEN, status: 503 },
  ...observation,
});

/** A run whose site answers this. */
async function runOver(fails: Fails, task: Parameters<typeof prepare>[1] = {}) {
  const site = imagine(twelve, [fails]);
  const prepared = prepare(site, task);
  const result = await run(prepared.ports, prepared.task);
  const notes = prepared.events.flatMap((event) => (event.type === 'note' ? [event.note] : []));
  return { result, notes, active: [...site.active].sort(), journal: prepared.journal };
}

/** Answers as `before` for so many looks, and as `after` from then on. */
function changing(looks: number, before: Fails, after: Fails): Fails {
  let seen = 0;
  return (on) => (++seen > looks ? after(on) : before(on));
}

const isGuilty: Fails = (on) => on.has(guilty);
let turn = 0;

describe('a run that is stopped', () => {
  test.each<[string, Fails, Parameters<typeof prepare>[1], object, object[]]>([
    [
      'by a site that goes on limiting the rate',
      changing(5, isGuilty, () => failsBy({ reason: 'rate-limited' })),
      {},
      { why: 'rate-limited' },
      [],
    ],
    [
      'by a site that goes on failing',
      changing(5, isGuilty, () => failsBy({ reason: 'server-error' })),
      {},
      { why: 'site-suffers', from: 'errors' },
      [{ type: 'site-suffers', from: 'errors' }],
    ],
    [
      'by a site that answers both ways, however long it is waited for',
      (on) => on.size === ids.length || ++turn % 2 === 0,
      {},
      { why: 'two-voices' },
      [{ type: 'site-lags' }, { type: 'two-voices' }],
    ],
    [
      'by the number of probes that were agreed to',
      (on) => (on.has(first) && on.has(third)) || (on.has(guilty) && on.has(fourth)),
      { maxProbes: 8, steady: [0] },
      { why: 'over-forecast' },
      [{ type: 'over-forecast', probes: 8 }],
    ],
  ])('%s says why, and ends restored and without an error', async (_, fails, task, why, told) => {
    const { result, notes, active, journal } = await runOver(fails, task);
    expect(result.stopped).toEqual({ type: 'stopped', ...why });
    expect(result).toMatchObject({ outcome: 'inconclusive', restored: true, error: undefined });
    expect(notes).toEqual(told);
    expect(active).toEqual(ids);
    expect(journal.ended).toBe(true);
  });

  test.each(['http-403', 'http-405', 'wp-die', 'rest_cannot_deactivate_plugin'])(
    'by a site that refuses to switch anything off (%s) ends at the first two, and waits for nothing',
    async (code) => {
      const site = imagine(twelve, [isGuilty]);
      const control: typeof site.control = {
        ...site.control,
        activateExactly: async (target) => ({
          active: ids,
          refused: ids
            .filter((plugin) => !target.includes(plugin))
            .map((plugin, at) => ({
              plugin,
              wanted: 'inactive' as const,
              code: at < 2 ? code : 'still-active',
            })),
          learned: {},
          through: (request) => request,
        }),
      };
      const { ports, task } = prepare(site, {}, { control });
      const began = ports.clock.now();
      const result = await run(ports, task);
      expect(result).toMatchObject({
        stopped: { why: 'changes-refused', code },
        outcome: 'inconclusive',
        restored: true,
        culprits: [],
      });
      expect(ports.clock.now() - began).toBeLessThan(1_000);
    },
  );

  test('does not wait for probes that are still under way', async () => {
    let sends = 0;
    const site = imagine(twelve, [isGuilty]);
    const oracle: typeof site.oracle = {
      async probe(through, signal, wanted) {
        sends += 1;
        if (sends === 1) return site.oracle.probe(through, signal, wanted);
        if (sends === 2) return [failsBy({ reason: 'rate-limited', retryAfterSeconds: 3_600 })];
        return new Promise((_, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
        });
      },
    };
    const { ports, task } = prepare(site, {}, { oracle });
    const result = await run(ports, task);
    expect(sends).toBe(3);
    expect(result).toMatchObject({ stopped: { why: 'rate-limited' }, restored: true });
  });

  test('counts as cancelled where Ctrl-C comes at the same moment', async () => {
    const abort = new AbortController();
    const site = imagine(twelve, [isGuilty]);
    const oracle: typeof site.oracle = {
      async probe() {
        abort.abort();
        return [failsBy({ reason: 'rate-limited', retryAfterSeconds: 3_600 })];
      },
    };
    const { ports, task } = prepare(site, {}, { oracle, signal: abort.signal });
    const result = await run(ports, task);
    expect(result).toMatchObject({ outcome: 'cancelled', stopped: null, error: undefined });
  });
});

test('a network fault is thrown as an error, not returned as the end of a run', async () => {
  const lost = new Error('lost');
  const { result, active } = await runOver(
    changing(4, isGuilty, () => {
      throw lost;
    }),
  );
  expect(result).toMatchObject({ outcome: 'inconclusive', stopped: null, error: lost });
  expect(active).toEqual(ids);
});

test('the engine has no exception of its own: what ends a run early is returned', () => {
  const sources = readdirSync('src/engine').map((file) => [
    file,
    readFileSync(`src/engine/${file}`, 'utf8'),
  ]);
  const own = sources.filter(([, text]) =>
    /extends\s+\w*(?:Error|Problem)\b|instanceof/.test(text!),
  );
  // Ctrl-C comes as the platform's own AbortError.
  expect(own.map(([file]) => file)).toEqual(['run.ts']);
});
