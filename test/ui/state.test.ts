import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { hazards } from '../../src/diagnosis/advice.ts';
import { Problem } from '../../src/model/errors.ts';
import { BEFORE } from '../../src/model/run-state.ts';
import { confirmWords } from '../../src/report/confirmations.ts';
import { STAGES } from '../../src/report/screens/searching.ts';
import { openSite } from '../../src/ui/dialogs/access.ts';
import { openAfter } from '../../src/ui/dialogs/after.ts';
import { ASCII, glyphsFor, SIGNS } from '../../src/ui/look.ts';
import { secondsToGo } from '../../src/ui/screens/searching.tsx';
import { modeOf, stageOf, update } from '../../src/ui/state.ts';
import { en } from '../language/english.ts';
import { EVERY_SCREEN } from './every-screen.ts';
import * as shop from './imagined-shop.ts';
import { screenOf } from './screen.tsx';
import { stateAfter } from './screen-states.ts';

describe('the state of the screens', () => {
  it('shows a problem until the next answer, then in the log', async () => {
    const problem = new Problem('host-unknown', { host: 'a.test' });
    const told = stateAfter([
      { type: 'told', problem },
      { type: 'asked', dialog: openSite(null, '') },
    ]);
    expect(await screenOf(told)).toContain('a.test');
    expect(told.log).toEqual([]);
    const answered = update(told, { type: 'answered', said: undefined });
    expect(await screenOf(answered)).not.toContain('a.test');
    expect(answered.log.join('\n')).toContain('a.test');
    expect(update(told, { type: 'closed' }).log.join('\n')).toContain('a.test');
  });

  it('counts questions after the diagnosis as part of the plan', () => {
    const confirm = {
      type: 'confirm',
      words: confirmWords(en, { type: 'install-health-check', isThere: false }),
    } as const;
    const stage = (asked: typeof confirm | null) =>
      STAGES[stageOf({ dialog: asked, run: { ...BEFORE, phase: 'diagnosing' } })];
    expect([stage(null), stage(confirm)]).toEqual(['Diagnosis', 'Plan']);
  });

  it('offers to prove only what a check has named among the active plugins', async () => {
    const offered = async (change: object) => {
      const findings = shop.FINDINGS.map((finding) =>
        finding.check === 'plugin' ? { ...finding, ...change } : finding,
      );
      const dialog = { type: 'diagnosed', offer: { findings }, fix: false } as const;
      return screenOf(update(stateAfter(EVERY_SCREEN['14-diagnosed']!), { type: 'asked', dialog }));
    };
    expect(await offered({})).toContain('Press Enter to prove it.');
    const elsewhere = { facts: { kind: 'fingerprint', elsewhere: true } };
    expect(await offered(elsewhere)).toContain('Press Enter to find the plugin.');
    expect(await offered({ result: 'cleared' })).toContain('Press Enter to find the plugin.');
  });

  it('asks with the loss in view whether the culprit is to stay off', async () => {
    const [loss] = hazards([{ plugin: 'wp-force-login/wp-force-login' }], false);
    const dialog = { ...openAfter({ ...shop.AFTER, losses: [loss?.what ?? '?'] }) };
    const asked = { ...dialog, view: 'sure', sure: 'keep-off' } as const;
    const screen = await screenOf(stateAfter([{ type: 'asked', dialog: asked }]));
    expect(screen).toMatch(/private site is open/);
  });

  it('is the same object where nothing changes, so that nothing is drawn', () => {
    const state = stateAfter([...EVERY_SCREEN['30-searching']!]);
    expect(update(state, { type: 'ticked', elapsed: state.elapsed ?? 0, at: state.now ?? 0 })).toBe(
      state,
    );
    expect(update(state, { type: 'scrolled', by: -1, unit: 'page' })).toBe(state);
  });

  it('explains at the second stop how to restore later, once', () => {
    const stop = { type: 'stopped' } as const;
    const state = stateAfter([...EVERY_SCREEN['30-searching']!, stop, stop, stop]);
    expect(state.log.filter((line) => line.includes('--restore'))).toHaveLength(1);
    expect(modeOf(state)).toBe('stopping');
  });

  it('scrolls by lines and by screenfuls, and never beyond its ends', () => {
    const measured = { type: 'measured', scrollable: { last: 30, page: 11 } } as const;
    const scrolled = (by: number, unit: 'line' | 'page') =>
      ({ type: 'scrolled', by, unit }) as const;
    const scrollAfter = (...actions: Parameters<typeof update>[1][]) =>
      stateAfter([...EVERY_SCREEN['15-checks']!, measured, ...actions]).scroll;
    expect(scrollAfter(scrolled(1, 'line'))).toBe(1);
    expect(scrollAfter(scrolled(1, 'page'))).toBe(10);
    expect(scrollAfter(scrolled(1_000, 'page'), scrolled(-1, 'page'))).toBe(20);
    expect(scrollAfter(scrolled(-3, 'line'))).toBe(0);
    // A higher terminal leaves less to scroll.
    expect(
      scrollAfter(scrolled(1_000, 'page'), { type: 'measured', scrollable: { last: 4, page: 37 } }),
    ).toBe(4);
  });

  it('never goes back a stage while the search is prepared', () => {
    const asked = stateAfter(EVERY_SCREEN['16-install']!);
    const answered = update(asked, { type: 'answered', said: undefined });
    const preparing = {
      type: 'preparing',
      switch: 'isolated',
      helper: 'health-check/health-check',
      installs: true,
    } as const;
    const reached = [asked, answered, update(answered, { type: 'event', event: preparing })];
    expect(reached.map((state) => STAGES[state.reached])).toEqual(['Plan', 'Plan', 'Plan']);
  });

  it('counts the plan as the search only from the first test on', () => {
    const plan = stateAfter(EVERY_SCREEN['16-install']!);
    const planned = update(plan, { type: 'event', event: shop.PLANNED });
    const searching = stateAfter(EVERY_SCREEN['30-searching']!);
    expect([planned, searching].map((state) => STAGES[state.reached])).toEqual(['Plan', 'Search']);
  });

  it('says "stopping", not "searching", after a no to the plan', async () => {
    const declined = update(stateAfter(EVERY_SCREEN['20-plan']!), { type: 'declined' });
    const planned = update(update(declined, { type: 'answered', said: undefined }), {
      type: 'event',
      event: shop.PLANNED,
    });
    const frame = await screenOf(planned);
    expect(frame).toContain('Stopping');
    expect(frame).not.toContain('Searching');
  });

  it('has a remaining time that follows past probes', () => {
    const { run } = stateAfter(EVERY_SCREEN['30-searching']!);
    expect(secondsToGo(run)).toBe(15);
  });
});

describe('the characters for the terminal', () => {
  it.each([
    [{ LANG: 'en_US.UTF-8', TERM: 'xterm-256color' }, SIGNS],
    [{ LANG: 'C', LC_ALL: 'de_DE.utf8' }, SIGNS],
    [{ LANG: 'C' }, ASCII],
    [{}, ASCII],
    [{ LANG: 'en_US.UTF-8', TERM: 'linux' }, ASCII],
    [{ LANG: 'ja_JP.UTF-8' }, ASCII],
    [{ OS: 'Windows_NT', WT_SESSION: 'x' }, SIGNS],
    [{ OS: 'Windows_NT' }, ASCII],
  ])('are chosen by %o', (env, glyphs) => expect(glyphsFor(env)).toBe(glyphs));

  it('differ by shape, and are one column wide', () => {
    for (const glyphs of [SIGNS, ASCII]) {
      const map = ['suspectOn', 'suspectOff', 'asideOn', 'asideOff', 'pinned', 'culprit'] as const;
      expect(new Set([...map, 'cleared' as const].map((sign) => glyphs[sign])).size).toBe(7);
      for (const glyph of Object.values(glyphs).flat()) expect(stringWidth(glyph)).toBe(1);
    }
  });
});
