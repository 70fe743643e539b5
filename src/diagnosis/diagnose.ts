/** A diagnosis: the checks side by side, told one by one, and which of them explains the failure. */

import type { CauseFacts } from '../model/facts/no-plugin.ts';
import type { CheckId, Found } from '../model/findings.ts';
import type { Symptom } from '../model/report.ts';
import type { Check } from './check.ts';
import { type AfterSearchInput, type DiagnosisInput, unexplained } from './input.ts';
import { polite } from './reader.ts';

/** What making a diagnosis needs of a check, whatever its facts are made into. */
export type Runnable<Facts> = Pick<Check<never>, 'id' | 'sureness' | 'explains'> & {
  readonly run: (input: DiagnosisInput) => Promise<Found<Facts>>;
};

/** What the checks found. */
export type Diagnosis<Facts> = {
  /** One a check, in the order of the checks. */
  readonly found: readonly Found<Facts>[];
  /** The finding that explains most surely; null where none does. */
  readonly cause: Found<Facts> | null;
  /** Indices of the symptoms that a cause explains. */
  readonly explained: readonly number[];
};

/** Told as the checks go. */
export type Listener<Facts> = {
  /** These checks, in this order. */
  readonly began: (checks: readonly Pick<Check<never>, 'id'>[]) => void;
  /** One check has ended; they end in any order. */
  readonly ended: (found: Found<Facts>) => void;
};

/** Runs the checks, at most three requests at a time. Rejects only when cancelled. */
export async function diagnose<Facts>(
  checks: readonly Runnable<Facts>[],
  input: DiagnosisInput,
  listener: Listener<Facts>,
): Promise<Diagnosis<Facts>> {
  const careful = polite(input);
  listener.began(checks);
  const found = await Promise.all(
    checks.map(async (check) => {
      const one = await check.run(careful);
      listener.ended(one);
      return one;
    }),
  );
  return { found, ...concluded(checks, found, input.symptoms) };
}

/**
 * What the findings come to: the surest cause, and how much all of them explain. How sure a check is, is
 * its `sureness`:
 *
 * 1. Another machine or another site answers (`dns`, `address`): whatever it says is not about this one.
 * 2. Something in front of WordPress answers, and signs its answer (`www-authenticate`, `iis`, `gate`,
 *    `firewall`): WordPress never saw the request, so nothing inside it can be the reason. A challenge
 *    is given to every client alike and hides all the others; IIS' sub-status and a gate's
 *    WWW-Authenticate name their maker; a firewall is told by its page.
 * 3. A cache answers with an old failure: the request may be fine by now.
 * 4. What the client sent: a header that never arrives makes every credential look wrong, so it comes
 *    before `credentials`; a session is judged last, as it rests on the other two.
 * 5. What the answers mean (`status`) and whether they stay (`flakiness`): they describe the failure
 *    more than they name who makes it.
 * 6. What runs beside plugins. (`plugin` is never a cause: only switching proves one.)
 */
export function concluded<Facts>(
  checks: readonly Runnable<Facts>[],
  found: readonly Found<Facts>[],
  symptoms: readonly Symptom[],
): Pick<Diagnosis<Facts>, 'cause' | 'explained'> {
  const checkOf = new Map<CheckId, Runnable<Facts>>(checks.map((check) => [check.id, check]));
  const sureness = (id: CheckId) => checkOf.get(id)?.sureness ?? null;
  const causes = found
    .filter(({ result, check }) => result === 'cause' && sureness(check) !== null)
    .toSorted((a, b) => (sureness(a.check) ?? 0) - (sureness(b.check) ?? 0));
  const explained = [...symptoms.entries()].flatMap(([index, symptom]) =>
    causes.some(
      (each) => each.explained?.includes(index) ?? checkOf.get(each.check)?.explains(symptom),
    )
      ? index
      : [],
  );
  return { cause: causes[0] ?? null, explained };
}

/** The most likely cause after a search, with the facts it rests on; `unknown` where no step knows. */
export async function explain(
  checks: readonly Pick<Check<never>, 'after'>[],
  input: AfterSearchInput,
): Promise<CauseFacts> {
  const steps = checks.flatMap(({ after = [] }) => after).toSorted((a, b) => a.order - b.order);
  for (const { run } of steps) {
    const facts = await run(input);
    if (facts) return facts;
  }
  const [first] = unexplained(input);
  const code = first?.observation.observed.code ?? null;
  return { kind: 'unknown', code, theme: input.theme };
}
