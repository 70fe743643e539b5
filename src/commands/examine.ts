/** From a site with proven ways in to a report: symptoms, plan, run, cause. */

import { adviseOn } from '../diagnosis/advice.ts';
import { hazards } from '../diagnosis/hazards.ts';
import { weigh } from '../diagnosis/prior.ts';
import { isProblem, type Problem } from '../errors.ts';
import { emptyReport, NO_COST } from '../report/blocked.ts';
import { createJournal } from '../run/journal.ts';
import type { Note, PluginId, RunReport } from '../run/model.ts';
import { makePlan, type Plan, pinnedUnits, suspectUnits } from '../run/plan.ts';
import type { Switch } from '../run/ports.ts';
import { run } from '../run/run.ts';
import { estimate } from '../search/index.ts';
import { createOracle } from '../symptom/oracle.ts';
import type { Connected } from './connect.ts';
import type { Context, Finished } from './context.ts';
import { choosePins } from './pins.ts';
import { noSwitch, realSwitches, skipped, usable } from './switches.ts';
import { findSymptoms } from './symptoms.ts';

/** Examines a site. Everything before the run only reads. */
export async function examine(
  context: Context,
  connected: Connected,
  folder: string,
): Promise<Finished> {
  const { options, emit, signal, clock } = context;
  const started = clock.now();
  const found = await findSymptoms(context, connected);
  const switches = chooseSwitches(context, connected);
  const plugins = await switches.control.list(signal);
  emit({ type: 'plugins-listed', plugins });
  const finish = (ended: Partial<RunReport>, problem: Problem | null = null): Finished => ({
    report: {
      ...emptyReport(connected.address.home, 'not-reproduced'),
      symptoms: found.symptoms,
      ...ended,
      notes: [...switches.notes, ...(ended.notes ?? [])],
      cost: {
        ...NO_COST,
        ...ended.cost,
        requests: connected.connection.requests,
        seconds: Math.round((clock.now() - started) / 100) / 10,
      },
    },
    problem,
  });

  if (found.symptoms.length === 0) {
    return finish({ outcome: 'not-reproduced', cause: null });
  }

  const { control } = switches;
  const risks = hazards(plugins);
  const pins = choosePins(plugins, control, risks, options);
  const plan = makePlan(plugins, pins, control.groups?.(plugins));
  const prior = weigh(found.symptoms, plugins);
  for (const { plugin, what } of risks.filter(({ plugin }) =>
    suspectUnits(plan).includes(plugin),
  )) {
    emit({ type: 'note', note: { type: 'hazard', plugin, what } });
  }
  await announce(context, connected, control, plan, prior, found.symptoms.length);

  const result = await run(
    {
      control,
      fallbacks: switches.others,
      oracle: createOracle({
        clients: connected.clients,
        symptoms: found.symptoms,
        address: connected.address,
        refused: connected.refused,
        exact: found.exact,
        clock,
      }),
      journal: createJournal(folder),
      clock,
      emit,
      signal,
      advise: adviseOn,
      requests: () => connected.connection.requests,
    },
    {
      site: connected.address.home,
      restRoot: connected.address.restRoot,
      siteUrl: connected.address.siteUrl,
      symptoms: found.symptoms,
      plugins,
      plan,
      prior,
      all: options.all,
      repeat: options.repeat ?? 'auto',
      parallel: options.parallel,
      leaveOff: options.leaveOff,
    },
  );
  return finish(
    {
      outcome: result.outcome,
      culprits: result.culprits,
      switch: control.kind,
      pinned: plan.pins,
      restored: result.restored,
      difference: result.difference,
      leftOff: result.leftOff,
      notes: result.notes,
      cost: result.cost,
    },
    isProblem(result.error) ? result.error : null,
  );
}

/** The switches of a run, the chosen one first, and why others are not used. */
type Chosen = {
  readonly control: Switch;
  readonly others: readonly Switch[];
  readonly notes: readonly Note[];
};

function chooseSwitches({ options, clock }: Context, connected: Connected): Chosen {
  const candidates = realSwitches(connected, clock);
  const wanted = candidates.filter(
    ({ kind }) => options.switch === 'auto' || kind === options.switch,
  );
  const [control] = usable(wanted);
  if (!control) throw noSwitch(options.switch, wanted);
  return {
    control,
    others: usable(candidates).filter((other) => other !== control),
    notes: options.switch === 'auto' ? skipped(candidates) : [],
  };
}

/** Tells what is going to happen and what it costs, and asks before anything is changed. */
async function announce(
  context: Context,
  connected: Connected,
  control: Switch,
  plan: Plan,
  prior: Readonly<Record<PluginId, number>>,
  symptoms: number,
): Promise<void> {
  const suspects = suspectUnits(plan);
  const { probes, states, toggles } = estimate({
    suspects,
    pinned: pinnedUnits(plan),
    requires: plan.requires,
    prior,
    price: control.price,
  });
  const perRequest = connected.secondsPerRequest();
  const at = (level: 'low' | 'likely' | 'high') =>
    perRequest *
    (probes[level] * symptoms * SENDS_A_PROBE +
      (control.kind === 'rest' ? toggles[level] : states[level] * control.price.state));
  const seconds = { low: at('low'), likely: at('likely'), high: at('high') };
  const planned = { switch: control.kind, suspects, probes, seconds };
  context.emit({ type: 'planned', ...planned, pinned: plan.pins });
  if (await context.ask.confirm({ type: 'go-on', ...planned })) return;
  throw new DOMException('Cancelled', 'AbortError');
}

/** A verdict is looked at more than once: a pass twice, the first failure three times. */
const SENDS_A_PROBE = 1.6;
