import { describe, expect, it } from 'vitest';
import { createLateChange, LANDS_WITHIN_MS } from '../../../src/wordpress/http/retry.ts';

describe('a change of the site that may arrive late', () => {
  const NOW = 5_000;
  const lateChange = () => createLateChange({ now: () => NOW, sleep: async () => {} });

  it('may land for half a minute while its request is under way', async () => {
    const change = lateChange();
    expect(change.mayLandUntil).toBeUndefined();
    await change.send(async () => {
      expect(change.mayLandUntil).toBe(NOW + LANDS_WITHIN_MS);
      return { type: 'ready' };
    });
  });

  it.each([
    ['after an answer that it is done', async () => ({ type: 'ready' }), undefined],
    ['after a refusal', async () => ({ type: 'refused', mayLand: false }), undefined],
    ['without an answer', async () => ({ type: 'refused', mayLand: true }), NOW + LANDS_WITHIN_MS],
    ['after a request that rejected', () => Promise.reject(new Error()), NOW + LANDS_WITHIN_MS],
  ])('is known to be possible still, or not: %s', async (_, request, until) => {
    const change = lateChange();
    await change.send<{ type: string; mayLand?: boolean }>(request).catch(() => undefined);
    expect(change.mayLandUntil).toBe(until);
  });
});
