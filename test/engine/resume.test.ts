import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { usableVerdicts } from '../../src/engine/resume.ts';
import { run } from '../../src/engine/run.ts';
import {
  createJournal,
  type InterruptedRun,
  type JournaledSymptom,
  readInterruptedRun,
} from '../../src/journal/journal.ts';
import type { RunEvent } from '../../src/model/events.ts';
import type { Plugin, PluginId } from '../../src/model/report.ts';
import {
  type Fails,
  fakeClock,
  type Hooks,
  imagine,
  letters,
  plugin,
  prepare,
} from './imagined-site.ts';

const ids = letters(10);
const ten = ids.map((id) => plugin(id));
const [a, b, c] = ids as [string, string, string];
const JOURNALED: JournaledSymptom = {
  method: 'GET',
  url: 'https://example.test/wp-json/',
  as: 'anonymous',
  failsOn: [401],
  status: 401,
  code: null,
  exact: false,
  whole: true,
};
const named = ({ culprits }: Awaited<ReturnType<typeof run>>) =>
  culprits.map(({ plugins }) => plugins.map((p) => p.plugin)).sort();
/** What was tried; what a name rests on is looked at by the run that tells it, whoever saw it before. */
/** Sets of the search; what decides is looked at anew by every run. */
const sets = (events: readonly RunEvent[]) =>
  events.flatMap((event) =>
    event.type === 'probe-started' && !['without', 'alone', 'again'].includes(event.purpose)
      ? [event.active.join()]
      : [],
  );

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'wp-bisect-recall-')), 'site');
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

/** A run that is dead from its `at`-th sending on: nothing of it happens any more. */
async function killedAt(at: number, fails: Fails, kind: Hooks['kind'], recalled = null as never) {
  let dead: (killed: null) => void;
  const death = new Promise<null>((resolve) => {
    dead = resolve;
  });
  const site = imagine(ten, [fails], { kind });
  let sent = 0;
  const oracle = {
    probe: (...asked: Parameters<typeof site.oracle.probe>) => {
      sent += 1;
      if (sent < at) return site.oracle.probe(...asked);
      dead(null);
      return new Promise<never>(() => {});
    },
  };
  const journal = createJournal(folder);
  const { ports, task } = prepare(site, { journaled: [JOURNALED], recalled }, { journal, oracle });
  const ended = await Promise.race([run(ports, task), death]);
  const interrupted = ended === null ? await readInterruptedRun(folder) : null;
  return { ended, interrupted };
}

function recalledFrom(
  interrupted: InterruptedRun,
  kind: Hooks['kind'],
  plugins: readonly Plugin[] = ten,
) {
  const now = fakeClock().now();
  return usableVerdicts(interrupted, {
    now,
    isolated: kind === 'isolated',
    plugins,
    symptoms: [JOURNALED],
  });
}

async function resumed(interrupted: InterruptedRun, fails: Fails, kind: Hooks['kind']) {
  const recalled = recalledFrom(interrupted, kind);
  if (typeof recalled === 'string') throw new Error(recalled);
  const site = imagine(ten, [fails], { kind });
  const journal = createJournal(folder);
  const prepared = prepare(site, { journaled: [JOURNALED], recalled }, { journal });
  const result = await run(prepared.ports, prepared.task);
  return { result, events: prepared.events, site, recalled };
}

const SITES: Readonly<Record<string, { fails: Fails; culprits: PluginId[][] }>> = {
  'one culprit': { fails: (on) => on.has(b), culprits: [[b]] },
  'a pair': { fails: (on) => on.has(a) && on.has(c), culprits: [[a, c]] },
  'two culprits': { fails: (on) => on.has(b) || on.has(c), culprits: [[b], [c]] },
};

describe('a run that was killed at any of its requests', () => {
  test.each(
    Object.keys(SITES).flatMap((name) =>
      (['admin', 'rest'] as const).map((kind) => [name, kind] as const),
    ),
  )('%s under %s: is resumed with fewer probes and the same answer', async (name, kind) => {
    const { fails, culprits } = SITES[name]!;
    const whole = prepare(imagine(ten, [fails], { kind }));
    const full = (await run(whole.ports, whole.task)).cost.probes;
    let kills = 0;
    let saved = 0;
    for (let at = 1; ; at += 1) {
      const { ended, interrupted } = await killedAt(at, fails, kind);
      if (ended !== null) break;
      kills += 1;
      const { result, events, site, recalled } = await resumed(interrupted!, fails, kind);
      const where = `${name}, ${kind}, killed at sending ${at}`;
      expect(named(result), where).toEqual(culprits);
      expect(result.restored).toBe(true);
      expect([...site.active].sort()).toEqual(ids);
      expect(await readInterruptedRun(folder)).toBeNull();
      const before = new Set(recalled.probed.map(({ active }) => active.join()));
      expect(
        sets(events).filter((set) => before.has(set)),
        where,
      ).toEqual([]);
      if (before.size > 0) expect(result.cost.probes, where).toBeLessThan(full);
      saved += full - result.cost.probes;
    }
    expect(kills).toBeGreaterThan(5);
    expect(saved).toBeGreaterThan(0);
  });

  test('is resumed after a second kill without repeating a probe of either run', async () => {
    const { fails, culprits } = SITES['a pair']!;
    const first = await killedAt(9, fails, 'admin');
    const recalled = recalledFrom(first.interrupted!, 'admin');
    const second = await killedAt(4, fails, 'admin', recalled as never);
    expect(second.interrupted!.startedAt).toBe(first.interrupted!.startedAt);
    expect(second.interrupted!.probed.length).toBeGreaterThan(first.interrupted!.probed.length);
    const { result, events } = await resumed(second.interrupted!, fails, 'admin');
    expect(named(result)).toEqual(culprits);
    const before = second.interrupted!.probed.map(({ active }) => active.join());
    expect(sets(events).filter((set) => before.includes(set))).toEqual([]);
  });

  test('probes a failure with everything off again, so that the report names who answers', async () => {
    const { interrupted } = await killedAt(5, () => true, 'admin');
    // The last set of such a search is the one with everything off: killed in the restore after it.
    const probed = [...interrupted!.probed, { active: [], verdicts: ['fails' as const] }];
    const { result } = await resumed({ ...interrupted!, probed }, () => true, 'admin');
    expect(result.outcome).toBe('not-a-plugin');
    expect(result.everythingOff[0]?.observed.status).toBe(401);
  });
});

describe('evidence of an earlier run', () => {
  const LEFTOVER: InterruptedRun = {
    site: 'https://example.test/',
    restRoot: 'https://example.test/wp-json/',
    siteUrl: 'https://example.test/',
    startedAt: new Date(Date.UTC(2026, 0, 1)).toISOString(),
    switch: 'admin',
    baseline: ids,
    requires: {},
    brought: null,
    target: ids,
    surelyOn: ids,
    symptoms: [JOURNALED],
    versions: Object.fromEntries(ids.map((id) => [id, '1.0'])),
    probed: [{ active: ids, verdicts: ['fails'] }],
    flaky: false,
  };
  const RUN = {
    now: Date.UTC(2026, 0, 1, 23),
    isolated: false,
    plugins: ten,
    symptoms: [JOURNALED],
  };
  const hours = (n: number) => Date.UTC(2026, 0, 1, n);

  test('counts for the same plugins, versions and symptoms within a day', () => {
    expect(usableVerdicts(LEFTOVER, RUN)).toEqual({
      since: LEFTOVER.startedAt,
      probed: LEFTOVER.probed,
    });
  });

  test.each([
    ['too-old', LEFTOVER, { now: hours(25) }],
    ['too-old', LEFTOVER, { now: hours(-1) }],
    ['not-recorded', { ...LEFTOVER, symptoms: undefined }, {}],
    ['not-recorded', { ...LEFTOVER, versions: undefined }, {}],
    ['comes-and-goes', { ...LEFTOVER, flaky: true }, {}],
    ['other-switch', LEFTOVER, { isolated: true }],
    ['other-switch', LEFTOVER, { runsHooks: false }],
    ['other-switch', { ...LEFTOVER, switch: 'wp-cli' }, {}],
    ['in-a-session', { ...LEFTOVER, switch: 'isolated' }, {}],
    ['plugins-changed', LEFTOVER, { plugins: ten.slice(1) }],
    ['plugins-changed', LEFTOVER, { plugins: [...ten, plugin('new/new')] }],
    ['plugins-changed', LEFTOVER, { plugins: [{ ...ten[0]!, version: '1.1' }, ...ten.slice(1)] }],
    ['symptoms-changed', LEFTOVER, { symptoms: [{ ...JOURNALED, as: 'session' }] }],
    ['symptoms-changed', LEFTOVER, { symptoms: [{ ...JOURNALED, failsOn: [401, 403] }] }],
    ['symptoms-changed', LEFTOVER, { symptoms: [JOURNALED, { ...JOURNALED, method: 'HEAD' }] }],
    ['symptoms-changed', LEFTOVER, { symptoms: [{ ...JOURNALED, whole: false }] }],
    ['symptoms-changed', { ...LEFTOVER, symptoms: [{ ...JOURNALED, whole: false }] }, {}],
    ['symptoms-changed', LEFTOVER, { symptoms: [{ ...JOURNALED, described: 'ugly' }] }],
  ] as const)('is discarded as %s', (why, interrupted, changed) => {
    expect(usableVerdicts(interrupted as InterruptedRun, { ...RUN, ...(changed as object) })).toBe(
      why,
    );
  });

  test('counts where the site lists its plugins in another order now', () => {
    const probed = [{ active: [a, b], verdicts: ['passes'] as const }];
    const plugins = [...ten].reverse();
    const recalled = usableVerdicts({ ...LEFTOVER, probed }, { ...RUN, plugins });
    expect(recalled).toMatchObject({ probed: [{ active: [b, a], verdicts: ['passes'] }] });
  });

  test('counts where the symptoms come in another order now', () => {
    const other = { ...JOURNALED, url: 'https://example.test/two' };
    const probed = [{ active: [a], verdicts: ['passes', 'fails'] as const }];
    const interrupted = { ...LEFTOVER, symptoms: [JOURNALED, other], probed };
    expect(usableVerdicts(interrupted, { ...RUN, symptoms: [other, JOURNALED] })).toMatchObject({
      probed: [{ active: [a], verdicts: ['fails', 'passes'] }],
    });
  });
});

describe('a journal', () => {
  test('drops a verdict that was undone, and keeps an older one of the same set', async () => {
    const journal = createJournal(folder);
    await journal.begin(
      {
        site: 's',
        restRoot: 's',
        siteUrl: 's',
        startedAt: new Date(Date.UTC(2026, 0, 1)).toISOString(),
        switch: 'admin',
        baseline: ids,
        requires: {},
        brought: null,
        symptoms: [JOURNALED, { ...JOURNALED, method: 'HEAD' }],
        versions: Object.fromEntries(ids.map((id) => [id, '1.0'])),
      },
      [{ active: ids, verdicts: ['fails', 'unresolved'] }],
    );
    await journal.probed([a], ['fails', 'passes']);
    await journal.undone([a]);
    await journal.probed([b], ['passes', 'unresolved']);
    await journal.probed([b], ['unresolved', 'fails']);
    await journal.keep();
    const interrupted = (await readInterruptedRun(folder))!;
    const symptoms = [JOURNALED, { ...JOURNALED, method: 'HEAD' }];
    const now = fakeClock().now();
    expect(
      usableVerdicts(interrupted, { now, isolated: false, plugins: ten, symptoms }),
    ).toMatchObject({
      probed: [
        { active: ids, verdicts: ['fails', 'unresolved'] },
        { active: [b], verdicts: ['passes', 'fails'] },
      ],
    });
  });
});
