/** All checks of a scene: run side by side, told one by one, and which of them explains the failure. */

import type { CheckId, Found } from '../model/findings.ts';
import type { Symptom } from '../model/report.ts';
import type { DiagnosisInput, SceneCheck } from './input.ts';
import { polite } from './reader.ts';

/** What the checks found. */
export type Diagnosis<Facts> = {
  /** One a check, in the fixed order of `CHECK_ORDER`. */
  readonly found: readonly Found<Facts>[];
  /** The finding that explains most surely; null where none does. */
  readonly cause: Found<Facts> | null;
  /** Indices of the symptoms that a cause explains. */
  readonly explained: readonly number[];
};

/** Told as the checks go. */
export type Listener<Facts> = {
  /** These checks, in this order. */
  readonly began: (checks: readonly CheckId[]) => void;
  /** One check has ended; they end in any order. */
  readonly ended: (found: Found<Facts>) => void;
};

/** The order in which findings are told: from the outside inwards, as a request travels. */
const CHECK_ORDER: readonly CheckId[] = [
  'address',
  'dns',
  'challenge',
  'firewall',
  'gate',
  'iis',
  'status',
  'cache',
  'steadiness',
  'credentials',
  'authorization-header',
  'session',
  'beside-plugins',
  'plugin',
];

/**
 * Which cause is believed when several checks name one: the surest evidence first.
 *
 * 1. Another machine or another site answers (`dns`, `address`): whatever it says is not about this one.
 * 2. Something in front of WordPress answers, and signs its answer (`challenge`, `iis`, `gate`,
 *    `firewall`): WordPress never saw the request, so nothing inside it can be the reason. A challenge
 *    is given to every client alike and hides all the others; IIS' sub-status and a gate's
 *    WWW-Authenticate name their maker; a firewall is told by its page.
 * 3. A cache answers with an old failure: the request may be fine by now.
 * 4. What the client sent: a header that never arrives makes every credential look wrong, so it comes
 *    before `credentials`; a session is judged last, as it rests on the other two.
 * 5. What the answers mean (`status`) and whether they stay (`steadiness`): they describe the failure
 *    more than they name who makes it.
 * 6. What runs beside plugins. (`plugin` is never a cause: only switching proves one.)
 */
const SUREST_FIRST: readonly CheckId[] = [
  'dns',
  'address',
  'challenge',
  'iis',
  'gate',
  'firewall',
  'cache',
  'authorization-header',
  'credentials',
  'session',
  'status',
  'steadiness',
  'beside-plugins',
];

/** Runs the checks on a scene, at most three requests at a time. Rejects only when cancelled. */
export async function diagnose<Facts>(
  checks: readonly SceneCheck<Facts>[],
  scene: DiagnosisInput,
  listener: Listener<Facts>,
): Promise<Diagnosis<Facts>> {
  const ordered = checks.toSorted(
    (a, b) => rank(CHECK_ORDER, a.check) - rank(CHECK_ORDER, b.check),
  );
  const careful = polite(scene);
  listener.began(ordered.map(({ check }) => check));
  const found = await Promise.all(
    ordered.map(async (check) => {
      const one = await check.run(careful);
      listener.ended(one);
      return one;
    }),
  );
  return { found, ...concluded(found, scene.symptoms) };
}

/** What the findings come to: the surest cause, and how much it explains. */
export function concluded<Facts>(
  found: readonly Found<Facts>[],
  symptoms: readonly Symptom[],
): Pick<Diagnosis<Facts>, 'cause' | 'explained'> {
  const causes = found
    .filter(({ result, check }) => result === 'cause' && check !== 'plugin')
    .toSorted((a, b) => rank(SUREST_FIRST, a.check) - rank(SUREST_FIRST, b.check));
  const explained = [...symptoms.entries()].flatMap(([index, symptom]) =>
    causes.some(({ check }) => explains(check, symptom)) ? index : [],
  );
  return { cause: causes[0] ?? null, explained };
}

/**
 * True where a cause of this kind speaks of this symptom. A wrong application password says nothing
 * about what visitors are refused, and a gate nothing about an answer that WordPress signs.
 */
function explains(check: CheckId, { request, observed }: Symptom): boolean {
  switch (check) {
    case 'credentials':
      return request.as !== 'anonymous';
    case 'authorization-header':
      return request.as === 'application-password';
    case 'session':
      return request.as === 'session';
    case 'gate':
    case 'firewall':
    case 'iis':
    case 'challenge':
      // A REST code is WordPress' own word: nothing in front of it gives one.
      return observed.code === null;
    case 'address':
    case 'dns':
    case 'status':
    case 'steadiness':
    case 'cache':
    case 'beside-plugins':
      return true;
    case 'plugin':
      return false;
  }
}

function rank(order: readonly CheckId[], check: CheckId): number {
  return order.indexOf(check) + 1 || order.length + 1;
}
