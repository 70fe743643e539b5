// The real executable, the real network, real signals, at moments that a seed chooses.
import { describe, expect, vi } from 'vitest';
import { seededRandom } from '../../mocks/simulated/clock.ts';
import { DOZEN, type ServedRun, test } from '../cli/served-site.ts';

vi.setConfig({ testTimeout: 300_000 });

const SICK = { plugins: DOZEN, rules: [{ when: 'guard', at: 'anonymous-rest' } as const] };
const JSON_MODE = ['--format', 'json', '--verbose'];
const random = seededRandom(20_261_123);
/** Requests at which a run is cut off: most of them while plugins are off. */
const MOMENTS = Array.from({ length: 3 }, () => 20 + Math.floor(random() * 30));

describe.concurrent('the executable, stopped by a signal', () => {
  test.for(
    (['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const).flatMap((signal) =>
      MOMENTS.map((moment) => [signal, moment] as const),
    ),
  )('%s at request %i: the site is restored', async ([signal, moment], { make }) => {
    const world = await make(SICK);
    const before = world.site.snapshot();
    const program: { kill?: () => void } = {};
    const how: ServedRun = {
      onProgress(_, child) {
        program.kill ??= () => void child.kill(signal);
      },
    };
    world.site.on('request', ({ number }) => {
      if (number === moment) program.kill?.();
    });
    const ran = await world.run(['--switch', 'rest'], how);
    if (signal === 'SIGKILL') {
      expect(ran.code).toBeNull();
      const restored = await world.run([], { mode: ['--restore', ...JSON_MODE] });
      expect(restored.code, restored.stderr).toBe(0);
    } else {
      expect([0, 130], ran.stderr).toContain(ran.code);
    }
    expect(world.site.snapshot()).toEqual(before);
    expect(world.files()).toEqual({});
  });
});
