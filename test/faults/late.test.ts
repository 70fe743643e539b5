// Sites on which some hear late of a switch: nobody innocent is named, and "no plugin is to blame" is not
// said of a plugin that nobody has heard is off.
import { describe, expect, test, vi } from 'vitest';
import { type Hosting, moveTo } from '../../mocks/faults/hosting.ts';
import { createWorld, type Ended, ONE_REQUEST, SYMPTOM } from './faulty-world.ts';
import { hasJournal } from './judge.ts';
import { at, bisect, type Kind, worldFor } from './one-culprit.ts';
import { play } from './play.ts';
import { scenarioOf } from './scenario.ts';
import { isCulprit } from './truth.ts';

vi.setConfig({ testTimeout: 300_000 });

const letters = (count: number) => [...'abcdefghijklm'.slice(0, count)].map((each) => `p-${each}`);

/** The folders of whom a program names. */
function namedIn(ended: Ended): readonly (readonly string[])[] {
  if (ended.type === 'killed' || ended.answer === null) throw new Error(ended.progress);
  return ended.answer.culprits.map((culprit) =>
    culprit.plugins.map(({ plugin }) => plugin.split('/')[0] ?? plugin),
  );
}

/** A run on a site of so many plugins, on which this fails. */
async function runAt(hosting: Hosting, kind: Kind, count: number, formula: string, seed = 1) {
  const plugins = letters(count);
  const world = worldFor(kind, { plugins, rules: [{ when: formula, at: 'anonymous-rest' }], seed });
  const { site, clock } = world;
  const before = site.active;
  moveTo(hosting, { site, clock, seed, isProbe: ({ pathname }) => pathname === SYMPTOM });
  const ended = await world.launch(bisect(kind));
  if (ended.type === 'killed' || ended.answer === null) throw new Error(ended.progress);
  expect(site.active.toSorted()).toEqual(before.toSorted());
  const named = namedIn(ended);
  const truth = { formula, baseline: plugins };
  for (const folders of named) expect(isCulprit(folders, truth), ended.progress).toBe(true);
  return { code: ended.code, named, progress: ended.progress };
}

const PLACES: readonly Hosting[] = [
  ...[700, 2_500, 9_000].map((ms) => ({ type: 'visitors on a replica', ms }) as const),
  ...[1_000, 3_000, 8_000].flatMap((ms) =>
    [false, true].flatMap((busy) => [
      { type: 'visitors on a server with a memory', ms, busy } as const,
      { type: 'two servers in turn', ms, busy } as const,
      { type: 'two servers at random', ms, busy } as const,
      { type: 'two servers, one a connection', ms, busy } as const,
    ]),
  ),
  ...[2_000, 5_000].flatMap((ms) => [
    { type: 'a cache that keeps successes', ms } as const,
    { type: 'a cache that keeps refusals', ms } as const,
  ]),
];

describe.each(['admin', 'rest'] as const)('under %s', (kind) => {
  const formulas = ['p-e', 'p-b && p-f', 'p-c || p-g'] as const;
  test.each(PLACES.map((place, at) => [JSON.stringify(place), place, at] as const))(
    'finds what is to blame, or says that it cannot tell: %s',
    async (_, place, at) => {
      const formula = formulas[(at + (kind === 'admin' ? 1 : 0)) % formulas.length] ?? 'p-e';
      const { code, progress } = await runAt(place, kind, 8, formula, at);
      expect([0, 4], progress).toContain(code);
    },
  );
});

test.each(['admin', 'rest'] as const)(
  'where one of two servers never sees a switch, the run stops and names no plugin (%s)',
  async (kind) => {
    const place = { type: 'a node that hears of no switch', lists: false } as const;
    const { code, named, progress } = await runAt(place, kind, 8, 'p-e');
    expect({ code, named }).toEqual({ code: 4, named: [] });
    expect(progress).toContain('disagree about which plugins are active');
  },
);

describe.each(['admin', 'rest'] as const)(
  'where visitors have a server of their own (%s)',
  (kind) => {
    test.each([1_000, 8_000, 30_000, 300_000])(
      'that is %i ms late, "no plugin is to blame" is not said before it has seen the switch',
      async (ms) => {
        const place = { type: 'strangers on a server with a memory', ms, busy: false } as const;
        const { code, named, progress } = await runAt(place, kind, 8, 'p-e');
        expect([0, 4], progress).toContain(code);
        expect(named).toEqual(code === 0 ? [['p-e']] : []);
        if (ms > 12_000) expect(progress).toContain('disagree about which plugins are active');
      },
    );

    test.each([15_000, 20_000, 30_000, 45_000])(
      'that others use, too, and that is %i ms late, a late failure is not taken for one that is gone',
      async (ms) => {
        for (const seed of [113, 128, 172]) {
          const place = { type: 'strangers on a server with a memory', ms, busy: true } as const;
          const { code, named, progress } = await runAt(place, kind, 9, 'p-e', seed);
          expect([0, 4], progress).toContain(code);
          expect(named).toEqual(code === 0 ? [['p-e']] : []);
        }
      },
    );

    test('that sees every switch at once, a failure without a plugin is reported as such', async () => {
      const place = { type: 'strangers on a server with a memory', ms: 1, busy: false } as const;
      const { code, progress } = await runAt(place, kind, 8, 'p-e || !p-e');
      expect(code, progress).toBe(1);
    });
  },
);

test.each(
  (['admin', 'rest'] as const).flatMap((kind) =>
    (['iis', 'page', 'json'] as const).map((says) => [kind, says] as const),
  ),
)('a 401 that means "too many requests" does not count as failing (%s, %s)', async (kind, says) => {
  const place = { type: 'a firewall that counts', after: 12, ms: 3_000, says } as const;
  const { code, named, progress } = await runAt(place, kind, 8, 'p-e');
  expect([0, 4], progress).toContain(code);
  if (code === 0) expect(named).toEqual([['p-e']]);
});

test.each(PLACES.map((place) => [JSON.stringify(place), place] as const))(
  'under isolated the answer is right where switches are seen late: %s',
  async (_, place) => {
    const { code, named, progress } = await runAt(place, 'isolated', 8, 'p-e');
    expect({ code, named }, progress).toEqual({ code: 0, named: [['p-e']] });
    expect(progress).not.toContain('disagree');
  },
);

describe('faults that the random runs have found', () => {
  const busy = { ms: 1_000, busy: true };

  test('a control probe that shows that the site is late ends that search', async () => {
    const place = { type: 'two servers in turn', ...busy } as const;
    await runAt(place, 'rest', 9, 'p-g || p-i && p-b', 37);
  });

  test('a combination is named only where all of it together was seen to fail', async () => {
    const place = { type: 'two servers, one a connection', ...busy } as const;
    await runAt(place, 'rest', 11, 'p-g && p-f', 976);
  });

  test('everything on that passes once, then fails for good, is called late, not flaky', async () => {
    const place = { type: 'visitors on a server with a memory', ms: 1_000, busy: false } as const;
    const { code } = await runAt(place, 'rest', 11, 'p-d && p-c', 1_319);
    expect(code).toBe(0);
  });

  test('a symptom that passes up to a moment and then fails is not called flaky on a late site', async () => {
    const ms = 13_000;
    const place = { type: 'strangers on a server with a memory', ms, busy: false } as const;
    await runAt(place, 'rest', 9, 'p-h && p-a && p-d', 293);
  });

  test('a member of a combination is not named alone because of an answer of the set before', async () => {
    const place = { type: 'two servers in turn', ms: 13_000, busy: true } as const;
    await runAt(place, 'admin', 10, 'p-h && p-a && p-d', 190);
  });

  test.each([1, 2])(
    'an installed Health Check counts as removed only once a list that lags by %i sets shows it',
    async (states) => {
      const helper = { file: 'health-check', status: 'inactive' } as const;
      const plugins = [...letters(6), helper];
      const rules = [{ when: 'p-c', at: 'anonymous-rest' }] as const;
      const world = createWorld({ plugins, rules }, 'session');
      const { site, clock } = world;
      const isProbe = ({ pathname }: URL) => pathname === SYMPTOM;
      const place = { type: 'lists lag behind', states, ms: 3_500 } as const;
      moveTo(place, { site, clock, seed: 1, isProbe });
      const ended = await world.launch(['--bisect', '--install-health-check', ...ONE_REQUEST]);
      expect(ended.type === 'exited' && ended.code, ended.progress).not.toBe(5);
      expect(site.active).not.toContain('health-check/health-check');
      expect(hasJournal(world)).toBe(false);
    },
  );

  test('a cache that keeps successes, beside a plugin that cannot be activated, leads to no wrong culprit', async () => {
    const stays = { quirk: 'ok-unchanged' } as const;
    const [first = '', ...others] = letters(8);
    const plugins = [{ file: first, onActivate: { rest: stays, form: stays } }, ...others];
    const formula = 'p-d || p-b';
    const rules = [{ when: formula, at: 'anonymous-rest' }] as const;
    const world = createWorld({ plugins, rules }, 'application-password');
    const { site, clock } = world;
    const isProbe = ({ pathname }: URL) => pathname === SYMPTOM;
    moveTo({ type: 'a cache that keeps successes', ms: 3_551 }, { site, clock, seed: 1, isProbe });
    const ended = await world.launch(bisect('rest'));
    for (const folders of namedIn(ended)) {
      expect(isCulprit(folders, { formula, baseline: letters(8) }), ended.progress).toBe(true);
    }
  });

  test.each([2, 4, 8])(
    'a plugin that seems to fail only without another one is probed once more before it is named',
    async (seed) => {
      // A laptop that sleeps over each switch: both servers show the state before the one that is read.
      const plugins = letters(4).map((file) =>
        file === 'p-c' ? { file, requires: ['p-a'] } : file,
      );
      const formula = 'p-c && p-d && p-a || p-b && p-c';
      const rules = [{ when: formula, at: 'anonymous-rest' }] as const;
      const world = createWorld({ plugins, rules }, 'session');
      const { site, clock } = world;
      const isProbe = ({ pathname }: URL) => pathname === SYMPTOM;
      const place = { type: 'two servers in turn', ms: 3_000, busy: true } as const;
      moveTo(place, { site, clock, seed, isProbe });
      const ended = await world.launch([...bisect('admin'), '--all'], {
        ...at('laptop sleeps', 'write', 5, 6),
        world: { 'laptop sleeps': () => void clock.pass(1_800_000) },
      });
      expect(namedIn(ended)).toEqual([
        ['p-b', 'p-c'],
        ['p-c', 'p-d'],
      ]);
    },
  );

  test('a first answer after a change that belongs to the set before convicts no plugin', async () => {
    // One plugin never comes back, so that the failure seems to come and go.
    const [a = '', b = '', c = '', d = '', ...others] = letters(7);
    const refused = (times?: number) => {
      const use = { quirk: 'refused', times } as const;
      return { onActivate: { rest: use, form: use } };
    };
    const plugins = [a, { file: b, ...refused() }, c, { file: d, ...refused(1) }, ...others];
    const formula = 'p-d && p-g && p-b && !p-f || p-a';
    const rules = [{ when: formula, at: 'anonymous-rest' }] as const;
    const world = createWorld({ plugins, rules, seed: 2_300_762_118 }, 'both');
    const { site, clock } = world;
    const isProbe = ({ pathname }: URL) => pathname === SYMPTOM;
    moveTo({ type: 'answers one request old' }, { site, clock, seed: 2_300_762_118, isProbe });
    const ended = await world.launch([...bisect('admin'), '--yes']);
    expect(ended).toMatchObject({ type: 'exited', code: 5 });
    for (const folders of namedIn(ended)) {
      expect(isCulprit(folders, { formula, baseline: letters(7) }), ended.progress).toBe(true);
    }
  });

  test('everything on that passes before a proof means a late site, and convicts no plugin', async () => {
    // One plugin never comes back, so that the search for more culprits ends without an answer.
    const stays = (times?: number) => {
      const use = { quirk: 'ok-unchanged', times } as const;
      return { onActivate: { rest: use, form: use } };
    };
    const quirky = new Map([
      ['p-d', stays()],
      ['p-i', stays(2)],
    ]);
    const plugins = letters(9).map((file) => ({ file, ...quirky.get(file) }));
    const rules = [{ when: 'p-e', at: 'anonymous-rest' }] as const;
    const seed = 3_355_120_127;
    const world = createWorld({ plugins, rules, seed }, 'session');
    const { site, clock } = world;
    const isProbe = ({ pathname }: URL) => pathname === SYMPTOM;
    const place = { type: 'visitors on a server with a memory', ms: 1_000, busy: false } as const;
    moveTo(place, { site, clock, seed, isProbe });
    const ended = await world.launch([...bisect('admin'), '--all'], {
      faults: [
        { fault: '403 nonce expired', from: 15, times: 1 },
        { fault: 'empty 500 after it landed', from: 10, times: 1 },
      ],
    });
    expect(namedIn(ended), ended.progress).toEqual([['p-e']]);
    expect(ended.progress).not.toContain('only 9 plugins on');
  });

  test.each(
    (['admin', 'isolated'] as const).flatMap((kind) =>
      [5, 6, 7, 9].map((every) => [every, kind] as const),
    ),
  )(
    'sessions that end after %i requests (%s): the run itself restores everything',
    async (every, kind) => {
      const { code } = await runAt({ type: 'sessions that end', every }, kind, 10, 'p-b');
      expect([0, 3, 4]).toContain(code);
    },
  );

  test.each([20_000, 20_538, 21_000, 24_000])(
    'a failure that shows for %i ms and rests for ten seconds makes no innocent plugin part of a pair',
    async (on) => {
      const found = scenarioOf(942_566, 3_630);
      const hosting = { type: 'a symptom by the clock', on, off: 10_546 } as const;
      const { wrong, transcript } = await play({ ...found, hosting });
      expect(wrong, transcript()).toEqual([]);
    },
  );

  test('a failure that the switching itself ended is reported within a few probes', async () => {
    const place = { type: 'a hook that deletes the setting', plugin: 'p-f' } as const;
    const { code, named, progress } = await runAt(place, 'rest', 8, 'p-f && p-g');
    expect({ code, named }).toEqual({ code: 4, named: [] });
    expect(progress).toContain('works since plugins were switched');
    expect(progress).not.toContain('test 60:');
  });
});

test.each(['admin', 'rest'] as const)(
  'a run waits for nothing on a site where every switch is seen at once (%s)',
  async (kind) => {
    const world = worldFor(kind);
    const ended = await world.launch(bisect(kind));
    expect(ended).toMatchObject({ type: 'exited', code: 0 });
    expect(ended.progress).not.toContain('waiting');
  },
);
