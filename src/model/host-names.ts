/** Which host names mean one machine, which are one's own, and which belong together. Pure. */

import { BlockList, isIPv4 } from 'node:net';

/** True for 127.0.0.0/8, ::1 and localhost. */
export function isLoopback(hostname: string): boolean {
  return /^(127(\.\d+){3}|\[::1\]|localhost|.+\.localhost)$/.test(hostname);
}

/** True for one host name with and without `www.`, and for two names of this machine. */
export function isSameName(one: string, other: string): boolean {
  return bareName(one) === bareName(other) || (isLoopback(one) && isLoopback(other));
}

/** The host name without `www.`. */
export function bareName(hostname: string): string {
  return hostname.replace(/^www\./, '');
}

const PRIVATE_NAME =
  /^(?:[^.]+|.+\.(?:localhost|local|test|internal|lan|home|home\.arpa|invalid|example))$/;
/** RFC 1122, 1918, 3927, 4193, 4291, 6598. IPv4 addresses inside of IPv6 are told by the rules of IPv4. */
const OWN_NETWORKS = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  OWN_NETWORKS.addSubnet(network, prefix, 'ipv4');
}
OWN_NETWORKS.addAddress('::', 'ipv6');
OWN_NETWORKS.addAddress('::1', 'ipv6');
OWN_NETWORKS.addSubnet('fc00::', 7, 'ipv6');
OWN_NETWORKS.addSubnet('fe80::', 10, 'ipv6');

/**
 * True for loopback, private and link-local addresses (RFC 1918, 4193, 6598, 3927) and for names that
 * no public DNS serves: plain http does not leave the house there.
 */
export function isLocalHost(hostname: string): boolean {
  if (hostname.startsWith('[')) return OWN_NETWORKS.check(hostname.slice(1, -1), 'ipv6');
  return isIPv4(hostname) ? OWN_NETWORKS.check(hostname) : isPrivateName(hostname);
}

/** True for a host name that no public DNS serves (RFC 6761, 6762, 8375). */
export function isPrivateName(hostname: string): boolean {
  return PRIVATE_NAME.test(hostname);
}

/**
 * True when a site at `from` may send us on to `to`: the same host, with or without `www.`, a host
 * below it (what is beside `www.` may be somebody else's), or another name of this machine. Anything else
 * the person must type themselves: their password goes there.
 */
export function belongsTo(to: string, from: string): boolean {
  return isSameName(to, from) || to.endsWith(`.${from}`);
}
