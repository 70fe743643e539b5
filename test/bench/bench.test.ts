import { describe, expect, it } from 'vitest';
import { randomFrom } from '../search/imagined-site.ts';
import { ours, summarise, theirs } from './measure.ts';
import { healthCheck, linear, pluginDebug, pluginDetective, vsCode } from './peers/one-culprit.ts';
import type { Peer } from './peers/peer.ts';
import { ddmin, imcs, quickXplain, rimbisect } from './peers/sets.ts';
import { CORE_SHAPES, MORE_SHAPES, OWN_SHAPES, type Shape } from './sites.ts';
import { knownOffender } from './special.ts';

const all = [...CORE_SHAPES, ...MORE_SHAPES, ...OWN_SHAPES];
const shape = (name: string): Shape => all.find((one) => one.name === name)!;

function rate(plan: ReturnType<typeof theirs>, name: string, runs = 60) {
  const random = randomFrom(11);
  const costs = Array.from({ length: runs }, () =>
    plan.run(shape(name).place(30, random), shape(name), random),
  );
  return summarise(plan, shape(name), 30, costs);
}

describe('the other tools, rebuilt for this comparison', () => {
  const peers: readonly Peer[] = [
    linear,
    healthCheck,
    vsCode,
    pluginDetective,
    pluginDebug,
    ddmin,
    quickXplain,
    rimbisect,
    imcs,
  ];

  it.each(peers.map((peer) => [peer.name, peer] as const))(
    'find a single culprit every time: %s',
    (_, peer) => {
      expect(rate(theirs(peer), 'one').exactRate).toBe(1);
    },
  );

  it.each([ddmin, quickXplain, rimbisect, imcs].map((peer) => [peer.name, peer] as const))(
    'that look for sets find combinations too: %s',
    (_, peer) => {
      for (const name of ['two independent', 'a pair', 'three together', 'a pair and one'])
        expect(rate(theirs(peer), name, 30).exactRate, name).toBe(1);
    },
  );

  it.each([
    [vsCode, 6.9],
    [pluginDebug, 4.9],
    [healthCheck, 31],
    [ddmin, 10.5],
    [quickXplain, 10.5],
  ] as const)('take as many probes as was measured on the originals', (peer, probes) => {
    expect(Math.abs(rate(theirs(peer), 'one', 300).probes - probes)).toBeLessThan(0.3);
  });

  it('give the wrong answers that the originals are known for', () => {
    expect(rate(theirs(vsCode), 'two independent').exactRate).toBe(0);
    expect(rate(theirs(pluginDebug), 'a pair').exactRate).toBe(0);
    expect(rate(theirs(healthCheck), 'a pair').exactRate).toBe(0);
  });
});

describe('our search', () => {
  it.each(all.map(({ name }) => [name]))('names exactly the culprits every time: %s', (name) => {
    const { exactRate } = rate(ours('isolated', 'full'), name);
    expect(exactRate).toBe(1);
  });

  it.each(['one', 'two independent', 'a pair'])(
    'takes fewer probes than every exact tool: %s',
    (name) => {
      const own = rate(ours('isolated', 'full'), name, 200).probes;
      for (const peer of [ddmin, quickXplain, rimbisect, imcs])
        expect(rate(theirs(peer), name, 200).probes).toBeGreaterThan(own);
    },
  );

  it('takes three probes where the prior names the culprit, at most two more where it names another plugin', () => {
    expect(knownOffender(30)).toEqual({ size: 30, right: 3, wrong: expect.any(Number) });
    expect(knownOffender(30).wrong).toBeLessThanOrEqual(2);
  });
});
