/** What switching a plugin off does beyond switching it off. */

import type { Plugin, PluginId } from '../model/report.ts';
import { knownPlugin, type Risk } from './fingerprints.ts';

/** A risk of one plugin on the site. `pin`: left alone unless the person says otherwise. */
export type Hazard = {
  readonly plugin: PluginId;
  readonly grade: Risk['grade'];
  readonly what: string;
  readonly pin: boolean;
};

/** The known risks of the active plugins, pinned ones first. `restAlone`: wp-admin's form is out of reach. */
export function hazards(plugins: readonly Plugin[], restAlone: boolean): readonly Hazard[] {
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
