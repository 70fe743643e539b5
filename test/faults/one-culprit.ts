// One site with one culprit, one fault, and what has to hold whatever the fault is.
import { expect } from 'vitest';
import type { RequestFault } from '../../mocks/faults/kinds.ts';
import type { RequestKind } from '../../mocks/faults/requests.ts';
import type { SiteOptions } from '../../mocks/simulated/types.ts';
import {
  type Credentials,
  createWorld,
  type Ended,
  type Launch,
  ONE_REQUEST,
  type World,
} from './faulty-world.ts';
import { hasJournal, judge } from './judge.ts';

/** The switch that a run is staged with. */
export type Kind = 'admin' | 'rest' | 'isolated';

/** Plugins of the staged site; `delta` is the culprit. */
export const PLUGINS = ['alpha', 'bravo', 'charlie', 'delta', 'echo', 'foxtrot', 'golf'];
/** A site on which `delta` closes the REST API to strangers. */
export const SICK: SiteOptions = {
  plugins: PLUGINS,
  rules: [{ when: 'delta', at: 'anonymous-rest' }],
};

const CREDENTIALS: Readonly<Record<Kind, Credentials>> = {
  admin: 'session',
  rest: 'application-password',
  isolated: 'session',
};

/** A world for one kind of switch. */
export function worldFor(kind: Kind, options: SiteOptions = SICK): World {
  const plugins = options.plugins ?? PLUGINS;
  const carried = kind === 'isolated' ? ['health-check'] : [];
  return createWorld({ ...options, plugins: [...plugins, ...carried] }, CREDENTIALS[kind]);
}

/** The arguments of a run over one kind of switch. */
export function bisect(kind: Kind): readonly string[] {
  return ['--bisect', '--switch', kind, ...ONE_REQUEST];
}

/** A fault at the requests of one kind. */
export function at(
  fault: RequestFault,
  kind: RequestKind | undefined,
  times = 1,
  from = 1,
): Launch {
  return { faults: [{ fault, kind, from, times }] };
}

/** What holds after every end: nothing lost, nobody wrongly named. Returns the exit code. */
export function expectHonest(ended: Ended, world: World, baseline: readonly string[]): number {
  if (ended.type === 'killed') throw new Error('The program was killed.');
  const folders = baseline.map((plugin) => plugin.split('/')[0] ?? plugin);
  const truth = { formula: 'delta', baseline: folders };
  const { lost, wrong } = judge(ended, world, { baseline, truth });
  expect([...lost, ...wrong], ended.progress).toEqual([]);
  return ended.code;
}

/** `--restore` without faults: the site is as it was, and the journal is gone. */
export async function expectRestorable(world: World, baseline: readonly string[]): Promise<void> {
  const ended = await world.launch(['--restore']);
  expect(ended, ended.progress).toMatchObject({ type: 'exited', code: 0 });
  expect(world.site.active.toSorted()).toEqual(baseline.toSorted());
  expect(hasJournal(world)).toBe(false);
}

/** A run without other faults, after which the same plugins are active; `named` are the plugins of each culprit. */
export async function answered(world: World, kind: Kind) {
  const before = world.site.active.toSorted();
  const ended = await world.launch(bisect(kind));
  if (ended.type === 'killed' || ended.answer === null) throw new Error(ended.progress);
  expect(world.site.active.toSorted()).toEqual(before);
  const { outcome, culprits, notes, cost } = ended.answer;
  const named = culprits.map(({ plugins }) => plugins.map(({ plugin }) => plugin));
  return { found: { code: ended.code, outcome, named }, notes, cost, progress: ended.progress };
}
