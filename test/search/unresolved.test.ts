import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/search/index.ts';
import { failsWith, type Oracle, play, plugins, randomFrom } from './imagined-site.ts';

const ids = plugins(12);

/** A site on which some sets cannot be read. */
const unreadable =
  (isUnreadable: (active: ReadonlySet<string>) => boolean, site: Oracle): Oracle =>
  (active): Verdict =>
    isUnreadable(active) ? 'unresolved' : site(active);

describe('a search with unresolved sets', () => {
  it('works around a plugin that breaks the site without another one', () => {
    const site = unreadable((on) => on.has('p3') && !on.has('p8'), failsWith(['p5']));
    const { result } = play({ suspects: ids }, site);
    expect(result).toMatchObject({
      outcome: 'found',
      culprits: [{ plugins: ['p5'], without: 'passes', alone: 'fails' }],
    });
  });

  it('works around an unreadable start', () => {
    const site = unreadable((on) => on.has('p3'), failsWith(['p5']));
    const { result } = play({ suspects: ids }, site);
    expect(result.culprits.map((culprit) => culprit.plugins)).toEqual([['p5']]);
  });

  it('proves the culprit with "unresolved" where everything else cannot be read', () => {
    const site = unreadable((on) => on.size === 11 && !on.has('p5'), failsWith(['p5']));
    expect(play({ suspects: ids }, site).result).toMatchObject({
      outcome: 'found',
      culprits: [{ plugins: ['p5'], without: 'unresolved', alone: 'fails' }],
    });
  });

  it('names a lead and no culprit where the culprit alone cannot be read', () => {
    const site = unreadable((on) => on.size === 1, failsWith(['p5']));
    const { result } = play({ suspects: ids }, site);
    expect(result).toMatchObject({ outcome: 'inconclusive', reason: 'unresolved', culprits: [] });
    expect(result.leads).toContain('p5');
  });

  it('gives up where nothing can be read', () => {
    const { result } = play({ suspects: ids }, () => 'unresolved');
    expect(result).toMatchObject({ outcome: 'inconclusive', reason: 'unresolved', culprits: [] });
    expect(result.probes).toBeLessThan(40);
  });

  it('names no culprit where only the start can be read', () => {
    const site = unreadable((on) => on.size < 12, failsWith(['p5']));
    const { result } = play({ suspects: ids }, site);
    expect(result).toMatchObject({ outcome: 'inconclusive', reason: 'unresolved', culprits: [] });
  });

  it('still finds the culprit in most sites where one set in ten cannot be read', () => {
    const outcomes = Array.from({ length: 200 }, (_, seed) => {
      const random = randomFrom(seed);
      const culprit = `p${Math.floor(random() * 12)}`;
      const sets = new Map<string, boolean>();
      const site = unreadable(
        (on) => {
          const key = [...on].join();
          if (!sets.has(key)) sets.set(key, random() < 0.1);
          return sets.get(key)!;
        },
        failsWith([culprit]),
      );
      const { result } = play({ suspects: ids }, site);
      for (const found of result.culprits) expect(found.plugins).toEqual([culprit]);
      return result.outcome;
    });
    // One in ten has its 'alone' unreadable: nobody can prove those.
    expect(outcomes.filter((outcome) => outcome === 'found').length).toBeGreaterThan(160);
  });
});
