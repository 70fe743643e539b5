/** Which hosts are one's own, and which belong together. */

import { isLoopback, isSameName } from '../../model/host-names.ts';

export { isLoopback, isSameName };

const LOCAL_NAME =
  /^(localhost|[^.]+|.+\.(localhost|local|test|internal|lan|home|invalid|example))$/;
const PRIVATE_V4 =
  /^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))(\.\d+)+$/;
const PRIVATE_V6 = /^\[(::1?|::ffff:7f.*|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*)\]$/;

/**
 * True for loopback, private and link-local addresses (RFC 1918, 4193, 6598, 3927) and for names that
 * no public DNS serves (RFC 6761, 6762): plain http does not leave the house there.
 */
export function isLocalHost(hostname: string): boolean {
  if (hostname.startsWith('[')) return PRIVATE_V6.test(hostname);
  return LOCAL_NAME.test(hostname) || PRIVATE_V4.test(hostname);
}

/**
 * True when a site at `from` may send us on to `to`: the same host, with or without `www.`, a host
 * below it (what is beside `www.` may be somebody else's), or another name of this machine. Anything else the person must type themselves: their
 * password goes there.
 */
export function belongsTo(to: string, from: string): boolean {
  return isSameName(to, from) || to.endsWith(`.${from}`);
}
