import { describe, expect, test } from 'vitest';
import { makePlan } from '../../src/engine/plan.ts';
import { run } from '../../src/engine/run.ts';
import { Problem } from '../../src/model/errors.ts';
import { imagine, letters, plugin, prepare, symptom, UNSEEN } from './imagined-site.ts';

const twelve = letters(12).map((id) => plugin(id));
const [a, b, c] = letters(12) as [string, string, string];
const named = (result: Awaited<ReturnType<typeof run>>) =>
  result.culprits.map(({ plugins }) => plugins.map((p) => p.plugin));

describe('a run', () => {
  test('finds one culprit, proves it, and leaves the site as it was', async () => {
    const site = imagine(twelve, [(on) => on.has(b)]);
    const { ports, task, journal, events } = prepare(site);
    const result = await run(ports, task);
    expect(result.outcome).toBe('culprit-found');
    expect(named(result)).toEqual([[b]]);
    expect(result.culprits[0]?.proof).toMatchObject({ without: 'passes', alone: 'fails' });
    expect([...site.active].sort()).toEqual(letters(12));
    expect(result).toMatchObject({ restored: true, difference: { missing: [], appeared: [] } });
    expect(journal.ended).toBe(true);
    expect(journal.lines[0]).toBe('begin 12');
    // "Confirmed" is a word for after the control: everything is on again, and it fails again.
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['restored', 'culprit-confirmed']);
    expect(result.cost.toggles).toBe(site.log.filter((line) => line !== 'close').length);
    expect(result.cost.pluginSecondsOff).toBeGreaterThan(0);
  });

  test.each([
    ['withdraws a culprit where the restored site passes the last probe', false],
    ['keeps a culprit where the last probe of the restored site gets no answer', true],
  ])('%s', async (_, unanswered) => {
    let over = false;
    const site = imagine(twelve, [
      (on) => (over && unanswered ? 'unresolved' : !over && on.has(b)),
    ]);
    // Where looks are counted out, the proof does not end with everything on.
    const { ports, task, events } = prepare(site, { repeat: 1 });
    const emit: typeof ports.emit = (event) => {
      if (event.type === 'restored') over = true;
      ports.emit(event);
    };
    const result = await run({ ...ports, emit }, task);
    expect(result.restored).toBe(true);
    expect([result.outcome, named(result)]).toEqual(
      unanswered ? ['culprit-found', [[b]]] : ['inconclusive', []],
    );
    const note = { type: 'gone-meanwhile', symptom: 0, plugins: [b] };
    const told = events.some((event) => event.type === 'note' && event.note.type === note.type);
    expect(told).toBe(!unanswered);
    if (told) expect(events).toContainEqual({ type: 'note', note });
  });

  test('reports two symptoms that stay with every suspect off, and tests that set once', async () => {
    const site = imagine(twelve, [() => true, () => true], { kind: 'admin' });
    const { ports, task } = prepare(site, { symptoms: [symptom(), symptom()] });
    const result = await run(ports, task);
    expect(result.outcome).toBe('not-a-plugin');
    expect(result.everythingOff.map(({ verdict }) => verdict)).toEqual(['fails', 'fails']);
    // Everything off, and everything on again.
    expect(result.cost.toggles).toBe(2 * twelve.length);
  });

  test.each([
    ['a REST route', 404, 'rest_no_route'],
    ['a page', 404, null],
    ['an action of admin-ajax', 400, null],
  ])(
    'names the plugin that alone serves %s and refuses it, and leads no further',
    async (_, status, code) => {
      const gone = { ...UNSEEN, status, code };
      const site = imagine(
        twelve,
        [(on) => on.has(b) || { verdict: 'unresolved', reason: 'other-error', observed: gone }],
        { kind: 'admin' },
      );
      const { ports, task, events } = prepare(site);
      const result = await run(ports, task);
      expect(result).toMatchObject({ outcome: 'inconclusive', culprits: [], owners: [b] });
      expect(events.some((event) => event.type === 'note' && event.note.type === 'leads')).toBe(
        false,
      );
    },
  );

  test('names no plugin as serving a request that another error hides, or that a second plugin refuses', async () => {
    const broken = { ...UNSEEN, status: 500 };
    const gone = { ...UNSEEN, status: 404, code: 'rest_no_route' };
    for (const fails of [
      (on: ReadonlySet<string>) =>
        on.has(b) || ({ verdict: 'unresolved', reason: 'other-error', observed: broken } as const),
      (on: ReadonlySet<string>) =>
        on.has(b)
          ? on.has(c)
          : ({ verdict: 'unresolved', reason: 'other-error', observed: gone } as const),
    ]) {
      const { ports, task } = prepare(imagine(twelve, [fails], { kind: 'admin' }));
      expect((await run(ports, task)).owners).toEqual([]);
    }
  });

  test('says that a plugin refuses by itself only where no other was left on, and together with what it requires', async () => {
    const gone = { ...UNSEEN, status: 404, code: 'rest_no_route' };
    const fails = (on: ReadonlySet<string>) =>
      on.has(b) || ({ verdict: 'unresolved', reason: 'other-error', observed: gone } as const);
    const withParent = [plugin(a), plugin(b, [a]), ...twelve.slice(2)];
    for (const [plugins, pins, owners] of [
      [twelve, [{ plugin: c, why: 'hazard' }], []],
      [twelve, [{ plugin: c, why: 'carries-the-switch' }], [b]],
      [withParent, [], [b, a]],
    ] as const) {
      const plan = makePlan(plugins, pins);
      const { ports, task } = prepare(imagine(plugins, [fails], { kind: 'admin' }), { plan });
      expect((await run(ports, task)).owners.toSorted(), JSON.stringify(pins)).toEqual(
        owners.toSorted(),
      );
    }
  });

  test('writes the journal before the first change, and each intent before its change', async () => {
    const order: string[] = [];
    const site = imagine(twelve, [(on) => on.has(c)], { onSwitch: () => order.push('switch') });
    const { ports, task, journal } = prepare(site);
    const intents = new Proxy(journal, {
      get: (target, key) => {
        if (key === 'begin' || key === 'switching' || key === 'restoring') order.push(String(key));
        return Reflect.get(target, key);
      },
    });
    await run({ ...ports, journal: intents }, task);
    expect(order[0]).toBe('begin');
    for (const [index, step] of order.entries()) {
      if (step === 'switch') expect(order[index - 1]).toMatch(/switching|restoring/);
    }
  });

  test('does not journal a set that was not reached', async () => {
    // It goes off once and never comes on again while the run is at work.
    const site = imagine(twelve, [(on) => on.has(a)], {
      stuck: (id) => id === c,
      kind: 'admin',
    });
    const { ports, task, journal } = prepare(site);
    const reached: boolean[] = [];
    await run(
      {
        ...ports,
        journal: {
          ...journal,
          async probed(active: readonly string[]) {
            reached.push(active.every((id) => site.active.has(id)));
          },
        },
      },
      task,
    );
    expect(site.active.has(c)).toBe(false);
    expect(reached.length).toBeGreaterThan(2);
    expect(reached).not.toContain(false);
  });

  test('solves two faults in one run, and assigns each symptom to its culprit', async () => {
    const site = imagine(twelve, [(on) => on.has(a), (on) => on.has(c)]);
    const { ports, task } = prepare(site, {
      symptoms: [symptom(), symptom('https://example.test/')],
    });
    const both = await run(ports, task);
    expect(named(both)).toEqual([[a], [c]]);
    expect(both.culprits.map(({ symptoms }) => symptoms)).toEqual([[0], [1]]);
  });

  test('needs no further probe for a second symptom of the same culprit', async () => {
    const probesFor = async (symptoms: number) => {
      const fails = Array.from({ length: symptoms }, () => (on: ReadonlySet<string>) => on.has(c));
      const { ports, task } = prepare(imagine(twelve, fails), {
        symptoms: fails.map((_, index) => symptom(`https://example.test/${index}`)),
      });
      const result = await run(ports, task);
      expect(named(result)).toEqual([[c]]);
      expect(result.culprits[0]?.symptoms).toEqual(fails.map((_, index) => index));
      return result.cost.probes;
    };
    expect(await probesFor(3)).toBe(await probesFor(1));
  });

  test('names a pair that only fails together as one culprit', async () => {
    const site = imagine(twelve, [(on) => on.has(a) && on.has(c)]);
    const { ports, task } = prepare(site);
    expect(named(await run(ports, task))).toEqual([[a, c]]);
  });

  test('says not-a-plugin when the symptom stays with everything off', async () => {
    const site = imagine(twelve, [() => true]);
    const { ports, task } = prepare(site);
    expect(await run(ports, task)).toMatchObject({ outcome: 'not-a-plugin', restored: true });
  });

  test('says not-reproduced when the symptom is gone, without switching anything', async () => {
    const site = imagine(twelve, [() => false]);
    const { ports, task } = prepare(site);
    expect(await run(ports, task)).toMatchObject({ outcome: 'not-reproduced' });
    expect(site.log).toEqual(['close']);
  });

  test('leaves the culprit off on request, and everything else on', async () => {
    const site = imagine(twelve, [(on) => on.has(b)]);
    const { ports, task, journal } = prepare(site, { leaveOff: true });
    expect(await run(ports, task)).toMatchObject({ restored: true, leftOff: [b] });
    expect([...site.active].sort()).toEqual(letters(12).filter((id) => id !== b));
    expect(journal.ended).toBe(true);
  });

  test('never switches a pinned plugin, nor what a pinned plugin requires', async () => {
    const plugins = [plugin(a, [b]), ...twelve.slice(1)];
    const site = imagine(plugins, [(on) => on.has(c)]);
    const plan = makePlan(plugins, [{ plugin: a, why: 'kept' }]);
    expect(plan.pins).toEqual([
      { plugin: a, why: 'kept' },
      { plugin: b, why: 'required-by-pinned' },
    ]);
    const { ports, task } = prepare(site, { plan });
    expect(named(await run(ports, task))).toEqual([[c]]);
    expect(site.log.filter((line) => line.endsWith(a) || line.endsWith(b))).toEqual([]);
  });
});

describe('a run in which something goes wrong', () => {
  test.each([1, 2, 3, 5, 8])(
    'restores and ends as cancelled when it is stopped at probe %i',
    async (at) => {
      const abort = new AbortController();
      const site = imagine(twelve, [(on) => on.has(a) && on.has(c)], {
        onProbe: (count) => count === at && abort.abort(),
      });
      const { ports, task, journal } = prepare(site, {}, { signal: abort.signal });
      const result = await run(ports, task);
      expect(result).toMatchObject({ outcome: 'cancelled', restored: true, error: undefined });
      expect([...site.active].sort()).toEqual(letters(12));
      expect(journal.ended).toBe(true);
    },
  );

  test.each([2, 3, 4])(
    'waits for a network that is lost at change %i, and restores the site',
    async (at) => {
      const lost = new Problem('connection-refused', { host: 'example.test' });
      const site = imagine(twelve, [(on) => on.has(c)], {
        onSwitch: (_, count) => {
          if (count >= at && count < at + 3) throw lost;
        },
      });
      const { ports, task } = prepare(site);
      const result = await run(ports, task);
      expect(result).toMatchObject({ outcome: 'inconclusive', restored: true, error: lost });
      expect([...site.active].sort()).toEqual(letters(12));
    },
  );

  test('keeps the journal and reports the exact difference where the network stays lost', async () => {
    const site = imagine(twelve, [(on) => on.has(c)], {
      onSwitch: (_, count) => {
        if (count > 2) throw new Problem('connection-refused', { host: 'example.test' });
      },
    });
    const { ports, task, journal, events } = prepare(site);
    const result = await run(ports, task);
    expect(result.restored).toBe(false);
    expect(journal.ended).toBe(false);
    expect(events.at(-1)).toMatchObject({ type: 'not-restored', journal: '/journal' });
  });

  test('names a plugin that cannot be activated again, also beside a proven culprit', async () => {
    const site = imagine(twelve, [(on) => on.has(b)], { stuck: (id) => id === c });
    const { ports, task } = prepare(site);
    const result = await run(ports, task);
    expect(result).toMatchObject({ restored: false, difference: { missing: [c] } });
    expect(result.culprits.flatMap(({ plugins }) => plugins.map((p) => p.plugin))).not.toContain(c);
  });

  test('restores the baseline over another switch where the first one no longer works', async () => {
    let dead = false;
    const site = imagine(twelve, [(on) => on.has(b)], {
      onSwitch: () => {
        if (dead) throw new Problem('connection-refused', { host: 'example.test' });
      },
    });
    const second = { ...site.control };
    const { ports, task } = prepare(site, {}, { fallbacks: [second] });
    const dying = { ...site.control };
    dying.activateExactly = async (target, options) => {
      if (site.log.length > 3) throw new Problem('connection-refused', { host: 'example.test' });
      return site.control.activateExactly(target, options);
    };
    const result = await run({ ...ports, control: dying }, task);
    expect(result).toMatchObject({ restored: true });
    expect([...site.active].sort()).toEqual(letters(12));
    dead = true;
  });

  test('reports a plugin that another administrator activated meanwhile, and leaves it on', async () => {
    const site = imagine(twelve, [(on) => on.has(c)], {
      onSwitch: (_, count, { active }) => count === 2 && active.add('new/new'),
    });
    const { ports, task, events } = prepare(site);
    const result = await run(ports, task);
    expect(result).toMatchObject({
      restored: true,
      difference: { missing: [], appeared: ['new/new'] },
    });
    const note = { type: 'appeared-meanwhile', plugins: ['new/new'] };
    expect(events).toContainEqual({ type: 'note', note });
    expect(site.active.has('new/new')).toBe(true);
  });

  test('treats a set that the site refuses as unresolved, and blames no innocent plugin', async () => {
    // b cannot be off while c is on, and nothing declares it.
    const site = imagine(twelve, [(on) => on.has(a)]);
    const reach = site.control.activateExactly.bind(site.control);
    const stubborn = { ...site.control };
    stubborn.activateExactly = async (target, options) => {
      const state = await reach(target, options);
      if (!target.includes(b) && target.includes(c)) {
        site.active.add(b);
        return { ...state, active: [...site.active], refused: [] };
      }
      return state;
    };
    const { ports, task } = prepare(site);
    const result = await run({ ...ports, control: stubborn }, task);
    expect(named(result)).toEqual([[a]]);
  });

  test('pins a plugin that cannot be deactivated, and solves the rest', async () => {
    const site = imagine(twelve, [(on) => on.has(a) && on.has(c)]);
    const reach = site.control.activateExactly.bind(site.control);
    const stubborn = { ...site.control };
    stubborn.activateExactly = async (target, options) => {
      const state = await reach(target.includes(b) ? target : [...target, b], options);
      const refused = target.includes(b)
        ? []
        : [{ plugin: b, wanted: 'inactive' as const, code: 'still-active' }];
      return { ...state, refused };
    };
    const { ports, task } = prepare(site);
    const result = await run({ ...ports, control: stubborn }, task);
    expect(named(result)).toEqual([[a, c]]);
    expect(result.plan.pins).toEqual([{ plugin: b, why: 'unreachable' }]);
    expect(site.log.filter((line) => line.endsWith(b))).toEqual([]);
  });

  test('takes up a dependency that the site names in a refusal', async () => {
    const site = imagine(twelve, [(on) => on.has(a)]);
    const reach = site.control.activateExactly.bind(site.control);
    const proposed: (readonly string[])[] = [];
    const teaching = { ...site.control };
    teaching.activateExactly = async (target, options) => {
      proposed.push(target);
      const refused = target.includes(a) && !target.includes(b);
      const state = await reach(refused ? target.filter((id) => id !== a) : target, options);
      return { ...state, learned: refused ? { [a]: [b] } : {} };
    };
    const { ports, task } = prepare(site);
    const result = await run({ ...ports, control: teaching }, task);
    expect(named(result)).toEqual([[a]]);
    const unreachable = proposed.filter((set) => set.includes(a) && !set.includes(b));
    expect(unreachable.length).toBeLessThanOrEqual(1);
  });
});

describe('an unsteady site', () => {
  test('that limits the rate is waited for as long as it asks', async () => {
    const limited = {
      verdict: 'unresolved',
      reason: 'rate-limited',
      retryAfterSeconds: 7,
      observed: { ...UNSEEN, status: 429 },
    } as const;
    let sends = 0;
    const site = imagine(twelve, [(on) => (++sends === 5 ? limited : on.has(b))]);
    const { ports, task, events } = prepare(site);
    expect(named(await run(ports, task))).toEqual([[b]]);
    expect(events).toContainEqual({ type: 'waiting', why: 'rate-limited', seconds: 7 });
  });

  test('that goes on limiting the rate ends the run, restored and without a culprit', async () => {
    const limited = {
      verdict: 'unresolved',
      reason: 'rate-limited',
      observed: { ...UNSEEN, status: 429 },
    } as const;
    let sends = 0;
    const site = imagine(twelve, [(on) => (++sends > 5 ? limited : on.has(b))]);
    const { ports, task } = prepare(site);
    const result = await run(ports, task);
    expect(result).toMatchObject({ outcome: 'inconclusive', culprits: [], restored: true });
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'whose symptom comes and goes is still solved (seed %i)',
    async (seed) => {
      let state = seed * 2_654_435_761;
      const chance = () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
      };
      const site = imagine(twelve, [(on) => on.has(b) && chance() < 0.5]);
      const { ports, task, events } = prepare(site);
      const result = await run(ports, task);
      expect(named(result), `seed ${seed}`).toEqual([[b]]);
      expect(events.some((e) => e.type === 'note' && e.note.type === 'flaky')).toBe(true);
    },
  );
});

describe('the isolated switch', () => {
  test('probes ahead, and gives the same answer as one probe at a time', async () => {
    for (const culprit of letters(12)) {
      const answers = [];
      for (const parallel of [1, 3, 6]) {
        const site = imagine(twelve, [(on) => on.has(culprit)], { kind: 'isolated', parallel });
        const { ports, task } = prepare(site, { parallel });
        const result = await run(ports, task);
        expect(result.cost).toMatchObject({ toggles: 0, pluginSecondsOff: 0, states: 0 });
        answers.push(named(result));
      }
      expect(answers).toEqual([[[culprit]], [[culprit]], [[culprit]]]);
    }
  });

  test('writes nothing to the journal after the run has ended, although a probe ahead is under way', async () => {
    const site = imagine(twelve, [(on) => on.has(c)], { kind: 'isolated', parallel: 3 });
    const later = () => new Promise((resolve) => setImmediate(resolve));
    let probes = 0;
    const oracle: typeof site.oracle = {
      async probe(...asked) {
        probes += 1;
        // The second probe is lost; the two that look ahead of it are answered a little later.
        if (probes === 2) throw new Error('lost');
        if (probes > 2) await later();
        return site.oracle.probe(...asked);
      },
    };
    const { ports, task, journal } = prepare(site, { steady: [0] }, { oracle });
    const result = await run(ports, task);
    for (let turn = 0; turn < 5; turn += 1) await later();
    expect(probes).toBeGreaterThan(2);
    expect(result).toMatchObject({ outcome: 'inconclusive', restored: true });
    const restoring = journal.lines.findIndex((line) => line.startsWith('restoring'));
    expect(journal.lines.slice(restoring + 1)).toEqual([]);
  });

  test('moves the plugins of one folder together and names them both', async () => {
    const plugins = [plugin('one/a'), plugin('one/b'), plugin('two/a'), plugin('three/a')];
    const site = imagine(plugins, [(on) => on.has('one/b')], { kind: 'isolated' });
    const { ports, task } = prepare(site, { plan: makePlan(plugins, [], [['one/a', 'one/b']]) });
    expect(named(await run(ports, task))).toEqual([['one/a', 'one/b']]);
  });
});
