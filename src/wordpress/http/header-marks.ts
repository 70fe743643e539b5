/** Who is in front of a site, by headers that nobody else sends: hosting companies, caches, firewalls. */

import type { HttpAnswer } from './types.ts';

type HeaderMark = { readonly name: string; readonly header: string; readonly is?: RegExp };
type Marked = Pick<HttpAnswer, 'headers'>;

/** Hosting companies and proxies: the first that fits. */
const HOSTS: readonly HeaderMark[] = [
  { name: 'WP Engine', header: 'x-powered-by', is: /WP Engine/i },
  { name: 'WP Engine', header: 'wpe-backend' },
  { name: 'WP Engine', header: 'x-pass-why' },
  { name: 'Kinsta', header: 'x-kinsta-cache' },
  { name: 'Flywheel', header: 'x-fw-hash' },
  { name: 'Flywheel', header: 'x-fw-server' },
  { name: 'Pantheon', header: 'x-pantheon-styx-hostname' },
  { name: 'Pressable', header: 'host-header', is: /Pressable/i },
  { name: 'WordPress VIP', header: 'x-powered-by', is: /WordPress VIP/i },
  { name: 'Hostinger', header: 'platform', is: /hostinger/i },
  { name: 'Cloudways', header: 'cache-provider', is: /CLOUDWAYS/i },
  { name: 'Bluehost', header: 'host-header', is: /^c2hhcmVkLmJsdWVob3N0LmNvbQ==$/ },
  { name: 'Sucuri', header: 'x-sucuri-id' },
  { name: 'Cloudflare', header: 'cf-ray' },
];

/** Caches: the first that fits. */
const CACHES: readonly HeaderMark[] = [
  { name: 'Cloudflare', header: 'cf-cache-status' },
  { name: 'Kinsta', header: 'x-kinsta-cache' },
  { name: 'LiteSpeed', header: 'x-litespeed-cache' },
  { name: 'Sucuri', header: 'x-sucuri-cache' },
  { name: 'Amazon CloudFront', header: 'x-cache', is: /cloudfront/i },
  { name: 'WP Engine', header: 'x-powered-by', is: /WP Engine/i },
  { name: 'Fastly', header: 'x-served-by', is: /^cache-/i },
  { name: 'Varnish', header: 'x-varnish' },
  { name: 'Varnish', header: 'via', is: /varnish/i },
];

/** What may refuse requests in front of a site: each that fits. */
const FIREWALLS: readonly HeaderMark[] = [
  { name: 'Cloudflare', header: 'cf-ray' },
  { name: 'Cloudflare', header: 'server', is: /^cloudflare/i },
  { name: 'Sucuri', header: 'x-sucuri-id' },
  { name: 'Sucuri', header: 'server', is: /^Sucuri/i },
  { name: 'Imunify360', header: 'server', is: /imunify360/i },
  { name: 'BitNinja', header: 'server', is: /bitninja/i },
  { name: 'SiteGround', header: 'x-proxy-cache-info' },
  { name: 'Fastly', header: 'x-served-by', is: /cache-/i },
  { name: 'CloudFront', header: 'x-amz-cf-id' },
  { name: 'Akamai', header: 'server', is: /^AkamaiGHost/i },
];

/** The headers that mark somebody. None of them can carry a secret. */
export const MARKING_HEADERS: ReadonlySet<string> = new Set(
  [...HOSTS, ...CACHES, ...FIREWALLS].map(({ header }) => header),
);

/** The hosting company or proxy that the headers name: where, not why. Null for most sites. */
export function hostOf(answer: Marked | null): string | null {
  return answer && (namesIn(HOSTS, answer)[0] ?? null);
}

/** The cache that the headers name; null where none does. */
export function cacheOf(answer: Marked): string | null {
  return namesIn(CACHES, answer)[0] ?? null;
}

/** The firewalls and proxies that are there, by the headers; that they refuse anything is not said. */
export function firewallsOf(answer: Marked): readonly string[] {
  return [...new Set(namesIn(FIREWALLS, answer))];
}

function namesIn(marks: readonly HeaderMark[], { headers }: Marked): readonly string[] {
  return marks.flatMap(({ name, header, is = /./ }) =>
    is.test(headers.get(header) ?? '') ? name : [],
  );
}
