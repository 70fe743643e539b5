/** The last word before plugins are switched: what the diagnosis came to, and the offer of the tracer. */

import { isProblem } from '../model/errors.ts';
import type { Finding } from '../model/findings.ts';
import { mayUploadTracer } from '../wordpress/tracer/install.ts';
import { isAttended } from './context.ts';
import { isByHand } from './judged-by-hand.ts';
import type { RunSession } from './run-search.ts';
import { placedTracer } from './trace.ts';

/** Which tracer may be asked: none, one that is on the site already, or else one that is uploaded for it. */
type Agreement = 'none' | 'placed' | 'upload';

/**
 * What was agreed to: by `--trace`, by a person who put a tracer on the site, or by a yes to the offer.
 * A person reads the findings first, and can come back to them. Rejects when cancelled.
 */
export async function agreeOnTracer(
  session: RunSession,
  findings: readonly Finding[],
  goesOn: boolean,
): Promise<Agreement> {
  const { ask, options } = session.context;
  const given = options.trace ? 'upload' : 'none';
  if (!isAttended(session.context)) return given;
  for (;;) {
    // Nothing is prepared before the person has read what the diagnosis came to.
    await ask.diagnosed?.({ findings, likely: null, seconds: null });
    // Who goes on with an interrupted run has its verdicts already.
    if (options.trace || goesOn) return given;
    if (await isPlaced(session)) return 'placed';
    if (!ask.tracer || !(await canHelp(session))) return 'none';
    const choice = await ask.tracer();
    if (choice !== 'back') return choice === 'upload' ? 'upload' : 'none';
  }
}

async function isPlaced(session: RunSession): Promise<boolean> {
  return orNot(session, async () => (await placedTracer(session)) !== null);
}

/** True where there is a request to trace, and a form to upload the tracer with. Nothing is changed. */
async function canHelp(session: RunSession): Promise<boolean> {
  const { found, connected } = session;
  const { access, address } = connected;
  if (isByHand(found.symptoms) || !access.session) return false;
  const site = { client: access.session, address };
  return orNot(session, () => mayUploadTracer(site));
}

/** Not to be offered is all that comes of a problem here: the search meets the same site soon enough. */
async function orNot({ context }: RunSession, look: () => Promise<boolean>): Promise<boolean> {
  try {
    return await look();
  } catch (error) {
    if (!isProblem(error) || context.signal.aborted) throw error;
    return false;
  }
}
