/** How something went that a person wanted after the answer, in one sentence. */

import type { PluginId } from '../model/report.ts';
import { clean, list } from './format.ts';
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
    case 'stopped':
      return 'Stopped; the site is as it was.';
    case 'saved':
      return `Saved: ${clean(result.path, 400)}`;
    case 'not-saved':
      return `Could not be saved as ${clean(result.path, 400)} (${clean(result.cause, 40)}). Try another place.`;
  }
}
