/** The checks of a diagnosis, with their words: facts of any kind become findings here. */

import { ACCESS_CHECKS } from '../diagnosis/access-checks.ts';
import { accessKind, pluginKind, serverKind } from '../diagnosis/cause-kind.ts';
import { besidePluginsCheck } from '../diagnosis/checks/beside-plugins.ts';
import { pluginCheck } from '../diagnosis/checks/plugin.ts';
import type { SceneCheck } from '../diagnosis/scene.ts';
import { SERVER_CHECKS } from '../diagnosis/server-checks.ts';
import { accessFinding } from '../report/findings/access.ts';
import { besideFinding, pluginFinding } from '../report/findings/plugins.ts';
import { serverFinding } from '../report/findings/server.ts';
import type { CheckId, Finding, Found } from '../run/finding.ts';
import type { Cause } from '../run/model.ts';

/** A finding in words, and the kind of cause it would be. */
export type Told = { readonly finding: Finding; readonly kind: Cause['kind'] };

/** Every check there is. `bisecting`: a search follows, so nobody has to be told to make one. */
export function allChecks(bisecting: boolean): readonly SceneCheck<Told>[] {
  return [
    ...told(SERVER_CHECKS, serverFinding, serverKind),
    ...told(ACCESS_CHECKS, accessFinding, accessKind),
    ...told([besidePluginsCheck], besideFinding, () => 'must-use-plugin'),
    ...told([pluginCheck], (found) => pluginFinding(found, bisecting), pluginKind),
  ];
}

/**
 * The checks whose word can spare a search, and that cost a request or two: what they need was mostly
 * asked by the survey. The others are for somebody who reads what they say.
 */
const DECISIVE: ReadonlySet<CheckId> = new Set([
  'address',
  'gate',
  'challenge',
  'firewall',
  'iis',
  'credentials',
  'authorization-header',
  'plugin',
]);

/** The checks of these names. */
export function checksOf(ids: readonly CheckId[]): readonly SceneCheck<Told>[] {
  return allChecks(false).filter(({ check }) => ids.includes(check));
}

/** The part of a diagnosis that goes before every search. */
export function decisiveChecks(): readonly SceneCheck<Told>[] {
  return allChecks(true).filter(({ check }) => DECISIVE.has(check));
}

function told<Facts>(
  checks: readonly SceneCheck<Facts>[],
  word: (found: Found<Facts>) => Finding,
  kindOf: (facts: Facts) => Cause['kind'],
): readonly SceneCheck<Told>[] {
  return checks.map(({ check, run }) => ({
    check,
    run: async (scene) => {
      const found = await run(scene);
      return { ...found, facts: { finding: word(found), kind: kindOf(found.facts) } };
    },
  }));
}
