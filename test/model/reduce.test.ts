import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/model/events.ts';
import { overall, reduce } from '../../src/model/reduce.ts';
import type { PluginId } from '../../src/model/report.ts';
import { BEFORE, type PluginView, type RunState } from '../../src/model/run-state.ts';
import {
  FAILS,
  GUARD,
  NOT_RESTORED,
  PAIR,
  PASSES,
  PLUGINS,
  probe,
  report,
  SCENE,
  SUSPECTS,
  UNRESOLVED,
} from '../report/sample-run.ts';

const fold = (events: readonly RunEvent[], from: RunState = BEFORE) => events.reduce(reduce, from);
const upTo = (type: RunEvent['type']) =>
  SCENE.slice(0, SCENE.findIndex((event) => event.type === type) + 1);
const standings = (state: RunState) =>
  Object.fromEntries(state.plugins.map(({ plugin, standing }) => [plugin.split('/')[0], standing]));
const off = (state: RunState) =>
  state.plugins.filter(({ now }) => now === 'off').map(({ plugin }) => plugin.split('/')[0]);

const PLANNED = fold(upTo('planned'));
const left = { suspects: 5, probes: 4 };

describe('a run, event by event', () => {
  it('goes through its phases', () => {
    const phases = SCENE.map((_, index) => fold(SCENE.slice(0, index + 1)).phase);
    expect([...new Set(phases)]).toEqual([
      'connecting',
      'signing-in',
      'surveying',
      'diagnosing',
      'planning',
      'searching',
      'restoring',
      'finished',
    ]);
  });

  it('knows the site, the switch and the symptoms', () => {
    expect(PLANNED).toMatchObject({
      site: 'https://example.com/',
      switch: 'admin',
      suspectsLeft: 5,
      probesToGo: 6,
    });
    expect(PLANNED.survey).toHaveLength(1);
    expect(PLANNED.symptoms).toHaveLength(1);
  });

  it('separates suspects from pinned plugins', () => {
    expect(standings(PLANNED)).toEqual({
      akismet: 'untested',
      contact: 'untested',
      firewall: 'untested',
      guard: 'untested',
      jwt: 'untested',
      old: 'inactive',
      network: 'pinned',
    });
    expect(off(PLANNED)).toEqual(['old']);
  });

  it('narrows the suspects by a failing set; not by a passing or unresolved one', () => {
    const failing = fold(probe(1, 'narrow', ['guard/guard', 'jwt/jwt'], FAILS, left), PLANNED);
    expect(standings(failing)).toMatchObject({
      guard: 'suspect',
      jwt: 'suspect',
      akismet: 'aside',
    });
    for (const observation of [PASSES, UNRESOLVED]) {
      const other = fold(probe(1, 'narrow', ['guard/guard'], observation, left), PLANNED);
      expect(standings(other)).toEqual(standings(PLANNED));
    }
  });

  it('narrows nothing by a verdict that was undone; the others still count', () => {
    const first = probe(1, 'narrow', ['guard/guard', 'jwt/jwt', 'akismet/akismet'], FAILS, left);
    const wrong = probe(2, 'narrow', ['jwt/jwt'], FAILS, left);
    const before = fold(first, PLANNED);
    const undone = fold([...first, ...wrong, { type: 'undone', probe: 2 }], PLANNED);
    expect(standings(fold([...first, ...wrong], PLANNED))).not.toEqual(standings(before));
    expect(standings(undone)).toEqual(standings(before));
    expect(undone.history).toEqual(before.history);
    expect(standings(fold([{ type: 'undone', probe: 1 }], undone))).toEqual(standings(PLANNED));
  });

  it('clears no plugin before the end, because it may be one of a pair', () => {
    for (let count = 0; count < SCENE.length; count += 1) {
      expect(Object.values(standings(fold(SCENE.slice(0, count))))).not.toContain('cleared');
    }
    expect(standings(fold(SCENE))).toEqual({
      akismet: 'cleared',
      contact: 'cleared',
      firewall: 'cleared',
      guard: 'culprit',
      jwt: 'cleared',
      old: 'inactive',
      network: 'pinned',
    });
  });

  it('clears no plugin at an end without a verdict', () => {
    for (const outcome of ['inconclusive', 'cancelled', 'not-reproduced', 'blocked'] as const) {
      const state = fold([{ type: 'finished', report: report(outcome) }], PLANNED);
      expect(Object.values(standings(state))).not.toContain('cleared');
    }
  });

  it('begins again with the others after a culprit, which stays named', () => {
    const state = fold(
      [
        ...probe(1, 'narrow', ['guard/guard'], FAILS, left),
        { type: 'culprit-confirmed', culprit: GUARD },
        ...probe(2, 'narrow', ['firewall/firewall', 'jwt/jwt'], FAILS, left),
        ...probe(3, 'narrow', ['guard/guard', 'akismet/akismet'], FAILS, left),
      ],
      PLANNED,
    );
    expect(standings(state)).toMatchObject({
      guard: 'culprit',
      firewall: 'suspect',
      jwt: 'suspect',
      akismet: 'aside',
    });
    expect(fold([{ type: 'culprit-confirmed', culprit: PAIR }], state).culprits).toEqual([
      GUARD,
      PAIR,
    ]);
  });

  it('counts a culprit once that is confirmed for a second symptom', () => {
    const again = { ...GUARD, symptoms: [0, 1] };
    const state = fold(
      [
        { type: 'culprit-confirmed', culprit: GUARD },
        { type: 'culprit-confirmed', culprit: again },
      ],
      PLANNED,
    );
    expect(state.culprits).toEqual([again]);
  });

  it('follows probes that overlap and end in any order', () => {
    const [start1, end1] = probe(1, 'narrow', ['guard/guard'], FAILS, left);
    const [start2, end2] = probe(2, 'narrow', ['jwt/jwt'], PASSES, left);
    const both = fold([start1!, start2!], PLANNED);
    expect(both.underWay.map((view) => view.probe)).toEqual([1, 2]);
    const done = fold([end2!, end1!], both);
    expect(done.underWay).toEqual([]);
    expect(done.history.map((view) => [view.probe, view.verdict])).toEqual([
      [2, 'passes'],
      [1, 'fails'],
    ]);
  });

  it('ignores an answer to an unknown probe', () => {
    const [, end] = probe(9, 'narrow', [], FAILS, left);
    expect(fold([end!], PLANNED)).toEqual(PLANNED);
  });

  it('follows every single change', () => {
    const state = fold(
      [
        { type: 'toggled', plugin: 'jwt/jwt', now: 'inactive' },
        { type: 'toggled', plugin: 'guard/guard', now: 'inactive' },
        { type: 'toggled', plugin: 'jwt/jwt', now: 'active' },
      ],
      PLANNED,
    );
    expect(off(state)).toEqual(['guard', 'old']);
  });

  it('knows how the site was left', () => {
    const searched = fold(probe(1, 'all-off', [], PASSES, left), PLANNED);
    expect(fold([{ type: 'restored' }], searched)).toMatchObject({ restored: true });
    expect(off(fold([{ type: 'restored' }], searched))).toEqual(['old']);
    const broken = fold(
      [{ type: 'not-restored', difference: NOT_RESTORED, journal: '/j' }],
      fold([{ type: 'restored' }], searched),
    );
    expect(broken).toMatchObject({ restored: false });
    expect(off(broken)).toEqual(['guard', 'jwt', 'old']);
  });

  it('ends a wait with the next probe', () => {
    const waiting = fold([{ type: 'waiting', why: 'rate-limited', seconds: 7 }], PLANNED);
    expect(waiting.wait?.seconds).toBe(7);
    expect(fold(probe(1, 'all-on', SUSPECTS, FAILS, left), waiting).wait).toBeNull();
  });
});

describe('the verdict of several symptoms', () => {
  it('fails when one fails, passes when all pass, is unresolved otherwise', () => {
    expect(overall([PASSES, FAILS, UNRESOLVED])).toBe('fails');
    expect(overall([PASSES, PASSES])).toBe('passes');
    expect(overall([PASSES, UNRESOLVED])).toBe('unresolved');
    expect(overall([])).toBe('unresolved');
  });

  it('counts only the symptoms that are still examined', () => {
    const solved = { ...UNRESOLVED, reason: 'not-asked' as const };
    expect(overall([solved, PASSES])).toBe('passes');
    expect(overall([solved, FAILS])).toBe('fails');
    expect(overall([solved])).toBe('unresolved');
  });
});

const id = fc.constantFrom<PluginId>(...PLUGINS.map(({ plugin }) => plugin), 'un/known');
const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.constantFrom(...SCENE),
  fc
    .tuple(
      fc.integer({ min: 1, max: 6 }),
      fc.subarray(SUSPECTS),
      fc.constantFrom(FAILS, PASSES, UNRESOLVED),
    )
    .chain(([number, active, observation]) =>
      fc.constantFrom(...probe(number, 'narrow', active, observation, left)),
    ),
  fc.record({
    type: fc.constant('toggled' as const),
    plugin: id,
    now: fc.constantFrom('active' as const, 'inactive' as const),
  }),
  fc.constantFrom<RunEvent>(
    { type: 'culprit-confirmed', culprit: PAIR },
    { type: 'not-restored', difference: NOT_RESTORED, journal: '/j' },
    { type: 'restoring-leftover', since: 'today' },
  ),
);

describe('any events in any order', () => {
  property.prop([fc.array(anyEvent, { maxLength: 40 })])(
    'gives a new state, and neither unnames a culprit nor unpins a plugin',
    (events) => {
      let state = BEFORE;
      for (const event of events) {
        const before = structuredClone(state);
        const next = reduce(state, event);
        // Pure: the state before is as it was.
        expect(state).toEqual(before);
        const ids = (views: readonly PluginView[]) => views.map(({ plugin }) => plugin);
        if (event.type !== 'plugins-listed') expect(ids(next.plugins)).toEqual(ids(state.plugins));
        // A plugin that is left alone stays left alone; a culprit stays a culprit.
        if (event.type !== 'plugins-listed' && event.type !== 'planned') {
          for (const [index, view] of state.plugins.entries()) {
            const standing = next.plugins[index]?.standing;
            if (view.standing === 'culprit') expect(standing).toBe('culprit');
            if (view.standing === 'pinned' || view.standing === 'inactive') {
              expect([view.standing, 'culprit']).toContain(standing);
            }
          }
        }
        const open = next.underWay.map((view) => view.probe);
        expect(new Set(open).size).toBe(open.length);
        for (const view of next.history) expect(view.verdict).not.toBeNull();
        expect(next.history.length).toBeGreaterThanOrEqual(state.history.length);
        state = next;
      }
    },
  );
});
