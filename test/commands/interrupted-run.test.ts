/** A run that was interrupted: looked at, taken up again, or put back and begun anew. */

import { describe, expect } from 'vitest';
import type { SiteOptions } from '../../mocks/simulated/types.ts';
import { exitCodeOf } from '../../src/commands/exit-code.ts';
import type { InterruptedRunChoice } from '../../src/model/prompts.ts';
import { inTurn, type Told, test } from './interactive-run.ts';

const PLUGINS = ['seo', 'cache', 'forms', 'shop', 'polls', 'backup', 'maps', 'mail', 'stats'];
const ILL: SiteOptions = {
  plugins: PLUGINS,
  rules: [{ when: 'forms && stats', at: 'anonymous-rest' }],
};
const PAIR = [['forms/forms', 'stats/stats']];
const ALL = PLUGINS.map((name) => `${name}/${name}`).sort();
const culprits = ({ report }: Told) =>
  report.culprits.map(({ plugins }) => plugins.map(({ plugin }) => plugin)).sort();
const noteOf = ({ report }: Told, type: string) => report.notes.find((note) => note.type === type);

describe('an interrupted run', () => {
  test.for(['look', 'leave'] as const)(
    'is only shown where the user chooses so (%s): nothing is changed',
    async (how, { visit }) => {
      const { run, site, interruptedAt, journals } = await visit(ILL);
      await interruptedAt(12);
      const off = ALL.filter((plugin) => !site.active.includes(plugin));
      expect(off.length).toBeGreaterThan(0);
      site.resetCounters();
      const told = await run({
        interrupted() {
          if (how === 'leave') throw new DOMException('given up', 'AbortError');
          return 'look';
        },
      });
      expect(told.report).toMatchObject({
        outcome: 'cancelled',
        restored: false,
        switch: 'admin',
        symptoms: [{ request: { method: 'GET', as: 'anonymous' }, observed: { status: 401 } }],
      });
      // Interrupted between two states: some may be off that are on, but none that is off is hidden.
      // The site was not read: nothing is told to be off.
      expect(told.report.difference.missing).toEqual([]);
      expect(told.report.difference.unknown?.plugins).toEqual(expect.arrayContaining(off));
      expect(told.report.cost.probes).toBeGreaterThan(0);
      expect(exitCodeOf(told, 'interactive')).toBe(5);
      expect([site.counters.toggles, site.counters.logins]).toEqual([0, 0]);
      expect(await journals()).toEqual(['journal.ndjson']);
    },
  );

  test('stays as it is where the user goes back to the question for the site', async ({
    visit,
  }) => {
    const { run, site, interruptedAt, journals } = await visit(ILL);
    await interruptedAt(12);
    const before = [...site.active];
    const asked: unknown[] = [];
    const gone = run(
      {
        interrupted: () => 'restore',
        access: async () => ({ way: 'back' }),
        askedForSite: async (about) => {
          asked.push(about);
          throw new DOMException('given up', 'AbortError');
        },
      },
      { env: {} },
    );
    await expect(gone).rejects.toThrow('given up');
    expect(asked).toHaveLength(1);
    expect([...site.active]).toEqual(before);
    expect(await journals()).toEqual(['journal.ndjson']);
    // The lock was let go of: the next run may put it back.
    await run({ interrupted: () => 'restore' });
    expect([...site.active].sort()).toEqual(ALL);
  });

  test.for(['admin', 'rest'])(
    'goes on under %s: no set is tested twice, and the baseline comes back',
    async (kind, { visit }) => {
      const { run, site, interruptedAt, journals } = await visit(ILL);
      const full = (await run({}, { args: ['--switch', kind] })).report.cost.probes;
      await interruptedAt(14, {}, ['--switch', kind]);
      expect([...site.active].sort()).not.toEqual(ALL);
      const told = await run({ interrupted: () => 'resume' }, { args: ['--switch', kind] });
      expect(culprits(told)).toEqual(PAIR);
      expect(told.offers.symptoms).toEqual([]);
      expect(told.offers.plans).toHaveLength(1);
      const resumed = noteOf(told, 'resumed-from');
      expect(resumed).toMatchObject({ probes: expect.any(Number) });
      expect(told.report.cost.probes).toBeLessThan(full);
      expect(told.report.restored).toBe(true);
      expect([...site.active].sort()).toEqual(ALL);
      expect(await journals()).toEqual([]);
    },
  );

  test('goes on with the switch that it had', async ({ visit }) => {
    const { run, interruptedAt } = await visit(ILL);
    await interruptedAt(14, {}, ['--switch', 'rest']);
    const told = await run({ interrupted: () => 'resume' });
    expect(told.report.switch).toBe('rest');
    expect(noteOf(told, 'resumed-from')).toBeDefined();
  });

  test('that the user judged by hand goes on by hand, with fewer questions', async ({ visit }) => {
    const { run, site, interruptedAt } = await visit({ plugins: PLUGINS });
    let asked = 0;
    const byHand = {
      symptoms: () => ({ type: 'by-hand', description: 'Ugly' }) as const,
      judge: () => {
        asked += 1;
        return site.active.includes('mail/mail') ? ('fails' as const) : ('passes' as const);
      },
    };
    await run(byHand);
    const full = asked;
    await interruptedAt(14, byHand);
    asked = 0;
    const told = await run({ ...byHand, interrupted: () => 'resume' });
    expect(told.offers.symptoms).toEqual([]);
    expect(culprits(told)).toEqual([['mail/mail']]);
    expect(asked).toBeLessThan(full);
    expect(told.report.symptoms).toMatchObject([{ described: 'Ugly' }]);
    expect([...site.active].sort()).toEqual(ALL);
  });

  test('that was only shown is asked about again, with what its journal says', async ({
    visit,
  }) => {
    const { run, site, interruptedAt } = await visit(ILL);
    await interruptedAt(14);
    const seen: unknown[] = [];
    const told = await run({
      interrupted(about) {
        seen.push(about.seen);
        return seen.length === 1 ? 'look' : 'restore';
      },
    });
    expect(seen).toEqual([
      undefined,
      { tests: expect.any(Number), off: expect.any(Array), leads: expect.any(Array) },
    ]);
    expect(told.report.restored).toBe(true);
    expect([...site.active].sort()).toEqual(ALL);
  });

  test('is told before anything is asked: the site may not be as it was', async ({ visit }) => {
    const { run, interruptedAt } = await visit(ILL);
    await interruptedAt(14);
    const told = await run({ interrupted: () => 'restore' });
    const types = told.events.map(({ type }) => type);
    expect(types.indexOf('interrupted-run-found')).toBeGreaterThan(-1);
    expect(types.indexOf('interrupted-run-found')).toBeLessThan(types.indexOf('signing-in'));
  });

  test('is restored and begun again where the user chooses so', async ({ visit }) => {
    const { run, site, interruptedAt } = await visit(ILL);
    await interruptedAt(14);
    const told = await run({ interrupted: () => 'restore' });
    expect(noteOf(told, 'restored-leftover')).toBeDefined();
    expect(noteOf(told, 'resumed-from')).toBeUndefined();
    expect(told.offers.symptoms).toHaveLength(1);
    expect(culprits(told)).toEqual(PAIR);
    expect([...site.active].sort()).toEqual(ALL);
  });
});

describe('the evidence of an interrupted run no longer counts', () => {
  const choices: readonly InterruptedRunChoice[] = ['resume'];

  test('after a day: the user is asked what to examine, and told why', async ({ visit }) => {
    const { run, interruptedAt } = await visit(ILL);
    await interruptedAt(14);
    const startsAt = Date.now() + 25 * 3_600_000;
    const told = await run({ interrupted: inTurn(...choices) }, { startsAt });
    expect(noteOf(told, 'not-resumed')).toMatchObject({ why: 'too-old' });
    expect(told.offers.symptoms).toHaveLength(1);
    expect(culprits(told)).toEqual(PAIR);
  });

  test('when another plugin was activated meanwhile', async ({ visit }) => {
    const { run, site, interruptedAt } = await visit({
      ...ILL,
      plugins: [...PLUGINS, { file: 'late', status: 'inactive' }],
    });
    await interruptedAt(14);
    site.activate('late');
    const told = await run({ interrupted: inTurn(...choices) });
    expect(noteOf(told, 'not-resumed')).toMatchObject({ why: 'plugins-changed' });
    expect(culprits(told)).toEqual(PAIR);
    expect([...site.active].sort()).toEqual([...ALL, 'late/late'].sort());
  });

  test('when another request fails now: that one is examined', async ({ visit }) => {
    const { run, site, interruptedAt } = await visit(ILL);
    await interruptedAt(14);
    site.change({ rules: [{ when: 'maps', at: 'front-page' }] });
    const told = await run({ interrupted: inTurn(...choices) });
    expect(noteOf(told, 'not-resumed')).toMatchObject({ why: 'symptoms-changed' });
    expect(culprits(told)).toEqual([['maps/maps']]);
    expect([...site.active].sort()).toEqual(ALL);
  });

  test('when the request works now: no plugin is named', async ({ visit }) => {
    const { run, site, interruptedAt } = await visit(ILL);
    const args = ['--request', 'GET /wp-json/wp/v2/posts'];
    await interruptedAt(14, {}, args);
    site.change({ rules: [] });
    const told = await run({ interrupted: inTurn(...choices) }, { args });
    expect(told.report).toMatchObject({ outcome: 'not-reproduced', culprits: [], restored: true });
    expect([...site.active].sort()).toEqual(ALL);
  });
});
