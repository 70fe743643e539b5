/** Which addresses get the headers of `--site-header`. */

import type { Options } from '../options/options.ts';
import { parseTyped, type TypedAddress } from '../wordpress/discover/typed-address.ts';
import type { ConnectionOptions } from '../wordpress/http/connection.ts';
import { isLocalHost, isSameName } from '../wordpress/http/hosts.ts';

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
