/** From what the person typed to proven ways into the site. Changes nothing. */

import { isProblem, Problem } from '../model/errors.ts';
import { isLocalHost } from '../model/host-names.ts';
import { hasPassword } from '../options/secrets.ts';
import { findSite } from '../wordpress/discover/find-site.ts';
import { parseTyped } from '../wordpress/discover/typed-address.ts';
import { type AppCredential, createClient } from '../wordpress/http/client.ts';
import { createConnection } from '../wordpress/http/connection.ts';
import { AT_A_TIME } from '../wordpress/http/rate-limit.ts';
import type { SiteAddress } from '../wordpress/http/types.ts';
import { type Access, proveAccess } from '../wordpress/sign-in/sign-in.ts';
import { asksVisitors, enteringOf } from './ahead.ts';
import { appClients, givenAppCredentials } from './app-clients.ts';
import { siteHeadersOf, transportOf } from './connection-options.ts';
import {
  type AnotherSite,
  type Connected,
  type Context,
  type Credentials,
  isAnotherSite,
  type OpenConnection,
  type Reached,
  type SignedIn,
} from './context.ts';
import { throughGivenLink } from './doors.ts';
import { keptUnattended } from './saved-passwords.ts';
import {
  atPrompt,
  credentialShape,
  type GivenServices,
  proveGiven,
  type SignInServices,
  signInAsking,
} from './sign-in.ts';
import { foundByWpCli, provenWpCli } from './site-wp-cli.ts';

/** What opening a connection works with. */
export type ConnectionServices = Pick<
  Context,
  'ask' | 'clock' | 'emit' | 'env' | 'fetch' | 'options' | 'sent'
>;

/** What finding the site works with. */
export type ReachServices = ConnectionServices & Pick<Context, 'remembered' | 'signal' | 'wpCli'>;

/** Opens the connection of a command; nothing is sent yet. */
export async function openConnection(context: ConnectionServices): Promise<OpenConnection> {
  const { options, emit } = context;
  let answered = 0;
  let milliseconds = 0;
  let site = options.site;
  let found: string | null = null;
  const connection = createConnection({
    ...(await transportOf(context)),
    atATime: Math.max(AT_A_TIME, options.parallel),
    gate: await gateOf(context, () => typesHttp(site)),
    ...siteHeadersOf(options, () => ({ typed: site, found })),
    onRequest({ ms }) {
      context.sent.count();
      answered += 1;
      milliseconds += ms;
    },
    onWait: ({ seconds }) => emit({ type: 'waiting', why: 'rate-limited', seconds }),
  });
  if (options.insecure) emit({ type: 'note', note: { type: 'insecure-tls' } });
  else if (context.env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    emit({ type: 'note', note: { type: 'insecure-tls', by: 'environment' } });
  }
  return {
    connection,
    secondsPerRequest: () => milliseconds / 1_000 / Math.max(1, answered),
    lookFor(typed) {
      site = typed;
      found = null;
    },
    foundAt(url) {
      found = url;
    },
  };
}

/** Finds the site. Rejects with a `Problem` that says what stands in the way. */
export async function reach(context: ReachServices): Promise<Reached> {
  const { options, ask, emit, signal, remembered } = context;
  const opened = await openConnection(context);
  const { connection } = opened;
  for (let typed = options.site; ; typed = null) {
    const site = typed ?? (await ask.site({ remembered: await lastSite(context) }));
    opened.lookFor?.(site);
    try {
      const pageToo = asksVisitors(context);
      const found = await findSite(site, { connection, signal, emit, pageToo }).catch((problem) =>
        foundByWpCli(context, site, problem),
      );
      opened.foundAt?.(found.restRoot);
      const wpCli = await provenWpCli(context, found);
      if (options.mode === 'interactive') await remembered.note(found.home);
      return { ...opened, address: found, typed: typedPlace(site), wpCli };
    } catch (error) {
      // A mistyped address can be asked for again, where somebody can be asked.
      if (!isProblem(error) || typed !== null || options.site !== null) throw error;
      ask.tell(error);
    }
  }
}

/** What a person types for a site, as a URL: no query, which may hold secrets. Throws as `parseTyped`. */
export function typedPlace(site: string): string {
  const { scheme, host, path } = parseTyped(site);
  return `${scheme ?? 'https'}://${host}${path}`;
}

/** Signs in with whatever the person gave, and proves each credential. */
export async function signIn(
  context: SignInServices,
  reached: Reached,
): Promise<Connected | AnotherSite> {
  await consentToPlainHttp(context, reached);
  const interactive = context.options.mode === 'interactive';
  const entered = await throughGivenLink(context, reached);
  if (entered.wpCli && needsNobody(context)) return signInAnyway(askingNothing(context), entered);
  const signedIn = await (interactive
    ? signInAsking(context, entered)
    : proveGiven(context, entered));
  if (isAnotherSite(signedIn)) return signedIn;
  return connectedBy(entered, signedIn, givenAppCredentials(context.options));
}

/**
 * True where WP-CLI switches and nobody has to sign in for the symptom: what was given is tried all the
 * same, and nothing is asked for.
 */
function needsNobody({ options }: Pick<Context, 'options'>): boolean {
  const { user, secrets, as, audience, mode } = options;
  if (as === 'session' || as === 'application-password') return false;
  // Requests of an editor or an app are none that a visitor can send.
  if (audience === 'editor' || audience === 'app') return false;
  return hasPassword(secrets) || user === null || mode !== 'interactive';
}

/** A user without a password would be asked for one. */
function askingNothing<Services extends Pick<Context, 'options'>>(context: Services): Services {
  const { options } = context;
  return hasPassword(options.secrets)
    ? context
    : { ...context, options: { ...options, user: null } };
}

/** A site with whoever signed in, and the address as only they may read it. */
export function connectedBy(
  reached: Reached,
  { access, credentials, recovery = reached.recovery }: SignedIn,
  ofApps: readonly AppCredential[] = [],
): Connected {
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
    ...(recovery ? { recovery } : {}),
    address,
    access,
    refused,
    given: credentialShape(credentials),
    clients: {
      anonymous: access.anonymous,
      'application-password': access.applicationPassword ?? refusedPassword,
      session: access.session,
      ...appClients(ofApps, { connection, address }),
    },
  };
}

/** Behind an open gate an application password cannot be sent: what the gate says to it is no symptom. */
function isWorthAsking({ credential, problem }: Access['refused'][number]): boolean {
  if (credential !== 'application-password') return false;
  return !isProblem(problem, 'application-passwords-refused') || problem.facts.why !== 'gate';
}

/** Only the terminal UI offers it; a script's sites are nobody's last site. */
async function lastSite({
  options,
  remembered,
}: Pick<Context, 'options' | 'remembered'>): Promise<string | null> {
  return options.mode === 'interactive' ? remembered.last() : null;
}

async function gateOf(
  { options, ask }: Pick<Context, 'ask' | 'options'>,
  typedHttp: () => boolean,
) {
  if (options.gate === null) return undefined;
  const mayUse = (url: URL) =>
    url.protocol === 'https:' || isLocalHost(url.hostname) || options.allowHttp || typedHttp();
  const password = options.secrets.gatePassword ?? (await ask.secret('gate-password'));
  return { user: options.gate, password, mayUse };
}

/**
 * A password over plain HTTP to a public host can be read on the way. Whoever blocks port 443 must not
 * get it, so it takes `http://` in what was typed, `--allow-http`, or a person's consent.
 */
export async function consentToPlainHttp(
  { ask, options }: Pick<Context, 'ask' | 'options'>,
  { address, typed }: Pick<Reached, 'typed'> & { readonly address: SiteAddress },
): Promise<void> {
  const { protocol, hostname } = new URL(address.restRoot);
  if (protocol !== 'http:' || isLocalHost(hostname) || options.allowHttp) return;
  if (options.mode !== 'interactive') {
    if (typesHttp(typed)) return;
    throw new Problem('plain-http-refused', { host: hostname });
  }
  if (await ask.confirm({ type: 'plain-http', host: hostname })) return;
  throw new DOMException('Cancelled', 'AbortError');
}

function typesHttp(typed: string | null): boolean {
  return typed !== null && /^\W*http:/i.test(typed);
}

/** Signing in for a look around: a refusal is something to tell, not the end. */

/** `isTyped`: at a prompt, not given beforehand. */
type GivenCredentials = { readonly credentials: Credentials; readonly isTyped: boolean };

/**
 * Signs in with whatever was given, once a credential. With nothing given, or nothing accepted, the
 * visitor is left. Rejects with `bad-option` where a password has no user.
 */
export async function signInAnyway(
  context: GivenServices & Pick<Context, 't'>,
  reached: Reached,
): Promise<Connected> {
  const { options, emit, signal } = context;
  const { address, connection } = reached;
  const { credentials, isTyped } = (await keptIn(context, reached)) ?? (await givenIn(context));
  const ofApps = givenAppCredentials(options);
  if (credentials.applicationPassword ?? credentials.password ?? ofApps[0]) {
    await consentToPlainHttp(context, reached);
  }
  const proven = await proveAccess({
    address,
    connection,
    ...credentials,
    loginUrl: options.loginUrl ?? undefined,
    anyway: true,
    signal,
    emit,
    ...enteringOf(reached),
  });
  const refused = proven.refused.map(({ problem, ...refusal }) => ({
    ...refusal,
    problem: isTyped ? atPrompt(problem) : problem,
  }));
  return connectedBy(reached, { access: { ...proven, refused }, credentials }, ofApps);
}

/** What the keyring has for this site, where nothing was given. */
async function keptIn(
  context: Pick<Context, 'keyring' | 'options' | 'remembered'>,
  reached: Pick<Reached, 'address'>,
): Promise<GivenCredentials | null> {
  const credentials = await keptUnattended(context, reached);
  return credentials && { credentials, isTyped: false };
}

/** What was given beforehand; a user without a password is asked for one, where somebody can be. */
async function givenIn({
  options,
  t,
  ask,
}: Pick<Context, 'ask' | 'options' | 't'>): Promise<GivenCredentials> {
  const { applicationPassword, password } = options.secrets;
  if (hasPassword(options.secrets)) {
    if (options.user === null) {
      const message = t.__('There is a password without a user. Add --user NAME.');
      throw new Problem('bad-option', { message });
    }
    const credentials = {
      user: options.user,
      applicationPassword: applicationPassword ?? undefined,
      password: password ?? undefined,
    };
    return { credentials, isTyped: false };
  }
  if (options.user === null) return { credentials: { user: '' }, isTyped: false };
  const { user } = options;
  try {
    const kind = await ask.credential();
    const secret = await ask.secret(kind);
    const credentials =
      kind === 'password' ? { user, password: secret } : { user, applicationPassword: secret };
    return { credentials, isTyped: true };
  } catch (error) {
    if (isProblem(error, 'no-credentials')) return { credentials: { user }, isTyped: false };
    throw error;
  }
}
