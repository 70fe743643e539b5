/** The last word before plugins are switched: what the diagnosis came to, and the offer of the tracer. */

import { isProblem } from '../model/errors.ts';
import type { Finding } from '../model/findings.ts';
import { mayUploadTracer } from '../wordpress/tracer/install.ts';
import { isAttended } from './context.ts';
import { isByHand } from './find-symptoms.ts';
import type { RunSession } from './run-search.ts';

/**
 * True where the tracer is to be asked: `--trace`, or a person who agrees to it. A person reads the
 * findings first, and can come back to them. Rejects when cancelled.
 */
export async function agreeOnTracer(
  session: RunSession,
  findings: readonly Finding[],
  goesOn: boolean,
): Promise<boolean> {
  const { ask, options } = session.context;
  if (!isAttended(session.context)) return options.trace;
  for (;;) {
    // Nothing is prepared before the person has read what the diagnosis came to.
    await ask.diagnosed?.({ findings, likely: null, seconds: null });
    if (options.trace) return true;
    // Who goes on with an interrupted run has its verdicts already.
    if (!ask.tracer || goesOn || !(await canHelp(session))) return false;
    const choice = await ask.tracer();
    if (choice !== 'back') return choice === 'upload';
  }
}

/** True where there is a request to trace, and a form to upload the tracer with. Nothing is changed. */
async function canHelp({ found, connected, context }: RunSession): Promise<boolean> {
  const { access, address } = connected;
  if (isByHand(found.symptoms) || !access.session) return false;
  try {
    return await mayUploadTracer({ client: access.session, address });
  } catch (error) {
    // Not to be offered is all that comes of it: the search meets the same site soon enough.
    if (!isProblem(error) || context.signal.aborted) throw error;
    return false;
  }
}
