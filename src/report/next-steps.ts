/** How something went that a person wanted after the answer, in one sentence. */

import type { Contact, Remedy, Setting } from '../model/findings.ts';
import type { Difference, PluginId, RunReport, Unknown } from '../model/report.ts';
import { clean, count, folderOf, list, moment, safeUrl, urlWord } from './format.ts';
import type { NameOf } from './notes.ts';

/** What became of a wish. */
export type AfterResult =
  | { readonly type: 'kept-off'; readonly plugins: readonly PluginId[] }
  | { readonly type: 'would-not-go-off'; readonly plugins: readonly PluginId[] }
  | { readonly type: 'not-as-it-should-be'; readonly missing: readonly PluginId[] }
  | { readonly type: 'found-more'; readonly plugins: readonly PluginId[] }
  | { readonly type: 'found-no-more'; readonly complete: boolean }
  | { readonly type: 'plugins-changed' }
  | { readonly type: 'no-switch' }
  | { readonly type: 'stopped' }
  /** The failing requests were sent once more; so many of them work now. */
  | { readonly type: 'tested-again'; readonly work: number; readonly of: number }
  | { readonly type: 'saved'; readonly path: string }
  | { readonly type: 'not-saved'; readonly path: string; readonly cause: string };

/** The sentence for a person who waits to choose again. */
export function explainAfter(result: AfterResult, name: NameOf): string {
  const names = (plugins: readonly PluginId[]) =>
    list(plugins.map((plugin) => clean(name(plugin), 120)));
  switch (result.type) {
    case 'kept-off':
      return `Switched off, and left off: ${names(result.plugins)}. Everything else is on, read back from the site.`;
    case 'would-not-go-off':
      return `Still active, whatever was tried: ${names(result.plugins)}. Switch it off in wp-admin.`;
    case 'not-as-it-should-be':
      if (result.missing.length === 0) {
        return 'Which plugins are active now could not be read. The report says what to do.';
      }
      return `Not active as it should be: ${names(result.missing)}. The report says what to do.`;
    case 'found-more':
      return `Found as well: ${names(result.plugins)}. The site is as it was.`;
    case 'found-no-more':
      return result.complete
        ? 'Nothing else is to blame: every way of failing was looked for.'
        : 'No other culprit was found, and the search could not be completed.';
    case 'plugins-changed':
      return 'The active plugins are not the same any more, so nothing was done. Start anew.';
    case 'no-switch':
      return 'No way of switching plugins works any more, so nothing was done.';
    case 'tested-again':
      if (result.work === result.of) return 'Tested again: it works now. The fix has worked.';
      return result.work === 0
        ? 'Tested again: it still fails.'
        : `Tested again: ${result.work} of ${result.of} requests work now, the others still fail.`;
    case 'stopped':
      return 'Stopped; the site is as it was.';
    case 'saved':
      return `Saved: ${clean(result.path, 400)}`;
    case 'not-saved':
      return `Could not be saved as ${clean(result.path, 400)} (${clean(result.cause, 40)}). Try another place.`;
  }
}

/** What to do about a culprit, in words: the setting that keeps the plugin first. */

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

/** What is different after restoring, and what to do by hand. */

/** One line a step: what is different, as far as it could be read, then the ways to put it right. */
export function missingSteps(
  difference: Difference,
  site: string,
  name: (plugin: string) => string,
): readonly string[] {
  const { missing, stayed = [], unknown } = difference;
  const named = (plugin: string) =>
    name(plugin) === plugin ? clean(plugin, 120) : `${name(plugin)} (${clean(plugin, 120)})`;
  const folders = (plugins: readonly string[]) =>
    plugins.map((plugin) => shellWord(cliName(plugin, plugins))).join(' ');
  if (unknown) return unknownSteps(unknown);
  const off = missing.length > 0;
  const left = stayed.length > 0;
  return [
    ...(off ? [`Still off, and active before: ${list(missing.map(named))}.`] : []),
    ...(left ? [`Put there for this run, and still there: ${list(stayed.map(named))}.`] : []),
    `Try again: wp-bisect ${urlWord(site)} --restore`,
    ...(off ? ['Or in wp-admin, under Plugins: activate them.'] : []),
    ...(left ? [`Or in wp-admin, under Plugins: take ${list(stayed.map(named))} away.`] : []),
    ...(off ? [`Or on the server: wp plugin activate ${folders(missing)}`] : []),
    ...(left ? [`Or on the server: wp plugin uninstall --deactivate ${folders(stayed)}`] : []),
  ];

  /** Nothing was read: only what the journal knows can be told. */
  function unknownSteps({ plugins, since }: Unknown): readonly string[] {
    const may = list(plugins.map(named));
    return [
      'The list of active plugins could not be read, so their state is unknown.',
      plugins.length > 0
        ? `The run of ${moment(since)} may have left these off: ${may}.`
        : `The run of ${moment(since)} had left no plugin off, as far as its journal tells.`,
      ...(stayed.length > 0 ? [`Put there for that run: ${list(stayed.map(named))}.`] : []),
      `Try again: wp-bisect ${urlWord(site)} --restore`,
      ...(plugins.length > 0
        ? [
            'Or in wp-admin, under Plugins: activate those of them that are off.',
            `Or on the server: wp plugin activate ${folders(plugins)}`,
          ]
        : []),
    ];
  }
}

/** `No longer installed: X. There is nothing to bring back.`; nothing where every plugin is there. */
export function goneLines(
  { gone = [] }: Difference,
  name: (plugin: string) => string,
): readonly string[] {
  if (gone.length === 0) return [];
  const names = list(gone.map((plugin) => clean(name(plugin), 120)));
  return [`No longer installed: ${names}. There is nothing to bring back.`];
}

/** That the site is not as it was, and the command that goes on: two short lines for the end. */
export function notRestoredLines({ difference, site }: RunReport): readonly string[] {
  const { missing, stayed = [], unknown } = difference;
  const what =
    unknown !== undefined
      ? 'its list of plugins could not be read; some may be off.'
      : missing.length > 0
        ? `${count(missing.length, 'plugin')} ${missing.length === 1 ? 'is' : 'are'} still off.`
        : stayed.length > 0
          ? 'A helper plugin of this run is still on it.'
          : 'An earlier run may have left plugins off.';
  return [
    `YOUR SITE IS NOT RESTORED: ${what}`,
    `  Put it back: wp-bisect ${urlWord(site)} --restore`,
  ];
}

/** How WP-CLI calls a plugin: by its folder; by its file where several share the folder. */
function cliName(plugin: string, all: readonly string[]): string {
  const folder = folderOf(plugin);
  return all.filter((other) => folderOf(other) === folder).length > 1 ? plugin : folder;
}

/** A word for a shell command line, quoted where it has to be. */
function shellWord(text: string): string {
  const safe = clean(text, 500);
  return /^[\w./:@%+=,-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`;
}
