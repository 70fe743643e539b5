// A run that a site cannot bear stops; a set of plugins that is slow or broken by itself does not stop it.
import { describe, expect, test } from 'vitest';
import { run } from '../../src/engine/run.ts';
import type { Observation } from '../../src/model/report.ts';
import {
  fakeClock,
  type Hooks,
  imagine,
  letters,
  plugin,
  prepare,
  UNSEEN,
} from '../engine/imagined-site.ts';

const forty = letters(40).map((id) => plugin(id));
const [, , first, , , , , second, , , other] = letters(40) as string[];
const isIll = (on: ReadonlySet<string>) => on.has(first!) && on.has(second!);

const unresolved = (reason: 'server-error' | 'no-answer'): Observation => ({
  verdict: 'unresolved',
  reason,
  observed: { ...UNSEEN, status: reason === 'no-answer' ? 0 : 500 },
});

type Answer = {
  /** Milliseconds that this look takes. */
  readonly ms?: number;
  readonly observation?: Observation;
};

/** A run over forty plugins, two of which fail together; `answer` says how the n-th look goes. */
async function runOver(
  answer: (nth: number, on: ReadonlySet<string>, rested: number) => Answer,
  hooks: Hooks = {},
) {
  const clock = fakeClock();
  let looks = 0;
  const rests: number[] = [];
  const fails = (on: ReadonlySet<string>) => {
    looks += 1;
    const { ms = 300, observation } = answer(looks, on, rests.length);
    void clock.sleep(ms);
    return observation ?? isIll(on);
  };
  const site = imagine(forty, [fails], hooks);
  const { ports, task, events } = prepare(site, {}, { clock });
  const emit = (event: (typeof events)[number]) => {
    events.push(event);
    if (event.type === 'waiting' && event.why === 'site-suffers') rests.push(event.seconds);
  };
  const result = await run({ ...ports, emit }, task);
  const notes = events.flatMap((event) => (event.type === 'note' ? [event.note] : []));
  return { result, rests, notes, active: [...site.active].sort() };
}

const FOUND = { outcome: 'culprit-found', restored: true, culprits: [{ symptoms: [0] }] };

describe.each<Hooks>([{ kind: 'rest' }, { kind: 'admin' }, { kind: 'isolated', parallel: 3 }])(
  'under the switch %o',
  (hooks) => {
    test('a run on a site that stays fast waits for nothing', async () => {
      const { result, rests, notes } = await runOver(() => ({}), hooks);
      expect(result).toMatchObject(FOUND);
      expect([rests, notes]).toEqual([[], []]);
    });

    test('a run on a site that becomes slow, also with everything on, waits twice, then stops with all plugins on', async () => {
      const { result, rests, notes, active } = await runOver(
        (nth) => (nth > 5 ? { ms: 9_000 } : {}),
        hooks,
      );
      expect(result).toMatchObject({ outcome: 'inconclusive', restored: true, culprits: [] });
      expect(notes).toEqual([{ type: 'site-suffers', from: 'slow' }]);
      expect(rests).toEqual([10, 30]);
      expect(active).toEqual(letters(40));
    });

    test.each(['server-error', 'no-answer'] as const)(
      'a run on a site that goes on answering with %s waits twice, then stops with all plugins on',
      async (reason) => {
        const { result, rests, notes, active } = await runOver(
          (nth) => (nth > 5 ? { observation: unresolved(reason) } : {}),
          hooks,
        );
        expect(result).toMatchObject({ outcome: 'inconclusive', restored: true, culprits: [] });
        expect(notes).toEqual([{ type: 'site-suffers', from: 'errors' }]);
        expect(rests).toEqual([10, 30]);
        expect(active).toEqual(letters(40));
      },
    );

    test('a run on a site that recovers during the wait goes on to the culprit', async () => {
      const { result, rests, notes } = await runOver(
        (nth, _, rested) => (nth > 5 && rested === 0 ? { ms: 9_000 } : {}),
        hooks,
      );
      expect(result).toMatchObject(FOUND);
      expect([rests, notes]).toEqual([[10], []]);
    });

    test('a run goes on where only some plugin sets are slow, and everything on is as fast as ever', async () => {
      const { result, rests, notes } = await runOver(
        (nth, on) => (nth > 5 && on.size < 40 ? { ms: 20_000 } : {}),
        hooks,
      );
      expect(result).toMatchObject(FOUND);
      expect([rests, notes]).toEqual([[], []]);
    });

    test('a run goes on where only some plugin sets answer with a server error', async () => {
      const { rests, notes } = await runOver(
        (_, on) => (on.has(other!) ? {} : { observation: unresolved('server-error') }),
        hooks,
      );
      expect(rests).toEqual([]);
      expect(notes.map(({ type }) => type)).not.toContain('site-suffers');
    });

    test('a run goes on where the site is slow from the start', async () => {
      const { result, notes } = await runOver(
        (nth) => ({ ms: nth % 2 === 0 ? 8_000 : 15_000 }),
        hooks,
      );
      expect(result).toMatchObject(FOUND);
      expect(notes).toEqual([]);
    });

    test('a run goes on where a fast site slows down and is still fast', async () => {
      const { result, notes } = await runOver((nth) => ({ ms: nth > 5 ? 2_500 : 20 }), hooks);
      expect(result).toMatchObject(FOUND);
      expect(notes).toEqual([]);
    });
  },
);
