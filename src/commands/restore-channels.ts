/**
 * The ways of putting a site back, in the order in which they are tried: the interrupted run's own
 * switch, the other ones, WP-CLI. With WP-CLI, a site that answers nothing over HTTP comes back, too.
 */

import { createJournal, type FoundRun, type InterruptedRun } from '../journal/journal.ts';
import { isProblem, Problem } from '../model/errors.ts';
import type { Switch } from '../model/ports.ts';
import { hasPassword } from '../options/secrets.ts';
import { createClient } from '../wordpress/http/client.ts';
import { activePluginsIn } from '../wordpress/wp-cli/plugins.ts';
import { connectedBy, signIn, signInAnyway } from './connect.ts';
import {
  type AnotherSite,
  type Connected,
  type Context,
  isAnotherSite,
  type Reached,
} from './context.ts';
import { onItsNetwork } from './network.ts';
import { type ReachServices, reach } from './reach.ts';
import { noSwitch, type RealSwitches, realSwitches, skipped } from './real-switches.ts';
import { keptUnattended } from './saved-passwords.ts';
import type { SignInServices } from './sign-in.ts';
import { provenWpCli } from './site-wp-cli.ts';

/** A site that is to be put back, and who can do that. */
export type Channels = {
  readonly connected: Connected;
  /** Signs in over HTTP where that was not done yet; rejects where it cannot be done. */
  http(): Promise<Connected>;
  /**
   * The switches for what this run left, in the order in which they are tried. Rejects with
   * `journal-corrupt`, or with `network-closed` where it left a network's plugins off and nobody here may
   * switch those.
   */
  switchesFor(found: FoundRun): Promise<readonly Switch[]>;
  /** Lets go of what these channels themselves have opened. */
  close(): Promise<void>;
};

/** The channels of a site that answers over HTTP: somebody signs in. Rejects as `signIn`. */
export async function channelsByHttp(
  context: SignInServices,
  reached: Reached,
): Promise<Channels | AnotherSite> {
  const connected = await signIn(context, reached);
  return isAnotherSite(connected) ? connected : openChannels(connected, context);
}

/** The channels of a site where somebody has signed in. */
function openChannels(
  connected: Connected,
  { clock, signal }: Pick<Context, 'clock' | 'signal'>,
): Channels {
  return {
    connected,
    http: async () => connected,
    async switchesFor(found) {
      const here = await onItsNetwork(connected, found.interrupted.network, signal);
      return ownFirst(realSwitches(here, clock, originalIn(found)).usable, found.interrupted);
    },
    close: async () => {},
  };
}

/**
 * The channels of a site that may answer nothing over HTTP: nobody has to sign in before WP-CLI can put
 * it back. Where the command of `--wp-cli` does not work, that is told and HTTP is used; where that does
 * not work either, this rejects with what is wrong with the command.
 */
export async function channelsByWpCli(
  context: ReachServices & SignInServices,
  reached: Reached,
): Promise<Channels | AnotherSite> {
  const { clock, emit, signal } = context;
  try {
    const wpCli = await provenWpCli(context, reached.address);
    const connected = unsigned({ ...reached, wpCli });
    const http = overHttp(context, reached);
    return {
      connected,
      http: http.open,
      async switchesFor(found) {
        const { usable } = realSwitches(connected, clock, originalIn(found));
        const { network } = found.interrupted;
        const signingIn = async () =>
          realSwitches(await onItsNetwork(await http.open(), network, signal), clock);
        return ownFirst(
          [once('admin', signingIn), once('rest', signingIn), ...usable],
          found.interrupted,
        );
      },
      close: async () => (await http.opened())?.connection.close(),
    };
  } catch (problem) {
    if (!isProblem(problem)) throw problem;
    emit({ type: 'note', note: skipped({ switch: 'wp-cli', code: problem.code }) });
    const here = { ...context, wpCli: null };
    return await channelsOf(here).catch((error: unknown) => {
      throw isProblem(error) ? problem : error;
    });
  }
}

/** Finds the site over HTTP, over a connection that these channels close. */
async function channelsOf(
  context: ReachServices & SignInServices,
): Promise<Channels | AnotherSite> {
  const reached = await reach(context);
  const close = () => reached.connection.close();
  const channels = await channelsByHttp(context, reached);
  if (!isAnotherSite(channels)) return { ...channels, close };
  await close();
  return channels;
}

/** The site as nobody: nothing is sent. */
function unsigned(reached: Reached): Connected {
  const { connection, address } = reached;
  const anonymous = createClient({ connection, address, credential: { identity: 'anonymous' } });
  const access = { user: '', address, anonymous, refused: [], restRefusesSession: false };
  return connectedBy(reached, { access, credentials: { user: '' } });
}

/** Finds the site over HTTP and signs in, once; only where there is something to sign in with. */
function overHttp(context: ReachServices & SignInServices, known: Reached) {
  const { user, secrets } = context.options;
  let opened: Promise<Connected> | null = null;
  return {
    open() {
      opened ??= signedIn();
      // The network may be back when it is tried again.
      opened.catch(() => {
        opened = null;
      });
      return opened;
    },
    opened: async () => opened?.catch(() => null),
  };

  async function signedIn(): Promise<Connected> {
    const isGiven = user !== null || hasPassword(secrets);
    if (!isGiven && (await keptUnattended(context, known)) === null) {
      throw new Problem('no-credentials', {});
    }
    const here = { ...context, wpCli: null };
    return signInAnyway(here, await reach(here));
  }
}

/** A switch that signs in when it is used. */
function once(kind: 'admin' | 'rest', signingIn: () => Promise<RealSwitches>): Switch {
  async function opened(): Promise<Switch> {
    const control = (await signingIn())[kind];
    if ('code' in control) throw noSwitch(kind, [control]);
    return control;
  }
  return {
    kind,
    price: { probe: 1, state: 0, toggle: 0 },
    parallel: 1,
    list: async (signal) => (await opened()).list(signal),
    unreachable: () => [],
    activateExactly: async (target, call) => (await opened()).activateExactly(target, call),
    close: async () => {},
  };
}

function ownFirst(switches: readonly Switch[], { switch: own }: InterruptedRun): readonly Switch[] {
  return switches.toSorted((one, other) => Number(other.kind === own) - Number(one.kind === own));
}

/** The option as the journal has it, to be put back byte for byte. Rejects what no run has written. */
function originalIn({ folder, interrupted }: FoundRun): string | undefined {
  const { activePlugins } = interrupted;
  if (activePlugins !== undefined && activePluginsIn(activePlugins) === null) {
    throw new Problem('journal-corrupt', { path: createJournal(folder).path, line: 1 });
  }
  return activePlugins;
}
