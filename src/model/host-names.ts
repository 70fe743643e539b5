/** Which host names mean one machine: `www.` or not, and the names of the loopback address. */

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
