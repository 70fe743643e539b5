import { describe, expect, test } from 'vitest';
import { run } from '../../src/engine/run.ts';
import type { RunEvent } from '../../src/model/events.ts';
import type { Oracle } from '../../src/model/ports.ts';
import { type Fails, imagine, letters, plugin, prepare, symptom } from './imagined-site.ts';

const IDS = letters(20);
const PLUGINS = IDS.map((id) => plugin(id));
const culprit = 'p09/main';
const KINDS = ['admin', 'rest'] as const;

/** What was looked at in which state, in this order. */
async function statesOf(
  fails: Fails,
  kind: (typeof KINDS)[number],
  task: Parameters<typeof prepare>[1] = {},
) {
  const site = imagine(PLUGINS, [fails], { kind });
  const prepared = prepare(site, { proof: 'auto', ...task });
  const result = await run(prepared.ports, prepared.task);
  const names = result.culprits.map(({ plugins }) => plugins.map((each) => each.plugin));
  const states = prepared.events.flatMap((event) =>
    event.type === 'probe-started' ? { purpose: event.purpose, off: event.off } : [],
  );
  return { names, states, result, site };
}

describe.each(KINDS)('the last steps of a search, under %s', (kind) => {
  test('are the proof: everything on, everything but the culprit, everything on, once each', async () => {
    const { names, states } = await statesOf((on) => on.has(culprit), kind);
    expect(names).toEqual([[culprit]]);
    expect(states.slice(-3).map(({ off }) => off)).toEqual([[], [culprit], []]);
    const isSame = (at: number) => states[at]?.off.join() === states[at + 1]?.off.join();
    expect(states.filter((_, at) => isSame(at))).toEqual([]);
    expect(states.filter(({ off }) => off.join() === culprit)).toHaveLength(1);
  });

  test('begin with everything on only where another set was active: a right prior takes three probes', async () => {
    const prior = { ...Object.fromEntries(IDS.map((id) => [id, 1])), [culprit]: 1_000 };
    const { states } = await statesOf((on) => on.has(culprit), kind, { priors: [prior] });
    expect(states.map(({ off }) => off)).toEqual([[], [culprit], []]);
  });

  test('are repeated for a second culprit: each is proven by itself', async () => {
    const { names, states } = await statesOf((on) => on.has(culprit) || on.has('p15/main'), kind);
    expect(names.toSorted()).toEqual([[culprit], ['p15/main']]);
    expect(states.at(-1)?.off).toEqual([]);
  });

  test('send a request that may write only once for each set', async () => {
    const post = symptom();
    const task = { symptoms: [{ ...post, request: { ...post.request, method: 'POST' } }] };
    const { names, states } = await statesOf((on) => on.has(culprit), kind, task);
    expect(names).toEqual([[culprit]]);
    // No look at everything on is put before the one without the culprit.
    expect(states.at(-2)?.off).toEqual([culprit]);
    expect(states.at(-3)?.off).not.toEqual([]);
  });

  test('notice that the failure ended during the search, before a plugin is named', async () => {
    // Whatever went off in the search cured it: with everything on again it works for good.
    let isOver = false;
    const site = imagine(PLUGINS, [(on) => !isOver && on.has(culprit)], { kind });
    const { ports, task } = prepare(site, { proof: 'auto' });
    const oracle: Oracle = {
      async probe(...asked) {
        isOver ||= site.active.size === 1;
        return site.oracle.probe(...asked);
      },
    };
    const result = await run({ ...ports, oracle }, task);
    expect(result.culprits).toEqual([]);
    expect(result.restored).toBe(true);
  });
});

/** The first of these that is on answers, in its own words. */
const inTurn =
  (culprits: readonly string[]): Fails =>
  (on) => {
    const [first] = culprits.filter((id) => on.has(id));
    const observed = { status: 401, code: first ?? null, message: null, challenges: [] };
    return first !== undefined && { verdict: 'fails', observed };
  };

test.each(KINDS)(
  'three culprits that mask each other are found one after the other, under %s',
  async (kind) => {
    const hidden = ['p13/main', 'p04/main', 'p18/main'];
    const by = (code: string | null) =>
      Object.fromEntries(IDS.map((id) => [id, id === code ? 30 : 1]));
    const first = hidden[0] ?? null;
    const failing = { ...symptom(), observed: { ...symptom().observed, code: first } };
    const { names, states } = await statesOf(inTurn(hidden), kind, {
      symptoms: [failing],
      priors: [by(first)],
      priorBy: (_, { code }) => by(code),
    });
    expect(names.toSorted()).toEqual(hidden.map((id) => [id]).toSorted());
    expect(states.length).toBeLessThanOrEqual(18);
  },
);

test.each(KINDS)(
  'one proof serves a second request that fails for the same reason, under %s',
  async (kind) => {
    const fails: Fails = (on) => on.has(culprit);
    const symptoms = [symptom(), symptom('https://example.test/')];
    const { ports, task, events } = prepare(imagine(PLUGINS, [fails, fails], { kind }), {
      proof: 'auto',
      symptoms,
    });
    const result = await run(ports, task);
    expect(result.culprits.map((each) => each.symptoms)).toEqual([[0, 1]]);
    const withoutIt = events.filter(isWithout);
    expect(withoutIt).toHaveLength(1);
  },
);

const isWithout = (event: RunEvent) =>
  event.type === 'probe-started' && event.off.join() === culprit;
