/** What every connection of a command is made of. */

import { readFile } from 'node:fs/promises';
import { Problem } from '../model/errors.ts';
import { isLocalHost, isSameName } from '../model/host-names.ts';
import type { Options } from '../options/options.ts';
import { parseTyped, type TypedAddress } from '../wordpress/discover/typed-address.ts';
import type { ConnectionOptions } from '../wordpress/http/connection.ts';
import type { Context } from './context.ts';

declare const __VERSION__: string | undefined;
declare const __HOMEPAGE__: string | undefined;

/** Time, name, certificates and proxies of this command's connections; no gate's password. */
export async function transportOf({
  options,
  env,
  fetch,
  clock,
}: Pick<Context, 'clock' | 'env' | 'fetch' | 'options'>): Promise<ConnectionOptions> {
  return {
    timeoutMs: options.timeoutSeconds * 1_000,
    userAgent: userAgent(),
    ca: options.caFile === null ? undefined : await readCa(options.caFile),
    insecure: options.insecure,
    env,
    fetch,
    now: clock.now,
    sleep: clock.sleep,
  };
}

/** The version of this program; `development` where it was not built. */
export function toolVersion(): string {
  return typeof __VERSION__ === 'string' ? __VERSION__ : 'development';
}

/** Who asks, for the site's log: name, version and, where the package has one, its home page. */
function userAgent(): string {
  const version = toolVersion();
  const homepage = typeof __HOMEPAGE__ === 'string' ? __HOMEPAGE__ : '';
  return `wp-bisect/${version}${homepage === '' ? '' : ` (+${homepage})`}`;
}

async function readCa(path: string): Promise<string> {
  const pem = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Problem('unreadable-file', { path, cause: error.code ?? String(error) });
  });
  // Loaded where it is needed: it would hold up the first screen.
  const { X509Certificate } = await import('node:crypto');
  try {
    // Node silently trusts nothing more where a text holds no certificate.
    new X509Certificate(pem);
  } catch (error) {
    throw new Problem('unreadable-file', { path, wanted: 'certificate' }, { cause: error });
  }
  return pem;
}

/** Which addresses get the headers of `--site-header`. */

/** What is known of the site: what was typed, then also where it was found. */
export type Whereabouts = { readonly typed: string | null; readonly found: string | null };

/**
 * What a connection needs to send them. They go to the host and port that were typed (with or without
 * `www.`) and to the origin that was found; over plain http to a public host only where that was typed
 * or allowed.
 */
export function siteHeadersOf(
  { siteHeaders, hidden, allowHttp }: Pick<Options, 'siteHeaders' | 'hidden' | 'allowHttp'>,
  whereabouts: () => Whereabouts,
): Pick<ConnectionOptions, 'siteHeaders' | 'hidden'> {
  if (Object.keys(siteHeaders).length === 0) return { hidden };
  return {
    hidden,
    siteHeaders: {
      headers: siteHeaders,
      mayGo(url) {
        const { typed, found } = whereabouts();
        const asked = addressIn(typed);
        const isSafe =
          url.protocol === 'https:' ||
          allowHttp ||
          isLocalHost(url.hostname) ||
          asked?.scheme === 'http';
        const isOwn = found !== null && new URL(found).origin === url.origin;
        return isSafe && (isOwn || (asked !== null && isAt(url, asked)));
      },
    },
  };
}

function isAt(url: URL, { scheme, host }: TypedAddress): boolean {
  const typed = new URL(`${scheme ?? 'https'}://${host}`);
  return typed.port === url.port && isSameName(typed.hostname, url.hostname);
}

/** Null for what is no address: an alias of WP-CLI, a slip. */
function addressIn(typed: string | null): TypedAddress | null {
  try {
    return typed === null ? null : parseTyped(typed);
  } catch {
    return null;
  }
}
