/** The last word before plugins are switched: what the diagnosis came to, and the offer of the tracer. */

import { isProblem } from '../model/errors.ts';
import type { Finding } from '../model/findings.ts';
import { mayUploadTracer } from '../wordpress/tracer/install.ts';
import { type Connected, type Context, isAttended } from './context.ts';
import type { FoundSymptoms } from './found-symptoms.ts';
import { isByHand } from './judged-by-hand.ts';
import { placedTracer } from './trace.ts';

/** What offering the tracer works with. */
type OfferServices = Pick<Context, 'ask' | 'clock' | 'disk' | 'home' | 'options' | 'signal'>;

type OfferSite = Pick<Connected, 'access' | 'address'>;

/** Which tracer may be asked: none, one that is on the site already, or else one that is uploaded for it. */
type Agreement = 'none' | 'placed' | 'upload';

/**
 * What was agreed to: by `--trace`, by a person who put a tracer on the site, or by a yes to the offer.
 * A person reads the findings first, and can come back to them. Rejects when cancelled.
 */
export async function agreeOnTracer(
  context: OfferServices,
  { symptoms }: Pick<FoundSymptoms, 'symptoms'>,
  connected: OfferSite,
  findings: readonly Finding[],
  goesOn: boolean,
): Promise<Agreement> {
  const { ask, options } = context;
  const given = options.trace ? 'upload' : 'none';
  if (!isAttended(context)) return given;
  for (;;) {
    // Nothing is prepared before the person has read what the diagnosis came to.
    await ask.diagnosed?.({ findings });
    // Who goes on with an interrupted run has its verdicts already.
    if (options.trace || goesOn) return given;
    if (await isPlaced(context, connected)) return 'placed';
    if (!ask.tracer || isByHand(symptoms)) return 'none';
    if (!(await canUpload(context, connected))) return 'none';
    const choice = await ask.tracer();
    if (choice !== 'back') return choice === 'upload' ? 'upload' : 'none';
  }
}

async function isPlaced(context: OfferServices, connected: OfferSite): Promise<boolean> {
  return orNot(context, async () => (await placedTracer(context, connected)) !== null);
}

/** True where there is a form to upload the tracer with. Nothing is changed. */
async function canUpload(
  context: Pick<Context, 'signal'>,
  { access, address }: OfferSite,
): Promise<boolean> {
  if (!access.session) return false;
  const site = { client: access.session, address };
  return orNot(context, () => mayUploadTracer(site));
}

/** Not to be offered is all that comes of a problem here: the search meets the same site soon enough. */
async function orNot(
  { signal }: Pick<Context, 'signal'>,
  look: () => Promise<boolean>,
): Promise<boolean> {
  try {
    return await look();
  } catch (error) {
    if (!isProblem(error) || signal.aborted) throw error;
    return false;
  }
}
