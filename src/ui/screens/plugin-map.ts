/** All plugins at a glance: one sign each, different by shape and not by colour alone. Pure. */

import type { PluginView } from '../../model/run-state.ts';
import { LEGEND } from '../../report/screens/searching.ts';
import { type Part, widthOf } from '../fit.ts';
import type { Glyphs, Look } from '../look.ts';

type Sign = 'suspectOn' | 'suspectOff' | 'asideOn' | 'asideOff' | 'cleared' | 'pinned' | 'culprit';

/** The sign of one plugin. */
export function signOf({ standing, now }: Pick<PluginView, 'standing' | 'now'>): Sign {
  switch (standing) {
    case 'untested':
    case 'suspect':
      return now === 'on' ? 'suspectOn' : 'suspectOff';
    case 'aside':
    case 'inactive':
      return now === 'on' ? 'asideOn' : 'asideOff';
    case 'cleared':
    case 'pinned':
    case 'culprit':
      return standing;
  }
}

/** Up to this many plugins stand apart from one another. */
const ROOMY = 60;

/** The map, and what its signs mean; the signs that occur only. */
export function pluginMap(plugins: readonly PluginView[], look: Look): readonly Part[] {
  const shown = plugins.filter(({ standing }) => standing !== 'inactive');
  if (shown.length === 0 || look.linear) return [];
  const gap = shown.length <= ROOMY ? ' ' : '';
  const perRow = Math.max(1, Math.floor((look.width - 2) / (1 + gap.length)));
  const rows: string[] = [];
  for (let at = 0; at < shown.length; at += perRow) {
    const cells = shown.slice(at, at + perRow).map((view) => painted(signOf(view), look));
    rows.push(`  ${cells.join(gap)}`);
  }
  return [
    { keep: 7, rows },
    { keep: 4, rows: legend(shown, look) },
  ];
}

/** The sign in its colour. */
export function painted(sign: Sign, { paint, glyphs }: Look): string {
  const shape = glyphs[sign satisfies keyof Glyphs];
  switch (sign) {
    case 'suspectOn':
      return paint.warn(shape);
    case 'suspectOff':
      return paint.bold(shape);
    case 'culprit':
      return paint.bad(paint.bold(shape));
    case 'cleared':
      return paint.good(shape);
    case 'asideOn':
    case 'asideOff':
    case 'pinned':
      return paint.dim(shape);
  }
}

function legend(shown: readonly PluginView[], look: Look): readonly string[] {
  const present = new Set(shown.map(signOf));
  const rows: string[] = [];
  let row = ' ';
  let width = 1;
  for (const sign of Object.keys(LEGEND) as (keyof typeof LEGEND)[]) {
    const occurs =
      sign === 'asideOn' ? present.has(sign) || present.has('asideOff') : present.has(sign);
    if (!occurs) continue;
    const room = widthOf(LEGEND[sign]) + 4;
    if (width + room > look.width) {
      rows.push(row);
      row = ' ';
      width = 1;
    }
    row += ` ${painted(sign, look)} ${look.paint.dim(LEGEND[sign])}`;
    width += room - 1;
    row += ' ';
  }
  return [...rows, row.trimEnd()];
}
