// Runs that take longer than what they rely on lasts: nonces, sessions, the patience of a laptop, and the
// clock on the wall.
import { describe, expect, test, vi } from 'vitest';
import type { RequestFault } from '../../mocks/faults/kinds.ts';
import { systemClock } from '../../src/system/clock.ts';
import { at, bisect, expectHonest, worldFor } from './one-culprit.ts';

// Hundreds of whole runs: on a busy machine they take their time.
vi.setConfig({ testTimeout: 300_000 });

const HOUR_MS = 3_600_000;

/** A run during whose probe 4 something happens. */
async function during(
  kind: 'admin' | 'rest' | 'isolated',
  fault: RequestFault,
  happens: (world: ReturnType<typeof worldFor>) => void,
) {
  const world = worldFor(kind);
  const baseline = world.site.active;
  const ended = await world.launch(bisect(kind), {
    ...at(fault, 'probe', 1, 4),
    world: { [fault]: () => happens(world) },
  });
  expect(world.machine.struck.get(fault)).toBe(1);
  const code = expectHonest(ended, world, baseline);
  expect(world.site.active.toSorted()).toEqual(baseline.toSorted());
  return { ended, code };
}

describe.each(['admin', 'rest', 'isolated'] as const)('under %s', (kind) => {
  test('25 hours in mid-run: every nonce has expired and is renewed', async () => {
    const { code } = await during(
      kind,
      'nonce runs out',
      ({ clock }) => void clock.pass(25 * HOUR_MS),
    );
    expect(code).toBe(0);
  });

  test('50 hours in mid-run: the session has ended and is renewed', async () => {
    const { code } = await during(
      kind,
      'nonce runs out',
      ({ clock }) => void clock.pass(50 * HOUR_MS),
    );
    expect(code).toBe(0);
  });

  test('half an hour of a sleeping laptop: the session that ended meanwhile is renewed', async () => {
    const { code } = await during(kind, 'laptop sleeps', ({ clock, site }) => {
      void clock.pass(HOUR_MS / 2);
      site.endSessions();
    });
    expect(code).toBe(0);
  });

  test.each([
    ['back', -HOUR_MS],
    ['forward', HOUR_MS],
  ] as const)('a wall clock that goes %s an hour: the culprit is found', async (direction, ms) => {
    const { code } = await during(kind, `clock goes ${direction}`, ({ clock }) => clock.jump(ms));
    expect(code).toBe(0);
  });
});

test.each([-HOUR_MS, HOUR_MS])(
  'durations are right where the wall clock jumps by %i ms',
  (jump) => {
    let wall = 1_000_000_000_000;
    let passed = 500;
    const clock = systemClock(
      () => wall,
      () => passed,
    );
    const started = clock.now();
    expect(started).toBe(1_000_000_000_000);
    wall += jump;
    passed += 2_000;
    expect(clock.now() - started).toBe(2_000);
  },
);

test.each([-HOUR_MS, HOUR_MS])(
  'Retry-After as a date is waited for as the site means it, where our clock is off by %i ms',
  async (skew) => {
    const world = worldFor('admin');
    const baseline = world.site.active;
    world.clock.jump(skew);
    const before = world.clock.now();
    const ended = await world.launch(bisect('admin'), at('429 with a date', 'probe', 1, 5));
    expect(expectHonest(ended, world, baseline)).toBe(0);
    const waited = world.clock.now() - before;
    expect(waited).toBeGreaterThan(6_000);
    expect(waited).toBeLessThan(30_000);
  },
);
