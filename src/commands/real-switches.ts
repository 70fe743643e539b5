/** The switches that really switch plugins on a site, each made once a command, and why one cannot be used. */

import { endJournal, type InstalledHelper, type Journal } from '../journal/journal.ts';
import { Problem } from '../model/errors.ts';
import type { Emit } from '../model/events.ts';
import type { Note } from '../model/notes.ts';
import type { Clock, Switch } from '../model/ports.ts';
import type { Plugin, SwitchKind } from '../model/report.ts';
import type { Client } from '../wordpress/http/types.ts';
import { adminSwitch } from '../wordpress/switches/admin.ts';
import type { IsolatedSwitch } from '../wordpress/switches/isolated.ts';
import { networkForm, withNetwork } from '../wordpress/switches/network.ts';
import { restSwitch } from '../wordpress/switches/rest.ts';
import type { WpCliSwitch } from '../wordpress/switches/wp-cli.ts';
import type { Connected } from './context.ts';
import { wpCliSwitchOf } from './site-wp-cli.ts';

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
export function realSwitches(
  connected: Pick<Connected, 'access' | 'address' | 'network' | 'wpCli'>,
  clock: Clock,
  original?: string,
): RealSwitches {
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

/** A way that cannot be used here, and why. */
export type UnavailableSwitch = { readonly switch: SwitchKind; readonly code: string };

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
export function restClient({ access }: Pick<Connected, 'access'>): Client | undefined {
  return access.applicationPassword ?? (access.restRefusesSession ? undefined : access.session);
}

function adminOf(
  { access, address }: Pick<Connected, 'access' | 'address'>,
  clock: Clock,
): Switch | UnavailableSwitch {
  if (!access.session) return { switch: 'admin', code: whyNoSession(access) };
  return adminSwitch({ client: access.session, address, clock });
}

/** A password that was given and refused (a second factor, a hidden login) is not asked for again. */
export function whyNoSession({ refused }: Connected['access']): 'session-refused' | 'no-session' {
  return refused.some(({ credential }) => credential === 'session')
    ? 'session-refused'
    : 'no-session';
}

/** The switch with the network's plugins, where they may be switched. */
function onNetwork(
  way: Switch | UnavailableSwitch,
  { access, address, network }: Pick<Connected, 'access' | 'address' | 'network'>,
  clock: Clock,
): Switch | UnavailableSwitch {
  if (!network || !access.session || 'code' in way) return way;
  const writer = networkForm(access.session, address, network.screen, clock);
  return withNetwork({ site: way, writer, network: network.plugins });
}

function restOf(
  connected: Pick<Connected, 'access' | 'address'>,
  clock: Clock,
): Switch | UnavailableSwitch {
  const { address, access } = connected;
  const client = restClient(connected);
  if (client) return restSwitch({ client, address, session: access.session, clock });
  return { switch: 'rest', code: access.session ? 'rest-refuses-session' : 'no-credential' };
}

/** A switch that is ready for a run, and how what it has begun on the site is taken back. */

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

/** What a way has begun on the site before its run. */
export type BegunSwitch = Pick<PreparedSwitch, 'control' | 'journal' | 'brought' | 'takeAway'>;

/**
 * Ends the way's session and takes away what was brought along. Rejects with `left-on-site` where that
 * stays; the journal stays then, too, so that `--restore` can try again.
 */
export async function cleanUp(begun: BegunSwitch, site: string, emit: Emit): Promise<void> {
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
  begun: BegunSwitch,
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
