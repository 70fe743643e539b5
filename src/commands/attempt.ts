/** One run over one way of switching: pins, plan, consent, search, restore. */

import { remedyFor } from '../diagnosis/advice.ts';
import { hazards } from '../diagnosis/hazards.ts';
import { weigh } from '../diagnosis/prior.ts';
import { adviceOn } from '../report/advice.ts';
import type { PluginId } from '../run/model.ts';
import { makePlan, type Plan, pinnedUnits, suspectUnits } from '../run/plan.ts';
import type { Oracle } from '../run/ports.ts';
import { type RunResult, run } from '../run/run.ts';
import { estimate } from '../search/index.ts';
import { createOracle } from '../symptom/oracle.ts';
import type { Connected } from './connect.ts';
import type { Context } from './context.ts';
import { choosePins } from './pins.ts';
import type { Found } from './symptoms.ts';
import type { RealSwitches, Way } from './ways.ts';

/** A run that has ended, with the plan it followed. */
export type Attempt = {
  readonly way: Way;
  readonly plan: Plan;
  readonly oracle: Oracle;
  readonly result: RunResult;
};

/** Searches over one way. The site is as it was when this resolves, or the result says what is not. */
export async function attempt(
  way: Way,
  real: RealSwitches,
  found: Found,
  context: Context,
  connected: Connected,
): Promise<Attempt> {
  const { options, emit, clock } = context;
  const { control, brought } = way;
  const { address } = connected;
  const { plugins, plan, priors } = await prepareRun(way, found, context, connected);

  const oracle = createOracle({
    clients: connected.clients,
    symptoms: found.symptoms,
    address,
    refused: connected.refused,
    exact: found.exact,
    clock,
  });
  const result = await run(
    {
      control,
      fallbacks: real.usable.filter((each) => each !== control),
      oracle,
      journal: way.journal,
      clock,
      emit,
      signal: context.signal,
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
      repeat: options.repeat ?? 'auto',
      steady: found.steady,
      parallel: options.parallel,
      leaveOff: options.leaveOff,
      brought,
    },
  );
  return { way, plan: result.plan, oracle, result };
}

/** What is to be searched and where to look first, told and agreed to. */
async function prepareRun(way: Way, found: Found, context: Context, connected: Connected) {
  const { emit, options } = context;
  const { control, brought } = way;
  emit({ type: 'plugins-listed', plugins: way.plugins });

  // What the run itself put there is neither part of the baseline nor a suspect.
  const plugins = way.plugins.filter(({ plugin }) => plugin !== brought?.plugin);
  const risks = hazards(plugins, control.kind === 'rest' && !connected.access.session);
  const plan = makePlan(
    plugins,
    choosePins(plugins, control, risks, options),
    control.groups?.(plugins),
  );
  if (plan.pins.some(({ why }) => why === 'network-active')) {
    emit({ type: 'note', note: { type: 'multisite' } });
  }
  const priors = found.symptoms.map((symptom) => weigh([symptom], plugins));
  const suspects = new Set(suspectUnits(plan));
  for (const { plugin, what } of control.kind === 'isolated' ? [] : risks) {
    const pinned = plan.pins.some((pin) => pin.plugin === plugin && pin.why === 'hazard');
    if (!pinned && !suspects.has(plugin)) continue;
    emit({ type: 'note', note: { type: 'hazard', plugin, what, pinned } });
  }
  await announce(way, plan, priors[0] ?? {}, found, context, connected);
  return { plugins, plan, priors };
}

/** Tells what is going to happen and what it costs, and asks before anything is switched. */
async function announce(
  { control }: Way,
  plan: Plan,
  prior: Readonly<Record<PluginId, number>>,
  { symptoms }: Found,
  { ask, emit }: Context,
  { secondsPerRequest }: Connected,
): Promise<void> {
  const suspects = suspectUnits(plan);
  const { probes, states, toggles } = estimate({
    suspects,
    pinned: pinnedUnits(plan),
    requires: plan.requires,
    prior,
    price: control.price,
  });
  const seconds = (level: 'low' | 'likely' | 'high') => {
    const sends = probes[level] * symptoms.length * SENDS_A_PROBE;
    const changes = control.kind === 'rest' ? toggles[level] : states[level] * control.price.state;
    return secondsPerRequest() * (sends + changes);
  };
  const planned = {
    switch: control.kind,
    suspects,
    probes,
    seconds: { low: seconds('low'), likely: seconds('likely'), high: seconds('high') },
  };
  emit({ type: 'planned', ...planned, pinned: plan.pins });
  if (await ask.confirm({ type: 'go-on', ...planned })) return;
  throw new DOMException('Cancelled', 'AbortError');
}

/** A verdict is looked at more than once: a pass twice, the first failure three times. */
const SENDS_A_PROBE = 1.6;
