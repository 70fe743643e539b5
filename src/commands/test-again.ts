/** Sends the failing requests once more after the answer: has the owner's fix worked? Reads only. */

import type { RunReport } from '../model/run-report.ts';
import type { AfterResult } from '../report/next-steps.ts';
import { firstLook } from '../symptoms/first-look.ts';
import type { Connected, Context } from './context.ts';

/** True where there is a request to send: what a person judges by hand, the person looks at again. */
export function mayTestAgain({ symptoms, restored }: RunReport): boolean {
  return restored && symptoms.some(({ described }) => described === undefined);
}

/** How many of the report's failing requests work now, each by its own rule for failing. */
export async function testAgain(
  { symptoms }: RunReport,
  { signal, clock }: Pick<Context, 'clock' | 'signal'>,
  { clients }: Pick<Connected, 'clients'>,
): Promise<AfterResult> {
  const sent = symptoms.filter(({ described }) => described === undefined);
  let work = 0;
  for (const { request, failsOn } of sent) {
    // Not a survey of the site: no event may say that one has begun.
    const emit = () => {};
    const { healthy } = await firstLook([request], { clients, failsOn, emit, signal, clock });
    work += healthy.length;
  }
  return { type: 'tested-again', work, of: sent.length };
}
