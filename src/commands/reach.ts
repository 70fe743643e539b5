/** From the address that a person typed to the site, over a connection. Changes nothing. */

import { isProblem, Problem } from '../model/errors.ts';
import { isLocalHost } from '../model/host-names.ts';
import { findSite } from '../wordpress/discover/find-site.ts';
import { parseTyped } from '../wordpress/discover/typed-address.ts';
import { createConnection } from '../wordpress/http/connection.ts';
import { AT_A_TIME } from '../wordpress/http/rate-limit.ts';
import type { SiteAddress } from '../wordpress/http/types.ts';
import { asksVisitors } from './ahead.ts';
import { siteHeadersOf, transportOf } from './connection-options.ts';
import type { Context, OpenConnection, Reached } from './context.ts';
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
