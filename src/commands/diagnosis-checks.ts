/** The checks of a diagnosis: which of them to make, and what they come to. */

import type { ToDecide } from '../diagnosis/check.ts';
import { type Diagnosis, diagnose } from '../diagnosis/diagnose.ts';
import type { DiagnosisInput } from '../diagnosis/input.ts';
import type { Language } from '../language/language.ts';
import type { Emit } from '../model/events.ts';
import type { Finding } from '../model/findings.ts';
import type { Cause } from '../model/report.ts';
import { causeOfFinding } from '../report/causes.ts';
import { CHECKS, checkNamed, type Told, type WordedCheck } from '../report/findings/index.ts';
import type { Telling } from '../report/findings/words.ts';
import type { Connected, Context } from './context.ts';
import { diagnosisInput, type InputServices, readPlugins, readRunning } from './diagnosis-input.ts';
import type { FoundSymptoms } from './found-symptoms.ts';
import { failing } from './found-symptoms.ts';
import { isByHand } from './judged-by-hand.ts';
import type { RealSwitches } from './real-switches.ts';

/** What the diagnosis before a search works with. */
type CheckServices = InputServices & Pick<Context, 'emit' | 'startedAt' | 't'>;

/** Every check that can spare a search of these symptoms: the part of a diagnosis before every search. */
export function decisiveChecks(input: ToDecide): readonly WordedCheck[] {
  return CHECKS.filter(({ maySpareSearch }) => maySpareSearch?.(input) === true);
}

/**
 * What can be looked at where only a person sees what fails: the site and the way into it. What else a
 * check could rule out, it would rule out for requests that nobody complained about.
 */
function byHandChecks(): readonly WordedCheck[] {
  return CHECKS.filter(({ worksByHand }) => worksByHand === true);
}

/**
 * The diagnosis before any switch is prepared. Unattended only the part that can spare the search; a
 * person who watches is shown everything.
 */
export async function diagnoseFirst(
  context: CheckServices,
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
  const checks = checksFor(input, found, whole);
  return runChecks(context.t, checks, input, context.emit, { searchFollows: true });
}

function checksFor(
  input: DiagnosisInput,
  { symptoms }: FoundSymptoms,
  whole: boolean,
): readonly WordedCheck[] {
  if (isByHand(symptoms)) return byHandChecks();
  return whole ? CHECKS : decisiveChecks(input);
}

/** True where something that is no plugin explains everything that was seen to fail: nothing is switched. */
export function explainsEverything({ settled }: CheckedSite, found: FoundSymptoms): boolean {
  const { symptoms } = failing(found);
  // A request that works now may fail one time in two: the run looks at it harder than the survey.
  return settled && symptoms.length > 0 && found.symptoms.length === found.rates.length;
}

/**
 * What is left to search for: a symptom that a check explains would only make the search longer. Each that
 * leaves is told, and stays in the report behind the others.
 */
export function leftToSearch(
  { explained }: CheckedSite,
  found: FoundSymptoms,
  emit: Emit,
): FoundSymptoms {
  const { symptoms, rates } = found;
  const leaving = explained.filter((index) => index < rates.length);
  if (leaving.length === 0 || leaving.length === symptoms.length) return found;
  const stays = (_: unknown, index: number) => !leaving.includes(index);
  const left = symptoms.filter(stays);
  const behind = leaving.flatMap((index) => symptoms[index] ?? []);
  emit({ type: 'symptoms-ordered', symptoms: [...left, ...behind] });
  for (const place of leaving.keys()) {
    emit({ type: 'note', note: { type: 'explained', symptom: left.length + place } });
  }
  return { ...found, symptoms: left, rates: rates.filter(stays), explained: behind };
}

/** What a diagnosis has found, in words. */
export type CheckedSite = {
  readonly findings: readonly Finding[];
  /** The surest cause; null where none was found. */
  readonly cause: Cause | null;
  /** True where the causes explain everything that fails: no plugin has to be switched. */
  readonly settled: boolean;
  /** Indices of the failing symptoms that a cause explains. */
  readonly explained: readonly number[];
  /** What stands in for a cause where nothing is settled; null where the plugins' answer tells nothing. */
  readonly suspicion: Cause | null;
};

/** Makes the checks and tells each as it ends. Rejects only when cancelled. */
export async function runChecks(
  t: Language,
  checks: readonly WordedCheck[],
  input: DiagnosisInput,
  emit: Emit,
  telling: Telling,
): Promise<CheckedSite> {
  const runnable = checks.map(({ look, tell, ...check }) => ({
    ...check,
    run: async (careful: DiagnosisInput) => tell(t, await look(careful), telling),
  }));
  const diagnosis = await diagnose(runnable, input, {
    began: (begun) =>
      emit({
        type: 'diagnosing',
        checks: begun.map(({ id }) => id),
        labels: Object.fromEntries(begun.map(({ id }) => [id, t.__(checkNamed(id).label)])),
      }),
    ended: ({ facts }) => emit({ type: 'checked', finding: facts.finding }),
  });
  const { found, cause, explained } = diagnosis;
  return {
    findings: found.map(({ facts }) => facts.finding),
    cause: cause && causeOfFinding(t, cause.facts),
    explained,
    settled: cause !== null && explained.length === input.symptoms.length,
    suspicion: suspicionIn(t, diagnosis),
  };
}

/** What the check on plugins says; it is the last resort, and the advice is to prove it. */
function suspicionIn(t: Language, { found }: Diagnosis<Told>): Cause | null {
  const plugin = found.find(({ check, result }) => check === 'plugin' && result === 'clue');
  return plugin ? causeOfFinding(t, plugin.facts) : null;
}
