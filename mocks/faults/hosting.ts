/**
 * What kind of place a site lives in: replicas that lag, servers with memories of their own, caches,
 * firewalls that count, symptoms that come and go by the clock. Faults of one request are in `answers.ts`.
 */

import { seededRandom } from '../simulated/clock.ts';
import type { Rule, Seen, SimulatedSite } from '../simulated/types.ts';
import { maintenance, nonceExpired } from './answers.ts';
import type { StagedClock } from './clock.ts';
import { kindOf, type RequestKind, urlWithoutStamp } from './requests.ts';

/** A place with one peculiarity. Milliseconds; `after` and `every` count requests. */
export type Hosting =
  /** Every read, lists included, shows what was active so long ago. */
  | { readonly type: 'writes land late'; readonly ms: number }
  /** Lists show the state before the last change, or the one before that, until it is so old. */
  | { readonly type: 'lists lag behind'; readonly states: number; readonly ms: number }
  /** Visitors are answered from a database that is always so far behind; wp-admin is not. */
  | { readonly type: 'visitors on a replica'; readonly ms: number }
  /**
   * Visitors are served by a server that asks the database anew only so often; wp-admin by another.
   * `busy`: other visitors make it ask, so it does so by the clock.
   */
  | {
      readonly type: 'visitors on a server with a memory';
      readonly ms: number;
      readonly busy: boolean;
    }
  /** A balancer that goes by cookies: whoever has none, or no credential, is served by that server, whatever it asks for. */
  | {
      readonly type: 'strangers on a server with a memory';
      readonly ms: number;
      readonly busy: boolean;
    }
  /** The same twice; `one a connection`: a balancer sends every request of a connection to the same. */
  | {
      readonly type:
        | 'two servers in turn'
        | 'two servers at random'
        | 'two servers, one a connection';
      readonly ms: number;
      readonly busy: boolean;
    }
  /** Every second answer is made with the plugins that were active at the very first. */
  | { readonly type: 'a node that hears of no switch'; readonly lists: boolean }
  | {
      readonly type: 'a cache that keeps successes' | 'a cache that keeps refusals';
      readonly ms: number;
    }
  | { readonly type: 'answers one request old' }
  | {
      readonly type: 'a firewall that counts';
      readonly after: number;
      readonly ms: number;
      readonly says: 'iis' | 'page' | 'json';
    }
  | { readonly type: 'a symptom by the clock'; readonly on: number; readonly off: number }
  | { readonly type: 'sessions that end'; readonly every: number }
  | { readonly type: 'nonces that work once' }
  | { readonly type: 'a hook that deletes the setting'; readonly plugin: string }
  | {
      readonly type: 'maintenance mode' | 'the database is away';
      readonly from: number;
      readonly ms: number;
    };

type OneOf = { readonly chance: (percent: number) => boolean } & {
  readonly below: (limit: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
};

/** One of the places, by dice. `plugins` are folders of the site. */
export function anyHosting({ chance, below, pick }: OneOf, plugins: readonly string[]): Hosting {
  const memory = () => pick([1_000, 3_000, 8_000]);
  const places: readonly (() => Hosting)[] = [
    () => ({ type: 'writes land late', ms: 1_000 + below(9_001) }),
    () => ({ type: 'lists lag behind', states: 1 + below(2), ms: 1_000 + below(9_001) }),
    () => ({ type: 'visitors on a replica', ms: 500 + below(9_501) }),
    () => ({ type: 'visitors on a server with a memory', ms: memory(), busy: chance(50) }),
    () => ({ type: 'two servers in turn', ms: memory(), busy: chance(50) }),
    () => ({ type: 'two servers at random', ms: memory(), busy: chance(50) }),
    () => ({ type: 'two servers, one a connection', ms: memory(), busy: chance(50) }),
    () => ({ type: 'a node that hears of no switch', lists: chance(30) }),
    () => ({ type: 'a cache that keeps successes', ms: 2_000 + below(3_001) }),
    () => ({ type: 'a cache that keeps refusals', ms: 2_000 + below(3_001) }),
    () => ({ type: 'answers one request old' }),
    () => ({
      type: 'a firewall that counts',
      after: 4 + below(12),
      ms: 1_000 + below(9_001),
      says: pick(['iis', 'page', 'json'] as const),
    }),
    () => ({
      type: 'a symptom by the clock',
      on: 2_000 + below(60_000),
      off: 1_000 + below(30_000),
    }),
    () => ({ type: 'sessions that end', every: 5 + below(20) }),
    () => ({ type: 'nonces that work once' }),
    () => ({ type: 'a hook that deletes the setting', plugin: pick(plugins) }),
    () => ({ type: 'maintenance mode', from: 8 + below(50), ms: 10_000 + below(50_000) }),
    () => ({ type: 'the database is away', from: 8 + below(50), ms: 20_000 }),
  ];
  return pick(places)();
}

/** What a place needs to be built. */
export type Ground = {
  readonly site: SimulatedSite;
  readonly clock: StagedClock;
  readonly seed: number;
  readonly isProbe: (url: URL) => boolean;
};

/** Moves a site to such a place, for good. */
export function moveTo(hosting: Hosting, ground: Ground): void {
  const { site, clock } = ground;
  const kind = (request: Request) => kindOf(request, ground.isProbe);
  const probes = (seen: Seen) => kind(seen.request) === 'probe';
  const since = clock.now();
  switch (hosting.type) {
    case 'writes land late':
    case 'lists lag behind':
    case 'visitors on a replica':
    case 'visitors on a server with a memory':
    case 'strangers on a server with a memory':
    case 'two servers in turn':
    case 'two servers at random':
    case 'two servers, one a connection':
    case 'a node that hears of no switch':
      site.change({ sees: listSeenBy(hosting, ground) });
      return;
    case 'a cache that keeps successes':
    case 'a cache that keeps refusals': {
      const wants = (status: number) =>
        hosting.type.endsWith('successes') ? status < 400 : status >= 400;
      const copies = new Map<string, { answer: Response; until: number }>();
      const copyOf = ({ request }: Seen) => {
        const kept = copies.get(urlWithoutStamp(request.url));
        return kept && clock.now() < kept.until ? kept.answer.clone() : undefined;
      };
      site.on('request', (seen) => (probes(seen) ? copyOf(seen) : undefined));
      site.on('answer', (seen, answer) => {
        if (!probes(seen) || !wants(answer.status) || copyOf(seen)) return;
        const until = clock.now() + hosting.ms;
        copies.set(urlWithoutStamp(seen.request.url), { answer, until });
      });
      return;
    }
    case 'answers one request old': {
      const copies = new Map<string, Response>();
      site.on('answer', (seen, answer) => {
        if (!probes(seen)) return undefined;
        const url = urlWithoutStamp(seen.request.url);
        const given = copies.get(url) ?? answer.clone();
        copies.set(url, answer);
        return given;
      });
      return;
    }
    case 'a firewall that counts': {
      let started = since;
      let seenSince = 0;
      site.on('request', (seen) => {
        if (!probes(seen)) return undefined;
        if (clock.now() - started >= hosting.ms) {
          started = clock.now();
          seenSince = 0;
        }
        seenSince += 1;
        return seenSince > hosting.after ? REFUSALS[hosting.says]() : undefined;
      });
      return;
    }
    case 'a symptom by the clock': {
      const rules = site.options.rules ?? [];
      const { on, off } = hosting;
      site.on('request', () => {
        change(site, (clock.now() - since) % (on + off) < on ? rules : []);
      });
      return;
    }
    case 'sessions that end': {
      let requests = 0;
      site.on('request', () => {
        requests += 1;
        if (requests % hosting.every === 0) site.endSessions();
      });
      return;
    }
    case 'nonces that work once': {
      let fresh = false;
      site.on('request', ({ request }) => {
        const what = kind(request);
        // Pages of wp-admin and admin-ajax hand out a new one.
        if (what === 'nonce' || new URL(request.url).pathname.includes('/wp-admin/')) {
          if (request.method === 'GET') fresh = true;
        }
        const uses = request.headers.has('x-wp-nonce') || (what === 'write' && !isBasic(request));
        if (!uses) return undefined;
        if (!fresh) return nonceExpired(request);
        fresh = false;
        return undefined;
      });
      return;
    }
    case 'a hook that deletes the setting':
      site.on('toggle', ({ plugin, active }) => {
        if (!active && plugin.startsWith(`${hosting.plugin}/`)) change(site, []);
      });
      return;
    case 'maintenance mode':
    case 'the database is away': {
      let requests = 0;
      let until = 0;
      site.on('request', () => {
        requests += 1;
        if (requests === hosting.from) until = clock.now() + hosting.ms;
        if (clock.now() >= until) return undefined;
        return hosting.type === 'maintenance mode' ? maintenance() : databaseError();
      });
      return;
    }
  }
}

type Lagging = Extract<
  Hosting,
  {
    type:
      | 'writes land late'
      | 'lists lag behind'
      | 'visitors on a replica'
      | 'visitors on a server with a memory'
      | 'strangers on a server with a memory'
      | 'two servers in turn'
      | 'two servers at random'
      | 'two servers, one a connection'
      | 'a node that hears of no switch';
  }
>;

/** Which plugins a request finds active, where that is not what the database says. */
function listSeenBy(
  hosting: Lagging,
  { site, clock, seed, isProbe }: Ground,
): (seen: Seen) => readonly string[] | undefined {
  const random = seededRandom(seed + 1);
  const now = () => site.active.map((plugin) => `${plugin}.php`);
  const history: { readonly at: number; readonly active: readonly string[] }[] = [
    { at: 0, active: now() },
  ];
  // One write changes many plugins: a state is what one moment leaves behind.
  site.on('toggle', () => {
    if (history.at(-1)?.at === clock.now()) history.pop();
    history.push({ at: clock.now(), active: now() });
  });
  const asOf = (at: number) => history.findLast((state) => state.at <= at)?.active;
  const isList = (kind: RequestKind) => kind === 'plugin list';
  const ms = 'ms' in hosting ? hosting.ms : 0;
  const memories = [0, 1].map(() => ({ active: now(), until: 0, phase: random() * ms }));
  const remembered = (server: number) => {
    const memory = memories[server];
    if (!memory) return undefined;
    if ('busy' in hosting && hosting.busy) {
      return asOf(clock.now() - ((clock.now() - memory.phase) % ms));
    }
    if (clock.now() >= memory.until) {
      memory.active = now();
      memory.until = clock.now() + ms;
    }
    return memory.active;
  };
  const connection = { server: 0, usedAt: 0 };
  let turn = 0;

  return ({ request }) => {
    const kind = kindOf(request, isProbe);
    if (kind === 'write' || kind === 'login') return undefined;
    switch (hosting.type) {
      case 'writes land late':
        return asOf(clock.now() - hosting.ms);
      case 'visitors on a replica':
        return kind === 'probe' ? asOf(clock.now() - hosting.ms) : undefined;
      case 'two servers, one a connection': {
        if (kind !== 'probe') return undefined;
        const isIdle = clock.now() - connection.usedAt > IDLE_MS;
        if (isIdle || request.headers.get('connection') === 'close') {
          connection.server = random() < 0.5 ? 0 : 1;
        }
        connection.usedAt = clock.now();
        return remembered(connection.server);
      }
      case 'lists lag behind': {
        const last = history.at(-1);
        if (!isList(kind) || !last || clock.now() - last.at >= hosting.ms) return undefined;
        return history.at(-1 - hosting.states)?.active ?? history[0]?.active;
      }
      case 'visitors on a server with a memory':
        return kind === 'probe' ? remembered(0) : undefined;
      case 'strangers on a server with a memory':
        return isStranger(request) ? remembered(0) : undefined;
      case 'two servers in turn':
        turn += 1;
        return kind === 'probe' ? remembered(turn % 2) : undefined;
      case 'two servers at random':
        return kind === 'probe' ? remembered(random() < 0.5 ? 0 : 1) : undefined;
      case 'a node that hears of no switch':
        if (kind !== 'probe' && !(hosting.lists && isList(kind))) return undefined;
        turn += 1;
        return turn % 2 === 0 ? history[0]?.active : undefined;
    }
  };
}

function change(site: SimulatedSite, rules: readonly Rule[]): void {
  if (site.options.rules !== rules) site.change({ rules });
}

function isStranger({ headers }: Request): boolean {
  return !headers.has('authorization') && !headers.get('cookie')?.includes('wordpress_logged_in');
}

function isBasic(request: Request): boolean {
  return request.headers.get('authorization')?.startsWith('Basic ') ?? false;
}

/** An idle connection is closed after so long. */
const IDLE_MS = 5_000;

const html = { 'content-type': 'text/html' };
const REFUSALS = {
  iis: () =>
    new Response(
      '<html><head><title>IIS 10.0 Detailed Error - 401.501 - Unauthorized</title></head><body><h3>HTTP Error 401.501 - Unauthorized</h3><h4>Too many requests from the same client IP; Dynamic IP Restriction Maximum request rate limit reached.</h4></body></html>',
      { status: 401, headers: { ...html, server: 'Microsoft-IIS/10.0' } },
    ),
  page: () =>
    new Response(
      '<html><head><title>401 Unauthorized</title></head><body><h1>Unauthorized</h1></body></html>',
      { status: 401, headers: html },
    ),
  json: () => Response.json({ message: 'Unauthorized' }, { status: 401 }),
} as const;

function databaseError(): Response {
  const body =
    '<!DOCTYPE html><html><head><title>Database Error</title></head><body id="error-page"><div class="wp-die-message"><h1>Error establishing a database connection</h1></div></body></html>';
  return new Response(body, { status: 500, headers: html });
}
