/** Which site, and how to sign in: the way, the user, the secret, and whether it is kept. */

import type { AccessAnswer, AccessOffer, SignInWay } from '../../model/prompts.ts';
import { shutBy } from '../../model/shut-ways.ts';
import type { Intent, Mode } from '../bindings.ts';
import { type Edit, type EditedLine, edit, NO_TEXT, textOf } from '../line.ts';
import { answered, open, type Pressed } from './pressed.ts';

/** A field of the question. */
export type AccessField = 'way' | 'user' | 'secret' | 'keep';

/** The open question for a way in. */
export type AccessDialog = {
  readonly type: 'access';
  readonly offer: AccessOffer;
  /** Index into the offer's ways. */
  readonly way: number;
  readonly focus: AccessField;
  readonly user: EditedLine;
  readonly secret: EditedLine;
  readonly keep: boolean;
};

/** What of an answer may be remembered until the next try: not the secret. */
export type AccessMemory = { readonly way: string; readonly user: string; readonly keep: boolean };

/** The question, with what was typed before, never the secret; after a refusal, where it can go on. */
export function openAccess(offer: AccessOffer, before: AccessMemory | null): AccessDialog {
  const usable = offer.ways.findIndex(({ why }) => why === null);
  const again = offer.ways.findIndex(({ way, why }) => way === before?.way && why === null);
  const instead = wayInstead(offer);
  const way = Math.max(0, instead >= 0 ? instead : again >= 0 ? again : usable);
  const user = before?.user || offer.user || '';
  const dialog: AccessDialog = {
    type: 'access',
    offer,
    way,
    focus: 'way',
    user: edit(NO_TEXT, { type: 'insert', text: user }),
    secret: NO_TEXT,
    keep: offer.mayKeep && (before?.keep ?? false),
  };
  if (before === null || offer.refused === null || again !== way || !isTyped(dialog)) return dialog;
  return { ...dialog, focus: ABOUT_THE_USER.has(offer.refused.code) ? 'user' : 'secret' };
}

/** The way that is left where the refusal shuts the one that was tried; -1 where it shuts none, or none is left. */
function wayInstead({ ways, refused }: AccessOffer): number {
  const shut = refused === null || refused.otherWay !== 'open' ? null : shutBy(refused);
  if (shut === null) return -1;
  const others: readonly SignInWay[] =
    shut === 'session' ? ['browser', 'application-password'] : ['password'];
  const open = others.find((other) => ways.some(({ way, why }) => way === other && why === null));
  return ways.findIndex(({ way }) => way === open);
}

/** Refusals that another password of the same user would meet again. */
const ABOUT_THE_USER: ReadonlySet<string> = new Set(['unknown-user', 'not-allowed']);

/** What may be remembered of a dialog that was answered. */
export function memoryOf({ offer, way, user, keep }: AccessDialog): AccessMemory {
  return { way: offer.ways[way]?.way ?? '', user: textOf(user).trim(), keep };
}

/** True where the chosen way takes a user and a secret. */
export function isTyped({ offer, way }: Pick<AccessDialog, 'offer' | 'way'>): boolean {
  const chosen = offer.ways[way]?.way;
  return chosen === 'password' || chosen === 'application-password';
}

/** The fields of the chosen way, in order. */
export function fieldsOf(dialog: AccessDialog): readonly AccessField[] {
  const { offer, way } = dialog;
  const keep: readonly AccessField[] =
    offer.mayKeep && offer.ways[way]?.way !== 'saved' ? ['keep'] : [];
  return isTyped(dialog) ? ['way', 'user', 'secret', ...keep] : ['way', ...keep];
}

/** What has the keyboard. */
export function accessMode(dialog: AccessDialog): Mode {
  const { focus } = dialog;
  if (focus === 'way') return 'ways';
  return focus === 'keep' ? 'keep' : 'field';
}

/** The question after one intent. */
export function pressAccess(
  dialog: AccessDialog,
  intent: Intent,
): Pressed<AccessDialog, AccessAnswer> {
  switch (intent.type) {
    case 'back':
      return answered({ way: 'back' });
    case 'field':
      return open(focused(dialog, intent.by));
    case 'move':
      return open({ ...dialog, way: nextWay(dialog, intent.by < 0 ? -1 : 1) });
    case 'pick': {
      const way = intent.number - 1;
      if (dialog.offer.ways[way]?.why !== null) return open(dialog);
      return open({ ...dialog, way });
    }
    case 'toggle':
      return open({ ...dialog, keep: !dialog.keep });
    case 'edit':
      return open(edited(inField(dialog), intent.edit));
    case 'submit':
      return submitted(dialog);
    default:
      return open(dialog);
  }
}

function focused(dialog: AccessDialog, by: 1 | -1): AccessDialog {
  const fields = fieldsOf(dialog);
  const at = (fields.indexOf(dialog.focus) + by + fields.length) % fields.length;
  return { ...dialog, focus: fields[at] ?? 'way' };
}

/** A letter typed on the list goes into the user's field, of the first way that has one. */
function inField(dialog: AccessDialog): AccessDialog {
  if (dialog.focus !== 'way') return dialog;
  const { ways } = dialog.offer;
  const typed = ways.findIndex(({ why }, way) => why === null && isTyped({ ...dialog, way }));
  if (isTyped(dialog)) return { ...dialog, focus: 'user' };
  return typed < 0 ? dialog : { ...dialog, way: typed, focus: 'user' };
}

/** The next way that is open, in one direction; the same one where there is none. */
function nextWay({ offer, way }: AccessDialog, by: 1 | -1): number {
  for (let at = way + by; at >= 0 && at < offer.ways.length; at += by) {
    if (offer.ways[at]?.why === null) return at;
  }
  return way;
}

function edited(dialog: AccessDialog, change: Edit): AccessDialog {
  if (dialog.focus === 'user') return { ...dialog, user: edit(dialog.user, change) };
  if (dialog.focus !== 'secret') return dialog;
  // A hidden field shows no cursor: it stays at the end.
  const unseen = ['left', 'right', 'word-left', 'word-right', 'start', 'end'].includes(change.type);
  return unseen ? dialog : { ...dialog, secret: edit(dialog.secret, change) };
}

/** Enter: on to the first field that is missing; with all there, the answer. */
function submitted(dialog: AccessDialog): Pressed<AccessDialog, AccessAnswer> {
  const chosen = dialog.offer.ways[dialog.way];
  if (chosen === undefined || chosen.why !== null) return open({ ...dialog, focus: 'way' });
  if (chosen.way === 'browser' || chosen.way === 'saved') {
    return answered({ way: chosen.way, keep: dialog.keep || chosen.way === 'saved' });
  }
  const user = textOf(dialog.user).trim();
  const secret = textOf(dialog.secret);
  if (userDoubt(user) === 'empty') return open({ ...dialog, focus: 'user' });
  if (dialog.focus === 'way' || dialog.focus === 'user' || secret.trim() === '') {
    return open({ ...dialog, focus: 'secret' });
  }
  return answered({ way: chosen.way, user, secret, keep: dialog.keep });
}

/** Which site. */

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

/** What is odd about something typed, before it is sent anywhere. Codes; the words are in the report. Pure. */

/** What is odd about an address. `empty` and `secret` cannot be sent. */
export type SiteDoubt = 'empty' | 'secret' | 'email' | 'blank' | 'scheme' | 'no-dot';

/** The doubt about a typed address; null for none. */
export function siteDoubt(typed: string): SiteDoubt | null {
  const text = typed.trim();
  if (text === '') return 'empty';
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  const authority = /^[^/?#\\]*/.exec(scheme ? text.slice(scheme[0].length) : text)![0];
  if (authority.includes('@')) return /:.*@/.test(authority) || scheme ? 'secret' : 'email';
  if (/\s/.test(text)) return 'blank';
  if (scheme && !/^https?$/i.test(scheme[1]!)) return 'scheme';
  return /[.:]|^localhost/i.test(authority) ? null : 'no-dot';
}

/** What is odd about a user name. `empty` cannot be sent. */
export type UserDoubt = 'empty' | 'email';

/** The doubt about a typed user; null for none. */
export function userDoubt(typed: string): UserDoubt | null {
  const text = typed.trim();
  if (text === '') return 'empty';
  return /^\S+@\S+\.\S+$/.test(text) ? 'email' : null;
}

/** What a typed secret looks like. `counting`: an application password, not complete yet. */
export type SecretLook =
  | { readonly type: 'empty' | 'fine' | 'other-kind' | 'not-shaped' }
  | { readonly type: 'counting'; readonly characters: number };

/** Characters of an application password, blanks aside. */
export const APPLICATION_PASSWORD_LENGTH = 24;

/** What a typed secret looks like for the kind it is to be. */
export function lookOfSecret(kind: 'password' | 'application-password', typed: string): SecretLook {
  if (typed === '') return { type: 'empty' };
  const bare = typed.replace(/\s/g, '');
  const shaped = /^[a-z0-9]*$/i.test(bare);
  if (kind === 'password') {
    const grouped = /^([a-z0-9]{4} ){5}[a-z0-9]{4}$/i.test(typed.trim());
    return { type: grouped ? 'other-kind' : 'fine' };
  }
  if (!shaped) return { type: 'other-kind' };
  if (bare.length === APPLICATION_PASSWORD_LENGTH) return { type: 'fine' };
  return bare.length < APPLICATION_PASSWORD_LENGTH
    ? { type: 'counting', characters: bare.length }
    : { type: 'not-shaped' };
}
