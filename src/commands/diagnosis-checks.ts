/** The checks of a diagnosis, with their words: facts of any kind become findings here. */

import { besidePluginsCheck } from '../diagnosis/checks/must-use.ts';
import { pluginCheck } from '../diagnosis/checks/plugin.ts';
import {
  ACCESS_CHECKS,
  accessKind,
  pluginKind,
  SERVER_CHECKS,
  serverKind,
} from '../diagnosis/checks.ts';
import { type Diagnosis, diagnose } from '../diagnosis/diagnose.ts';
import type { DiagnosisInput, SceneCheck } from '../diagnosis/input.ts';
import type { Emit } from '../model/events.ts';
import type { AccessFacts } from '../model/facts/access.ts';
import type { ServerFacts } from '../model/facts/server.ts';
import type { CheckId, Finding, Found } from '../model/findings.ts';
import type { Cause } from '../model/report.ts';
import { accessFinding, serverFinding } from '../report/findings/index.ts';
import { besideFinding, pluginFinding } from '../report/findings/plugin.ts';
import type { RealSwitches } from './choose-switch.ts';
import type { Connected, Context } from './context.ts';
import { diagnosisInput, readPlugins, readRunning } from './diagnosis-input.ts';
import { type FoundSymptoms, failing, isByHand } from './find-symptoms.ts';

/** A finding in words, and the kind of cause it would be. */
export type Told = { readonly finding: Finding; readonly kind: Cause['kind'] };

/** Every check there is. `bisecting`: a search follows, so nobody has to be told to make one. */
export function allChecks(bisecting: boolean): readonly SceneCheck<Told>[] {
  return [
    ...told(softened(SERVER_CHECKS, bisecting), serverFinding, serverKind),
    ...told(bisecting ? hinting(ACCESS_CHECKS) : ACCESS_CHECKS, accessFinding, accessKind),
    ...told([besidePluginsCheck], besideFinding, () => 'must-use-plugin'),
    ...told([pluginCheck], (found) => pluginFinding(found, bisecting), pluginKind),
  ];
}

/** The checks of these names. */
export function checksOf(ids: readonly CheckId[]): readonly SceneCheck<Told>[] {
  return allChecks(false).filter(({ check }) => ids.includes(check));
}

/**
 * The part of a diagnosis that goes before every search: the checks whose word can spare it. An answer
 * that WordPress' REST server has signed was made behind everything that stands in front of it, so
 * nothing there is asked once more. The site's address was found right; a request typed by hand may be
 * written wrongly.
 */
export function decisiveChecks({
  symptoms,
  exact,
  refused,
}: Pick<DiagnosisInput, 'symptoms' | 'exact' | 'refused'>): readonly SceneCheck<Told>[] {
  const isSigned = symptoms.every(
    ({ observed }) => observed.code !== null && observed.challenges.length === 0,
  );
  const inFront: readonly CheckId[] = isSigned ? [] : ['gate', 'challenge', 'firewall', 'iis'];
  const typed: readonly CheckId[] = exact && !isSigned ? ['address'] : [];
  const isLost =
    refused.length > 0 || symptoms.some(({ request }) => request.as === 'application-password');
  const header: readonly CheckId[] = isLost ? ['authorization-header'] : [];
  const ids = new Set<CheckId>([...typed, ...inFront, ...header, 'credentials', 'plugin']);
  return allChecks(true).filter(({ check }) => ids.has(check));
}

/**
 * What can be looked at where only a person sees what fails: the site and the way into it. What else a
 * check could rule out, it would rule out for requests that nobody complained about.
 */
export function byHandChecks(): readonly SceneCheck<Told>[] {
  const ids: readonly CheckId[] = ['address', 'dns', 'credentials', 'session', 'beside-plugins'];
  return allChecks(true).filter(({ check }) => ids.includes(check));
}

/** Firewalls that run inside WordPress: their pages are a plugin's answer. */
const PLUGIN_FIREWALLS: ReadonlySet<string> = new Set(['Wordfence']);

/**
 * What a plugin may have made is a clue: the page of a firewall that is a plugin always; a rule in the
 * server's own configuration where a search follows. A plugin that wrote such a rule takes it back when
 * it is deactivated, so the search decides that.
 */
function isOfPlugin(facts: ServerFacts, bisecting: boolean): boolean {
  switch (facts.kind) {
    case 'firewall':
      return (
        PLUGIN_FIREWALLS.has(facts.by) ||
        (bisecting && facts.by === 'LiteSpeed' && facts.action === 'block')
      );
    case 'gate-place':
      // Nginx reads no file that a plugin could have written.
      return bisecting && !(facts.proof === 'own-page' && facts.server === 'nginx');
    case 'gate-everywhere':
      return bisecting && facts.writtenBy !== null;
    default:
      return false;
  }
}

/**
 * Lockouts, limits and short sessions are made by plugins as often as by hosts: where a search follows,
 * they are worth knowing and decide nothing.
 */
function hinting(checks: readonly SceneCheck<AccessFacts>[]): readonly SceneCheck<AccessFacts>[] {
  return checks.map(({ check, run }) => ({
    check,
    run: async (scene) => {
      const found = await run(scene);
      const isMine = found.check === 'steadiness' || found.check === 'session';
      return isMine && found.result === 'cause' ? { ...found, result: 'clue' } : found;
    },
  }));
}

function softened(
  checks: readonly SceneCheck<ServerFacts>[],
  bisecting: boolean,
): readonly SceneCheck<ServerFacts>[] {
  return checks.map(({ check, run }) => ({
    check,
    run: async (scene) => {
      const found = await run(scene);
      const isClue = found.result === 'cause' && isOfPlugin(found.facts, bisecting);
      return isClue ? { ...found, result: 'clue' } : found;
    },
  }));
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

/**
 * The diagnosis before any switch is prepared. Unattended only the part that can spare the search; a
 * person who watches is shown everything.
 */
export async function diagnoseFirst(
  context: Context,
  connected: Connected,
  found: FoundSymptoms,
  real: RealSwitches,
): Promise<CheckedSite> {
  const whole = context.options.mode === 'interactive';
  const running = whole ? await readRunning(context, connected) : await readPlugins(context, real);
  const { address } = connected;
  const typed = context.options.site ?? address.home;
  const visit = { ...connected, typed, blocked: null, connected };
  const input = diagnosisInput(context, visit, found, running);
  return runChecks(checksFor(input, found, whole), input, context.emit);
}

function checksFor(
  input: DiagnosisInput,
  { symptoms }: FoundSymptoms,
  whole: boolean,
): readonly SceneCheck<Told>[] {
  if (isByHand(symptoms)) return byHandChecks();
  return whole ? allChecks(true) : decisiveChecks(input);
}

/** True where something that is no plugin explains everything that was seen to fail: nothing is switched. */
export function explainsEverything({ settled }: CheckedSite, found: FoundSymptoms): boolean {
  const { symptoms } = failing(found);
  // A request that works now may fail one time in two: the run looks at it harder than the survey.
  return settled && symptoms.length > 0 && found.symptoms.length === found.rates.length;
}

/** What a diagnosis has found, in words. */
export type CheckedSite = {
  readonly findings: readonly Finding[];
  /** The surest cause; null where none was found. */
  readonly cause: Cause | null;
  /** True where the causes explain everything that fails: no plugin has to be switched. */
  readonly settled: boolean;
  /** What stands in for a cause where nothing is settled; null where the plugins' answer tells nothing. */
  readonly suspicion: Cause | null;
};

/** Makes the checks on a scene and tells each as it ends. Rejects only when cancelled. */
export async function runChecks(
  checks: readonly SceneCheck<Told>[],
  scene: DiagnosisInput,
  emit: Emit,
): Promise<CheckedSite> {
  const diagnosis = await diagnose(checks, scene, {
    began: (ids) => emit({ type: 'diagnosing', checks: ids }),
    ended: ({ facts }) => emit({ type: 'checked', finding: facts.finding }),
  });
  const { found, cause, explained } = diagnosis;
  return {
    findings: found.map(({ facts }) => facts.finding),
    cause: cause && causeOf(cause.facts),
    settled: cause !== null && explained.length === scene.symptoms.length,
    suspicion: suspicionIn(diagnosis),
  };
}

function causeOf({ finding, kind }: Told): Cause {
  const evidence = [finding.evidence, finding.meaning].filter(Boolean).join(' ');
  return { kind, evidence, advice: finding.advice };
}

/** What the check on plugins says; it is the last resort, and the advice is to prove it. */
function suspicionIn({ found }: Diagnosis<Told>): Cause | null {
  const plugin = found.find(({ check, result }) => check === 'plugin' && result === 'clue');
  return plugin ? causeOf(plugin.facts) : null;
}
