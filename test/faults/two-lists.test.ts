// Two servers with a memory each, in front of the list of plugins as well: what is active differs from one
// read to the next. Nothing that is switched there could be read back, so nothing is switched.
import { describe, expect, test } from 'vitest';
import { kindOf } from '../../mocks/faults/requests.ts';
import type { SimulatedSite } from '../../mocks/simulated/types.ts';
import { type Credentials, createWorld, ONE_REQUEST, SYMPTOM, type World } from './faulty-world.ts';
import { hasJournal } from './judge.ts';
import { PLUGINS } from './one-culprit.ts';

const isProbe = ({ pathname }: URL) => pathname === SYMPTOM;
const idOf = (folder: string) => `${folder}/${folder}.php`;

/** What the second server remembers: of each kind of difference one. */
const REMEMBERED: Readonly<Record<string, (active: readonly string[]) => readonly string[]>> = {
  'without the culprit': (active) => active.filter((plugin) => plugin !== idOf('delta')),
  'without an innocent plugin': (active) => active.filter((plugin) => plugin !== idOf('alpha')),
  'with one that is off': (active) => [...active, idOf('late')],
  'with another one instead': (active) => [...active.slice(1), idOf('late')],
};

const WAYS: readonly (readonly [string, Credentials])[] = [
  ['admin', 'session'],
  ['admin', 'both'],
  ['rest', 'application-password'],
  ['rest', 'session'],
  ['rest', 'both'],
  ['auto', 'both'],
];

function sickWorld(credentials: Credentials): World {
  const plugins = [...PLUGINS, { file: 'late', status: 'inactive' } as const];
  return createWorld({ plugins, rules: [{ when: 'delta', at: 'anonymous-rest' }] }, credentials);
}

/** The list of this site is another one at each of these reads, counted from 1. */
function tells(site: SimulatedSite, other: readonly string[], isOther: (read: number) => boolean) {
  let reads = 0;
  site.change({
    sees: ({ request }) => {
      if (kindOf(request, isProbe) !== 'plugin list') return undefined;
      reads += 1;
      return isOther(reads) ? other : undefined;
    },
  });
}

const seen = (site: SimulatedSite) => site.active.map((plugin) => `${plugin}.php`);

describe.each(Object.entries(REMEMBERED))(
  'a second server that remembers the list %s',
  (_, made) => {
    test.each(
      WAYS.flatMap(([kind, credentials]) =>
        [0, 1].map((parity) => [kind, credentials, parity] as const),
      ),
    )('ends the run before anything is switched (%s, %s, from read %i on)', async (...way) => {
      const [kind, credentials, parity] = way;
      const world = sickWorld(credentials);
      const { site } = world;
      const before = site.active;
      tells(site, made(seen(site)), (read) => read % 2 === parity);
      const ended = await world.launch(['--bisect', '--switch', kind, ...ONE_REQUEST]);
      expect(ended, ended.progress).toMatchObject({
        code: 4,
        answer: { culprits: [], leftOff: [] },
      });
      expect(ended.type === 'exited' && ended.answer?.notes).toContainEqual({ type: 'two-voices' });
      expect(world.machine.sent.filter((sent) => sent.kind === 'write')).toEqual([]);
      expect(site.active).toEqual(before);
      expect(hasJournal(world)).toBe(false);
    });
  },
);

describe('a list that only changes once', () => {
  test.each(WAYS)(
    'was changed by another administrator: the run goes on (%s, %s)',
    async (kind, credentials) => {
      const world = sickWorld(credentials);
      const { site } = world;
      let reads = 0;
      site.on('request', ({ request }) => {
        if (kindOf(request, isProbe) !== 'plugin list') return undefined;
        reads += 1;
        if (reads === 3) site.activate('late');
        return undefined;
      });
      const ended = await world.launch(['--bisect', '--switch', kind, ...ONE_REQUEST]);
      expect(ended, ended.progress).toMatchObject({
        code: 0,
        answer: { culprits: [{ plugins: [{ plugin: 'delta/delta' }] }] },
      });
      expect(site.active).toContain('late/late');
    },
  );
});
