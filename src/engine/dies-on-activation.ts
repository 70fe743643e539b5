/**
 * Plugins that WordPress refuses to activate because their code ends with a fatal error. WordPress reads
 * a plugin's file before it puts the plugin on its list (plugin_sandbox_scrape), so one whose file dies
 * cannot come back by any way that goes through WordPress. There is no way around it: Recovery Mode
 * pauses a plugin for one session only, and visitors prove nothing while it is on their list.
 *
 * So such a plugin is off once it was tested, and stays off. That is the lesser harm: with it on, every
 * page was a fatal error. It is switched off while it is paused: its code is not loaded, and its
 * deactivation hook does not run.
 */

import type { Refusal } from '../model/ports.ts';
import type { Observation, PluginId, ReportedCulprit, Symptom } from '../model/report.ts';

/** The codes of a fatal error while a plugin was activated: of the form in wp-admin, and of REST. */
const DIED: ReadonlySet<string> = new Set(['fatal', 'internal_server_error']);

/** The plugins that died while they were to be activated. */
export function diedIn(refused: readonly Refusal[]): readonly PluginId[] {
  return refused.flatMap(({ plugin, wanted, code }) =>
    wanted === 'active' && DIED.has(code) ? plugin : [],
  );
}

/**
 * What a state shows that could not be reached because these plugins died in it: a symptom that is an
 * error of the server itself fails there. That is said of those plugins only with which everything on
 * fails and without which it was seen to pass (`withoutThem`): a plugin can die while it is activated,
 * of its activation hook, and be innocent. Null where nothing can be said.
 */
export function failedByDying(
  symptoms: readonly Symptom[],
  withoutThem: readonly Observation[] = [],
): readonly (Observation | null)[] {
  return symptoms.map((symptom, index) =>
    isServerError(symptom) && withoutThem[index]?.verdict === 'passes'
      ? {
          verdict: 'fails',
          observed: { ...symptom.observed, status: 0, code: 'died-on-activation', message: null },
        }
      : null,
  );
}

/** True for a symptom that is a fatal error, or another error of the server. */
function isServerError({ observed, failsOn }: Pick<Symptom, 'observed' | 'failsOn'>): boolean {
  return observed.status >= 500 && failsOn.includes(observed.status);
}

/**
 * The plugins that may stay off where they die: culprits behind an error of the server, and those in
 * whose file it happened before anything was switched, as WordPress said.
 */
export function mayStayOff(
  culprits: readonly ReportedCulprit[],
  symptoms: readonly Symptom[],
  baseline: readonly PluginId[],
): readonly PluginId[] {
  const proven = culprits
    .filter((culprit) => culprit.symptoms.every((index) => isServerError(symptoms[index]!)))
    .flatMap(({ plugins }) => plugins.map(({ plugin }) => plugin));
  const fatal = new Set(symptoms.filter(isServerError).map(({ observed }) => observed.fatalIn));
  return [...proven, ...baseline.filter((plugin) => fatal.has(plugin.split('/')[0]))];
}

/** A proof as it is where a plugin would not come back: nothing was seen with it on again. */
export function provenByDying(
  culprit: ReportedCulprit,
  died: ReadonlySet<PluginId>,
): ReportedCulprit {
  if (!culprit.plugins.some(({ plugin }) => died.has(plugin))) return culprit;
  const proof = { ...culprit.proof, alone: 'not-tested', again: 'died-on-activation' } as const;
  return { ...culprit, proof };
}
