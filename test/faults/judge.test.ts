// The judge is judged: runs made wrong on purpose, and ends that only look wrong.
import { describe, expect, test } from 'vitest';
import type { Answer, Ended, World } from './faulty-world.ts';
import { judge } from './judge.ts';
import { bisect, PLUGINS, worldFor } from './one-culprit.ts';
import { play } from './play.ts';
import { scenarioOf } from './scenario.ts';

const TRUTH = { formula: 'delta', baseline: PLUGINS };

type Forgery = {
  readonly code?: number;
  readonly leaveOff?: boolean;
  /** What the site is said to have failed on, whatever the run saw. */
  readonly formula?: string;
  /** False: nothing was read after the change. */
  readonly isRead?: boolean;
};

/** A run that went well, with what it said (or the site) changed afterwards. */
async function forged(
  change: (answer: Answer, world: World) => Partial<Answer>,
  { code = 0, leaveOff = false, formula = 'delta', isRead = true }: Forgery = {},
) {
  const world = worldFor('admin');
  const baseline = world.site.active;
  const ended = await world.launch([...bisect('admin'), ...(leaveOff ? ['--leave-off'] : [])]);
  if (ended.type === 'killed' || ended.answer === null) throw new Error('The run did not end.');
  expect(judge(ended, world, { baseline, truth: TRUTH, leaveOff })).toEqual({
    lost: [],
    wrong: [],
  });
  const answer = { ...ended.answer, ...change(ended.answer, world) };
  const wrong: Ended & { type: 'exited' } = { ...ended, code, answer };
  // What is changed here afterwards stands for what the run could have read.
  const read = isRead ? { ...world, unseen: new Set<string>() } : world;
  return judge(wrong, read, { baseline, truth: { ...TRUTH, formula }, leaveOff, exact: true });
}

function named(answer: Answer, ...folders: readonly string[]): Answer['culprits'] {
  return answer.culprits.map((culprit) => ({
    ...culprit,
    plugins: folders.map((folder) => ({ ...culprit.plugins[0]!, plugin: `${folder}/${folder}` })),
  }));
}

/** One is named, and the other is said to have been left on all the time. */
function leftOn(answer: Answer, one: string, other: string): Answer['culprits'] {
  const needs = named(answer, other)[0]?.plugins ?? [];
  return named(answer, one).map((culprit) => ({ ...culprit, needs }));
}

describe('the judge of a fault run objects to', () => {
  test('an innocent plugin that is named', async () => {
    const { wrong } = await forged((answer) => ({ culprits: named(answer, 'alpha') }));
    expect(wrong).toEqual(['alpha']);
  });

  test('an innocent plugin that is named together with the culprit', async () => {
    const { wrong } = await forged((answer) => ({ culprits: named(answer, 'delta', 'golf') }));
    expect(wrong).toEqual(['delta + golf']);
  });

  test('an innocent plugin that is named while the culprit was left on', async () => {
    const { wrong } = await forged((answer) => ({ culprits: leftOn(answer, 'alpha', 'delta') }));
    expect(wrong).toEqual(['alpha']);
  });

  test('a plugin that is off while the run says that all are on', async () => {
    const { lost } = await forged((_, { site }) => {
      site.deactivate('echo');
      return {};
    });
    expect(lost).toContain('exit 0, and echo/echo off');
  });

  test('exit 5 that names another plugin than the one that is off', async () => {
    const { lost } = await forged(
      (_, { site }) => {
        site.deactivate('echo');
        return { difference: { missing: ['golf/golf'], appeared: [] } };
      },
      { code: 5 },
    );
    expect(lost).toEqual(
      expect.arrayContaining(['exit 5 does not name echo/echo', 'exit 5 names golf/golf']),
    );
  });

  test('a plugin that is left off without being named, or without having been asked for', async () => {
    const asked = await forged(() => ({ leftOff: [{ plugin: 'alpha/alpha', why: 'asked' }] }), {
      leaveOff: true,
    });
    expect(asked.lost).toContain('alpha/alpha left off, and not named');
    const unasked = await forged(() => ({ leftOff: [{ plugin: 'delta/delta', why: 'asked' }] }));
    expect(unasked.lost).toContain('delta/delta left off unasked');
  });
});

describe('the judge of a fault run does not object to', () => {
  test('a culprit that fails beside another, when the report says that this one was left on', async () => {
    const told = await forged((answer) => ({ culprits: leftOn(answer, 'delta', 'alpha') }), {
      formula: 'delta && alpha',
    });
    expect(told.wrong).toEqual([]);
    const untold = await forged(() => ({}), { formula: 'delta && alpha' });
    expect(untold.wrong).toEqual(['delta']);
  });

  test.each([
    [true, ['exit 5 does not name echo/echo']],
    [false, []],
  ])(
    'an exit 5 that does not name a plugin that others deactivated, unless it was read (%s)',
    async (isRead, lost) => {
      const told = await forged(
        (_, { site, files }) => {
          site.deactivate('echo');
          (files as Map<string, string>).set('/journal.ndjson', '{}');
          const unknown = { plugins: ['golf/golf'], since: '' };
          return { difference: { missing: [], appeared: [], unknown } };
        },
        { code: 5, isRead },
      );
      expect(told.lost).toEqual(lost);
    },
  );

  test('a plugin that others deactivated, when the program died with a journal and had switched nothing', async () => {
    const fault = 'second administrator deactivates' as const;
    const ends = await Promise.all(
      Array.from({ length: 12 }, (_, step) =>
        play({
          ...scenarioOf(892481, 2713),
          faults: [
            { fault: 'nonce runs out', kind: 'write', from: 2, times: 3 },
            { fault, kind: 'plugin list', from: 6, times: 1 },
          ],
          death: { step: 30 + step, when: 'before' },
        }),
      ),
    );
    expect(ends.flatMap(({ lost }) => lost)).toEqual([]);
    expect(ends.filter(({ ended }) => ended === 'killed')).toHaveLength(12);
    expect(ends.every(({ struck }) => struck.has(fault))).toBe(true);
  });

  test('a culprit left off as asked, when the disk failed at the very line that says so', async () => {
    const calm = { faults: [], death: null, stopAt: null, bully: null, impatient: false } as const;
    const site = { plugins: PLUGINS.map((file) => ({ file })), formula: 'delta', requires: {} };
    const plugins = [...site.plugins, { file: 'late-comer', status: 'inactive' } as const];
    const ends = await Promise.all(
      (['admin', 'isolated'] as const).flatMap((kind) =>
        Array.from({ length: 24 }, (_, operation) =>
          play({
            ...scenarioOf(1, 0),
            ...site,
            ...calm,
            plugins: kind === 'admin' ? plugins : [...plugins, { file: 'health-check' }],
            credentials: 'both',
            args: [...bisect(kind), '--leave-off'],
            disk: [{ fault: 'EIO', from: operation + 1, times: 1 }],
          }),
        ),
      ),
    );
    expect(ends.flatMap(({ lost, wrong }) => [...lost, ...wrong])).toEqual([]);
    expect(ends.filter(({ culprits }) => culprits > 0).length).toBeGreaterThan(10);
  });
});
