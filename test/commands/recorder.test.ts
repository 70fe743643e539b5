import { describe, expect, it } from 'vitest';
import { withRunFacts } from '../../src/commands/complete-report.ts';
import { createRecorder } from '../../src/commands/recorder.ts';
import { en } from '../language/english.ts';
import { FAILS, GUARD, PASSES, probe, report, SCENE } from '../report/sample-run.ts';

/** A clock that a test sets. */
function recorderAt(times: number[]) {
  let last = 0;
  return createRecorder(() => {
    last = times.shift() ?? last;
    return last;
  }, 0);
}

describe('the recorder of a run', () => {
  it('keeps every test with its plugins, its answer and its time in seconds', () => {
    const recorder = recorderAt([1_000, 2_500, 4_000, 5_000, 6_000, 7_000]);
    for (const event of SCENE) recorder.take(event);
    const probes = recorder.probes();
    expect(probes.map(({ number, purpose, after }) => [number, purpose, after])).toEqual([
      [1, 'all-on', 1],
      [2, 'all-off', 2.5],
      [3, 'narrow', 4],
      [4, 'narrow', 5],
      [5, 'without', 6],
      [6, 'alone', 7],
    ]);
    expect(probes[4]).toMatchObject({
      off: ['guard/guard'],
      seconds: 0.5,
      answers: [{ verdict: 'passes', status: 200, code: null }],
    });
    expect(probes[3]?.answers[0]).toMatchObject({ verdict: 'unresolved', reason: 'server-error' });
  });

  it('keeps the active plugins of the start, not the inactive ones', () => {
    const recorder = recorderAt([0]);
    for (const event of SCENE) recorder.take(event);
    expect(recorder.plugins()?.map(({ plugin }) => plugin)).not.toContain('old/old');
    expect(recorder.plugins()).toHaveLength(6);
  });

  it('assigns an answer to the latest test of its number, because a second search counts from 1 again', () => {
    const recorder = recorderAt([0]);
    const left = { suspects: 1, probes: 1 };
    for (const event of probe(1, 'all-on', [], FAILS, left)) recorder.take(event);
    for (const event of probe(1, 'all-on', [], PASSES, left)) recorder.take(event);
    recorder.take({ type: 'undone', probe: 1 });
    const told = recorder.probes().map(({ answers, undone }) => [answers[0]?.verdict, undone]);
    expect(told).toEqual([
      ['fails', undefined],
      ['passes', true],
    ]);
  });

  it('always adds tool, times, messages and a reproduction', () => {
    const clock = { now: () => 60_000, sleep: async () => {} };
    const told = withRunFacts(report('culprit-found', { culprits: [GUARD] }), {
      messageT: en,
      recorder: undefined,
      startedAt: 0,
      clock,
    });
    expect(told).toMatchObject({
      tool: { name: 'wp-bisect' },
      startedAt: '1970-01-01T00:00:00.000Z',
      endedAt: '1970-01-01T00:01:00.000Z',
      environment: null,
      probes: [],
    });
    expect(told.tickets?.map(({ to }) => to)).toEqual(['plugin-author', 'host']);
    expect(told.ticket).toEqual(told.tickets?.[0]);
    expect(told.reproduction).not.toBeNull();
  });
});
