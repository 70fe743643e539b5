import { describe, expect, test } from 'vitest';
import { createTimeline } from '../../src/engine/timeline.ts';
import type { Observation, PluginId, Verdict } from '../../src/model/report.ts';
import { UNSEEN } from './imagined-site.ts';

const BASELINE = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const without = (...off: PluginId[]) => BASELINE.filter((plugin) => !off.includes(plugin));
const says = (verdict: Verdict): Observation[] => [{ verdict, observed: UNSEEN }];

/** A site on which `fails` decides, and whose visitors see every switch so many milliseconds late. */
function walk(
  states: readonly (readonly PluginId[])[],
  fails: (active: readonly PluginId[]) => boolean,
  late: number,
  pace = 500,
) {
  const timeline = createTimeline(BASELINE);
  const history = [{ at: 0, active: BASELINE as readonly PluginId[] }];
  let now = 1_000;
  for (const active of states) {
    timeline.leaves(now);
    now += 100;
    history.push({ at: now, active });
    timeline.reaches(active, now, true);
    for (let look = 0; look < 2; look += 1) {
      now += pace / 2;
      const seen = history.findLast(({ at }) => at <= now - late)?.active ?? BASELINE;
      timeline.sees(says(fails(seen) ? 'fails' : 'passes'), now, now);
    }
  }
  return timeline;
}

/** Halves, then the proof of one plugin: without it, everything on, without it, everything on. */
const STATES = [
  without('a', 'b', 'c', 'd'),
  without('a', 'b', 'c', 'd', 'e', 'f'),
  without('a', 'b', 'c', 'd', 'e', 'g', 'h'),
  BASELINE,
  without('f'),
  BASELINE,
];
const MOST = 12_000;

describe('the suspicion that all answers came late', () => {
  test('is ruled out where then a set would pass that contains a failing one', () => {
    const timeline = walk(STATES, (on) => on.includes('f'), 0);
    expect(timeline.couldBeLate(0, 3, MOST)).toBe(false);
  });

  test('is possible on a site that is late by any time within the search', () => {
    for (const late of [1_500, 1_800, 2_000, 2_500]) {
      const timeline = walk(STATES, (on) => on.includes('f'), late);
      expect(timeline.couldBeLate(0, 3, MOST), String(late)).toBe(true);
    }
  });

  test('is ruled out for delays within which every probe sees its own set or the one before', () => {
    const timeline = walk(STATES, (on) => on.includes('f'), 0);
    // Three states at 600 ms each: a delay below that is told by the alternation itself.
    expect(timeline.couldBeLate(0, 3, 400)).toBe(false);
  });

  test('is possible where every probe fails, which tells nothing about a delay', () => {
    const timeline = walk(STATES, () => true, 0);
    expect(timeline.couldBeLate(0, 3, MOST)).toBe(true);
  });

  test('is possible where another administrator changed plugins meanwhile', () => {
    const late = [false, true].map((isDisturbed) => {
      const timeline = createTimeline(BASELINE);
      timeline.reaches(without('f'), 1_000, true);
      timeline.reaches(without('f'), 1_500, isDisturbed);
      timeline.sees(says('passes'), 1_600, 1_600);
      timeline.reaches(BASELINE, 2_000, true);
      timeline.sees(says('fails'), 2_100, 2_100);
      return timeline.couldBeLate(0, 2, MOST);
    });
    expect(late).toEqual([false, true]);
  });

  test('is ruled out where, for either of two sets that a probe may have seen, a set would pass that contains a failing one', () => {
    // As a real site was timed: with a delay of 1.1 s the looks fall on the changes between two states.
    const timeline = createTimeline(BASELINE);
    const go = (
      active: readonly PluginId[],
      at: readonly [number, number],
      verdict: Verdict,
      looks: number[],
    ) => {
      timeline.leaves(at[0]);
      timeline.reaches(active, at[1], true);
      for (const from of looks) timeline.sees(says(verdict), from, from + 70);
    };
    go(without('a', 'b', 'c'), [0, 315], 'fails', [315]);
    go(without('a', 'b', 'c', 'd', 'e'), [751, 970], 'fails', [970, 1_020]);
    go(without('a', 'b', 'c', 'd', 'e', 'f'), [1_360, 1_608], 'fails', [1_608, 1_660]);
    go([], [1_999, 2_207], 'passes', [2_207, 2_290]);
    go(['g'], [2_532, 2_848], 'fails', [2_848, 3_120]);
    go(without('g'), [3_455, 3_826], 'passes', [3_826, 3_980]);
    go(BASELINE, [4_189, 4_718], 'fails', [4_718, 5_380]);
    go(without('g'), [5_456, 5_668], 'passes', [5_668, 5_820]);
    go(BASELINE, [6_039, 6_241], 'fails', [6_241, 6_660]);
    expect(timeline.couldBeLate(0, 3, MOST)).toBe(false);
  });

  test('is judged for each symptom by its own probes, without the unreadable ones', () => {
    const timeline = createTimeline(BASELINE);
    timeline.reaches(without('f'), 1_000, true);
    timeline.sees([...says('passes'), ...says('unresolved')], 1_100, 1_100);
    timeline.reaches(BASELINE, 2_000, true);
    timeline.sees([...says('fails'), ...says('unresolved')], 2_100, 2_100);
    expect(timeline.couldBeLate(0, 2, MOST)).toBe(false);
    expect(timeline.couldBeLate(1, 2, MOST)).toBe(true);
  });
});

describe('the stay with everything on, before the proof', () => {
  const culprit = (on: readonly PluginId[]) => on.includes('f');

  /** A search as a real site was timed, each request 330 ms: a set works once, and after that all fail. */
  function searched() {
    const timeline = createTimeline(BASELINE);
    const go = (active: readonly PluginId[], left: number, reached: number) => {
      timeline.leaves(left);
      timeline.reaches(active, reached, true);
      timeline.sees(says(culprit(active) ? 'fails' : 'passes'), reached, reached + 340);
    };
    go(without('d', 'e', 'f'), 0, 1_829);
    go(without('d'), 2_599, 3_314);
    go(without('d', 'e'), 4_050, 4_796);
    go(['f'], 6_002, 6_702);
    go(BASELINE, 7_444, 8_169);
    return { timeline, go };
  }

  /** Whether the proof could be late that begins after so many milliseconds more with everything on. */
  function couldBeLateAfter(stay: number): boolean {
    const { timeline, go } = searched();
    const left = 8_563 + stay;
    go(without('f'), left, left + 685);
    go(BASELINE, left + 1_447, left + 2_118);
    return timeline.couldBeLate(0, 3, MOST);
  }

  test('is as long as the proof needs so that no delay explains it, and far shorter than the longest memory', () => {
    const stay = searched().timeline.stayBefore(without('f'), 0, { now: 8_563, most: MOST });
    expect(couldBeLateAfter(0)).toBe(true);
    expect(couldBeLateAfter(stay)).toBe(false);
    expect(stay).toBeLessThan(MOST / 4);
  });

  test('is none where nothing but everything on was in force before', () => {
    const timeline = walk([BASELINE], culprit, 0);
    expect(timeline.stayBefore(without('f'), 0, { now: 1_600, most: MOST })).toBe(0);
  });

  test('is none where no stay within the longest memory would be enough: then the proof waits', () => {
    const timeline = walk([without('a', 'b'), ['f'], BASELINE], culprit, 0);
    expect(timeline.stayBefore(without('f'), 0, { now: 2_800, most: MOST })).toBe(0);
  });
});
