/** What a person can do with an answer. */

import { readFile, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { SiteOptions } from '../../mocks/simulated/types.ts';
import { exitCodeOf } from '../../src/commands/exit-code.ts';
import { placeFor } from '../../src/commands/output.ts';
import type { AfterChoice } from '../../src/model/prompts.ts';
import { inTurn, type Told, test } from './interactive-run.ts';

const PLUGINS = ['seo', 'cache', 'forms', 'shop', 'guard', 'backup', 'maps', 'mail'];
const ALL = PLUGINS.map((name) => `${name}/${name}`).sort();
const ILL: SiteOptions = {
  plugins: PLUGINS,
  rules: [{ when: 'guard', at: 'anonymous-rest' }],
};
const culprits = ({ report }: Told) =>
  report.culprits.map(({ plugins }) => plugins.map(({ plugin }) => plugin).sort()).sort();
const said = ({ offers }: Told) => offers.afters.map((offer) => offer.said);
const DONE: AfterChoice = { type: 'done' };

describe('leaving the culprit off', () => {
  test.for([
    ['under admin', [], PLUGINS],
    ['under rest', ['--switch', 'rest'], PLUGINS],
    ['found in a session of its own', [], [...PLUGINS, 'health-check']],
  ] as const)(
    '%s: deactivates exactly that one, and reads the list back',
    async ([, args, plugins], { visit }) => {
      const { run, site, journals } = await visit({ ...ILL, plugins });
      const before = [...site.active];
      const told = await run(
        { afterwards: inTurn<AfterChoice>({ type: 'keep-off' }, DONE) },
        { args },
      );
      expect(told.offers.afters.map(({ mayKeepOff }) => mayKeepOff)).toEqual([['Guard'], []]);
      expect(told.offers.afters[0]).toMatchObject({ said: null, mayLookForMore: true });
      expect(said(told)[1]).toMatch(/^Switched off and left off: .*guard/i);
      expect([...site.active].sort()).toEqual(
        before.filter((plugin) => plugin !== 'guard/guard').sort(),
      );
      expect(told.report).toMatchObject({ leftOff: ['guard/guard'], restored: true });
      expect(exitCodeOf(told, 'interactive')).toBe(0);
      expect(await journals()).toEqual([]);
    },
  );

  test('says beforehand what the site loses with it, and nothing of a plugin that costs nothing', async ({
    visit,
  }) => {
    for (const [culprit, losses] of [
      ['wp-force-login', [expect.stringContaining('private site')]],
      ['guard', []],
    ] as const) {
      const { run } = await visit({
        plugins: ['seo', 'cache', culprit],
        rules: [{ when: culprit, at: 'anonymous-rest' }],
      });
      const told = await run({ afterwards: inTurn<AfterChoice>(DONE) });
      expect(told.offers.afters[0]?.losses).toEqual(losses);
    }
  });

  test('also deactivates the plugins that require it, and nothing else', async ({ visit }) => {
    const { run, site } = await visit({
      ...ILL,
      plugins: [...PLUGINS, { file: 'guard-extra', requires: ['guard'] }],
    });
    const told = await run({ afterwards: inTurn<AfterChoice>({ type: 'keep-off' }, DONE) });
    expect([...told.report.leftOff].sort()).toEqual(['guard-extra/guard-extra', 'guard/guard']);
    expect([...site.active].sort()).toEqual(ALL.filter((plugin) => plugin !== 'guard/guard'));
    expect(told.report.restored).toBe(true);
  });

  test('names them too, before anything is switched', async ({ visit }) => {
    const { run } = await visit({
      ...ILL,
      plugins: [...PLUGINS, { file: 'guard-extra', requires: ['guard'] }],
    });
    const told = await run({ afterwards: inTurn<AfterChoice>(DONE) });
    expect(told.offers.afters[0]?.mayKeepOff).toEqual(['Guard', 'Guard Extra']);
  });

  test('writes its journal first, and does not report a plugin as off that stays on', async ({
    visit,
  }) => {
    const { run, site, journals } = await visit(ILL);
    let seen: Promise<readonly string[]> | undefined;
    let answering = false;
    site.on('toggle', ({ plugin, active }) => {
      if (!answering || active) return;
      seen ??= journals();
      // Somebody switches it on again at once.
      site.activate(plugin);
    });
    const told = await run({
      afterwards(offer) {
        if (offer.said !== null) return DONE;
        answering = true;
        return { type: 'keep-off' };
      },
    });
    expect(await seen).toEqual(['journal.ndjson']);
    expect(told.report).toMatchObject({ leftOff: [], restored: true });
    expect(said(told)[1]).toMatch(/^Still active/);
    expect([...site.active].sort()).toEqual(ALL);
  });
});

describe('switching on again what was left off', () => {
  const offAndOn = () => inTurn<AfterChoice>({ type: 'keep-off' }, { type: 'turn-on' }, DONE);

  test.for([
    ['under admin', []],
    ['under rest', ['--switch', 'rest']],
  ] as const)('%s: the site is as it was, read back from it', async ([, args], { visit }) => {
    const { run, site, journals } = await visit({
      ...ILL,
      plugins: [...PLUGINS, { file: 'guard-extra', requires: ['guard'] }],
    });
    const before = [...site.active].sort();
    const told = await run({ afterwards: offAndOn() }, { args });
    const both = ['Guard', 'Guard Extra'];
    expect(told.offers.afters.map(({ mayTurnOn }) => mayTurnOn)).toEqual([[], both, []]);
    expect(said(told)[2]).toBe(
      'Switched on again, and read back from the site: Guard and Guard Extra.',
    );
    expect([...site.active].sort()).toEqual(before);
    expect(told.report).toMatchObject({ leftOff: [], restored: true });
    expect(await journals()).toEqual([]);
  });

  test('after a run that was to leave it off', async ({ visit }) => {
    const { run, site } = await visit(ILL);
    const told = await run(
      { afterwards: inTurn<AfterChoice>({ type: 'turn-on' }, DONE) },
      { args: ['--leave-off'] },
    );
    expect([...site.active].sort()).toEqual(ALL);
    expect(told.report).toMatchObject({ leftOff: [], restored: true });
  });

  test('leaves on what somebody else has activated meanwhile', async ({ visit }) => {
    const { run, site } = await visit({
      ...ILL,
      plugins: [...PLUGINS, { file: 'late', status: 'inactive' }],
    });
    const told = await run({
      afterwards({ report, said: before }) {
        if (before === null) return { type: 'keep-off' };
        if (report.leftOff.length === 0) return DONE;
        site.activate('late/late');
        return { type: 'turn-on' };
      },
    });
    expect([...site.active].sort()).toEqual([...ALL, 'late/late'].sort());
    expect(told.report).toMatchObject({ leftOff: [], restored: true });
  });

  test('tells of a plugin that was deleted meanwhile', async ({ visit }) => {
    const { run, site, journals } = await visit(ILL);
    const told = await run({
      afterwards({ report, said: before }) {
        if (before === null) return { type: 'keep-off' };
        if (report.leftOff.length === 0) return DONE;
        site.remove('guard');
        return { type: 'turn-on' };
      },
    });
    expect(said(told)[2]).toBe('No longer installed: Guard. There is nothing to bring back.');
    expect(told.report).toMatchObject({ leftOff: [], restored: true });
    expect(await journals()).toEqual([]);
  });

  test('keeps the journal for one that will not come on, and ends with exit code 5', async ({
    visit,
  }) => {
    const { run, site, journals } = await visit(ILL);
    const told = await run({
      afterwards({ report, said: before }) {
        if (before === null) return { type: 'keep-off' };
        if (!report.restored) return DONE;
        site.on('toggle', ({ plugin, active }) => {
          if (active) site.deactivate(plugin);
        });
        return { type: 'turn-on' };
      },
    });
    expect(said(told)[2]).toMatch(/^Not active as it should be: Guard/);
    expect(told.report.difference.missing).toEqual(['guard/guard']);
    expect(exitCodeOf(told, 'interactive')).toBe(5);
    expect(await journals()).toEqual(['journal.ndjson']);
  });
});

describe('looking for overlapping culprits', () => {
  const OVERLAPPING: SiteOptions = {
    plugins: PLUGINS,
    rules: [{ when: 'forms && (mail || seo)', at: 'anonymous-rest' }],
  };

  test('uses what is known already', async ({ visit }) => {
    const { run, site } = await visit(OVERLAPPING);
    const whole = await run({}, { args: ['--all'] });
    expect(culprits(whole)).toEqual([
      ['forms/forms', 'mail/mail'],
      ['forms/forms', 'seo/seo'],
    ]);
    expect(whole.offers.afters[0]?.mayLookForMore).toBe(false);

    const told = await run({ afterwards: inTurn<AfterChoice>({ type: 'look-for-more' }, DONE) });
    const [first, second] = told.offers.afters;
    expect(first?.report.culprits).toHaveLength(1);
    expect(culprits(told)).toEqual(culprits(whole));
    expect(second?.mayLookForMore).toBe(false);
    expect(said(told)[1]).toMatch(/^Found another cause: /);
    expect(told.offers.plans).toHaveLength(1);
    // Together they take no more than the one search for everything, its baseline and its last looks, and
    // the proof of the pair that was named first: each run proves what it names.
    expect(told.report.cost.probes).toBeLessThanOrEqual(whole.report.cost.probes + 4 + 7);
    expect([...site.active].sort()).toEqual(ALL);
    expect(told.report.restored).toBe(true);
  });

  test('says so where there are none, and keeps the answer', async ({ visit }) => {
    const { run, site } = await visit(ILL);
    const told = await run({ afterwards: inTurn<AfterChoice>({ type: 'look-for-more' }, DONE) });
    expect(said(told)[1]).toMatch(/^Nothing else is to blame/);
    expect(culprits(told)).toEqual([['guard/guard']]);
    expect([...site.active].sort()).toEqual(ALL);
  });

  test('is not done on a site that has changed', async ({ visit }) => {
    const { run, site } = await visit({
      ...OVERLAPPING,
      plugins: [...PLUGINS, { file: 'late', status: 'inactive' }],
    });
    const told = await run({
      afterwards(offer) {
        if (offer.said !== null) return DONE;
        site.activate('late');
        site.resetCounters();
        return { type: 'look-for-more' };
      },
    });
    expect(said(told)[1]).toMatch(/active plugins have changed/);
    expect(site.counters.toggles).toBe(0);
  });

  test('keeps the answer and restores the site after Ctrl-C', async ({ visit }) => {
    const { run, site } = await visit(OVERLAPPING);
    const abort = new AbortController();
    let more = false;
    site.on('toggle', () => more && abort.abort());
    const told = await run(
      {
        afterwards() {
          more = true;
          return { type: 'look-for-more' };
        },
      },
      { abort },
    );
    expect(abort.signal.aborted).toBe(true);
    expect(told.report).toMatchObject({ outcome: 'culprit-found', restored: true });
    expect(told.report.culprits).toHaveLength(1);
    expect([...site.active].sort()).toEqual(ALL);
  });
});

describe('saving the report', () => {
  test('writes a file for its owner only, and never over another one', async ({ visit }) => {
    const { run, home } = await visit(ILL);
    const path = join(home, 'report.txt');
    await writeFile(path, 'mine');
    const told = await run({
      afterwards: inTurn<AfterChoice>(
        { type: 'save', file: path },
        { type: 'save', file: path },
        { type: 'save', file: join(home, 'report.json') },
        { type: 'save', file: join(home, 'nowhere', 'report.txt') },
        DONE,
      ),
    });
    expect(await readFile(path, 'utf8')).toBe('mine');
    for (const name of ['report-2.txt', 'report-3.txt']) {
      const saved = join(home, name);
      expect((await stat(saved)).mode & 0o777).toBe(0o600);
      expect(await readFile(saved, 'utf8')).toContain('guard/guard');
    }
    const json = JSON.parse(await readFile(join(home, 'report.json'), 'utf8'));
    expect(json).toMatchObject({ schema: 1, outcome: 'culprit-found' });
    expect(said(told)).toEqual([
      null,
      `Saved: ${join(home, 'report-2.txt')}`,
      `Saved: ${join(home, 'report-3.txt')}`,
      `Saved: ${join(home, 'report.json')}`,
      expect.stringContaining('ENOENT'),
    ]);
    expect(told.offers.afters[0]?.file).toMatch(
      /^wp-bisect-127\.0\.0\.1-\d+-\d{4}-\d\d-\d\d\.txt$/,
    );
  });

  test('goes into a folder under its usual name, and "~" is the own folder', async () => {
    const usual = 'wp-bisect-a.test-2026-11-29.txt';
    expect(await placeFor('', usual)).toBe(usual);
    expect(await placeFor(' ~/report.md ', usual)).toBe(join(homedir(), 'report.md'));
    expect(await placeFor('~', usual)).toBe(join(homedir(), usual));
    expect(await placeFor(tmpdir(), usual)).toBe(join(tmpdir(), usual));
    expect(await placeFor('not/there/', usual)).toBe(join('not/there', usual));
    expect(await placeFor('a~b.txt', usual)).toBe('a~b.txt');
  });

  test('is not done where it was not offered', async ({ visit }) => {
    const { run, site } = await visit({ plugins: PLUGINS });
    const told = await run({
      afterwards: inTurn<AfterChoice>({ type: 'keep-off' }, { type: 'look-for-more' }, DONE),
    });
    expect(told.offers.afters).toMatchObject([
      { mayKeepOff: [], mayLookForMore: false },
      { said: null },
      { said: null },
    ]);
    expect(site.counters.toggles).toBe(0);
  });

  test('keeps the answer where the user leaves instead', async ({ visit }) => {
    const { run } = await visit(ILL);
    const told = await run({
      afterwards() {
        throw new DOMException('given up', 'AbortError');
      },
    });
    expect(told.report).toMatchObject({ outcome: 'culprit-found', restored: true });
  });
});
