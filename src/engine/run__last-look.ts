/** A look at the restored site: what was proven has to hold with everything on again. */

import type { Oracle } from '../model/ports.ts';

/** So many passes in a row, with everything on, contradict a failure that was steady. */
const LOOKS = 2;

/**
 * The symptoms that do not show any more although everything is on: a fault that came and went looks
 * like a plugin's. Empty where the site cannot be asked. Indices of `symptoms`, in their order.
 */
export async function goneSince(
  oracle: Oracle,
  symptoms: readonly number[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  let gone = symptoms;
  for (let look = 0; look < LOOKS && gone.length > 0; look += 1) {
    const seen = await oracle.probe((request) => request, signal, gone).catch(() => null);
    if (seen === null) return [];
    gone = gone.filter((symptom) => seen[symptom]?.verdict === 'passes');
  }
  return gone;
}
