/** How something went that a person wanted after the answer, in one sentence. */

import type { Language } from '../language/language.ts';
import type { Contact, Remedy, Setting } from '../model/findings.ts';
import { slugOf } from '../model/plugin-ids.ts';
import { type Difference, type PluginId, type Unknown, unreadIn } from '../model/report.ts';
import type { RunReport } from '../model/run-report.ts';
import { clean, moment, type NameOf, restoreCommandFor, safeUrl } from './format.ts';
import { notReadBack } from './truth.ts';

/** What became of a wish. */
export type AfterResult =
  | { readonly type: 'kept-off'; readonly plugins: readonly PluginId[] }
  | {
      readonly type: 'on-again';
      readonly plugins: readonly PluginId[];
      /** No longer installed. */
      readonly gone: readonly PluginId[];
    }
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
export function explainAfter(t: Language, result: AfterResult, name: NameOf): string {
  const names = (plugins: readonly PluginId[]) =>
    t.list(plugins.map((plugin) => clean(name(plugin), 120)));
  switch (result.type) {
    case 'kept-off':
      return t.__(
        'Switched off and left off: %(plugins)s. Everything else is on, read back from the site.',
        {
          plugins: names(result.plugins),
        },
      );
    case 'on-again': {
      const on =
        result.plugins.length === 0
          ? []
          : t.__('Switched on again, and read back from the site: %(plugins)s.', {
              plugins: names(result.plugins),
            });
      return [on, goneLines(t, result, name)].flat().join(' ');
    }
    case 'would-not-go-off':
      return t.__('Still active after every attempt: %(plugins)s. Deactivate it in wp-admin.', {
        plugins: names(result.plugins),
      });
    case 'not-as-it-should-be':
      if (result.missing.length === 0) {
        return t.__(
          'wp-bisect could not read which plugins are active now. The report says what to do.',
        );
      }
      return t.__('Not active as it should be: %(plugins)s. The report says what to do.', {
        plugins: names(result.missing),
      });
    case 'found-more':
      return t.__('Found another cause: %(plugins)s. The site is as it was.', {
        plugins: names(result.plugins),
      });
    case 'found-no-more':
      return result.complete
        ? t.__(
            'Nothing else is to blame: the search found no other plugin and no other combination that makes it fail.',
          )
        : t.__('The search found no other culprit, but could not finish.');
    case 'plugins-changed':
      return t.__('The active plugins have changed, so wp-bisect did nothing. Start again.');
    case 'no-switch':
      return t.__('No way of switching plugins works any more, so wp-bisect did nothing.');
    case 'tested-again':
      if (result.work === result.of) {
        return t.__('Tested again: it works now. The fix has worked.');
      }
      return result.work === 0
        ? t.__('Tested again: it still fails.')
        : t._n(
            'Tested again: %(work)s of %(count)s request works now.',
            'Tested again: %(work)s of %(count)s requests work now, the others still fail.',
            result.of,
            { work: t.number(result.work) },
          );
    case 'stopped':
      return t.__('Stopped; the site is as it was.');
    case 'saved':
      return t.__('Saved: %(path)s', { path: clean(result.path, 400) });
    case 'not-saved':
      return t.__('The report could not be saved as %(path)s (%(cause)s). Try another place.', {
        path: clean(result.path, 400),
        cause: clean(result.cause, 40),
      });
  }
}

/** What to do about a culprit, in words: the setting that keeps the plugin first. */

/** The advice on plugins that are proven to be the culprit. Never empty. */
export function adviceOn(
  t: Language,
  { setting, also = [], contacts, runsOwnCode }: Remedy,
): string {
  if (runsOwnCode !== undefined) {
    return t.__(
      '%(plugin)s runs code that was written for this site. Switch its snippets off, one at a time, and send the request again; ask whoever wrote the one that does it.',
      { plugin: clean(runsOwnCode, 120) },
    );
  }
  const several = contacts.length > 1;
  if (setting !== null) {
    const keep = several
      ? t.__('This keeps both sides of the conflict on.')
      : t.__('The plugin can stay on.');
    const kept = [setting, ...also].some(({ keepsOn }) => keepsOn === false) ? [] : [keep];
    const others =
      also.length > 0
        ? [
            t.__('Some of the requests need another setting, too.'),
            ...also.map((each) => settingLine(t, each)),
          ]
        : [];
    return [settingLine(t, setting), ...others, ...kept, askWhom(t, contacts)].join(' ');
  }
  const update = several
    ? t.__('No setting is known that changes this. Update them, or remove or replace one of them.')
    : t.__('No setting is known that changes this. Update it, replace it or remove it.');
  return `${update} ${askWhom(t, contacts)}`;
}

/** A setting as one sentence; where nobody has tried it on the real plugin it says so. */
export function settingLine(t: Language, { text, verified }: Setting): string {
  const setting = clean(t.__(text), 400);
  if (verified) return setting;
  const doubt = text.includes(' > ')
    ? t.__('(Not tried on this plugin; the menu may have another name.)')
    : t.__('(Not tried on this plugin.)');
  return `${setting} ${doubt}`;
}

function askWhom(t: Language, contacts: readonly Contact[]): string {
  const plugins = t.list(contacts.map(({ name }) => clean(name, 80)));
  const places = t.list(contacts.flatMap(({ url }) => (url === null ? [] : safeUrl(url))));
  return places === ''
    ? t._n(
        'If that does not help, ask the developer of %(plugins)s.',
        'If that does not help, ask the developers of %(plugins)s.',
        contacts.length,
        { plugins },
      )
    : t._n(
        'If that does not help, ask the developer of %(plugins)s (%(places)s).',
        'If that does not help, ask the developers of %(plugins)s (%(places)s).',
        contacts.length,
        { plugins, places },
      );
}

/** What is different after restoring, and what to do by hand. */

/** The first line above the steps. */
export function notAsItWas(t: Language, difference: Difference): string {
  switch (unreadIn(difference)) {
    case 'none-off':
      return t.__('The site could not be read back.');
    case 'may-be-off':
      return t.__('The site may NOT be as it was.');
    case null:
      return t.__('The site is NOT as it was.');
  }
}

/** One line a step: what is different, as far as it could be read, then the ways to put it right. */
export function missingSteps(
  t: Language,
  difference: Difference,
  site: string,
  name: (plugin: string) => string,
): readonly string[] {
  const { missing, offAgain = [], stayed = [], unknown } = difference;
  const named = (plugins: readonly string[]) =>
    t.list(
      plugins.map((plugin) =>
        name(plugin) === plugin ? clean(plugin, 120) : `${name(plugin)} (${clean(plugin, 120)})`,
      ),
    );
  const folders = (plugins: readonly string[]) =>
    plugins.map((plugin) => shellWord(cliName(plugin, plugins))).join(' ');
  const again = t.__('Try again: %(command)s', { command: restoreCommandFor(site) });
  const onServer = (command: string) => t.__('Or on the server: %(command)s', { command });
  if (unknown) return unknownSteps(unknown);
  const off = missing.length > 0;
  const isByHand = off && offAgain.length === 0;
  const left = stayed.length > 0;
  return [
    ...(off
      ? [t.__('Still off, but active before: %(plugins)s.', { plugins: named(missing) })]
      : []),
    ...(left
      ? [t.__('Installed for this run and still there: %(plugins)s.', { plugins: named(stayed) })]
      : []),
    ...(off && !isByHand ? offAgainSteps(offAgain) : [again]),
    ...(isByHand ? [t.__('Or in wp-admin > Plugins: activate them.')] : []),
    ...(left
      ? [t.__('Or in wp-admin > Plugins: delete %(plugins)s.', { plugins: named(stayed) })]
      : []),
    ...(isByHand ? [onServer(`wp plugin activate ${folders(missing)}`)] : []),
    ...(left ? [onServer(`wp plugin uninstall --deactivate ${folders(stayed)}`)] : []),
  ];

  /** By hand they do not come back, either: wp-admin and WP-CLI run the same hooks when they activate a plugin. */
  function offAgainSteps(plugins: readonly string[]): readonly string[] {
    const command = restoreCommandFor(site);
    return [
      t.__(
        '%(plugins)s: WordPress activates it, and another plugin deactivates it again when that one is activated. Activating them by hand does not help.',
        { plugins: named(plugins) },
      ),
      t.__(
        'With the password of the account, wp-bisect can activate it without this: put it into WP_BISECT_PASSWORD, then: %(command)s',
        { command },
      ),
      t.__("Or through WP-CLI: %(command)s --wp-cli 'ssh HOST wp --path=FOLDER'", { command }),
    ];
  }

  /** Nothing was read: only what the journal knows can be told. */
  function unknownSteps({ plugins, since }: Unknown): readonly string[] {
    const time = moment(since);
    return [
      t.__('wp-bisect could not read the list of active plugins, so their state is unknown.'),
      plugins.length > 0
        ? t.__('The run of %(time)s may have left these off: %(plugins)s.', {
            time,
            plugins: named(plugins),
          })
        : t.__('According to its journal, the run of %(time)s left no plugin off.', { time }),
      ...(stayed.length > 0
        ? [t.__('Installed for that run: %(plugins)s.', { plugins: named(stayed) })]
        : []),
      again,
      ...(plugins.length > 0
        ? [
            t.__('Or in wp-admin > Plugins: activate those of them that are off.'),
            onServer(`wp plugin activate ${folders(plugins)}`),
          ]
        : []),
    ];
  }
}

/** `No longer installed: X. There is nothing to bring back.`; nothing where every plugin is there. */
export function goneLines(
  t: Language,
  { gone = [] }: Pick<Difference, 'gone'>,
  name: (plugin: string) => string,
): readonly string[] {
  if (gone.length === 0) return [];
  const plugins = t.list(gone.map((plugin) => clean(name(plugin), 120)));
  return [t.__('No longer installed: %(plugins)s. There is nothing to bring back.', { plugins })];
}

/** That the site is not as it was, and the command that goes on: two short lines for the end. */
export function notRestoredLines(t: Language, { difference, site }: RunReport): readonly string[] {
  return [
    notRestored(t, difference),
    `  ${t.__('Restore it: %(command)s', { command: restoreCommandFor(site) })}`,
  ];
}

function notRestored(t: Language, difference: Difference): string {
  const { missing, stayed = [] } = difference;
  const unread = unreadIn(difference);
  if (unread !== null) return notReadBack(t, unread);
  if (missing.length > 0) {
    return t._n(
      'YOUR SITE IS NOT RESTORED: %(count)s plugin is still off.',
      'YOUR SITE IS NOT RESTORED: %(count)s plugins are still off.',
      missing.length,
    );
  }
  return stayed.length > 0
    ? t.__('YOUR SITE IS NOT RESTORED: a helper plugin of this run is still installed.')
    : t.__('YOUR SITE IS NOT RESTORED: an earlier run may have left plugins off.');
}

/** How WP-CLI calls a plugin: by its folder; by its file where several share the folder. */
function cliName(plugin: string, all: readonly string[]): string {
  const folder = slugOf(plugin);
  return all.filter((other) => slugOf(other) === folder).length > 1 ? plugin : folder;
}

/** A word for a shell command line, quoted where it has to be. */
function shellWord(text: string): string {
  const safe = clean(text, 500);
  return /^[\w./:@%+=,-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`;
}
