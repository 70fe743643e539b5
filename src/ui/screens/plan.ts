/** The plan: which plugins are switched, how, at what cost; and the one question before it begins. */

import type { Problem } from '../../model/errors.ts';
import type { Plugin } from '../../model/report.ts';
import { clean, pinReason, safeUrl } from '../../report/format.ts';
import { forecastWords, PLAN, SWITCHES } from '../../report/screens/plan.ts';
import { SEARCHING } from '../../report/screens/searching.ts';
import { isFree, type PlanDialog, pinsOf, shownPlugins } from '../dialogs/plan.ts';
import { ALWAYS, cut, GAP, type Part, pad } from '../fit.ts';
import { textOf } from '../line.ts';
import type { Look } from '../look.ts';
import { refusal } from './connect.ts';
import { choiceRow, type Page, paragraph, part, scrolling, title, typedRow } from './page.ts';

/** Asks what is to be left alone, and whether to begin. */
export function planPage(dialog: PlanDialog, site: string, told: Problem | null, look: Look): Page {
  switch (dialog.step) {
    case 'ready':
      return readyPage(dialog, site, look);
    case 'switches':
      return switchesPage(dialog, look);
    case 'list':
    case 'search':
      return listPage(dialog, told, look);
  }
}

function summary(dialog: PlanDialog, look: Look): readonly Part[] {
  const { offer } = dialog;
  const active = offer.plugins.filter(({ status }) => status !== 'inactive').length;
  const suspects = active - pinsOf(offer, dialog.decided).size;
  const words = offer.switch === 'isolated' ? PLAN.isolated : PLAN.switched;
  const { how, notice } = SWITCHES[offer.switch];
  const label = (text: string) => look.paint.dim(pad(text, 6));
  const room = look.width - 6;
  return [
    title(words(suspects, active), look),
    part(6, `${label(PLAN.how)}${cut(how, room)}`),
    part(4, `${label('')}${cut(notice, room)}`),
    ...offer.closed.map(({ switch: kind, code }) =>
      paragraph(3, PLAN.closed(kind, code), look, look.paint.dim, ' '.repeat(6)),
    ),
    part(7, `${label(PLAN.cost)}${cut(forecastWords(dialog.forecast), room)}`),
    paragraph(6, suspects === 0 ? PLAN.nothing : '', look, look.paint.warn),
  ];
}

function listPage(dialog: PlanDialog, told: Problem | null, look: Look): Page {
  const { paint } = look;
  const shown = shownPlugins(dialog);
  const rows = shown.map((plugin, index) =>
    pluginRow(plugin, index === dialog.cursor, dialog, look),
  );
  const searching = dialog.step === 'search';
  const filtered = textOf(dialog.search) !== '';
  const details = pluginParts(shown[dialog.cursor], dialog, look);
  return {
    main: [
      ...refusal(told, look),
      ...summary(dialog, look),
      GAP,
      ...(searching || filtered
        ? [part(7, `${PLAN.search} ${typedRow(dialog.search, searching, look)}`)]
        : []),
      rows.length === 0
        ? part(6, paint.dim(`  ${PLAN.noMatch}`))
        : scrolling(
            6,
            rows,
            dialog.cursor,
            (hidden) => paint.dim(`  ${SEARCHING.more(hidden)}`),
            4,
          ),
      ...(look.side > 0 ? [] : [GAP, ...details]),
      paragraph(0, PLAN.legend, look, paint.dim),
    ],
    ...(look.side > 0 ? { side: [...details, GAP, ...hazardParts(dialog, look)] } : {}),
  };
}

function pluginRow(
  { plugin, name }: Plugin,
  chosen: boolean,
  { offer, decided }: PlanDialog,
  look: Look,
): string {
  const why = pinsOf(offer, decided).get(plugin);
  const mark = why === undefined ? '[x]' : isFree(why) ? '[ ]' : ' = ';
  const hazard = offer.hazards.find((each) => each.plugin === plugin);
  const lost = hazard !== undefined && (why === undefined || why === 'hazard');
  const about = lost ? clean(hazard.what) : why === undefined ? '' : pinReason(why);
  const label = `${mark} ${hazard === undefined ? ' ' : '!'} ${clean(name, 80) || clean(plugin, 80)}`;
  return choiceRow({ chosen, label, about, labels: Math.min(40, look.width - 30) }, look);
}

/** What is known of the plugin under the cursor. */
function pluginParts(
  plugin: Plugin | undefined,
  { offer }: PlanDialog,
  look: Look,
): readonly Part[] {
  if (plugin === undefined) return [];
  const { paint } = look;
  const hazard = offer.hazards.find((each) => each.plugin === plugin.plugin);
  const about = [clean(plugin.name, 80), clean(plugin.version, 30), clean(plugin.author, 60)];
  return [
    paragraph(look.side > 0 ? 5 : 1, about.filter(Boolean).join(', '), look, paint.dim),
    paragraph(5, hazard === undefined ? '' : PLAN.hazard(clean(hazard.what)), look, paint.warn),
  ];
}

/** Every known hazard, for terminals with room. */
function hazardParts({ offer }: PlanDialog, look: Look): readonly Part[] {
  const name = new Map(offer.plugins.map(({ plugin, name: own }) => [plugin, clean(own, 60)]));
  return offer.hazards.map(({ plugin, what }) =>
    paragraph(
      3,
      `! ${name.get(plugin) || clean(plugin, 80)}: ${clean(what)}`,
      look,
      look.paint.dim,
    ),
  );
}

function switchesPage(dialog: PlanDialog, look: Look): Page {
  const rows = dialog.offer.others.map((kind, index) => {
    const { how } = SWITCHES[kind];
    const chosen = index === dialog.other;
    return choiceRow({ chosen, label: `${index + 1}  ${how}`, about: '' }, look);
  });
  const chosen = dialog.offer.others[dialog.other];
  return {
    main: [
      title(PLAN.another, look),
      part(ALWAYS, ...rows),
      GAP,
      paragraph(5, chosen === undefined ? '' : SWITCHES[chosen].notice, look),
    ],
  };
}

function readyPage(dialog: PlanDialog, site: string, look: Look): Page {
  return {
    main: [
      ...summary(dialog, look),
      GAP,
      paragraph(3, PLAN.untouched, look),
      paragraph(4, PLAN.comesBack(safeUrl(site)), look),
      GAP,
      paragraph(ALWAYS, PLAN.ready, look, look.paint.bold),
    ],
  };
}
