/** What to do about a plugin that refuses requests: which setting to change, whom to ask. */

import type { Plugin, Symptom } from '../model/report.ts';
import type { Contact, Remedy, Setting } from '../model/findings__remedy.ts';
import { knownPlugin, type Sign, slugOf } from './fingerprints.ts';
import { concerns, likeness } from './fingerprints__signs.ts';

/** What helps against these plugins, which fail together, and who can be asked. */
export function remedyFor(
  plugins: readonly Pick<Plugin, 'plugin' | 'name' | 'version' | 'uri'>[],
  symptoms: readonly Symptom[],
): Remedy {
  return { setting: settingFor(plugins, symptoms), contacts: plugins.map(contactOf) };
}

/** The setting of these plugins that does it; null when nothing is known. */
export function settingFor(
  plugins: readonly Pick<Plugin, 'plugin'>[],
  symptoms: readonly Symptom[],
): Setting | null {
  const signs = plugins.flatMap(({ plugin }) => knownPlugin(plugin)?.signs ?? []);
  const ranked = signs
    .filter(({ fix, byDesign }) => fix !== undefined && byDesign !== true)
    .map((sign) => ({ sign, fit: Math.max(...symptoms.map((symptom) => fitOf(symptom, sign)), 0) }))
    .filter(({ fit }) => fit > 0)
    .toSorted((a, b) => b.fit - a.fit);
  const fix = ranked[0]?.sign.fix;
  return fix ? { text: fix.setting, verified: fix.verified } : null;
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

function fitOf(symptom: Symptom, sign: Sign): number {
  const found = likeness(symptom, sign);
  if (found === 'named') return 3;
  if (found === 'hinted') return 2;
  return concerns(symptom.request, sign) ? 1 : 0;
}
