// Every fault by its name: once, in a burst, and for ever, and what the run makes of it. Exit 0: the culprit
// was found all the same; 4: it says that it cannot tell; 5: it says exactly what is off, and `--restore`
// brings it back once the fault is gone. Nothing is ever lost, and nobody else is ever named.

import { describe, expect, test, vi } from 'vitest';
import type { RequestFault } from '../../mocks/faults/kinds.ts';
import type { RequestKind } from '../../mocks/faults/requests.ts';
import type { PluginSpec } from '../../mocks/simulated/types.ts';
import { createWorld, ONE_REQUEST } from './faulty-world.ts';
import { hasJournal } from './judge.ts';
import {
  at,
  bisect,
  expectHonest,
  expectRestorable,
  type Kind,
  PLUGINS,
  SICK,
  worldFor,
} from './one-culprit.ts';

// Hundreds of whole runs: on a busy machine they take their time.
vi.setConfig({ testTimeout: 300_000 });

const FOREVER = 1_000_000;
const BURST = 5;

type Expected = { readonly once: number; readonly burst: number; readonly forever: number };
const found: Expected = { once: 0, burst: 0, forever: 0 };
/** What a write meets that never lands: found, or where none ever lands the exact list. */
const lostWrites: Expected = { once: 0, burst: 0, forever: 5 };
/** What a read meets that is repeated: three in a row are not. */
const brokenReads: Expected = { once: 0, burst: 4, forever: 5 };
/** A read that was answered, and not with a list: not repeated. */
const refusedReads: Expected = { once: 4, burst: 4, forever: 5 };
const unclearProbes: Expected = { once: 0, burst: 0, forever: 4 };
const limitedProbes: Expected = { once: 0, burst: 4, forever: 4 };

/** Where each fault strikes, and what becomes of the run. */
const LIST: readonly (readonly [RequestFault, RequestKind, Expected])[] = [
  ['connection refused', 'write', lostWrites],
  ['connection refused', 'plugin list', brokenReads],
  ['connection refused', 'probe', unclearProbes],
  ['reset before it landed', 'write', lostWrites],
  ['reset before it landed', 'plugin list', brokenReads],
  ['reset after it landed', 'write', found],
  ['reset after it landed', 'probe', unclearProbes],
  ['timeout before it landed', 'write', lostWrites],
  ['timeout after it landed', 'write', found],
  ['timeout, it lands later', 'write', found],
  ['timeout before it landed', 'plugin list', brokenReads],
  ['timeout before it landed', 'probe', unclearProbes],
  ['body breaks off', 'write', found],
  ['body breaks off', 'plugin list', brokenReads],
  ['body breaks off', 'probe', unclearProbes],
  ['empty 500', 'write', lostWrites],
  ['empty 500 after it landed', 'write', found],
  ['empty 500', 'plugin list', refusedReads],
  ['empty 500', 'probe', unclearProbes],
  ['critical error page', 'write', lostWrites],
  ['critical error page after it landed', 'write', found],
  ['critical error page', 'plugin list', refusedReads],
  ['critical error page', 'probe', unclearProbes],
  ['502', 'write', lostWrites],
  ['502 after it landed', 'write', found],
  ['502', 'plugin list', brokenReads],
  ['503 maintenance', 'write', lostWrites],
  ['503 maintenance', 'plugin list', brokenReads],
  ['503 maintenance', 'probe', unclearProbes],
  ['504, it lands later', 'write', found],
  ['429', 'write', lostWrites],
  ['429', 'plugin list', brokenReads],
  ['429', 'probe', limitedProbes],
  ['429 with Retry-After', 'write', lostWrites],
  ['429 with Retry-After', 'probe', limitedProbes],
  ['429 with a date', 'write', lostWrites],
  ['429 with a date', 'probe', limitedProbes],
  ['403 nonce expired', 'write', lostWrites],
  ['junk before the answer', 'write', found],
  ['junk before the answer', 'plugin list', found],
  ['junk before the answer', 'probe', found],
  ['wrong content type', 'plugin list', found],
  ['wrong content type', 'probe', found],
  ['huge body', 'plugin list', found],
  ['slow drip', 'plugin list', found],
  ['body cut short', 'write', found],
  ['body cut short', 'plugin list', refusedReads],
  // Who says it cannot be read any more, and a firewall's refusal would look the same.
  ['body cut short', 'probe', unclearProbes],
  ['answer from a cache', 'probe', found],
];

describe.each(['admin', 'rest'] as const)('under %s', (kind) => {
  test.each(LIST)(
    '%s, at a %s: the report is true, and the site is restored or can be',
    async (fault, request, expected) => {
      for (const [times, code] of [
        [1, expected.once],
        [BURST, expected.burst],
        [FOREVER, expected.forever],
      ] as const) {
        const world = worldFor(kind);
        const baseline = world.site.active;
        // Late enough that plugins are off when it strikes.
        const from = { write: 2, 'plugin list': 13, probe: 5 }[request as 'write'];
        const ended = await world.launch(bisect(kind), at(fault, request, times, from));
        expect(world.machine.struck.get(fault), 'the fault never struck').toBeGreaterThan(0);
        expect(expectHonest(ended, world, baseline), `${times} times\n${ended.progress}`).toBe(
          code,
        );
        if (code === 5) await expectRestorable(world, baseline);
      }
    },
  );
});

describe('what only wp-admin meets', () => {
  test('302 to an onboarding page, once: the request is sent again', async () => {
    const world = worldFor('admin');
    const baseline = world.site.active;
    const ended = await world.launch(
      bisect('admin'),
      at('302 to an onboarding page', 'plugin list', 1, 4),
    );
    expect(expectHonest(ended, world, baseline)).toBe(0);
    expect(world.machine.struck.get('302 to an onboarding page')).toBe(1);
  });

  test.each(['admin', 'rest'] as const)(
    'a cached plugin list (%s): it is never believed',
    async (kind) => {
      const world = worldFor(kind);
      const baseline = world.site.active;
      const ended = await world.launch(
        bisect(kind),
        at('answer from a cache', 'plugin list', FOREVER, 4),
      );
      expect(expectHonest(ended, world, baseline)).toBe(5);
      await expectRestorable(world, baseline);
    },
  );
});

describe('other people, other programs, time', () => {
  test.each(['admin', 'rest', 'isolated'] as const)(
    'the session ends (%s): the run goes on, and restores the site',
    async (kind) => {
      const world = worldFor(kind);
      const baseline = world.site.active;
      const ended = await world.launch(bisect(kind), {
        ...at('session ends', 'probe', 1, 5),
        world: { 'session ends': () => world.site.endSessions() },
      });
      expect(expectHonest(ended, world, baseline)).toBe(0);
    },
  );

  test.each(['admin', 'rest'] as const)(
    'a second administrator activates a plugin (%s): it is reported and left on',
    async (kind) => {
      const stranger: PluginSpec = { file: 'late', status: 'inactive' };
      const world = worldFor(kind, { ...SICK, plugins: [...PLUGINS, stranger] });
      const baseline = world.site.active;
      const fault = 'second administrator activates';
      const ended = await world.launch(bisect(kind), {
        ...at(fault, 'write', 1, 2),
        world: { [fault]: () => world.site.activate('late') },
      });
      expect(expectHonest(ended, world, baseline)).toBe(0);
      expect(world.site.active).toContain('late/late');
      expect(ended.progress).toContain('Another administrator activated');
    },
  );

  // The one that is off when somebody acts decides what the verdict was worth.
  test.each(
    (['admin', 'rest'] as const).flatMap((kind) =>
      [4, 5, 6, 7, 8].flatMap((from) => [
        [kind, 'second administrator deactivates', from] as const,
        [kind, 'second administrator switches one back on', from] as const,
      ]),
    ),
  )('%s: %s during probe %i: no innocent plugin is named', async (kind, fault, from) => {
    const options = { ...SICK, rules: [{ when: 'bravo && delta', at: 'anonymous-rest' } as const] };
    const world = worldFor(kind, options);
    const baseline = world.site.active;
    const { site } = world;
    const ended = await world.launch(bisect(kind), {
      ...at(fault, 'probe', 1, from),
      world: {
        'second administrator deactivates': () => {
          if (site.active.includes('bravo/bravo')) site.deactivate('bravo');
        },
        'second administrator switches one back on': () => site.activate('bravo'),
      },
    });
    if (ended.type === 'killed') throw new Error('killed');
    const named = ended.answer?.culprits.map(({ plugins }) => plugins.map((each) => each.plugin));
    if (named?.length) expect(named).toEqual([['bravo/bravo', 'delta/delta']]);
    expect(world.site.active.toSorted()).toEqual(baseline.toSorted());
    expect([0, 4]).toContain(ended.code);
  });

  test.each([16, 18, 20, 22])(
    'a second administrator deactivates a plugin that the run keeps on, and from request %i on no list can be read: it is named with the others',
    async (from) => {
      const world = worldFor('rest');
      const ended = await world.launch(bisect('rest'), {
        faults: [
          { fault: 'second administrator deactivates', kind: 'plugin list', from: 7, times: 1 },
          { fault: 'critical error page', from, times: 40 },
        ],
        world: { 'second administrator deactivates': () => world.site.deactivate('alpha') },
      });
      if (ended.type === 'killed' || ended.answer === null) throw new Error(ended.progress);
      const { unknown, missing } = ended.answer.difference;
      const told = [...missing, ...(unknown?.plugins ?? [])];
      expect(ended.progress).toContain('Alpha: off');
      expect(told, ended.progress).toContain('alpha/alpha');
    },
  );

  test('a second administrator deletes a plugin: that one alone is reported as gone', async () => {
    const world = worldFor('rest');
    const baseline = world.site.active;
    const fault = 'second administrator deletes';
    const ended = await world.launch(bisect('rest'), {
      ...at(fault, 'write', 1, 2),
      world: { [fault]: () => world.site.remove('golf') },
    });
    expect([0, 4]).toContain(expectHonest(ended, world, baseline));
    expect(ended).toMatchObject({ answer: { difference: { missing: [], gone: ['golf/golf'] } } });
    expect(world.site.active.toSorted()).toEqual(
      baseline.filter((plugin) => plugin !== 'golf/golf').toSorted(),
    );
    expect(hasJournal(world)).toBe(false);
  });

  test.each(['admin', 'rest'] as const)(
    'an automatic update replaces a plugin (%s): the new version stays and is active',
    async (kind) => {
      const world = worldFor(kind);
      const baseline = world.site.active;
      const fault = 'automatic update';
      const ended = await world.launch(bisect(kind), {
        ...at(fault, 'plugin list', 1, 4),
        world: {
          [fault]: () => {
            world.site.remove('golf');
            world.clock.later(200, () => world.site.install({ file: 'golf', version: '9.9.9' }));
          },
        },
      });
      expect([0, 4]).toContain(expectHonest(ended, world, baseline));
      expect(world.site.active.toSorted()).toEqual(baseline.toSorted());
    },
  );
});

describe('plugins that will not be switched', () => {
  const withPlugin = (spec: PluginSpec) => ({
    ...SICK,
    plugins: PLUGINS.map((file) => (file === spec.file ? spec : file)),
  });

  test.each(['admin', 'rest'] as const)(
    'one that cannot be activated for a while (%s): it is active in the end',
    async (kind) => {
      const use = { quirk: 'fatal-unchanged', times: 2 } as const;
      const world = worldFor(
        kind,
        withPlugin({ file: 'golf', onActivate: { rest: use, form: use } }),
      );
      const baseline = world.site.active;
      const ended = await world.launch(bisect(kind));
      expect([0, 4]).toContain(expectHonest(ended, world, baseline));
    },
  );

  test.each(['admin', 'rest'] as const)(
    'one that can never be activated again (%s): exit 5 names that one alone',
    async (kind) => {
      const world = worldFor(kind, withPlugin({ file: 'golf', onActivate: 'fatal-unchanged' }));
      const baseline = world.site.active;
      const ended = await world.launch(bisect(kind));
      expect(expectHonest(ended, world, baseline)).toBe(5);
      expect(ended).toMatchObject({ answer: { difference: { missing: ['golf/golf'] } } });
      const again = await world.launch(['--restore']);
      expect(again).toMatchObject({ code: 5, answer: { difference: { missing: ['golf/golf'] } } });
      world.site.install('golf');
      await expectRestorable(world, baseline);
    },
  );

  test.each(['admin', 'rest'] as const)(
    'one that deactivates another (%s): both are active in the end',
    async (kind: Kind) => {
      const world = worldFor(kind);
      const baseline = world.site.active;
      world.site.on('toggle', ({ plugin, active }) => {
        if (plugin === 'golf/golf' && active && world.site.active.includes('alpha/alpha')) {
          world.site.deactivate('alpha');
        }
      });
      const ended = await world.launch(bisect(kind));
      expect([0, 4]).toContain(expectHonest(ended, world, baseline));
      expect(world.site.active.toSorted()).toEqual(baseline.toSorted());
    },
  );

  test('one that requires the culprit that is left off: it stays off, too', async () => {
    const child: PluginSpec = { file: 'golf', requires: ['delta'] };
    const world = worldFor('admin', withPlugin(child));
    const ended = await world.launch([...bisect('admin'), '--leave-off']);
    const leftOff = [{ plugin: 'delta/delta' }, { plugin: 'golf/golf' }];
    expect(ended).toMatchObject({ code: 0, answer: { leftOff } });
    expect(world.site.active).toHaveLength(PLUGINS.length - 2);
  });

  test('one that requires it without declaring so: it stays on, as it was when the request worked', async () => {
    const child: PluginSpec = { file: 'golf', requires: ['delta'] };
    const world = worldFor('rest', withPlugin(child));
    const baseline = world.site.active;
    const args = ['--bisect', '--switch', 'rest', '--leave-off', ...ONE_REQUEST];
    const ended = await world.launch(args);
    const leftOff = [{ plugin: 'delta/delta', why: 'asked' }];
    expect(ended).toMatchObject({ code: 0, answer: { leftOff, restored: true } });
    expect(world.site.active.toSorted()).toEqual(
      baseline.filter((plugin) => plugin !== 'delta/delta').toSorted(),
    );
  });
});

describe('installing Health Check for the run', () => {
  test.each([
    ['504, it lands later', 1],
    ['504, it lands later', 4],
    ['timeout after it landed', 1],
    ['reset after it landed', 1],
    ['empty 500', 4],
  ] as const)(
    '%s, %i times: works or is given up, and nothing of it stays',
    async (fault, times) => {
      for (let from = 10; from <= 34; from += 2) {
        const world = createWorld(SICK, 'both');
        const before = world.site.snapshot();
        const args = ['--bisect', '--install-health-check', ...ONE_REQUEST];
        const ended = await world.launch(args, at(fault, undefined, times, from));
        const code = expectHonest(ended, world, before.active);
        if (code === 5) await expectRestorable(world, before.active);
        // What was under way lands now, if nobody has waited for it.
        await world.clock.pass(60_000);
        expect(world.site.snapshot().installed, `request ${from}`).toEqual(before.installed);
        expect(world.site.snapshot().active, `request ${from}`).toEqual(before.active);
      }
    },
  );

  test.each([15, 16, 17, 18, 19, 20])(
    'ended by a kill at step %i: --restore waits for it, says so, and removes it',
    async (step) => {
      const world = createWorld(SICK, 'both');
      const before = world.site.snapshot();
      const args = ['--bisect', '--install-health-check', ...ONE_REQUEST];
      const death = { step, when: 'before' } as const;
      await world.launch(args, { ...at('504, it lands later', 'write'), death });
      const began = world.clock.now();
      const ended = await world.launch(['--restore']);
      const tellsWait = ended.progress.includes('may still arrive. Waiting');
      expect(tellsWait, ended.progress).toBe(world.clock.now() - began > 2_000);
      await world.clock.pass(60_000);
      expect(world.site.snapshot().installed).toEqual(before.installed);
      expect(hasJournal(world)).toBe(false);
    },
  );

  test('deactivates another plugin: that one is active again in the end', async () => {
    const world = createWorld(SICK, 'both');
    const before = world.site.snapshot();
    world.site.on('toggle', ({ plugin, active }) => {
      if (active && plugin.startsWith('health-check/')) world.site.deactivate('golf');
    });
    const ended = await world.launch(['--bisect', '--install-health-check', ...ONE_REQUEST]);
    expectHonest(ended, world, before.active);
    expect(world.site.snapshot().active).toEqual(before.active);
    expect(world.site.snapshot().installed).toEqual(before.installed);
  });
});
