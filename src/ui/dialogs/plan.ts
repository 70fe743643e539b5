/** What is going to be switched, how, and at what cost: the last question before the first change. */

import type { Forecast, PlanChoice, PlanOffer } from '../../model/prompts.ts';
import type { Pin, Plugin, PluginId } from '../../model/report.ts';
import type { Intent, Mode } from '../bindings.ts';
import { type EditedLine, edit, NO_TEXT, textOf } from '../line.ts';
import { answered, moved, open, type Pressed } from './pressed.ts';

/** The open question for the plan. */
export type PlanDialog = {
  readonly type: 'plan';
  readonly offer: PlanOffer;
  /** The person's own decisions, which outlive a change of the switch. */
  readonly decided: Decided;
  /** Position among the plugins that are listed. */
  readonly cursor: number;
  readonly search: EditedLine;
  /** `list`: pins; `search`: typing; `switches`: another switch; `ready`: the one clear question. */
  readonly step: 'list' | 'search' | 'switches' | 'ready';
  /** Position among the switches. */
  readonly other: number;
  /** The forecast with the pins as they are. */
  readonly forecast: Forecast;
};

/** Plugins that the person wants left alone (true) or switched (false). */
export type Decided = ReadonlyMap<PluginId, boolean>;

/** The question, with what was decided before the switch was changed. */
export function openPlan(offer: PlanOffer, decided: Decided): PlanDialog {
  return {
    type: 'plan',
    offer,
    decided,
    cursor: 0,
    search: NO_TEXT,
    step: 'list',
    other: 0,
    forecast: offer.forecast([...pinsOf(offer, decided).keys()]),
  };
}

/** Pins that stay whatever a person says. */
const FIXED: ReadonlySet<Pin['why']> = new Set([
  'network-active',
  'unreachable',
  'carries-the-switch',
]);

/** Every plugin that is left alone, and why: the offer's pins, the person's, and what those need. */
export function pinsOf(offer: PlanOffer, decided: Decided): ReadonlyMap<PluginId, Pin['why']> {
  const pins = new Map<PluginId, Pin['why']>();
  for (const { plugin, why } of offer.pinned) {
    if (FIXED.has(why) || (decided.get(plugin) !== false && why !== 'required-by-pinned')) {
      pins.set(plugin, why);
    }
  }
  for (const [plugin, leave] of decided) {
    if (leave && !pins.has(plugin)) pins.set(plugin, 'kept');
  }
  const needs = new Map(offer.plugins.map(({ plugin, requires }) => [plugin, requires]));
  const active = new Set(listed(offer).map(({ plugin }) => plugin));
  const queue = [...pins.keys()];
  for (let plugin = queue.pop(); plugin !== undefined; plugin = queue.pop()) {
    for (const needed of needs.get(plugin) ?? []) {
      if (pins.has(needed) || !active.has(needed)) continue;
      pins.set(needed, 'required-by-pinned');
      queue.push(needed);
    }
  }
  return pins;
}

/** True where a person can decide. */
export function isFree(why: Pin['why'] | undefined): boolean {
  return why === undefined || !(FIXED.has(why) || why === 'required-by-pinned');
}

/** The plugins of the list: the active ones, in the site's order, that match the search. */
export function shownPlugins({ offer, search }: PlanDialog): readonly Plugin[] {
  const wanted = textOf(search).trim().toLowerCase();
  return listed(offer).filter(
    ({ plugin, name }) =>
      name.toLowerCase().includes(wanted) || plugin.toLowerCase().includes(wanted),
  );
}

function listed({ plugins }: PlanOffer): readonly Plugin[] {
  return plugins.filter(({ status }) => status !== 'inactive');
}

/** What has the keyboard. */
export function planMode({ step, search }: PlanDialog): Mode {
  if (step !== 'list') return step;
  return textOf(search) === '' ? 'plan' : 'plan-filtered';
}

type Step = Pressed<PlanDialog, PlanChoice>;

/** The question after one intent. */
export function pressPlan(dialog: PlanDialog, intent: Intent): Step {
  switch (dialog.step) {
    case 'list':
      return pressList(dialog, intent);
    case 'search':
      return pressSearch(dialog, intent);
    case 'switches':
      return pressSwitches(dialog, intent);
    case 'ready':
      if (intent.type === 'submit') {
        return answered({ type: 'go', pinned: [...pinsOf(dialog.offer, dialog.decided).keys()] });
      }
      return open(intent.type === 'back' ? { ...dialog, step: 'list' } : dialog);
  }
}

function pressList(dialog: PlanDialog, intent: Intent): Step {
  switch (intent.type) {
    case 'move':
      return open(walked(dialog, intent.by));
    case 'toggle':
      return open(toggled(dialog));
    case 'submit':
      return open({ ...dialog, step: 'ready' });
    case 'back':
      return open({ ...dialog, search: NO_TEXT, cursor: 0 });
    case 'command':
      if (intent.command === 'find') return open({ ...dialog, step: 'search', search: NO_TEXT });
      return open(
        intent.command === 'switch' && dialog.offer.others.length > 0
          ? { ...dialog, step: 'switches', other: 0 }
          : dialog,
      );
    default:
      return open(dialog);
  }
}

function walked(dialog: PlanDialog, by: number): PlanDialog {
  const last = Math.max(0, shownPlugins(dialog).length - 1);
  return { ...dialog, cursor: moved(dialog.cursor, by, last) };
}

function toggled(dialog: PlanDialog): PlanDialog {
  const { offer } = dialog;
  const at = shownPlugins(dialog)[dialog.cursor];
  if (at === undefined) return dialog;
  const why = pinsOf(offer, dialog.decided).get(at.plugin);
  if (!isFree(why)) return dialog;
  const decided = new Map(dialog.decided).set(at.plugin, why === undefined);
  return { ...dialog, decided, forecast: offer.forecast([...pinsOf(offer, decided).keys()]) };
}

function pressSearch(dialog: PlanDialog, intent: Intent): Step {
  switch (intent.type) {
    case 'edit':
      return open({ ...dialog, search: edit(dialog.search, intent.edit), cursor: 0 });
    case 'move':
      return open(walked(dialog, intent.by));
    case 'submit':
      return open({ ...dialog, step: 'list' });
    case 'back':
      return open({ ...dialog, step: 'list', search: NO_TEXT, cursor: 0 });
    default:
      return open(dialog);
  }
}

function pressSwitches(dialog: PlanDialog, intent: Intent): Step {
  const { others } = dialog.offer;
  const choose = (index: number): Step => {
    const to = others[index];
    return to === undefined ? open(dialog) : answered({ type: 'switch', to });
  };
  switch (intent.type) {
    case 'move':
      return open({ ...dialog, other: moved(dialog.other, intent.by, others.length - 1) });
    case 'pick':
      return choose(intent.number - 1);
    case 'submit':
      return choose(dialog.other);
    case 'back':
      return open({ ...dialog, step: 'list' });
    default:
      return open(dialog);
  }
}
