// --restore comes to the same end from whatever a person, another administrator or an update has made of the
// site since the run was killed: what was active is active, what others have done stays, the journal is gone.
import { describe, expect } from 'vitest';
import type { SimulatedSite } from '../../mocks/simulated/types.ts';
import { DOZEN, SESSION, type ServedSite, test } from './served-site.ts';

const STRANGER = { file: 'stranger', status: 'inactive' } as const;
const ILL = {
  plugins: [...DOZEN, STRANGER],
  rules: [{ when: 'guard', at: 'anonymous-rest' } as const],
};

/** A run that is killed while plugins are off; gives their folders. */
async function killed(world: ServedSite): Promise<readonly string[]> {
  let sent = false;
  const ran = await world.run([], {
    onProgress(stderr, child) {
      if (sent || !stderr.includes('test 3:')) return;
      sent = true;
      child.kill('SIGKILL');
    },
  });
  expect(ran.code).toBeNull();
  const off = DOZEN.filter((name) => !world.site.active.includes(`${name}/${name}`));
  expect(off.length, ran.stderr).toBeGreaterThan(0);
  return off;
}

type State = (site: SimulatedSite, off: readonly string[], on: readonly string[]) => void;
const STATES: readonly (readonly [string, State])[] = [
  ['a person has switched everything on by hand', (site, off) => site.activate(...off)],
  ['a person has switched one of them on by hand', (site, [one = '']) => site.activate(one)],
  ['a person has switched others off, too', (site, _, on) => site.deactivate(...on.slice(0, 2))],
  ['everything was switched off', (site, _, on) => site.deactivate(...on)],
  ['another administrator has activated a plugin', (site) => site.activate('stranger')],
  [
    'one that is off was updated',
    (site, [one = '']) => site.install({ file: one, version: '9.9' }),
  ],
  [
    'an update has put another plugin there, and it is on',
    (site) => {
      site.install('fresh');
      site.activate('fresh');
    },
  ],
  ['every session has ended', (site) => site.endSessions()],
  [
    'all of it',
    (site, [one = ''], on) => {
      site.activate(one, 'stranger');
      site.deactivate(...on.slice(0, 1));
      site.install({ file: one, version: '9.9' });
      site.endSessions();
    },
  ],
];

describe.concurrent('a site that was changed since', () => {
  test.for(STATES)(
    '%s: --restore activates all that was active, and keeps what others have changed',
    async ([, become], { make }) => {
      const world = await make(ILL);
      const { site } = world;
      const before = site.active;
      const off = await killed(world);
      become(
        site,
        off,
        DOZEN.filter((name) => !off.includes(name)),
      );
      const added = site.active.filter((plugin) => !before.includes(plugin));
      const restored = await world.run([], {
        mode: ['--restore', '--format', 'json'],
        env: SESSION,
      });
      expect(restored.code, restored.stderr).toBe(0);
      expect(restored.report).toMatchObject({ outcome: 'restored', restored: true });
      expect(site.active.toSorted()).toEqual([...before, ...added].toSorted());
      expect(world.files()).toEqual({});
      const again = await world.run([], { mode: ['--restore', '--format', 'json'], env: SESSION });
      expect(again.code, again.stderr).toBe(0);
      expect(again.report.notes).toContainEqual({ type: 'nothing-to-restore' });
    },
  );
});
