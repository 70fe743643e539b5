/** Brings a site from the set of active plugins it has to the one wanted, believing only what it reads back. */

import { own } from '../../model/own-property.ts';
import type { OnToggle, Refusal } from '../../model/ports.ts';
import type { PluginId } from '../../model/report.ts';
import type { Statuses } from '../plugins/plugin-list.ts';
import { childrenFirst, joinRequires, parentsFirst, type Requires } from './dependencies.ts';
import { listen, type ReadList, readAgreed } from './listen.ts';

/** What trying some changes brought to light; the list read afterwards tells what really happened. */
export type Attempt = {
  readonly refusals: ReadonlyMap<PluginId, string>;
  readonly learned: Requires;
};

/** How a switch touches the site. Writes are ordered as given and never sent in parallel. */
export type PluginWriter = {
  readonly read: ReadList;
  /** Every reading asks the same machine: one is as good as several. */
  readonly hasOneVoice?: boolean;
  off(plugins: readonly PluginId[], ledger: ToggleLedger): Promise<Attempt>;
  on(plugins: readonly PluginId[], ledger: ToggleLedger): Promise<Attempt>;
  /** Activates without the hooks of an activation, where there is a way. */
  onAgain?(plugins: readonly PluginId[], ledger: ToggleLedger): Promise<void>;
};

/** One call of `activateExactly`, with what the switch knows. */
export type Task = {
  readonly target: readonly PluginId[];
  /** The only plugins that may be switched off: anything else active is somebody else's. */
  readonly owned: ReadonlySet<PluginId>;
  /** The list as last read: unless `fresh` (read just now), it only decides what is tried first. */
  readonly known: Statuses;
  readonly fresh: boolean;
  readonly requires: Requires;
  readonly unreachable: ReadonlySet<PluginId>;
  readonly signal?: AbortSignal;
  readonly onToggle?: OnToggle;
  readonly onWritten?: (isAccepted: boolean) => void;
  /** This run has sent nothing so far: a list that changes by itself has to agree with itself first. */
  readonly untouched?: boolean;
  /** The list is believed only as several readings agree on it. */
  readonly agreed?: boolean;
  /** Nothing was seen to go off yet: one plugin goes first. */
  readonly first?: boolean;
  /** REST and wp-admin told different lists. */
  readonly disputed?: boolean;
  /** Sent on once whatever the list says: a list that is behind must not leave a plugin off. */
  readonly force?: readonly PluginId[];
};

/** Where the site ended up. */
export type Reconciled = {
  readonly statuses: Statuses;
  readonly refused: readonly Refusal[];
  readonly learned: Requires;
  /** Nothing was sent: the site told two lists in turn. */
  readonly twoVoices?: boolean;
};

/**
 * Off (children first), on (parents first), read; again while the list differs from the target and
 * there is a chance. The same difference is worked on twice at most: a plugin that switches itself
 * off would be switched on for ever.
 */
export async function reconcile(writer: PluginWriter, task: Task): Promise<Reconciled> {
  const target = new Set(task.target);
  const isAgreed = (task.agreed || task.first) && !writer.hasOneVoice;
  const read = () =>
    isAgreed ? readAgreed(writer.read, target, task.signal) : writer.read(task.signal);
  const heard = task.untouched && !writer.hasOneVoice ? await listen(writer.read, task) : null;
  if (heard?.twoVoices) return { ...heard, refused: [], learned: {} };
  let now = heard?.statuses ?? task.known;
  let fresh = (task.fresh && !isAgreed) || heard !== null;
  const start = now;
  const ledger = toggleLedger(now, new Set([...task.owned, ...target]), task.signal, task.onToggle);
  const codes = new Map<PluginId, string>();
  const tried = new Map<string, number>();
  const sentOn = new Set<PluginId>();
  let learned: Requires = {};
  let force: ReadonlySet<PluginId> = new Set(task.force);
  let isFirst = task.first && !writer.hasOneVoice;

  /**
   * Before many go off: one that no other needs, and where that does not show, another one. Gives those that
   * were off by the list; null where it shows neither, and nobody can say whether it would show the others.
   */
  async function goFirst(off: readonly PluginId[]): Promise<readonly PluginId[] | null> {
    for (const plugin of off.slice(0, CANDIDATES)) {
      const { refusals } = await writer.off([plugin], ledger);
      for (const [refused, code] of refusals) codes.set(refused, code);
      now = await read();
      fresh = true;
      ledger.read(now);
      const gone = off.filter((each) => now.get(each) !== 'active');
      if (gone.length > 0) return gone;
    }
    return null;
  }

  /** Activated by this call, seen active and gone again: plugins deactivate one another when they are activated. */
  const hasLeft = (plugin: PluginId) => sentOn.has(plugin) && ledger.hasBeenOn(plugin);

  for (;;) {
    const requires = joinRequires(task.requires, learned);
    const plan = planOf(now, task, force, (plugin) =>
      isHopeless(codes.get(plugin), own(learned, plugin), target),
    );
    const idle = plan.off.length + plan.on.length === 0;
    const rounds = tried.get(keyOf(plan)) ?? 0;
    if (fresh && (idle || rounds === 2)) break;
    force = new Set();
    tried.set(keyOf(plan), rounds + 1);

    const refusedNow = new Set<PluginId>();
    let isRefused = false;
    let off = childrenFirst(plan.off, requires);
    if (isFirst && off.length > 1) {
      const tried = await goFirst(off);
      if (tried === null) break;
      isFirst = false;
      off = off.filter((plugin) => !tried.includes(plugin));
    }
    const on = parentsFirst(plan.on, requires);
    const again = writer.onAgain ? on.filter((plugin) => hasLeft(plugin)) : [];
    const anew = on.filter((plugin) => !again.includes(plugin));
    for (const attempt of [
      off.length > 0 ? await writer.off(off, ledger) : null,
      anew.length > 0 ? await writer.on(anew, ledger) : null,
    ]) {
      for (const [plugin, code] of attempt?.refusals ?? []) {
        codes.set(plugin, code);
        isRefused = true;
        if (!FINAL_CODES.has(code)) refusedNow.add(plugin);
      }
      learned = joinRequires(learned, attempt?.learned ?? {});
    }
    for (const plugin of anew) sentOn.add(plugin);
    if (again.length > 0) await writer.onAgain?.(again, ledger);
    if (!idle) task.onWritten?.(!isRefused);
    now = withoutClaims(await read(), refusedNow, target);
    fresh = true;
    ledger.read(now);
  }
  return { statuses: now, refused: refusalsOf(start, now, task, codes, ledger), learned };
}

/** So many are tried as the first one: a plugin may be on again by itself. */
const CANDIDATES = 2;

/**
 * A list may be another server's, or an older one: what was just refused to be switched on counts as off,
 * whatever a list says, until the site accepts it. One that is on accepts at once.
 */
function withoutClaims(
  read: Statuses,
  refused: ReadonlySet<PluginId>,
  target: ReadonlySet<PluginId>,
): Statuses {
  const doubted = [...refused].filter(
    (plugin) => target.has(plugin) && read.get(plugin) === 'active',
  );
  if (doubted.length === 0) return read;
  return new Map([...read, ...doubted.map((plugin) => [plugin, 'inactive'] as const)]);
}

type TogglePlan = { readonly off: readonly PluginId[]; readonly on: readonly PluginId[] };

function planOf(
  now: Statuses,
  task: Task,
  force: ReadonlySet<PluginId>,
  isGivenUp: (plugin: PluginId) => boolean,
): TogglePlan {
  const target = new Set(task.target);
  const can = (plugin: PluginId) => !task.unreachable.has(plugin) && !isGivenUp(plugin);
  const active = [...now].flatMap(([plugin, status]) => (status === 'active' ? [plugin] : []));
  return {
    off: active.filter((plugin) => task.owned.has(plugin) && !target.has(plugin) && can(plugin)),
    on: [...target].filter(
      (plugin) =>
        (now.get(plugin) === 'inactive' || (now.has(plugin) && force.has(plugin))) && can(plugin),
    ),
  };
}

function keyOf(plan: TogglePlan): string {
  return JSON.stringify([plan.off.toSorted(), plan.on.toSorted()]);
}

/** Refusals that a second try cannot change. */
const FINAL_CODES = new Set([
  'no_plugin_header',
  'plugin_invalid',
  'plugin_not_found',
  'plugin_php_incompatible',
  'plugin_wp_incompatible',
  'plugin_wp_php_incompatible',
  'rest_cannot_activate_plugin',
  'rest_cannot_deactivate_plugin',
  'rest_cannot_manage_network_plugins',
  'rest_network_only_plugin',
  'rest_plugin_not_found',
]);

function isHopeless(
  code: string | undefined,
  needs: readonly PluginId[] | undefined,
  target: ReadonlySet<PluginId>,
): boolean {
  if (code === undefined) return false;
  if (code !== 'plugin_missing_dependencies') return FINAL_CODES.has(code);
  return needs === undefined || !needs.every((each) => target.has(each));
}

function refusalsOf(
  start: Statuses,
  now: Statuses,
  task: Task,
  codes: ReadonlyMap<PluginId, string>,
  ledger: ToggleLedger,
): readonly Refusal[] {
  const target = new Set(task.target);
  const off: Refusal[] = task.target
    .filter((plugin) => now.get(plugin) !== 'active' && now.get(plugin) !== 'network-active')
    .map((plugin) => ({
      plugin,
      wanted: 'active',
      code: task.unreachable.has(plugin)
        ? 'unreachable'
        : !now.has(plugin)
          ? 'not-installed'
          : start.get(plugin) === 'active' || ledger.hasBeenOn(plugin)
            ? 'went-off-by-itself'
            : (codes.get(plugin) ?? 'still-inactive'),
    }));
  const on: Refusal[] = [...now]
    .filter(
      ([plugin, status]) => status === 'active' && task.owned.has(plugin) && !target.has(plugin),
    )
    .map(([plugin]) => ({
      plugin,
      wanted: 'inactive',
      code: task.unreachable.has(plugin) ? 'unreachable' : (codes.get(plugin) ?? 'still-active'),
    }));
  return [...off, ...on];
}

/** Which active plugins the run may switch off. What somebody else activated meanwhile is left alone. */

/** Remembers what a run knows as its own. */
export type Ownership = {
  /** The caller was shown this list; the first one counts where nothing was said. */
  shown(statuses: Statuses): void;
  /** The plugins that may be switched off by this call. */
  of(target: readonly PluginId[], said?: readonly PluginId[]): ReadonlySet<PluginId>;
};

/**
 * Said by the caller (per call, else once for the switch), it is the baseline. Unsaid, it is what was
 * active in the first list that the caller was shown; a switch that showed none owns only what it was
 * asked for, so that restoring a site undoes nobody's work. What was ever asked for is always added.
 */
export function ownership(saidOnce?: readonly PluginId[]): Ownership {
  const asked = new Set<PluginId>();
  let first: readonly PluginId[] | null = null;
  return {
    shown(statuses) {
      first ??= [...statuses].flatMap(([plugin, status]) => (status === 'active' ? [plugin] : []));
    },
    of(target, said) {
      for (const plugin of target) asked.add(plugin);
      return new Set([...(said ?? saidOnce ?? first ?? []), ...asked]);
    },
  };
}

/** Tells every change once, as it happens, and takes back what turned out not to be so. */

/** The changes of one `activateExactly`. */
export type ToggleLedger = {
  /** The site said so: told at once. */
  tell(plugin: PluginId, now: 'active' | 'inactive'): void;
  /** The list was read: every difference to what was told is told now. */
  read(statuses: Statuses): void;
  /** True when a list that was read since the start showed the plugin active. */
  hasBeenOn(plugin: PluginId): boolean;
  /** To be called before every write: stops between two changes. */
  throwIfAborted(): void;
};

/** A ledger that starts from a known list and speaks of `ours` only. */
export function toggleLedger(
  start: Statuses,
  ours: ReadonlySet<PluginId>,
  signal?: AbortSignal,
  onToggle?: OnToggle,
): ToggleLedger {
  const told = new Map<PluginId, 'active' | 'inactive'>();
  const seenOn = new Set<PluginId>();
  for (const [plugin, status] of start) {
    if (status !== 'network-active') told.set(plugin, status);
  }

  const tell = (plugin: PluginId, now: 'active' | 'inactive') => {
    if (!ours.has(plugin) || told.get(plugin) === now) return;
    told.set(plugin, now);
    onToggle?.(plugin, now);
  };

  return {
    tell,
    read(statuses) {
      for (const plugin of ours) {
        const status = statuses.get(plugin);
        if (status === 'active') seenOn.add(plugin);
        if (status === 'active' || status === 'inactive') tell(plugin, status);
      }
    },
    hasBeenOn: (plugin) => seenOn.has(plugin),
    throwIfAborted: () => signal?.throwIfAborted(),
  };
}
