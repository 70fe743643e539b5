/** Which hosting company or proxy an answer's headers name: where, not why. */

import type { HttpAnswer } from './types.ts';

/** Markers from webappanalyzer's technology list and wafw00f's plugins. */
const MARKERS: readonly { readonly name: string; readonly header: string; readonly is?: RegExp }[] =
  [
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

/** The first that is recognised; null for most sites. */
export function hostOf(answer: Pick<HttpAnswer, 'headers'> | null): string | null {
  if (!answer) return null;
  const marker = MARKERS.find(({ header, is = /./ }) => is.test(answer.headers.get(header) ?? ''));
  return marker?.name ?? null;
}
