/** Host names as the system and the zone's own name servers tell them. Nothing is asked but the DNS. */

import { lookup, Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';

/** What the names of a system need; everything from outside is passed in. */
export type NamesOptions = {
  readonly hostsPath: string;
  /** Every answer comes within this time, or none does. */
  readonly timeoutMs?: number;
  readonly lookup?: (host: string) => Promise<readonly { readonly address: string }[]>;
  /** Name servers to ask (`address:port`); default: those of the system. For tests. */
  readonly servers?: readonly string[];
  /** The port where name servers are asked; default 53. For tests. */
  readonly port?: number;
};

/** More than this many aliases (CNAME) lead nowhere. */
const MOST_ALIASES = 4;

const TIMEOUT_MS = 1_500;

/** The names of this system. Where there is no DNS at all, `authoritative` says null within the time. */
export function createNames(options: NamesOptions): Names {
  const { timeoutMs = TIMEOUT_MS } = options;
  const ask = options.lookup ?? ((host: string) => lookup(host, { all: true }));
  return {
    async lookup(host) {
      const late = Object.assign(new Error('No answer in time'), { code: 'ETIMEOUT' });
      const found = await withinTime(ask(host), timeoutMs, () => Promise.reject(late));
      return [...new Set(found.map(({ address }) => address))];
    },
    async authoritative(host, signal) {
      if (isIP(host) !== 0 || signal?.aborted) return null;
      const resolvers = new Set<Resolver>();
      const stop = () => {
        for (const resolver of resolvers) resolver.cancel();
      };
      signal?.addEventListener('abort', stop, { once: true });
      const resolver = (servers: readonly string[]) => {
        const fresh = new Resolver({ timeout: timeoutMs, tries: 1 });
        if (servers.length > 0) fresh.setServers(servers);
        resolvers.add(fresh);
        return fresh;
      };
      try {
        const asking = fromZone(host, options, resolver).catch(() => null);
        return await withinTime(asking, timeoutMs, async () => null);
      } finally {
        stop();
        signal?.removeEventListener('abort', stop);
      }
    },
    async hostsFile() {
      const text = await readFile(options.hostsPath, 'utf8').catch(() => '');
      return readHostsFile(text);
    },
  };
}

/** Where the hosts file is; `windowsRoot` is the variable SystemRoot. */
export function hostsPathOf(platform: NodeJS.Platform, windowsRoot = 'C:\\Windows'): string {
  return platform === 'win32' ? `${windowsRoot}\\System32\\drivers\\etc\\hosts` : '/etc/hosts';
}

/** The lines of a hosts file: an address and its names, comments aside. */
export function readHostsFile(
  text: string,
): readonly { readonly address: string; readonly names: readonly string[] }[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/))
    .flatMap(([address = '', ...names]) =>
      isIP(address.replace(/%.*/, '')) !== 0 && names.length > 0 ? [{ address, names }] : [],
    );
}

type OpenResolver = (servers: readonly string[]) => Resolver;

/** Asks the zone's name servers, and those of the zones that aliases lead to. Null: they cannot be asked. */
async function fromZone(
  host: string,
  options: NamesOptions,
  open: OpenResolver,
): Promise<readonly string[] | null> {
  let name = host;
  for (let aliases = 0; aliases <= MOST_ALIASES; aliases += 1) {
    const servers = await nameServersOf(name, options, open);
    if (servers === null) return null;
    const zone = open(servers);
    const [v4, v6, alias] = await Promise.all([
      answerOf(zone.resolve4(name)),
      answerOf(zone.resolve6(name)),
      answerOf(zone.resolveCname(name)),
    ]);
    const found = [...(v4 ?? []), ...(v6 ?? [])];
    if (found.length > 0) return [...new Set(found)];
    const [next] = alias ?? [];
    // Neither address nor alias: the zone says that there is none, or it could not be asked.
    if (next === undefined) return v4 !== null && v6 !== null ? [] : null;
    name = next;
  }
  return null;
}

/** The addresses of the servers of the closest zone above (or at) a name. */
async function nameServersOf(
  name: string,
  { servers = [], port }: NamesOptions,
  open: OpenResolver,
): Promise<readonly string[] | null> {
  const system = open(servers);
  const labels = name.split('.');
  // A top-level domain is nobody's own zone.
  const zones = labels.slice(0, -1).map((_, at) => labels.slice(at).join('.'));
  const found = await Promise.all(zones.map((zone) => answerOf(system.resolveNs(zone))));
  const hosts = found.find((answer) => answer !== null && answer.length > 0);
  if (!hosts) return null;
  const addresses = await Promise.all(
    hosts.slice(0, 2).map((host) => answerOf(system.resolve4(host))),
  );
  const all = addresses.flatMap((answer) => answer ?? []);
  return all.length === 0
    ? null
    : all.map((address) => (port === undefined ? address : `${address}:${port}`));
}

/** What was answered; empty where the server says that there is nothing; null where it says nothing. */
async function answerOf(asking: Promise<string[]>): Promise<readonly string[] | null> {
  try {
    return await asking;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENODATA' || code === 'ENOTFOUND' ? [] : null;
  }
}

async function withinTime<T>(
  work: Promise<T>,
  milliseconds: number,
  late: () => Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const alarm = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), milliseconds);
  });
  try {
    const first = await Promise.race([work.then((value) => ({ value })), alarm]);
    return first === 'late' ? await late() : first.value;
  } finally {
    clearTimeout(timer);
  }
}

/** Names and addresses, as the system and the zone's own servers tell them; passed in for tests. */
export interface Names {
  /** What the system uses (hosts file included), as IP addresses. Rejects with `code` ENOTFOUND etc. */
  lookup(host: string): Promise<readonly string[]>;
  /** What the zone's own name servers say; null where they cannot be asked from here. */
  authoritative(host: string, signal?: AbortSignal): Promise<readonly string[] | null>;
  /** Host names of the hosts file, with their addresses. Empty where it cannot be read. */
  hostsFile(): Promise<readonly { readonly address: string; readonly names: readonly string[] }[]>;
}
