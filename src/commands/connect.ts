/** From what the person typed to proven ways into the site. Changes nothing. */

import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isProblem, Problem } from '../errors.ts';
import type { Identity } from '../run/model.ts';
import { type Access, proveAccess } from '../wordpress/access/prove.ts';
import { findSite } from '../wordpress/address/find-site.ts';
import { isLocalHost } from '../wordpress/address/hosts.ts';
import { createClient } from '../wordpress/http/client.ts';
import { type Connection, createConnection } from '../wordpress/http/connection.ts';
import type { Client, SiteAddress } from '../wordpress/http/types.ts';
import type { Context } from './context.ts';

declare const __VERSION__: string | undefined;

/** A site that can be talked to, before anybody has signed in. */
export type Reached = {
  readonly address: SiteAddress;
  /** Null where the site hides it. */
  readonly wordpressVersion: string | null;
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
};

/** A connection of a command, before any site was found over it. */
export type Opened = Pick<Reached, 'connection' | 'secondsPerRequest'>;

/** Opens the connection of a command; nothing is sent yet. */
export async function openConnection(context: Context): Promise<Opened> {
  const { options, emit } = context;
  let answered = 0;
  let milliseconds = 0;
  const connection = createConnection({
    timeoutMs: options.timeoutSeconds * 1_000,
    userAgent: `wp-bisect/${typeof __VERSION__ === 'string' ? __VERSION__ : 'development'}`,
    gate: await gateOf(context),
    ca: options.caFile === null ? undefined : await readCa(options.caFile),
    insecure: options.insecure,
    env: context.env,
    onRequest({ ms }) {
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
  const { options, ask, emit, signal } = context;
  const opened = await openConnection(context);
  const { connection } = opened;
  for (let typed = options.site; ; typed = null) {
    const site = typed ?? (await ask.site());
    try {
      const found = await findSite(site, { connection, signal, emit });
      return { ...opened, address: found, wordpressVersion: found.wordpressVersion };
    } catch (error) {
      // A mistyped address can be asked for again, where somebody can be asked.
      if (!isProblem(error) || typed !== null || options.site !== null) throw error;
      ask.tell(error);
    }
  }
}

/** Signs in with whatever the person gave, and proves each credential. */
export async function signIn(context: Context, reached: Reached): Promise<Connected> {
  const { options, emit, signal } = context;
  const { address, connection } = reached;
  await consentToPlainHttp(context, address);
  const credentials = await credentialsOf(context);
  const access = await proveAccess({
    address,
    connection,
    ...credentials,
    loginUrl: options.loginUrl ?? undefined,
    signal,
    emit,
  });
  const refused = access.refused.map(({ credential }) => credential);
  const refusedPassword =
    refused.includes('application-password') && credentials.applicationPassword !== undefined
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
    access,
    refused,
    clients: {
      anonymous: access.anonymous,
      'application-password': access.applicationPassword ?? refusedPassword,
      session: access.session,
    },
  };
}

async function credentialsOf({ options, ask }: Context) {
  const { applicationPassword, password } = options.secrets;
  const user = options.user ?? (await ask.user());
  if (applicationPassword !== null || password !== null) {
    return {
      user,
      applicationPassword: applicationPassword ?? undefined,
      password: password ?? undefined,
    };
  }
  const kind = await ask.credential();
  const secret = await ask.secret(kind);
  return kind === 'password'
    ? { user, password: secret, applicationPassword: undefined }
    : { user, applicationPassword: secret, password: undefined };
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

async function readCa(path: string): Promise<string> {
  const pem = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Problem('unreadable-file', { path, cause: error.code ?? String(error) });
  });
  try {
    // Node silently trusts nothing more where a text holds no certificate.
    new X509Certificate(pem);
  } catch (error) {
    const cause = 'not a certificate in PEM format';
    throw new Problem('unreadable-file', { path, cause }, { cause: error });
  }
  return pem;
}
