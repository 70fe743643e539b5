/** A site in memory behind the run's ports: failures are predicates over the active plugins. */

import { makePlan } from '../../src/engine/plan.ts';
import type { RunPorts, RunTask } from '../../src/engine/task.ts';
import type { Journal } from '../../src/journal/journal.ts';
import type { RunEvent } from '../../src/model/events.ts';
import type { Clock, Oracle, Switch } from '../../src/model/ports.ts';
import type { Observation, Plugin, PluginId, Symptom, Verdict } from '../../src/model/report.ts';
import { PRICES } from '../../src/search/index.ts';

const NOT_ASKED: Observation = {
  verdict: 'unresolved',
  reason: 'not-asked',
  observed: { status: 0, code: null, message: null, challenges: [] },
};

export type Fails = (active: ReadonlySet<PluginId>) => boolean | Verdict | Observation;

export const UNSEEN = { status: 0, code: null, message: null, challenges: [] } as const;

export function plugin(id: PluginId, requires: PluginId[] = []): Plugin {
  return { plugin: id, name: id, version: '1.0', author: 'A', uri: '', status: 'active', requires };
}

export function letters(count: number): PluginId[] {
  return Array.from({ length: count }, (_, i) => `p${String(i).padStart(2, '0')}/main`);
}

export function symptom(url = 'https://example.test/wp-json/'): Symptom {
  return {
    request: { method: 'GET', url, as: 'anonymous', headers: {} },
    failsOn: [401],
    observed: { ...UNSEEN, status: 401 },
  };
}

export type ImaginedSite = {
  readonly active: Set<PluginId>;
  readonly control: Switch;
  readonly oracle: Oracle;
  readonly log: string[];
  readonly plugins: readonly Plugin[];
};

/** Hooks let a test make one change fail, or do something in the middle of a run. */
export type Hooks = {
  onSwitch?: (target: readonly PluginId[], count: number, site: ImaginedSite) => void;
  onProbe?: (count: number, site: ImaginedSite) => void;
  /** Plugins that do not come back on when asked, from the n-th switching on. */
  stuck?: (plugin: PluginId, count: number) => boolean;
  parallel?: number;
  kind?: keyof typeof PRICES;
};

export function imagine(
  plugins: readonly Plugin[],
  fails: readonly Fails[],
  hooks: Hooks = {},
): ImaginedSite {
  const active = new Set(plugins.filter((p) => p.status === 'active').map((p) => p.plugin));
  const log: string[] = [];
  let switches = 0;
  let probes = 0;
  const isolated = hooks.kind === 'isolated';
  let state: ReadonlySet<PluginId> = active;

  const control: Switch = {
    kind: hooks.kind ?? 'rest',
    price: PRICES[hooks.kind ?? 'rest'],
    parallel: hooks.parallel ?? 1,
    list: async () => plugins,
    unreachable: () => [],
    async activateExactly(target, options = {}) {
      switches += 1;
      hooks.onSwitch?.(target, switches, site);
      if (isolated) {
        const set = new Set(target);
        return {
          active: [...target],
          refused: [],
          learned: {},
          through: (request) => ({ ...request, headers: { 'x-set': JSON.stringify([...set]) } }),
        };
      }
      const wanted = new Set(target);
      const before = log.length;
      const owned = plugins.filter((p) => p.status === 'active').map((p) => p.plugin);
      for (const id of owned) {
        options.signal?.throwIfAborted();
        if (active.has(id) && !wanted.has(id)) {
          active.delete(id);
          options.onToggle?.(id, 'inactive');
          log.push(`-${id}`);
        }
        if (!active.has(id) && wanted.has(id) && !hooks.stuck?.(id, switches)) {
          active.add(id);
          options.onToggle?.(id, 'active');
          log.push(`+${id}`);
        }
      }
      state = active;
      if (log.length > before) options.onWritten?.(true);
      await null; // the list is read
      return { active: [...active], refused: [], learned: {}, through: (request) => request };
    },
    async close() {
      log.push('close');
    },
  };

  const oracle: Oracle = {
    async probe(through, signal, wanted) {
      signal?.throwIfAborted();
      probes += 1;
      hooks.onProbe?.(probes, site);
      const sent = through({
        method: 'GET',
        url: 'https://example.test/',
        as: 'anonymous',
        headers: {},
      });
      const set = sent.headers['x-set']
        ? new Set<string>(JSON.parse(sent.headers['x-set']))
        : state;
      return fails.map((rule, index) =>
        wanted === undefined || wanted.includes(index) ? toObservation(rule(set)) : NOT_ASKED,
      );
    },
  };
  const site: ImaginedSite = { active, control, oracle, log, plugins };
  return site;
}

function toObservation(said: boolean | Verdict | Observation): Observation {
  if (typeof said === 'object') return said;
  const verdict = typeof said === 'string' ? said : said ? 'fails' : 'passes';
  const status = { fails: 401, passes: 200, unresolved: 500 }[verdict];
  return {
    verdict,
    observed: { ...UNSEEN, status },
    ...(verdict === 'unresolved' ? { reason: 'other-error' as const } : {}),
  };
}

/** A clock that never waits: sleeping moves it forward. */
export function fakeClock(): Clock & { waited: number } {
  let now = Date.UTC(2026, 0, 1);
  const clock = {
    waited: 0,
    now: () => (now += 10),
    async sleep(ms: number, signal?: AbortSignal) {
      signal?.throwIfAborted();
      clock.waited += ms;
      now += ms;
    },
  };
  return clock;
}

/** A journal that keeps its lines in memory. */
export function memoryJournal(): Journal & { lines: string[]; ended: boolean | undefined } {
  const lines: string[] = [];
  const journal = {
    path: '/journal',
    lines,
    ended: undefined as boolean | undefined,
    async begin(start: { baseline: readonly PluginId[] }) {
      lines.push(`begin ${start.baseline.length}`);
    },
    async switching(set: readonly PluginId[]) {
      lines.push(`switching ${set.length}`);
    },
    async probed(_: readonly PluginId[], verdicts: readonly Verdict[]) {
      lines.push(`probed ${verdicts.join(',')}`);
    },
    async undone(set?: readonly PluginId[]) {
      lines.push(`undone ${set?.length ?? 'all'}`);
    },
    async restoring(set: readonly PluginId[]) {
      lines.push(`restoring ${set.length}`);
    },
    mayBeOff: () => [],
    async end() {
      journal.ended = true;
    },
    async keep() {
      journal.ended = false;
    },
  };
  return journal;
}

/** A task over every active plugin of an imagined site, and ports around it. */
export function prepare(
  site: ImaginedSite,
  task: Partial<RunTask> = {},
  ports: Partial<RunPorts> = {},
): {
  ports: RunPorts;
  task: RunTask;
  events: RunEvent[];
  journal: ReturnType<typeof memoryJournal>;
} {
  const events: RunEvent[] = [];
  const journal = memoryJournal();
  return {
    events,
    journal,
    ports: {
      control: site.control,
      fallbacks: [],
      oracle: site.oracle,
      journal,
      clock: fakeClock(),
      emit: (event) => events.push(event),
      signal: new AbortController().signal,
      advise: () => ({ advice: null }),
      requests: () => 0,
      ...ports,
    },
    task: {
      site: 'https://example.test/',
      restRoot: 'https://example.test/wp-json/',
      siteUrl: 'https://example.test/',
      brought: null,
      symptoms: [symptom()],
      plugins: site.plugins,
      plan: makePlan(site.plugins, []),
      priors: [],
      all: false,
      repeat: 'auto',
      steady: [],
      parallel: 3,
      leaveOff: false,
      ...task,
    },
  };
}
