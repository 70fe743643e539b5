/** What to do about a culprit, in words: the setting that keeps the plugin first. */

import type { Contact, Remedy, Setting } from '../model/findings__remedy.ts';
import { clean, list, safeUrl } from './format.ts';

/** The advice on plugins that are proven to be the culprit. Never empty. */
export function adviceOn({ setting, contacts }: Remedy): string {
  const several = contacts.length > 1;
  const ask = askWhom(contacts);
  if (setting !== null) {
    const keep = several ? 'This keeps both sides of the conflict on.' : 'The plugin can stay on.';
    return `${settingLine(setting)} ${keep} If that does not help: ${ask}.`;
  }
  const it = several ? 'them' : 'it';
  const replace = several
    ? 'do without one of them, or replace one'
    : 'replace it, or do without it';
  return `No setting is known that changes this. Update ${it}; if that does not help, ${ask}, ${replace}.`;
}

/** A setting as one sentence; where it is not read from the plugin's source it says so. */
export function settingLine({ text, verified }: Setting): string {
  return verified
    ? clean(text, 400)
    : `${clean(text, 400)} (From memory: the menu may be named otherwise.)`;
}

function askWhom(contacts: readonly Contact[]): string {
  const several = contacts.length > 1;
  const places = contacts.flatMap(({ url }) => (url === null ? [] : safeUrl(url)));
  const where = places.length === 0 ? '' : ` (${list(places)})`;
  return `ask the ${several ? 'developers' : 'developer'} of ${list(contacts.map(({ name }) => clean(name, 80)))}${where}`;
}
