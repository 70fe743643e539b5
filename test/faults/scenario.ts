// A random site, what fails on it, and everything that goes wrong while it is examined: all of it from
// one seed.
import type { PlannedDiskFault } from '../../mocks/faults/disk.ts';
import { anyHosting, type Hosting } from '../../mocks/faults/hosting.ts';
import {
  ANSWER_FAULTS,
  NETWORK_FAULTS,
  type RequestFault,
  WORLD_FAULTS,
} from '../../mocks/faults/kinds.ts';
import type { Death } from '../../mocks/faults/life.ts';
import type { PlannedFault } from '../../mocks/faults/machine.ts';
import type { RequestKind } from '../../mocks/faults/requests.ts';
import { seededRandom } from '../../mocks/simulated/clock.ts';
import type { PluginSpec, Quirk } from '../../mocks/simulated/types.ts';
import { type Credentials, ONE_REQUEST } from './faulty-world.ts';

/** One run to be played. */
export type Scenario = {
  /** What repeats it: `--only 3:417` is the run 417 of seed 3. */
  readonly id: RunId;
  /** The dice of the simulated site itself. */
  readonly seed: number;
  readonly plugins: readonly PluginSpec[];
  readonly formula: string;
  readonly requires: Readonly<Record<string, readonly string[]>>;
  /** Inactive at first; a second administrator may activate it. */
  readonly stranger: string;
  /** Who is (de)activated, deleted or updated by somebody else. */
  readonly victim: string;
  /** Activating the first deactivates the second. */
  readonly bully: readonly [string, string] | null;
  readonly credentials: Credentials;
  readonly args: readonly string[];
  readonly faults: readonly PlannedFault[];
  /** Where the site lives, when there is anything peculiar about it. */
  readonly hosting: Hosting | null;
  readonly disk: readonly PlannedDiskFault[];
  readonly death: Death | null;
  readonly stopAt: number | null;
  /** What is tried first when the site is not as it was: `--restore`, or simply the next run. */
  readonly next: 'restore' | 'bisect';
  /** The faults still strike when that is tried for the first time. */
  readonly impatient: boolean;
};

const FAULTS: readonly RequestFault[] = [...NETWORK_FAULTS, ...ANSWER_FAULTS, ...WORLD_FAULTS];
const KINDS: readonly RequestKind[] = ['probe', 'write', 'plugin list', 'nonce', 'login', 'admin'];
const ACTIVATION: readonly Quirk[] = [
  'redirect-changed',
  'redirect-unchanged',
  'error-changed',
  'fatal-unchanged',
  'ok-unchanged',
  'refused',
];

/** One run of one seed, as `seed:run`. */
export type RunId = `${number}:${number}`;

/** The scenario of one run (0, 1, 2, ...) of a seed. Every seed has a stream of its own. */
export function scenarioOf(seed: number, run: number): Scenario {
  const stream = streamOf(seed, run);
  const random = seededRandom(stream);
  const chance = (percent: number) => random() * 100 < percent;
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;

  const count = 4 + below(9);
  const names = Array.from({ length: count }, (_, index) => `plugin-${LETTERS[index]}`);
  const stranger = 'late-comer';
  const requires: Record<string, string[]> = {};
  for (let edges = below(3); edges > 0; edges -= 1) {
    const child = 1 + below(count - 1);
    const parent = names[below(child)] as string;
    requires[names[child] as string] = [parent];
  }
  const ways = pick(WAYS)(chance);
  const plugins = names.map((file): PluginSpec => ({ file, requires: requires[file] }));
  for (let quirks = chance(35) ? 1 + below(2) : 0; quirks > 0; quirks -= 1) {
    const at = below(count);
    plugins[at] = { ...(plugins[at] as PluginSpec), ...quirkOf(pick, chance, below) };
  }
  const bully = chance(8) ? pair(pick, names) : null;
  const hosting = chance(45) ? anyHosting({ chance, below, pick }, names) : null;
  // A peculiar place is fault enough, most of the time.
  const faults = Array.from({ length: chance(hosting ? 25 : 85) ? 1 + below(4) : 0 }, () => {
    const fault = pick(FAULTS);
    const kind = chance(60) ? pick(KINDS) : undefined;
    const times = chance(60) ? 1 : chance(70) ? 2 + below(4) : chance(75) ? 6 + below(30) : FOREVER;
    return { fault, kind, from: 1 + below(kind === undefined ? 60 : 8), times };
  });

  return {
    id: `${seed}:${run}`,
    seed: stream,
    plugins: [
      ...plugins,
      { file: stranger, status: 'inactive' },
      ...(ways.healthCheck ? [{ file: 'health-check', status: ways.healthCheck } as const] : []),
    ],
    formula: formulaOf(names, stranger, { chance, below, pick }),
    requires,
    stranger,
    victim: pick(names),
    bully,
    credentials: ways.credentials,
    args: [
      ...ways.args,
      ...(chance(85) ? ONE_REQUEST : []),
      ...(chance(8) ? ['--leave-off'] : []),
      ...(chance(10) ? ['--all'] : []),
      ...(chance(10) ? ['--yes'] : []),
      ...(chance(10) ? ['--keep', pick(names)] : []),
    ],
    faults,
    hosting,
    disk: chance(8)
      ? [
          {
            fault: pick(['ENOSPC', 'EROFS', 'EACCES', 'EIO'] as const),
            from: 1 + below(12),
            times: chance(50) ? 1 : FOREVER,
            torn: chance(50),
          },
        ]
      : [],
    death: chance(15) ? { step: 5 + below(60), when: pick(['before', 'after', 'torn']) } : null,
    stopAt: chance(10) ? 5 + below(60) : null,
    next: chance(80) ? 'restore' : 'bisect',
    impatient: chance(25),
  };
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** Until the machine is healed. */
const FOREVER = 1_000_000;

/** 32 bits in which every bit of both numbers counts (the finisher of MurmurHash3, once for each). */
function streamOf(seed: number, run: number): number {
  return mixed(mixed(seed >>> 0) ^ Math.imul(run + 1, 0x9e3779b1));
}

function mixed(number: number): number {
  const once = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}

type Dice = {
  readonly chance: (percent: number) => boolean;
  readonly below: (limit: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
};

type Ways = {
  readonly args: readonly string[];
  readonly credentials: Credentials;
  readonly healthCheck?: 'active' | 'inactive';
};

const WAYS: readonly ((chance: Dice['chance']) => Ways)[] = [
  () => ({ args: ['--bisect', '--switch', 'admin'], credentials: 'session' }),
  () => ({ args: ['--bisect', '--switch', 'admin'], credentials: 'both' }),
  () => ({ args: ['--bisect', '--switch', 'rest'], credentials: 'application-password' }),
  () => ({ args: ['--bisect', '--switch', 'rest'], credentials: 'both' }),
  () => ({ args: ['--bisect', '--switch', 'rest'], credentials: 'session' }),
  () => ({ args: ['--bisect'], credentials: 'both' }),
  () => ({
    args: ['--bisect', '--switch', 'isolated'],
    credentials: 'session',
    healthCheck: 'active',
  }),
  (chance) => ({
    args: ['--bisect', '--install-health-check'],
    credentials: chance(50) ? 'both' : 'session',
    healthCheck: chance(30) ? 'inactive' : undefined,
  }),
];

function formulaOf(names: readonly string[], stranger: string, dice: Dice): string {
  const { chance, below, pick } = dice;
  if (chance(5)) return 'true';
  if (chance(3)) return 'false';
  const terms = Array.from({ length: chance(70) ? 1 : 2 }, () => {
    const size = chance(60) ? 1 : 2 + below(2);
    const members = new Set(Array.from({ length: size }, () => pick(names)));
    const all = [...members, ...(chance(8) ? [chance(50) ? stranger : `!${pick(names)}`] : [])];
    return all.join(' && ');
  });
  return terms.join(' || ');
}

function quirkOf(
  pick: Dice['pick'],
  chance: Dice['chance'],
  below: Dice['below'],
): Partial<PluginSpec> {
  // For ever is for ever: until the plugin is repaired.
  const times = chance(15) ? undefined : 1 + below(3);
  const use = { quirk: pick(ACTIVATION), times };
  const quirks = { rest: use, form: use };
  const what = below(6);
  if (what < 3) return { onActivate: quirks };
  if (what === 3) return { onDeactivate: quirks };
  if (what === 4) return { onboarding: true };
  return { prints: '<br /><b>Warning</b>: {"x":[1]} in y.php on line 3<br />' };
}

function pair(pick: Dice['pick'], names: readonly string[]): readonly [string, string] | null {
  const one = pick(names);
  const other = pick(names);
  return one === other ? null : [one, other];
}
