/** The ways of switching plugins on a site, prepared one at a time, gentlest first. */

import {
  createJournal,
  endJournal,
  type InstalledHelper,
  type Journal,
} from '../journal/journal.ts';
import { isProblem, Problem } from '../model/errors.ts';
import type { Emit } from '../model/events.ts';
import type { Clock, Switch } from '../model/ports.ts';
import type { Note, Plugin, SwitchKind } from '../model/report.ts';
import type { Client } from '../wordpress/http/types.ts';
import { adminSwitch } from '../wordpress/switches/admin.ts';
import {
  HEALTH_CHECK,
  type Installation,
  installHealthCheck,
  removeHealthCheck,
} from '../wordpress/switches/health-check/install.ts';
import { type IsolatedSwitch, isolatedSwitch } from '../wordpress/switches/isolated.ts';
import { networkForm, withNetwork } from '../wordpress/switches/network.ts';
import { restSwitch } from '../wordpress/switches/rest.ts';
import type { WpCliSwitch } from '../wordpress/switches/wp-cli.ts';
import type { Connected, Context } from './context.ts';
import type { FoundSymptoms } from './find-symptoms.ts';
import { optionFound, wpCliSwitchOf } from './site-wp-cli.ts';

/** A way that is ready: its plugins are listed and, under `isolated`, its session stands. */
export type PreparedSwitch = {
  readonly control: Switch;
  readonly plugins: readonly Plugin[];
  readonly journal: Journal;
  /** Health Check, where it was put on the site for this run. */
  readonly brought: InstalledHelper | null;
  readonly takeAway?: () => Promise<boolean>;
  /** The switch again, with what only `isolated` can do. */
  readonly isolated?: IsolatedSwitch;
};

/** A way that cannot be used here, and why. */
export type UnavailableSwitch = { readonly switch: SwitchKind; readonly code: string };

/**
 * The kinds to try for `--switch`, in order; a run that goes on begins with the kind it had. WP-CLI comes
 * before wp-admin: one write switches any number of plugins, runs no code and no hook of theirs, and
 * puts the list back byte for byte. What a hook would clean up stays, which `mayGoOn` takes care of.
 */
export function switchesToTry(
  asked: 'auto' | SwitchKind,
  real: Pick<RealSwitches, 'admin' | 'wpCli'>,
  before: SwitchKind | null = null,
): readonly SwitchKind[] {
  if (asked !== 'auto') return [asked];
  // Nobody has to sign in where WP-CLI switches: that there is no session is nothing to tell then.
  const byWpCli: readonly SwitchKind[] = 'code' in real.admin ? ['wp-cli'] : ['isolated', 'wp-cli'];
  const first = 'code' in real.wpCli ? (['isolated'] as const) : byWpCli;
  const all: readonly SwitchKind[] = [...first, 'admin', 'rest'];
  return before === null ? all : [before, ...all.filter((kind) => kind !== before)];
}

/** The switches that really switch, made once a command, and the plugins as they told them first. */
export type RealSwitches = {
  readonly admin: Switch | UnavailableSwitch;
  readonly rest: Switch | UnavailableSwitch;
  readonly wpCli: WpCliSwitch | UnavailableSwitch;
  /** Every one that can be used, in the order in which they bring a baseline back. */
  readonly usable: readonly Switch[];
  /** What the switch lists; asked of the site once. */
  list(control: Switch, signal: AbortSignal): Promise<readonly Plugin[]>;
};

/**
 * The real switches of a site. Nothing is sent yet. `original` is the option `active_plugins` as an
 * interrupted run had found it.
 */
export function realSwitches(connected: Connected, clock: Clock, original?: string): RealSwitches {
  const admin = onNetwork(adminOf(connected, clock), connected, clock);
  const rest = onNetwork(restOf(connected, clock), connected, clock);
  const wpCli =
    wpCliSwitchOf(connected, clock, original) ?? ({ switch: 'wp-cli', code: 'no-wp-cli' } as const);
  const lists = new Map<Switch, Promise<readonly Plugin[]>>();
  return {
    admin,
    rest,
    wpCli,
    usable: [admin, rest, wpCli].filter((each) => 'kind' in each),
    list(control, signal) {
      const listed = lists.get(control) ?? control.list(signal);
      lists.set(control, listed);
      return listed;
    },
  };
}

/** Makes a way ready. Only `isolated` may change something here, with consent and with a journal. */
export async function prepare(
  kind: SwitchKind,
  real: RealSwitches,
  found: FoundSymptoms,
  context: Context,
  connected: Connected,
  folder: string,
): Promise<PreparedSwitch | UnavailableSwitch> {
  if (kind === 'isolated') return prepareIsolated(real, found, context, connected, folder);
  const control = kind === 'wp-cli' ? real.wpCli : real[kind];
  if ('code' in control) return control;
  // The option as it is now goes into the journal, whoever switches: WP-CLI may have to put it back. A
  // command that the person gave and that does not work is told, not passed over.
  if ('kind' in real.wpCli) await real.list(real.wpCli, context.signal);
  try {
    const plugins = await real.list(control, context.signal);
    return { control, plugins, journal: createJournal(folder, context.disk), brought: null };
  } catch (error) {
    if (!isProblem(error) || context.options.switch !== 'auto') throw error;
    return { switch: kind, code: error.code };
  }
}

/** The problem of a site on which no way can be used. */
export function noSwitch(
  asked: string,
  reasons: readonly UnavailableSwitch[],
): Problem<'no-switch'> {
  return new Problem('no-switch', { asked, reasons });
}

/** Why a way was not used, as a note. */
export function skipped({ switch: kind, code }: UnavailableSwitch): Note {
  return { type: 'switch-skipped', switch: kind, code };
}

/** The client that may call the REST API with the rights of an administrator, if there is one. */
export function restClient({ access }: Connected): Client | undefined {
  return access.applicationPassword ?? (access.restRefusesSession ? undefined : access.session);
}

function adminOf({ access, address }: Connected, clock: Clock): Switch | UnavailableSwitch {
  if (!access.session) return { switch: 'admin', code: whyNoSession(access) };
  return adminSwitch({ client: access.session, address, clock });
}

/** A password that was given and refused (a second factor, a hidden login) is not asked for again. */
function whyNoSession({ refused }: Connected['access']): 'session-refused' | 'no-session' {
  return refused.some(({ credential }) => credential === 'session')
    ? 'session-refused'
    : 'no-session';
}

/** The switch with the network's plugins, where they may be switched. */
function onNetwork(
  way: Switch | UnavailableSwitch,
  { access, address, network }: Connected,
  clock: Clock,
): Switch | UnavailableSwitch {
  if (!network || !access.session || 'code' in way) return way;
  const hands = networkForm(access.session, address, network.screen, clock);
  return withNetwork({ site: way, hands, network: network.plugins });
}

function restOf(connected: Connected, clock: Clock): Switch | UnavailableSwitch {
  const { address, access } = connected;
  const client = restClient(connected);
  if (client) return restSwitch({ client, address, session: access.session, clock });
  return { switch: 'rest', code: access.session ? 'rest-refuses-session' : 'no-credential' };
}

async function prepareIsolated(
  real: RealSwitches,
  found: FoundSymptoms,
  context: Context,
  connected: Connected,
  folder: string,
): Promise<PreparedSwitch | UnavailableSwitch> {
  const { options, clock, signal } = context;
  const { access, address } = connected;
  const no = (code: string): UnavailableSwitch => ({ switch: 'isolated', code });
  if (!access.session || 'code' in real.admin) return no(whyNoSession(access));
  const { parallel } = options;
  const before = ofSite(await real.list(real.admin, signal), connected);
  const control = isolatedSwitch({
    client: access.session,
    address,
    parallel,
    clock,
    listed: before,
  });
  const journal = createJournal(folder, context.disk);
  if (!found.symptoms.every(({ request }) => control.suits(request))) {
    return no('request-into-wp-admin');
  }

  const present = before.find(({ plugin }) => plugin === HEALTH_CHECK);
  let brought: InstalledHelper | null = null;
  let takeAway: (() => Promise<boolean>) | undefined;
  let install: (() => Promise<Installation>) | undefined;
  if (present === undefined || present.status === 'inactive') {
    const missing = no(present ? 'health-check-inactive' : 'health-check-missing');
    const client = restClient(connected);
    if (!(await mayInstall(context))) return missing;
    if (!client) return no('rest-refuses-session');
    const undo = present ? 'deactivate' : 'delete';
    brought = { plugin: HEALTH_CHECK, undo };
    takeAway = async () => (await removeHealthCheck({ client, undo, clock })).type === 'removed';
    install = () => installHealthCheck({ client, plugins: before, clock });
  }

  // A session writes options and a file: they, too, have to be found again.
  await journal.begin({
    site: address.home,
    restRoot: address.restRoot,
    siteUrl: address.siteUrl,
    typed: connected.typed,
    startedAt: new Date(clock.now()).toISOString(),
    switch: 'isolated',
    baseline: activeOf(before),
    requires: {},
    brought,
    ...optionFound(real.wpCli),
  });
  const begun = { control, journal, brought, takeAway };
  const helper = brought?.plugin ?? null;
  const installs = present === undefined;
  context.emit({ type: 'preparing', switch: 'isolated', helper, installs });
  const way = await orCleanedUp(begun, address.home, context.emit, async () => {
    const installed = await install?.();
    if (installed?.type === 'refused') return no(installed.code);
    const plugins = brought ? asBefore(await control.list(signal), before) : before;
    const started = await control.start(signal);
    if (started.type === 'unavailable') return no(started.code);
    return { ...begun, isolated: control, plugins };
  });
  if ('code' in way) await cleanUp(begun, address.home, context.emit);
  return way;
}

/** Installing a plugin wants a consent of its own; `--yes` alone is not one. */
async function mayInstall({ options, ask }: Context): Promise<boolean> {
  if (options.installHealthCheck) return true;
  if (options.mode !== 'interactive' || options.yes) return false;
  return ask.confirm({ type: 'install-health-check' });
}

/** What went off while Health Check was put there is part of the baseline all the same. */
function asBefore(now: readonly Plugin[], before: readonly Plugin[]): readonly Plugin[] {
  const wasOn = new Set(activeOf(before));
  return now.map((each) => (wasOn.has(each.plugin) ? { ...each, status: 'active' } : each));
}

/** A session leaves out the site's own plugins only: those of the network are on in it. */
function ofSite(plugins: readonly Plugin[], { network }: Connected): readonly Plugin[] {
  if (!network) return plugins;
  return plugins.map((each) =>
    each.status === 'active' && network.plugins.includes(each.plugin)
      ? { ...each, status: 'network-active' as const }
      : each,
  );
}

function activeOf(plugins: readonly Plugin[]) {
  return plugins.filter(({ status }) => status === 'active').map(({ plugin }) => plugin);
}

/** What was put on the site for a run goes again where the run does not come about. */

/** What a way has begun on the site before its run. */
export type Begun = Pick<PreparedSwitch, 'control' | 'journal' | 'brought' | 'takeAway'>;

/**
 * Ends the way's session and takes away what was brought along. Rejects with `left-on-site` where that
 * stays; the journal stays then, too, so that `--restore` can try again.
 */
export async function cleanUp(begun: Begun, site: string, emit: Emit): Promise<void> {
  const { control, journal, brought, takeAway } = begun;
  const isClosed = await control.close().then(
    () => true,
    () => false,
  );
  // Only `isolated` has a journal before its run: it tells of what the session has put on the site.
  if (control.kind !== 'isolated') return;
  if (brought === null ? isClosed : await takeAway?.().catch(() => false)) {
    await endJournal(journal, emit);
    emit({ type: 'taken-back' });
    return;
  }
  if (brought === null) return journal.keep();
  await journal.keep();
  throw new Problem('left-on-site', { site, plugin: brought.plugin, journal: journal.path });
}

/** Does `work`; where it rejects (Ctrl-C, a lost network, an unknown plugin), takes back what was begun. */
export async function orCleanedUp<T>(
  begun: Begun,
  site: string,
  emit: Emit,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await cleanUp(begun, site, emit);
    throw error;
  }
}
