/** What is going to happen: pins, plan, forecast, and the person's say in it. Nothing is switched yet. */

import { type Hazard, hazards, routeOwners } from '../diagnosis/advice.ts';
import { isSignedBy, readersFor } from '../diagnosis/fingerprints.ts';
import { beliefInNoPlugin, weigh } from '../diagnosis/prior.ts';
import { makePlan, type Plan, pinnedUnits, suspectUnits } from '../engine/plan.ts';
import { Problem } from '../model/errors.ts';
import type { Switch } from '../model/ports.ts';
import type { Forecast, PlanOffer } from '../model/prompts.ts';
import type { Pin, Plugin, PluginId, SwitchKind } from '../model/report.ts';
import type { Options } from '../options/parse-options.ts';
import { estimate } from '../search/index.ts';
import type { Connected, Context } from './context.ts';
import type { FoundSymptoms } from './found-symptoms.ts';
import { isByHand } from './judged-by-hand.ts';
import type { PreparedSwitch } from './real-switches.ts';

/** A way and a plan that the person has agreed to. */
export type Agreed = {
  readonly way: PreparedSwitch;
  readonly plugins: readonly Plugin[];
  readonly plan: Plan;
  readonly priors: readonly Readonly<Record<PluginId, number>>[];
};

/** The person would rather have another switch. */
export type OtherSwitch = { readonly to: SwitchKind };

/** Tells what a run over this way would do and cost, and asks before anything is switched. */
export async function agreeOn(
  way: PreparedSwitch,
  { others, closed }: Pick<PlanOffer, 'others' | 'closed'>,
  found: FoundSymptoms,
  context: Pick<Context, 'ask' | 'emit' | 'options'>,
  connected: Pick<Connected, 'access' | 'secondsPerRequest' | 'wpCli'>,
): Promise<Agreed | OtherSwitch> {
  const { emit, options, ask } = context;
  const { control, brought } = way;
  emit({ type: 'plugins-listed', plugins: way.plugins });

  // What the run itself put there is neither part of the baseline nor a suspect.
  const plugins = way.plugins.filter(({ plugin }) => plugin !== brought?.plugin);
  const risks = hazards(plugins, control.kind === 'rest' && !connected.access.session);
  const pins = choosePins(plugins, control, { risks, needed: servingAll(found, plugins) }, options);
  const planWith = (some: readonly Pin[]) => makePlan(plugins, some, control.groups?.(plugins));
  const offered = planWith(pins);
  const suspected = plugins.flatMap(({ plugin }) =>
    found.symptoms.some((symptom) => isSignedBy(plugin, symptom)) ? plugin : [],
  );
  const priors = found.symptoms.map((symptom) => weigh([symptom], plugins));
  const cost = (plan: Plan) => forecast(way, plan, priors[0] ?? {}, found, connected);
  const announce = (plan: Plan) => {
    const suspects = suspectUnits(plan);
    emit({ type: 'planned', switch: control.kind, suspects, pinned: plan.pins, ...cost(plan) });
  };

  announce(offered);
  const offer: PlanOffer = {
    switch: control.kind,
    others,
    closed,
    plugins,
    pinned: offered.pins,
    suspected,
    hazards: control.kind === 'isolated' ? [] : risks.map(({ plugin, what }) => ({ plugin, what })),
    forecast: (pinned) => cost(planWith(chosenPins(offered, pins, pinned, planWith))),
  };
  // `--yes` is this consent, and it leaves the plan as it is.
  const choice = options.yes
    ? ({ type: 'go', pinned: offered.pins.map(({ plugin }) => plugin) } as const)
    : await ask.plan(offer);
  switch (choice.type) {
    case 'stop':
      throw new DOMException('Cancelled', 'AbortError');
    case 'switch':
      return { to: choice.to };
    case 'go': {
      const changed = isChanged(offered, choice.pinned);
      const plan = changed ? planWith(chosenPins(offered, pins, choice.pinned, planWith)) : offered;
      if (changed) announce(plan);
      tellSuspectsLeftOn(plan, suspected, context);
      tellRisks(way, plan, risks, context);
      return { way, plugins, plan, priors };
    }
  }
}

function isChanged({ pins }: Plan, chosen: readonly PluginId[]): boolean {
  return pins.length !== chosen.length || !pins.every(({ plugin }) => chosen.includes(plugin));
}

/** Pins that no person can lift: there is no way of switching these plugins. */
const NEEDED: ReadonlySet<Pin['why']> = new Set([
  'network-active',
  'unreachable',
  'carries-the-switch',
]);

/**
 * The pins as the person wants them. A plugin keeps the reason that it was offered with; what a pinned
 * plugin requires is pinned with it by the plan.
 */
function chosenPins(
  { baseline }: Plan,
  offered: readonly Pin[],
  chosen: readonly PluginId[],
  planWith: (pins: readonly Pin[]) => Plan,
): readonly Pin[] {
  const kept = offered.filter(({ plugin, why }) => NEEDED.has(why) || chosen.includes(plugin));
  const implied = new Set(planWith(kept).pins.map(({ plugin }) => plugin));
  const added = baseline.filter((plugin) => chosen.includes(plugin) && !implied.has(plugin));
  return [...kept, ...added.map((plugin): Pin => ({ plugin, why: 'kept' }))];
}

/** Before anything goes off for it: the likeliest plugin is one that this run does not test. */
function tellSuspectsLeftOn(
  { pins }: Plan,
  suspected: readonly PluginId[],
  { emit }: Pick<Context, 'emit'>,
): void {
  for (const { plugin, why } of pins) {
    if (why === 'carries-the-switch' || !suspected.includes(plugin)) continue;
    emit({ type: 'note', note: { type: 'suspect-left-on', plugin, why } });
  }
}

function tellRisks(
  { control }: PreparedSwitch,
  plan: Plan,
  risks: readonly Hazard[],
  { emit }: Pick<Context, 'emit'>,
): void {
  if (plan.pins.some(({ why }) => why === 'network-active')) {
    emit({ type: 'note', note: { type: 'multisite' } });
  }
  const suspects = new Set(suspectUnits(plan));
  for (const { plugin, what } of control.kind === 'isolated' ? [] : risks) {
    const pinned = plan.pins.some((pin) => pin.plugin === plugin && pin.why === 'hazard');
    if (!pinned && !suspects.has(plugin)) continue;
    emit({ type: 'note', note: { type: 'hazard', plugin, what, pinned } });
  }
}

/** What a search over a plan will take. Pure, given what a request has taken so far. */
function forecast(
  { control }: PreparedSwitch,
  plan: Plan,
  prior: Readonly<Record<PluginId, number>>,
  { symptoms }: FoundSymptoms,
  { secondsPerRequest, wpCli }: Pick<Connected, 'secondsPerRequest' | 'wpCli'>,
): Forecast {
  const { probes, states, toggles } = estimate({
    suspects: suspectUnits(plan),
    pinned: pinnedUnits(plan),
    requires: plan.requires,
    prior,
    notAPlugin: (symptoms[0] && beliefInNoPlugin(symptoms[0])) ?? undefined,
    price: control.price,
  });
  const hand = isByHand(symptoms);
  const seconds = (level: 'low' | 'likely' | 'high') => {
    const sends = hand ? 0 : probes[level] * symptoms.length * SENDS_A_PROBE;
    const changes = control.kind === 'rest' ? toggles[level] : states[level] * control.price.state;
    const looks = hand ? probes[level] * SECONDS_A_LOOK : 0;
    const byWpCli = control.kind === 'wp-cli' ? wpCli?.secondsPerCommand() : undefined;
    return secondsPerRequest() * sends + (byWpCli ?? secondsPerRequest()) * changes + looks;
  };
  return {
    probes,
    seconds: { low: seconds('low'), likely: seconds('likely'), high: seconds('high') },
  };
}

/** A verdict is looked at more than once: a pass twice, the first failure three times. */
const SENDS_A_PROBE = 1.6;
/** What a person takes to reload a page and see. */
const SECONDS_A_LOOK = 15;

/**
 * Plugins that every failing request needs (they serve its route, or read its token): with one of them off its route is gone, and nothing is
 * learned. Where only some of the requests are theirs, the search finds out that they are needed.
 */
export function servingAll(
  { symptoms }: FoundSymptoms,
  plugins: readonly Plugin[],
): readonly PluginId[] {
  const [first, ...others] = symptoms.map(({ request }) => [
    ...routeOwners([request], plugins),
    ...readersFor([request], plugins),
  ]);
  return (first ?? []).filter((plugin) => others.every((owners) => owners.includes(plugin)));
}

/**
 * What a run leaves alone, and why. A plugin that `--only` names is tested even where switching it off
 * is known to lose something: that is how a person says otherwise. Throws `unknown-plugin`.
 */
export function choosePins(
  plugins: readonly Plugin[],
  control: Switch,
  { risks, needed }: { readonly risks: readonly Hazard[]; readonly needed: readonly PluginId[] },
  options: Pick<Options, 'keep' | 'only'>,
): Pin[] {
  const kept = named(plugins, options.keep, '--keep');
  const only = named(plugins, options.only, '--only');
  const beyondReach = new Set(control.unreachable(plugins));
  const hazardous = new Set(
    control.kind === 'isolated' ? [] : risks.flatMap(({ plugin, pin }) => (pin ? plugin : [])),
  );
  return plugins.flatMap(({ plugin, status }): Pin[] => {
    if (status === 'network-active') return [{ plugin, why: 'network-active' }];
    if (status !== 'active') return [];
    if (kept.has(plugin)) return [{ plugin, why: 'kept' }];
    if (options.only.length > 0 && !only.has(plugin)) return [{ plugin, why: 'not-asked-for' }];
    if (beyondReach.has(plugin)) return [{ plugin, why: 'unreachable' }];
    if (only.has(plugin)) return [];
    if (needed.includes(plugin)) return [{ plugin, why: 'needed-by-request' }];
    if (hazardous.has(plugin)) return [{ plugin, why: 'hazard' }];
    return [];
  });
}

/** The plugins that a person named: a folder (all of its plugins), `folder/file`, with or without `.php`. */
function named(
  plugins: readonly Plugin[],
  typed: readonly string[],
  flag: '--keep' | '--only',
): ReadonlySet<PluginId> {
  const found = typed.flatMap((text) => {
    const wanted = text.trim().replace(/^\/+|\/+$/g, '');
    const id = wanted.replace(/\.php$/i, '');
    const matches = plugins.filter(
      ({ plugin }) => plugin === id || plugin === wanted || plugin.startsWith(`${wanted}/`),
    );
    const inactive = matches.length > 0 && matches.every(({ status }) => status === 'inactive');
    // To keep what is off does no harm; to suspect only that would suspect nothing.
    if (matches.length === 0 || (inactive && flag === '--only')) {
      const known = plugins
        .filter(({ status }) => status !== 'inactive')
        .map(({ plugin }) => plugin);
      throw new Problem('unknown-plugin', { flag, typed: text, known, inactive });
    }
    return matches.map(({ plugin }) => plugin);
  });
  return new Set(found);
}
