import { describe, expect, test } from 'vitest';
import { run } from '../../src/engine/run.ts';
import type { RunEvent } from '../../src/model/events.ts';
import type { Oracle, Switch } from '../../src/model/ports.ts';
import type { PluginId } from '../../src/model/report.ts';
import {
  type Fails,
  fakeClock,
  imagine,
  letters,
  plugin,
  prepare,
  symptom,
} from './imagined-site.ts';

const IDS = letters(12);
const PLUGINS = IDS.map((id) => plugin(id));
const [a, b, c] = ['p02/main', 'p05/main', 'p09/main'];

const FAILURES: readonly (readonly [string, Fails, PluginId[][]])[] = [
  ['one plugin', (on) => on.has(b), [[b]]],
  ['a pair', (on) => on.has(a) && on.has(c), [[a, c]]],
  ['three that only fail together', (on) => [a, b, c].every((id) => on.has(id)), [[a, b, c]]],
  ['two that each fail', (on) => on.has(a) || on.has(c), [[a], [c]]],
  [
    'a pair and one beside it',
    (on) => (on.has(a) && on.has('p03/main')) || on.has(c),
    [[a, 'p03/main'], [c]],
  ],
];
/** How long a request takes. */
const REQUEST_MS = 200;
const KINDS = ['admin', 'rest'] as const;

const named = ({ culprits }: Awaited<ReturnType<typeof run>>) =>
  culprits.map(({ plugins }) => plugins.map((each) => each.plugin));

describe.each(KINDS)('on a site where every change is seen at once, under %s', (kind) => {
  test.each(FAILURES)('%s: proven without waiting', async (_, fails, culprits) => {
    const clock = fakeClock();
    const { ports, task, events } = prepare(imagine(PLUGINS, [fails], { kind }), {}, { clock });
    const result = await run(ports, task);
    expect(named(result).toSorted()).toEqual(culprits.toSorted());
    expect(result.restored).toBe(true);
    expect(events.filter(({ type }) => type === 'waiting')).toEqual([]);
    expect(clock.waited).toBe(0);
  });

  test('whichever plugin it is, it is off by itself only once: the stay before it makes a late answer impossible', async () => {
    const times = await Promise.all(
      IDS.map(async (culprit) => {
        const clock = fakeClock();
        const site = imagine(PLUGINS, [(on) => on.has(culprit)], { kind });
        const oracle: Oracle = {
          async probe(...asked) {
            await clock.sleep(REQUEST_MS);
            return site.oracle.probe(...asked);
          },
        };
        const control: Switch = {
          ...site.control,
          async activateExactly(...asked) {
            await clock.sleep(2 * REQUEST_MS);
            return site.control.activateExactly(...asked);
          },
        };
        const ports = { clock, oracle, control };
        const prepared = prepare(site, { proof: 'auto' }, ports);
        expect(named(await run(prepared.ports, prepared.task))).toEqual([[culprit]]);
        const probes = probesOf(prepared.events);
        return probes.filter(({ purpose }) => purpose === 'without').length;
      }),
    );
    expect(times).toEqual(IDS.map(() => 1));
  });

  test('the proof alternates between what fails and what works, and ends with everything on', async () => {
    const { ports, task, events } = prepare(imagine(PLUGINS, [(on) => on.has(b)], { kind }));
    await run(ports, task);
    const last = probesOf(events).slice(-3);
    expect(last.map(({ off }) => off)).toEqual([[], [b], []]);
    expect(last.map(({ verdict }) => verdict)).toEqual(['fails', 'passes', 'fails']);
  });

  test('each probe of the proof has a connection of its own, because a balancer chooses by connection', async () => {
    const site = imagine(PLUGINS, [(on) => on.has(b)], { kind });
    const looks: (string | undefined)[] = [];
    const oracle: Oracle = {
      probe(through, ...others) {
        const sent = through({
          method: 'GET',
          url: 'https://a.test/',
          as: 'anonymous',
          headers: {},
        });
        looks.push(sent.headers.Connection);
        return site.oracle.probe(through, ...others);
      },
    };
    const { ports, task } = prepare(site, {}, { oracle });
    await run(ports, task);
    // Three states, four looks each. The last of them has seen everything on fail: it is not asked again.
    expect(looks.slice(-12)).toEqual(Array.from({ length: 12 }, () => 'close'));
  });

  test('one proof serves every symptom of the same culprit', async () => {
    const fails: Fails = (on) => on.has(b);
    const { ports, task, events } = prepare(imagine(PLUGINS, [fails, fails], { kind }), {
      symptoms: [symptom(), symptom('https://example.test/')],
    });
    const result = await run(ports, task);
    expect(result.culprits.map(({ symptoms }) => symptoms)).toEqual([[0, 1]]);
    expect(probesOf(events).filter(({ purpose }) => purpose === 'again')).toHaveLength(2);
  });

  test('that no plugin is to blame is said after one wait, with everything off', async () => {
    const clock = fakeClock();
    const { ports, task } = prepare(imagine(PLUGINS, [() => true], { kind }), {}, { clock });
    expect((await run(ports, task)).outcome).toBe('not-a-plugin');
    expect(clock.waited).toBeLessThanOrEqual(12_000);
  });
});

describe.each(KINDS)(
  'where visitors are answered from a database that is behind, under %s',
  (kind) => {
    test.each(
      [1_500, 3_000, 6_000, 10_000].flatMap((late) =>
        FAILURES.map(([what, fails, culprits]) => [what, late, fails, culprits] as const),
      ),
    )(
      '%s, %i ms late: found and reported as late, or no plugin is named',
      async (_, late, fails, culprits) => {
        const clock = fakeClock();
        const site = imagine(PLUGINS, [fails], { kind });
        const history = [{ at: clock.now(), active: IDS as readonly PluginId[] }];
        const control: Switch = {
          ...site.control,
          async activateExactly(...asked) {
            const state = await site.control.activateExactly(...asked);
            history.push({ at: clock.now(), active: state.active });
            return state;
          },
        };
        const oracle: Oracle = {
          async probe(_through, signal, wanted) {
            await clock.sleep(REQUEST_MS, signal);
            const seen = history.findLast(({ at }) => at <= clock.now() - late)?.active ?? IDS;
            const through = () => ({
              method: 'GET',
              url: '/',
              as: 'anonymous' as const,
              headers: { 'x-set': JSON.stringify(seen) },
            });
            return site.oracle.probe(through, signal, wanted);
          },
        };
        const { ports, task } = prepare(site, {}, { clock, oracle, control });
        const result = await run(ports, task);
        expect(['culprit-found', 'inconclusive']).toContain(result.outcome);
        if (result.outcome === 'culprit-found') {
          expect(named(result).toSorted()).toEqual(culprits.toSorted());
        }
        expect(result.restored).toBe(true);
      },
    );
  },
);

/** What was probed, and what it showed of the first symptom. */
function probesOf(events: readonly RunEvent[]) {
  return events.flatMap((event, at) => {
    if (event.type !== 'probe-started') return [];
    const end = events.slice(at).find((other) => other.type === 'probe-finished');
    const verdict = end?.type === 'probe-finished' ? end.observations[0]?.verdict : undefined;
    return [{ ...event, verdict }];
  });
}
