/** A state that only a person can judge. */

import type { Problem } from '../../model/errors.ts';
import type { RunState } from '../../model/run-state.ts';
import { clean, safeUrl } from '../../report/format.ts';
import { JUDGE } from '../../report/screens/judge.ts';
import type { JudgeDialog } from '../dialogs/simple.ts';
import { ALWAYS, GAP } from '../fit.ts';
import type { Look } from '../look.ts';
import { refusal } from './connect.ts';
import { type Page, paragraph, part, title } from './page.ts';
import { pluginMap } from './plugin-map.ts';

/** Asks what the person sees. */
export function judgePage(
  { question }: JudgeDialog,
  run: RunState,
  told: Problem | null,
  look: Look,
): Page {
  const names = new Map(run.plugins.map(({ plugin, name }) => [plugin, clean(name, 60)]));
  const off = question.off.map((plugin) => names.get(plugin) || clean(plugin, 80));
  const { paint } = look;
  const keys = [JUDGE.works, JUDGE.broken, JUDGE.cannotTell, JUDGE.undo];
  return {
    main: [
      ...refusal(told, look),
      title(JUDGE.title(question.probe), look),
      paragraph(7, `"${clean(question.description)}"`, look, undefined, '  '),
      paragraph(8, safeUrl(question.url), look, paint.bold, '  '),
      GAP,
      paragraph(3, off.length === 0 ? JUDGE.allOn : JUDGE.off(off), look),
      GAP,
      part(ALWAYS, ...keys.map((key) => `  ${key}`)),
      GAP,
      ...pluginMap(run.plugins, look).map((each) => ({ ...each, keep: 2 })),
    ],
  };
}
