/** Which plugin serves a REST route: with it off, the route is gone and nothing is learned. */

import type { Plugin, PluginId, SymptomRequest } from '../model/report.ts';
import { own } from '../model/own-property.ts';
import { restRouteOf } from '../wordpress/http/urls__rest-route.ts';
import { slugOf } from './fingerprints.ts';

/** Namespaces that are not named like their plugin's folder. */
const OWNERS: Readonly<Record<string, string>> = {
  wc: 'woocommerce',
  'wc-admin': 'woocommerce',
  'wc-analytics': 'woocommerce',
  'wc-telemetry': 'woocommerce',
  llms: 'lifterlms',
  yoast: 'wordpress-seo',
  rankmath: 'seo-by-rank-math',
  aioseo: 'all-in-one-seo-pack',
  gf: 'gravityforms',
  ldlms: 'sfwd-lms',
  tribe: 'the-events-calendar',
  bbp: 'bbpress',
  frm: 'formidable',
  wpforms: 'wpforms-lite',
  tec: 'the-events-calendar',
  mailpoet: 'mailpoet',
  redirection: 'redirection',
};

const CORE = /^(?:wp|oembed|wp-site-health|wp-block-editor|wp-abilities|batch)$/;

/**
 * The active plugins that seem to serve these requests' routes, by the namespace: `wc` is WooCommerce,
 * `contact-form-7` is a folder. Empty for core's routes, pages, and what nobody is named for.
 */
export function routeOwners(
  requests: readonly Pick<SymptomRequest, 'url'>[],
  plugins: readonly Plugin[],
): readonly PluginId[] {
  const vendors = requests.flatMap(({ url }) => {
    const vendor = restRouteOf(url)?.split('/')[1] ?? '';
    return vendor === '' || CORE.test(vendor) ? [] : [vendor];
  });
  const slugs = new Set(vendors.flatMap((vendor) => [vendor, own(OWNERS, vendor) ?? vendor]));
  return plugins
    .filter(({ plugin, status }) => status !== 'inactive' && slugs.has(slugOf(plugin)))
    .map(({ plugin }) => plugin);
}
