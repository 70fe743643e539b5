/** What the sentences about the server share. */

import type { Language } from '../../language/language.ts';
import type { Answerer } from '../../model/facts/server.ts';
import type { Finding } from '../../model/findings.ts';
import { own } from '../../model/own-property.ts';
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
  return own(NAMES, server) ?? clean(server, 40);
}

/**
 * A sentence about the server, with one that names it behind where the headers do: `The web server is nginx
 * (at WP Engine).`
 */
export function serverSays(t: Language, who: Answerer, sentence: string): string {
  const name = serverIs(t, who);
  return name === null ? sentence : `${sentence} ${name}`;
}

function serverIs(t: Language, { server, host }: Answerer): string | null {
  const isTold = host !== null && host.toLowerCase() !== server;
  const where = isTold ? clean(host, 40) : '';
  const behind = isTold && PROXIES.has(host);
  if (server === null) {
    if (!isTold) return null;
    return behind
      ? t.__('In front of the web server: %(proxy)s.', { proxy: where })
      : t.__('The host is %(host)s.', { host: where });
  }
  const name = serverName(server);
  if (!isTold) return t.__('The web server is %(server)s.', { server: name });
  return behind
    ? t.__('The web server is %(server)s, behind %(proxy)s.', { server: name, proxy: where })
    : t.__('The web server is %(server)s at %(host)s.', { server: name, host: where });
}

/** A sentence about a password prompt, with one that quotes the prompt behind it. */
export function withRealm(t: Language, realm: string | null, sentence: string): string {
  const name = realm === null ? '' : clean(realm, 80);
  return name === ''
    ? sentence
    : `${sentence} ${t.__('The prompt says "%(realm)s".', { realm: name })}`;
}

/** What making a finding's words needs to know besides its facts. */
export type Telling = {
  /** True where a search follows: the advice need not propose one. */
  readonly searchFollows: boolean;
};
