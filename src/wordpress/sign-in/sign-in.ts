/** From credentials to proven ways into the site. Changes nothing. */

import { isProblem, Problem, type ProblemCode } from '../../model/errors.ts';
import type { Emit } from '../../model/events.ts';
import type { PluginId, SignInIdentity } from '../../model/report.ts';
import { isFromWordpress, restIndex, STATIC_FILE } from '../discover/recognise.ts';
import type { SiteLocation } from '../discover/site-address.ts';
import { basicRealm } from '../http/basic-auth.ts';
import { createClient } from '../http/client.ts';
import type { Connection } from '../http/connection.ts';
import type { Browser } from '../http/cookies.ts';
import type { Client, HttpAnswer, SiteAddress } from '../http/types.ts';
import { proveApplicationPassword, whyNoApplicationPassword } from './application-password.ts';
import type { OnOpened } from './capabilities.ts';
import { proveSession } from './session.ts';

/** A way of being somebody. */

/** What the person gave. */
export type AccessOptions = {
  readonly address: SiteLocation;
  readonly connection: Connection;
  readonly user: string;
  readonly applicationPassword?: string;
  /** The account's password, for the login page. */
  readonly password?: string;
  /** Where the login form is, when a plugin has moved it; relative ones are taken from the site. */
  readonly loginUrl?: string;
  /** A browser that is in Recovery Mode, for the account's password. */
  readonly browser?: Browser;
  /** True: resolves all the same where nothing was given, and where nothing is proven. */
  readonly anyway?: boolean;
  readonly signal?: AbortSignal;
  readonly emit?: Emit;
  /** Told as soon as the site takes a client for somebody. */
  readonly onOpened?: OnOpened;
  /** Told what WordPress' own login page answered, as it answers visitors. */
  readonly onLoginPage?: (answer: HttpAnswer) => void;
};

/** The proven ways in: unless asked for `anyway`, at least one of `applicationPassword` and `session`. */
export type Access = {
  /** The login name, as the site tells it where it does. */
  readonly user: string;
  /** The address, with what only somebody signed in may read: namespaces, WordPress' own folder. */
  readonly address: SiteAddress;
  readonly anonymous: Client;
  readonly applicationPassword?: Client;
  readonly session?: Client;
  readonly refused: readonly { readonly credential: SignInIdentity; readonly problem: Problem }[];
  /** True when REST turns the session down: only wp-admin's forms work with it. */
  readonly restRefusesSession: boolean;
};

/**
 * Proves each credential by what it may do. With one refused and one proven it goes on, and tells of
 * the refusal (`access-refused`). With none proven it rejects with the most telling `Problem`.
 */
export async function proveAccess(options: AccessOptions): Promise<Access> {
  const { address, connection, signal, emit, anyway = false } = options;
  const user = options.user.trim();
  const applicationPassword = options.applicationPassword?.trim();
  const isGiven = applicationPassword || options.password;
  if (user === '' && (isGiven || !anyway)) throw new Problem('no-user', {});
  if (!isGiven && !anyway) throw new Problem('no-credentials', {});
  const index = closedIndex(address, signal);
  const onOpened: OnOpened = (client, me) => {
    // With a session to come there is time for it later: signing in is not to wait.
    if (client.identity === 'session' || !options.password) index.askAs(client);
    options.onOpened?.(client, me);
  };
  const given = { address, connection, user, signal, onOpened };

  const refused: { credential: SignInIdentity; problem: Problem }[] = [];
  const { password } = options;
  // Neither proof needs the other's answer. Their events come in one order all the same.
  const [ofBasic, ofSession] = await Promise.all([
    applicationPassword
      ? settled(async () => {
          emit?.({ type: 'signing-in', credential: 'application-password' });
          const found = await proveApplicationPassword({ ...given, password: applicationPassword });
          index.askAs(found.client);
          return found;
        })
      : null,
    password
      ? settled(() => {
          emit?.({ type: 'signing-in', credential: 'session' });
          const loginUrl = absolute(options.loginUrl, address);
          const onRenewed = () => emit?.({ type: 'note', note: { type: 'session-renewed' } });
          const onTakenOff = (plugins: readonly PluginId[]) =>
            emit?.({ type: 'note', note: { type: 'taken-off-list', plugins } });
          const { browser, onLoginPage } = options;
          const told = { onRenewed, onTakenOff, onLoginPage };
          return proveSession({ ...given, ...told, password, loginUrl, browser });
        })
      : null,
  ]);
  function proven<T extends { readonly name: string | null }>(
    credential: SignInIdentity,
    outcome: Settled<T> | null,
  ): T | null {
    if (outcome === null) return null;
    if ('problem' in outcome) {
      refused.push({ credential, problem: outcome.problem });
      return null;
    }
    emit?.({ type: 'access-proven', credential, user: outcome.value.name ?? user });
    return outcome.value;
  }
  const basic = proven('application-password', ofBasic);
  const session = proven('session', ofSession);
  if (basic === null && session === null && !anyway) throw mostTelling(refused, options);
  for (const { credential, problem } of refused) {
    emit?.({ type: 'access-refused', credential, problem });
  }
  const readers = [basic?.client, session?.restRefuses ? undefined : session?.client];
  return {
    user: basic?.name ?? session?.name ?? user,
    address: await index.completed(readers),
    anonymous: createClient({
      connection,
      address,
      credential: { identity: 'anonymous' },
      pastGate: !(await isGateOfPlugin(address, connection, signal)),
    }),
    applicationPassword: basic?.client,
    session: session?.client,
    refused,
    restRefusesSession: session?.restRefuses ?? false,
  };
}

type Settled<T> = { readonly value: T } | { readonly problem: Problem };

/** A refusal is something to tell; anything else ends the sign-in. */
async function settled<T>(proof: () => Promise<T>): Promise<Settled<T>> {
  try {
    return { value: await proof() };
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { problem: error };
  }
}

/** The form's address, on the site's own origin: the password goes there. */
function absolute(loginUrl: string | undefined, address: SiteAddress): string | undefined {
  if (loginUrl === undefined) return undefined;
  const { origin } = new URL(address.restRoot);
  const { host, protocol } = new URL(address.siteUrl);
  // A person types example.com/hidden, which is a path as far as URLs are concerned.
  const typed = loginUrl.toLowerCase().startsWith(`${host}/`)
    ? `${protocol}//${loginUrl}`
    : loginUrl;
  const url = URL.canParse(typed, address.siteUrl) ? new URL(typed, address.siteUrl) : null;
  if (url === null || url.origin !== origin) {
    throw new Problem('foreign-request', { url: loginUrl, origin });
  }
  return url.href;
}

/** What a closed index kept from strangers, read by whoever may, while the site still tells what they may. */
function closedIndex(address: SiteLocation, signal?: AbortSignal) {
  const read = new Map<Client, Promise<SiteAddress | null>>();

  function askAs(client: Client): Promise<SiteAddress | null> {
    const before = read.get(client);
    if (before) return before;
    const reading = client.send({ url: address.restRoot, signal }).then((answer) => {
      const index = restIndex(answer);
      return index && { ...address, namespaces: index.namespaces };
    });
    reading.catch(() => {}); // who needs it is told
    read.set(client, reading);
    return reading;
  }

  const isOpen = address.namespaces.length > 0;
  return {
    askAs(client: Client): void {
      if (!isOpen && read.size === 0) void askAs(client);
    },
    async completed(readers: readonly (Client | undefined)[]): Promise<SiteAddress> {
      if (isOpen) return address;
      const clients = readers.filter((client) => client !== undefined);
      for (const client of clients.toSorted((a, b) => Number(read.has(b)) - Number(read.has(a)))) {
        const found = await askAs(client);
        if (found) return found;
      }
      return address;
    },
  };
}

/**
 * True where WordPress itself makes the challenge, and files that need no PHP are open: then a plugin
 * is the gate, and what it does to visitors is a failure like any other. A server's gate, which may
 * show WordPress' page as its own (Apache's ErrorDocument), is passed by everybody.
 */
async function isGateOfPlugin(
  { home, siteUrl }: SiteLocation,
  connection: Connection,
  signal?: AbortSignal,
): Promise<boolean> {
  const places = [home, `${siteUrl}wp-login.php`];
  if (!places.some((place) => connection.gateCovers(place))) return false;
  const look = connection.at(new URL(home).origin, { past: false });
  const page = await look({ url: home, signal });
  if (basicRealm(page) === null || !isFromWordpress(page)) return false;
  return (await look({ url: siteUrl + STATIC_FILE, signal })).status !== 401;
}

/** Most telling first; what is not listed comes last, in the order it happened. */
const TELLING: readonly ProblemCode[] = [
  'not-allowed',
  'account-password-as-application-password',
  'application-password-as-account-password',
  'wrong-password',
  'unknown-user',
  'two-factor',
  'captcha',
  'locked-out',
  'login-hidden',
  'gate-closed',
  'bot-challenge',
  'application-passwords-refused',
];

/** Why nobody gets in, in one problem; it does not send people to the other credential, which was refused, too. */
function mostTelling(
  refused: Access['refused'],
  site: Pick<AccessOptions, 'address' | 'connection'>,
): Problem {
  const rank = ({ code }: Problem) => TELLING.indexOf(code) + 1 || TELLING.length + 1;
  const [first, ...others] = refused.toSorted((a, b) => rank(a.problem) - rank(b.problem));
  const { problem, credential } = first!;
  if (others.length === 0) {
    const isClosed = credential === 'session' && whyNoApplicationPassword(site) !== null;
    return isClosed ? problem.in({ otherWay: 'closed' }) : problem;
  }
  if (isProblem(problem, 'application-passwords-refused')) {
    return new Problem(problem.code, { ...problem.facts, sessionToo: true });
  }
  if (credential !== 'session') return problem;
  return problem.in({ otherWay: 'refused' });
}
