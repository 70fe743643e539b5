/** From what the person typed to proven ways into the site. Changes nothing. */

import { isProblem } from '../model/errors.ts';
import type { Identity } from '../model/report.ts';
import type { Access } from '../wordpress/sign-in/sign-in.ts';
import { type FoundSite, findSite } from '../wordpress/discover/find-site.ts';
import { isLocalHost } from '../wordpress/http/hosts.ts';
import { createClient } from '../wordpress/http/client.ts';
import { type Connection, createConnection } from '../wordpress/http/connection.ts';
import type { Client, SiteAddress } from '../wordpress/http/types.ts';
import type { Context } from './context.ts';
import { type GivenShape, shapeOf } from './sign-in__given-shape.ts';
import { proveGiven, type SignedIn, signInAsking } from './sign-in.ts';
import { transportOf } from './context__transport.ts';

/** A site that can be talked to, before anybody has signed in. */
export type Reached = {
  readonly address: FoundSite;
  readonly connection: Connection;
  /** What one request has taken so far, on average, in seconds. */
  readonly secondsPerRequest: () => number;
};

/** A site with its proven clients; `refused` are credentials the site turns down. */
export type Connected = Reached & {
  readonly access: Access;
  /** Every client that symptoms may be sent as, refused credentials included. */
  readonly clients: Readonly<Partial<Record<Identity, Client>>> & { readonly anonymous: Client };
  readonly refused: readonly Exclude<Identity, 'anonymous'>[];
  /** What the credentials look like; never what they are. */
  readonly given: GivenShape;
};

/** A connection of a command, before any site was found over it. */
export type Opened = Pick<Reached, 'connection' | 'secondsPerRequest'>;

/** Opens the connection of a command; nothing is sent yet. */
export async function openConnection(context: Context): Promise<Opened> {
  const { options, emit } = context;
  let answered = 0;
  let milliseconds = 0;
  const connection = createConnection({
    ...(await transportOf(context)),
    gate: await gateOf(context),
    onRequest({ ms }) {
      context.sent.requests += 1;
      answered += 1;
      milliseconds += ms;
    },
    onWait: ({ seconds }) => emit({ type: 'waiting', why: 'rate-limited', seconds }),
  });
  if (options.insecure) emit({ type: 'note', note: { type: 'insecure-tls' } });
  return {
    connection,
    secondsPerRequest: () => milliseconds / 1_000 / Math.max(1, answered),
  };
}

/** Finds the site. Rejects with a `Problem` that says what stands in the way. */
export async function reach(context: Context): Promise<Reached> {
  const { options, ask, emit, signal, remembered } = context;
  const opened = await openConnection(context);
  const { connection } = opened;
  for (let typed = options.site; ; typed = null) {
    const site = typed ?? (await ask.site({ remembered: await lastSite(context) }));
    try {
      const found = await findSite(site, { connection, signal, emit });
      if (options.mode === 'interactive') await remembered.note(found.home);
      return { ...opened, address: found };
    } catch (error) {
      // A mistyped address can be asked for again, where somebody can be asked.
      if (!isProblem(error) || typed !== null || options.site !== null) throw error;
      ask.tell(error);
    }
  }
}

/** Signs in with whatever the person gave, and proves each credential. */
export async function signIn(context: Context, reached: Reached): Promise<Connected> {
  await consentToPlainHttp(context, reached.address);
  const interactive = context.options.mode === 'interactive';
  return connectedBy(
    reached,
    await (interactive ? signInAsking(context, reached) : proveGiven(context, reached)),
  );
}

/** A site with whoever signed in, and the address as only they may read it. */
export function connectedBy(reached: Reached, { access, credentials }: SignedIn): Connected {
  const { connection } = reached;
  const address = { ...reached.address, ...access.address };
  const refused = access.refused.map(({ credential }) => credential);
  const refusedPassword =
    access.refused.some(isWorthAsking) && credentials.applicationPassword !== undefined
      ? createClient({
          connection,
          address,
          credential: {
            identity: 'application-password',
            user: credentials.user,
            password: credentials.applicationPassword,
          },
        })
      : undefined;

  return {
    ...reached,
    address,
    access,
    refused,
    given: shapeOf(credentials),
    clients: {
      anonymous: access.anonymous,
      'application-password': access.applicationPassword ?? refusedPassword,
      session: access.session,
    },
  };
}

/** Behind an open gate an application password cannot be sent: what the gate says to it is no symptom. */
function isWorthAsking({ credential, problem }: Access['refused'][number]): boolean {
  if (credential !== 'application-password') return false;
  return !isProblem(problem, 'application-passwords-refused') || problem.facts.why !== 'gate';
}

/** Only the terminal UI offers it; a script's sites are nobody's last site. */
async function lastSite({ options, remembered }: Context): Promise<string | null> {
  return options.mode === 'interactive' ? remembered.last() : null;
}

async function gateOf({ options, ask }: Context) {
  if (options.gate === null) return undefined;
  const password = options.secrets.gatePassword ?? (await ask.secret('gate-password'));
  return { user: options.gate, password };
}

/** A password over plain HTTP to a public host can be read on the way; the address search has said so. */
async function consentToPlainHttp({ ask, options }: Context, address: SiteAddress): Promise<void> {
  const { protocol, hostname } = new URL(address.restRoot);
  if (protocol !== 'http:' || isLocalHost(hostname) || options.mode !== 'interactive') return;
  if (await ask.confirm({ type: 'plain-http', host: hostname })) return;
  throw new DOMException('Cancelled', 'AbortError');
}
