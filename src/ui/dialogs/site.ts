/** Which site. */

import type { Intent, Mode } from '../bindings.ts';
import { siteDoubt } from '../doubts.ts';
import { type EditedLine, edit, NO_TEXT, textOf } from '../line.ts';
import { answered, open, type Pressed } from './pressed.ts';

/** The open question for the site. */
export type SiteDialog = {
  readonly type: 'site';
  readonly line: EditedLine;
  /** What Enter alone answers. */
  readonly remembered: string | null;
};

/** The question, with what was typed the last time when that was refused. */
export function openSite(remembered: string | null, typed: string): SiteDialog {
  return { type: 'site', line: edit(NO_TEXT, { type: 'insert', text: typed }), remembered };
}

/** What has the keyboard. */
export function siteMode(): Mode {
  return 'site';
}

/** The question after one intent. */
export function pressSite(dialog: SiteDialog, intent: Intent): Pressed<SiteDialog, string> {
  if (intent.type === 'edit') return open({ ...dialog, line: edit(dialog.line, intent.edit) });
  if (intent.type !== 'submit') return open(dialog);
  const typed = textOf(dialog.line).trim();
  if (typed === '' && dialog.remembered !== null) return answered(dialog.remembered);
  const doubt = siteDoubt(typed);
  return doubt === 'empty' || doubt === 'secret' || doubt === 'email'
    ? open(dialog)
    : answered(typed);
}
