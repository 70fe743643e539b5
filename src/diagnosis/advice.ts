/**
 * What to do about a plugin that refuses requests: which setting to change, whom to ask. The sentences of
 * `known-plugins.json` are English; `npm run i18n` reads `signs[].fix.setting` and `hazard.what`, and
 * `report/` translates them.
 */

import type { Contact, Remedy, Setting } from '../model/findings.ts';
import { own } from '../model/own-property.ts';
import { slugOf } from '../model/plugin-ids.ts';
import type { Plugin, PluginId, Symptom, SymptomRequest } from '../model/report.ts';
import { restRouteOf } from '../wordpress/http/urls.ts';
import {
  concerns,
  knownByAnswer,
  knownPlugin,
  likeness,
  type Risk,
  type Sign,
} from './fingerprints.ts';

/** What helps against these plugins, which fail together, and who can be asked. */
export function remedyFor(
  plugins: readonly Pick<Plugin, 'plugin' | 'name' | 'version' | 'uri'>[],
  symptoms: readonly Symptom[],
): Remedy {
  const [setting = null, ...also] = settingsFor(plugins, symptoms);
  const runner = plugins.find(({ plugin }) => RUNS_OWN_CODE.has(slugOf(plugin)));
  const runsOwnCode = setting === null && runner ? { runsOwnCode: runner.name } : {};
  const others = also.length > 0 ? { also } : {};
  return { setting, ...others, contacts: plugins.map(contactOf), ...runsOwnCode };
}

/** Plugins that run snippets which somebody wrote for this site: Code Snippets, WPCode, Woody, FluentSnippets, XYZ. */
const RUNS_OWN_CODE: ReadonlySet<string> = new Set([
  'code-snippets',
  'code-snippets-pro',
  'insert-headers-and-footers',
  'wpcode-premium',
  'insert-php',
  'easy-code-manager',
  'insert-php-code-snippet',
  'post-snippets',
]);

/** The setting of these plugins that does it; null when nothing is known. */
export function settingFor(
  plugins: readonly Pick<Plugin, 'plugin'>[],
  symptoms: readonly Symptom[],
): Setting | null {
  return settingsFor(plugins, symptoms)[0] ?? null;
}

/**
 * One plugin may refuse one request for one setting and the next for another: each answer that names its setting
 * brings it, the most telling symptom first. Where none does, the likeliest setting alone.
 */
function settingsFor(
  plugins: readonly Pick<Plugin, 'plugin'>[],
  symptoms: readonly Symptom[],
): readonly Setting[] {
  const fixes = plugins
    .flatMap(({ plugin }) => knownPlugin(plugin)?.signs ?? [])
    .flatMap((sign) => (sign.fix && sign.byDesign !== true ? [{ sign, fix: sign.fix }] : []));
  const ranked = fixes
    .map((each) => ({ ...each, fit: Math.max(...symptoms.map((s) => fitOf(s, each.sign)), 0) }))
    .filter(({ fit }) => fit > 0)
    .toSorted((a, b) => b.fit - a.fit);
  const named = symptoms.flatMap(
    (symptom) => ranked.find(({ sign }) => fitOf(symptom, sign) === NAMED) ?? [],
  );
  const wanted = named.length > 0 ? named : ranked.slice(0, 1);
  const first = wanted.filter(
    ({ fix }, at) => wanted.findIndex((other) => other.fix.setting === fix.setting) === at,
  );
  return first.map(({ fix }) => ({
    text: fix.setting,
    verified: fix.tried !== undefined,
    keepsOn: fix.keepsOn ?? true,
  }));
}

/** The known plugins that keep somebody out in these words, on the site or not; null for anybody's words. */
export function keptOutBy(
  url: string,
  status: number,
  words: string,
): { readonly plugins: readonly string[]; readonly setting: Setting | null } | null {
  const symptom: Symptom = {
    request: { method: 'GET', url, as: 'anonymous', headers: {} },
    failsOn: [status],
    observed: { status, code: null, message: words, challenges: [] },
  };
  const known = knownByAnswer(symptom);
  if (known.length === 0) return null;
  return { plugins: known.map(({ name }) => name), setting: settingFor(known, [symptom]) };
}

const DIRECTORY = /^https?:\/\/(?:[a-z-]+\.)?wordpress\.org\/(?:extend\/)?plugins\/([a-z0-9-]+)/i;

/** Who made a plugin. A plugin of the official directory has a support page there. */
export function contactOf({
  plugin,
  name,
  version,
  uri,
}: Pick<Plugin, 'plugin' | 'name' | 'version' | 'uri'>): Contact {
  const known = knownPlugin(plugin);
  const isKnownThere = known !== undefined && known.directory !== false;
  const slug = DIRECTORY.exec(uri)?.[1] ?? (isKnownThere ? slugOf(plugin) : null);
  const own = /^https?:\/\//i.test(uri) ? uri : null;
  const url = slug === null ? own : `https://wordpress.org/support/plugin/${slug}/`;
  return { name: name || slugOf(plugin), version, url };
}

/** The answer itself names the sign. */
const NAMED = 3;

function fitOf(symptom: Symptom, sign: Sign): number {
  const found = likeness(symptom, sign);
  if (found === 'named') return NAMED;
  if (found === 'hinted') return 2;
  return concerns(symptom.request, sign) ? 1 : 0;
}

/** What switching a plugin off does beyond switching it off. */

/** A risk of one plugin on the site. `pin`: left alone unless the person says otherwise. */
export type Hazard = {
  readonly plugin: PluginId;
  readonly grade: Risk['grade'];
  readonly what: string;
  readonly pin: boolean;
};

/** The known risks of the active plugins, pinned ones first. `restAlone`: wp-admin's form is out of reach. */
export function hazards(
  plugins: readonly (Pick<Plugin, 'plugin'> & Partial<Pick<Plugin, 'status'>>)[],
  restAlone: boolean,
): readonly Hazard[] {
  return plugins
    .filter(({ status }) => status !== 'inactive')
    .flatMap(({ plugin }) => {
      const risk = knownPlugin(plugin)?.hazard;
      if (!risk || (risk.only === 'rest' && !restAlone)) return [];
      const { grade, what, pin } = risk;
      return [{ plugin, grade, what, pin }];
    })
    .toSorted((a, b) => Number(b.pin) - Number(a.pin));
}

/** Which plugin serves a REST route: with it off, the route is gone and nothing is learned. */

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
