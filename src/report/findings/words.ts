/** What the sentences about the server share. */

import type { Answerer } from '../../model/facts/server.ts';
import type { Finding } from '../../model/findings.ts';
import { clean } from '../format.ts';

/** The words of a finding. */
export type FindingWords = Pick<Finding, 'evidence' | 'meaning' | 'advice'>;

const NAMES: Readonly<Record<string, string>> = {
  nginx: 'nginx',
  openresty: 'nginx (OpenResty)',
  apache: 'Apache',
  iis: 'IIS',
  litespeed: 'LiteSpeed',
  cloudflare: 'Cloudflare',
};

/** Proxies that are in front of a site; who they forward to is another matter. */
const PROXIES: ReadonlySet<string> = new Set(['Cloudflare', 'Sucuri']);

/** The hosting company, where the headers name one and not only a proxy. */
export function hostingOf({ host }: Answerer): string | null {
  return host === null || PROXIES.has(host) ? null : clean(host, 40);
}

/** A server as people write it. */
export function serverName(server: string): string {
  return NAMES[server] ?? clean(server, 40);
}

/** `nginx`, `the web server`; where it is known: `nginx (at WP Engine)`, `nginx (behind Cloudflare)`. */
export function answererName({ server, host }: Answerer): string {
  const name = server === null ? 'the web server' : serverName(server);
  if (host === null || host.toLowerCase() === server) return name;
  return `${name} (${PROXIES.has(host) ? 'behind' : 'at'} ${clean(host, 40)})`;
}

/** The same at the beginning of a sentence. */
export function answererFirst(who: Answerer): string {
  const name = answererName(who);
  return name.startsWith('the ') ? `T${name.slice(1)}` : name;
}

/** ` ("Staging")`; nothing where the realm is unnamed. */
export function named(realm: string | null): string {
  const name = realm === null ? '' : clean(realm, 80);
  return name === '' ? '' : ` ("${name}")`;
}

/** What making a finding's words needs to know besides its facts. */
export type Telling = {
  /** True where a search follows: nobody has to be told to start one. */
  readonly searchFollows: boolean;
};
