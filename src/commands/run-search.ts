/** One run over one way of switching that was agreed to: search, restore. */

import { remedyFor } from '../diagnosis/advice.ts';
import { adviceOn } from '../report/next-steps__advice.ts';
import type { Leftover } from '../journal/journal.ts';
import type { Plan } from '../engine/plan.ts';
import type { Oracle } from '../model/ports.ts';
import { type Recalled, recall } from '../engine/resume.ts';
import { type RunResult, run } from '../engine/run.ts';
import { createOracle } from '../symptoms/oracle.ts';
import type { Grounds } from './run-search__agree.ts';
import { isByHand, judgedByHand } from './find-symptoms__by-hand.ts';
import type { Context } from './context.ts';
import type { Agreed } from './plan.ts';
import { type Found, journaledSymptoms, steadyOf } from './find-symptoms.ts';
import type { Way } from './choose-switch.ts';

/** A run that has ended, with the plan it followed. */
export type Attempt = {
  readonly way: Way;
  readonly plan: Plan;
  readonly oracle: Oracle;
  readonly result: RunResult;
};

/** Searches over one way. The site is as it was when this resolves, or the result says what is not. */
export async function attempt(
  agreed: Agreed,
  { real, found, context, connected }: Grounds,
  recalled: Recalled | null,
): Promise<Attempt> {
  const { options, clock, steering, signal } = context;
  const { way, plugins, plan, priors } = agreed;
  const { control, brought } = way;
  const { address } = connected;
  const sent = createOracle({
    clients: connected.clients,
    symptoms: found.symptoms,
    address,
    refused: connected.refused,
    exact: found.exact,
    clock,
  });
  const [symptom] = found.symptoms;
  const hand = symptom !== undefined && isByHand(found.symptoms);
  const { oracle, emit } = hand
    ? judgedByHand(symptom, context.ask, context.emit)
    : { oracle: sent, emit: context.emit };
  const result = await run(
    {
      control,
      fallbacks: real.usable.filter((each) => each !== control),
      oracle,
      journal: way.journal,
      clock,
      emit,
      signal,
      steering,
      advise: (plugins, symptoms) => adviceOn(remedyFor(plugins, symptoms)),
      takeAway: way.takeAway,
      requests: () => connected.connection.requests,
    },
    {
      site: address.home,
      restRoot: address.restRoot,
      siteUrl: address.siteUrl,
      symptoms: found.symptoms,
      plugins,
      plan,
      priors,
      all: options.all,
      // What a person has seen is believed at once.
      repeat: hand ? 1 : (options.repeat ?? 'auto'),
      steady: steadyOf(found),
      parallel: options.parallel,
      leaveOff: options.leaveOff,
      brought,
      journaled: journaledSymptoms(found),
      recalled,
    },
  );
  return { way, plan: result.plan, oracle, result };
}

/** What an interrupted run had seen, where that still counts for the way agreed to; told either way. */
export function recalledFor(
  leftover: Leftover,
  { way, plugins }: Agreed,
  found: Found,
  { clock, emit }: Context,
): Recalled | null {
  const since = leftover.startedAt;
  // Who was guilty of a failure that is gone does not matter any more.
  const recalled = found.works
    ? 'symptoms-changed'
    : recall(leftover, {
        now: clock.now(),
        isolated: way.control.kind === 'isolated',
        plugins,
        symptoms: journaledSymptoms(found),
      });
  if (typeof recalled === 'string') {
    emit({ type: 'note', note: { type: 'not-resumed', since, why: recalled } });
    return null;
  }
  const probes = recalled.probed.length;
  if (probes > 0) emit({ type: 'note', note: { type: 'resumed-from', since, probes } });
  return recalled;
}
