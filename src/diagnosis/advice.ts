/** Which setting to change, once a plugin is proven to be the culprit. */

import type { Plugin, Symptom } from '../run/model.ts';
import { knownPlugin, type Sign } from './known.ts';
import { concerns, likeness } from './signs.ts';

/**
 * The setting of these plugins that does it, as a short instruction from the known-plugin data; null
 * when nothing is known. One that is not read from the plugin's source says so.
 */
export function adviseOn(
  plugins: readonly Pick<Plugin, 'plugin'>[],
  symptoms: readonly Symptom[],
): string | null {
  const signs = plugins.flatMap(({ plugin }) => knownPlugin(plugin)?.signs ?? []);
  const ranked = signs
    .filter(({ fix }) => fix !== undefined)
    .map((sign) => ({ sign, fit: Math.max(...symptoms.map((symptom) => fitOf(symptom, sign)), 0) }))
    .filter(({ fit }) => fit > 0)
    .toSorted((a, b) => b.fit - a.fit);
  const fix = ranked[0]?.sign.fix;
  if (!fix) return null;
  return fix.verified
    ? fix.setting
    : `${fix.setting} (From memory: the menu may be named otherwise.)`;
}

function fitOf(symptom: Symptom, sign: Sign): number {
  const found = likeness(symptom, sign);
  if (found === 'named') return 3;
  if (found === 'hinted') return 2;
  return concerns(symptom.request, sign) ? 1 : 0;
}
