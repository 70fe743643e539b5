import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/model/events.ts';
import type { Plugin } from '../../src/model/report.ts';
import { foldTruth, isOwed, isUntouched, type Truth, UNTOUCHED } from '../../src/model/truth.ts';
import { truthWords } from '../../src/report/truth.ts';
import { en } from '../language/english.ts';

const IDS = ['a/a', 'b/b', 'c/c', 'd/d'];
const plugin = (id: string): Plugin => ({
  plugin: id,
  name: id.slice(0, 1).toUpperCase(),
  version: '1',
  author: '',
  uri: '',
  status: 'active',
  requires: [],
});
const LISTED: RunEvent = { type: 'plugins-listed', plugins: IDS.map(plugin) };
const planned = (kind: 'isolated' | 'admin'): RunEvent => ({
  type: 'planned',
  switch: kind,
  suspects: IDS,
  pinned: [],
  probes: { low: 1, likely: 2, high: 3 },
  seconds: { low: 1, likely: 2, high: 3 },
});
const started = (off: readonly string[]): RunEvent => ({
  type: 'probe-started',
  probe: 1,
  purpose: 'narrow',
  active: IDS.filter((id) => !off.includes(id)),
  off,
  suspectsLeft: 4,
  probesToGo: 3,
});
const toggled = (id: string, now: 'active' | 'inactive'): RunEvent => ({
  type: 'toggled',
  plugin: id,
  now,
});
const PREPARING: RunEvent = {
  type: 'preparing',
  switch: 'isolated',
  helper: 'health-check/health-check',
  installs: true,
};
const RESTORING: RunEvent = { type: 'restoring', off: [] };
const RESTORED: RunEvent = { type: 'restored' };
const notRestored = (missing: readonly string[], stayed: readonly string[] = []): RunEvent => ({
  type: 'not-restored',
  difference: { missing, appeared: [], stayed },
  journal: '/j',
});

/** One event a second. */
const told = (...events: readonly RunEvent[]): Truth =>
  events.reduce((truth, event, at) => foldTruth(truth, event, at * 1000), UNTOUCHED);
const said = (truth: Truth, now: number | null = null) =>
  truthWords(en, truth, { now, timeout: 30, site: 'a.test' }).text;

const TRACER = '000-wp-bisect-tracer-1a/wp-bisect-tracer';
const tracing = (
  step: Extract<RunEvent, { type: 'tracing' }>['step'],
  own: string | null = TRACER,
): RunEvent => ({ type: 'tracing', step, plugin: own });

/** Events that change something on the site, whoever tells them. */
const CHANGING: ReadonlySet<RunEvent['type']> = new Set([
  'preparing',
  'toggled',
  'restoring-leftover',
  'keeping-off',
  'not-restored',
]);

const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.constantFrom<RunEvent>(
    LISTED,
    planned('admin'),
    planned('isolated'),
    PREPARING,
    RESTORING,
    RESTORED,
    { type: 'taken-back' },
    tracing('uploading'),
    tracing('asking', null),
    tracing('removing'),
    tracing('gone'),
    tracing('stays'),
    { type: 'paused' },
    { type: 'connecting', site: 'a.test' },
    { type: 'interrupted-run-found', since: '2026-01-01T00:00:00Z' },
    { type: 'restoring-leftover', since: '2026-01-01T00:00:00Z' },
    { type: 'unreachable', attempt: 2, attempts: 6, nextSeconds: 3 },
    { type: 'waiting', why: 'rate-limited', seconds: 4 },
    { type: 'keeping-off', plugins: ['a/a'] },
    { type: 'probe-finished', probe: 1, observations: [], seconds: 1 },
  ),
  fc.subarray(IDS).map(started),
  fc.subarray(IDS).map((missing) => notRestored(missing)),
  fc
    .tuple(fc.constantFrom(...IDS), fc.constantFrom('active' as const, 'inactive' as const))
    .map(([id, now]) => toggled(id, now)),
);

describe('the line that says how the site is', () => {
  it('gives the reason when putting back takes long because a list may be behind', () => {
    const waiting: RunEvent = { type: 'waiting', why: 'site-lags', seconds: 12 };
    const truth = told(LISTED, planned('admin'), toggled('a/a', 'inactive'), RESTORING, waiting);
    expect(said(truth)).toMatch(/^Turning plugins back on: 0 of 1\. .*late\. .* in 12 s\.$/);
    expect(said(foldTruth(truth, toggled('a/a', 'active'), 9))).not.toContain('12 s');
  });

  it('does not count the helper of this run among the plugins that were active before', () => {
    const helper = plugin('health-check/health-check');
    const listed: RunEvent = { type: 'plugins-listed', plugins: [...IDS.map(plugin), helper] };
    const truth = told(PREPARING, listed, planned('isolated'), RESTORING, RESTORED);
    expect(said(truth)).toContain('4 of 4 plugins active');
    const own = told(listed, planned('admin'), toggled('a/a', 'inactive'), RESTORING, RESTORED);
    expect(said(own)).toContain('5 of 5 plugins active');
  });

  property.prop([fc.array(anyEvent, { maxLength: 25 }), fc.nat(100_000)])(
    'says that nothing was changed only when nothing was, and what is off whenever something is',
    (events, now) => {
      let truth = UNTOUCHED;
      const off = new Set<string>();
      let changed = false;
      for (const [at, event] of events.entries()) {
        truth = foldTruth(truth, event, at * 1000);
        changed ||=
          CHANGING.has(event.type) ||
          (event.type === 'tracing' && event.plugin !== null && event.step !== 'gone') ||
          (event.type === 'probe-started' && event.off.length > 0);
        if (event.type === 'toggled') {
          if (event.now === 'inactive') off.add(event.plugin);
          else off.delete(event.plugin);
        }
        if (event.type === 'restored') off.clear();
        if (event.type === 'not-restored') {
          off.clear();
          for (const id of event.difference.missing) off.add(id);
        }
        const text = said(truth, now);
        if (/nothing has been changed/i.test(text)) expect(changed, text).toBe(false);
        if (!changed) expect(isUntouched(truth)).toBe(true);
        expect([...truth.off].sort()).toEqual([...off].sort());
        if (/as it was: |Every plugin is on|Nothing has been/.test(text)) {
          const unwanted = [...off].filter((id) => !truth.leftOff.includes(id));
          expect(unwanted, text).toEqual([]);
        }
        if (truth.restored === false) expect(text).toMatch(/^YOUR SITE IS NOT RESTORED/);
        if (isOwed(truth)) expect(text).not.toMatch(/as it was:/);
        expect(text).not.toMatch(/undefined|NaN|null/);
      }
    },
  );

  it('counts a session and the installed Health Check as a change, although no plugin was toggled', () => {
    expect(said(told(LISTED))).toBe('Nothing has been changed on your site: 4 plugins are active.');
    expect(said(told(LISTED, PREPARING))).toContain('Switching Health Check on');
    const searching = told(LISTED, PREPARING, planned('isolated'), started(['a/a', 'b/b']));
    expect(said(searching)).toBe(
      'Visitors notice nothing: 2 plugins are off for the requests of this run only. Health Check is on until the end.',
    );
    expect(said(told(LISTED, PREPARING, { type: 'taken-back' }))).toContain('as it was');
  });

  it('counts the tracer as a change from its upload until its removal is read back', () => {
    const uploading = [LISTED, tracing('uploading')];
    expect(said(told(...uploading))).toBe('Every plugin is on. Uploading the tracer ...');
    expect(said(told(...uploading, tracing('asking')))).toContain('The tracer is on the site');
    expect(said(told(...uploading, tracing('removing')))).toContain('Removing the tracer ...');
    const gone = told(...uploading, tracing('asking'), tracing('removing'), tracing('gone'));
    expect(said(gone)).toBe('Your site is as it was: 4 of 4 plugins active, read back from it.');
    expect(said(told(...uploading, tracing('stays')))).toBe(
      'YOUR SITE IS NOT RESTORED. 000-wp-bisect-tracer-1a is still on the site. Put it back: wp-bisect a.test --restore',
    );
  });

  it.each([
    [[], 'YOUR SITE WAS NOT READ BACK. Try again: '],
    [['a/a'], 'YOUR SITE WAS NOT READ BACK. Some plugins may be off. Put it back: '],
  ])('does not say of a list that could not be read what is off: %j', (plugins, known) => {
    const unread: RunEvent = {
      type: 'not-restored',
      difference: { missing: [], appeared: [], unknown: { plugins, since: '' } },
      journal: '/j',
    };
    const truth = told(LISTED, planned('admin'), toggled('a/a', 'inactive'), unread);
    expect(said(truth)).toBe(`${known}wp-bisect a.test --restore`);
    expect(said(told(LISTED, unread, RESTORING, RESTORED))).toContain('as it was');
  });

  it('does not count a tracer in mu-plugins that was put there by hand', () => {
    expect(said(told(LISTED, tracing('asking', null)))).toContain('Nothing has been changed');
  });

  it('says how many plugins are off for everyone, which, and for how long', () => {
    const off = told(LISTED, planned('admin'), started(['a/a']), toggled('a/a', 'inactive'));
    expect(said(off, 5_500)).toBe('Off for everyone for 2 s now: A.');
    // A screen reader hears no clock.
    expect(said(off)).toBe('Off for everyone: A.');
  });

  it('says that the site does not answer, and that it answers again', () => {
    const off = told(LISTED, planned('admin'), started(['a/a']), toggled('a/a', 'inactive'));
    expect(said(off, 15_000)).toContain('Waiting for the site: 12 s (gives up after 30 s).');
    expect(said(off, 4_000)).not.toContain('Waiting');
  });

  it('counts the plugins that are back during the restore, and ends only after the list was read back', () => {
    const off = [LISTED, planned('admin'), toggled('a/a', 'inactive'), toggled('b/b', 'inactive')];
    expect(said(told(...off, RESTORING))).toBe('Turning plugins back on: 0 of 2.');
    const half = [...off, RESTORING, toggled('a/a', 'active')];
    expect(said(told(...half))).toBe('Turning plugins back on: 1 of 2.');
    expect(said(told(...half, toggled('b/b', 'active')))).toContain('Reading back');
    expect(said(told(...half, toggled('b/b', 'active'), RESTORED))).toBe(
      'Your site is as it was: 4 of 4 plugins active, read back from it.',
    );
  });

  it('does not say that nothing was changed where an earlier run may have left plugins off', () => {
    const found: RunEvent = { type: 'interrupted-run-found', since: '2026-01-01T00:00:00Z' };
    const words = truthWords(en, told(found), { now: null, timeout: null, site: 'a.test' });
    expect(words).toEqual({ text: 'An earlier run may have left plugins off.', tone: 'warn' });
    // This run has changed nothing: a stop of it has nothing to restore.
    expect(isUntouched(told(found))).toBe(true);
    const restored: RunEvent = {
      type: 'note',
      note: { type: 'restored-leftover', since: '2026-01-01T00:00:00Z' },
    };
    expect(said(told(found, LISTED, restored))).toContain('as it was: 4 of 4 plugins active');
  });

  it('counts down what is left of a wait, and tells no wait that is over', () => {
    const waiting: RunEvent = { type: 'waiting', why: 'site-lags', seconds: 12 };
    const truth = told(
      LISTED,
      planned('admin'),
      started(['a/a']),
      toggled('a/a', 'inactive'),
      waiting,
    );
    const at = truth.heard ?? 0;
    expect(said(truth, at + 5_000)).toContain('The run goes on in 7 s.');
    expect(said(truth, at + 13_000)).not.toContain('goes on in');
    const silent = foldTruth(
      truth,
      { type: 'unreachable', attempt: 3, attempts: 6, nextSeconds: 8 },
      at,
    );
    expect(said(silent, at + 3_000)).toContain('the next one is in 5 s.');
    expect(said(silent, at + 20_000)).toContain('the next one is under way.');
  });

  it('says for how long the site is silent, and no time that is over already', () => {
    const off = told(LISTED, planned('admin'), started(['a/a']), toggled('a/a', 'inactive'));
    expect(said(off, 33_000)).toMatch(/Waiting for the site: 30 s\.$/);
  });

  it('does not say "restored" while it restores a second time', () => {
    const interrupted: RunEvent = { type: 'restoring-leftover', since: '2026-01-01T00:00:00Z' };
    const again = told(LISTED, interrupted, RESTORED, toggled('a/a', 'inactive'), RESTORING);
    expect(said(again)).toBe('Turning plugins back on: 0 of 1.');
  });

  it('names this try, the next one and the command while the site does not answer', () => {
    const silent = told(LISTED, toggled('a/a', 'inactive'), RESTORING, {
      type: 'unreachable',
      attempt: 3,
      attempts: 6,
      nextSeconds: 8,
    });
    expect(said(silent)).toBe(
      'The list of plugins cannot be read: try 3 of 6 failed, the next one is in 8 s. 1 plugin is still off. If you close this, finish it with: wp-bisect a.test --restore',
    );
    expect(said(foldTruth(silent, toggled('a/a', 'active'), 9_000))).not.toContain('not answer');
  });

  it('is a short warning where the site is not as it was', () => {
    const words = truthWords(en, told(LISTED, RESTORING, notRestored(['a/a', 'b/b'])), {
      now: null,
      timeout: null,
      site: 'a.test',
    });
    expect(words).toEqual({
      text: 'YOUR SITE IS NOT RESTORED. 2 plugins are still off. Put it back: wp-bisect a.test --restore',
      tone: 'bad',
    });
    expect(said(told(LISTED, RESTORING, notRestored([], ['health-check/health-check'])))).toContain(
      'health-check is still on the site',
    );
  });

  it('does not report a plugin as off that was left off on request', () => {
    const kept = told(
      LISTED,
      RESTORED,
      { type: 'keeping-off', plugins: ['a/a'] },
      toggled('a/a', 'inactive'),
    );
    expect(said(kept)).toBe('Switching off, as you asked: A.');
  });
});
