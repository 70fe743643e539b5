import type { Hazard } from '../diagnosis/advice__hazards.ts';
import { Problem } from '../model/errors.ts';
import type { Options } from '../options/parse-options.ts';
import type { Pin, Plugin, PluginId } from '../model/report.ts';
import type { Switch } from '../model/ports.ts';

/**
 * What a run leaves alone, and why. A plugin that `--only` names is tested even where switching it off
 * is known to lose something: that is how a person says otherwise. Throws `unknown-plugin`.
 */
export function choosePins(
  plugins: readonly Plugin[],
  control: Switch,
  hazards: readonly Hazard[],
  options: Pick<Options, 'keep' | 'only'>,
): Pin[] {
  const kept = named(plugins, options.keep, '--keep');
  const only = named(plugins, options.only, '--only');
  const beyondReach = new Set(control.unreachable(plugins));
  const hazardous = new Set(
    control.kind === 'isolated' ? [] : hazards.flatMap(({ plugin, pin }) => (pin ? plugin : [])),
  );
  return plugins.flatMap(({ plugin, status }): Pin[] => {
    if (status === 'network-active') return [{ plugin, why: 'network-active' }];
    if (status !== 'active') return [];
    if (kept.has(plugin)) return [{ plugin, why: 'kept' }];
    if (options.only.length > 0 && !only.has(plugin)) return [{ plugin, why: 'not-asked-for' }];
    if (beyondReach.has(plugin)) return [{ plugin, why: 'unreachable' }];
    if (hazardous.has(plugin) && !only.has(plugin)) return [{ plugin, why: 'hazard' }];
    return [];
  });
}

/** The plugins that a person named: a folder (all of its plugins), `folder/file`, with or without `.php`. */
function named(
  plugins: readonly Plugin[],
  typed: readonly string[],
  flag: '--keep' | '--only',
): ReadonlySet<PluginId> {
  const found = typed.flatMap((text) => {
    const wanted = text.trim().replace(/^\/+|\/+$/g, '');
    const id = wanted.replace(/\.php$/i, '');
    const matches = plugins.filter(
      ({ plugin }) => plugin === id || plugin === wanted || plugin.startsWith(`${wanted}/`),
    );
    const inactive = matches.length > 0 && matches.every(({ status }) => status === 'inactive');
    // To keep what is off does no harm; to suspect only that would suspect nothing.
    if (matches.length === 0 || (inactive && flag === '--only')) {
      const known = plugins
        .filter(({ status }) => status !== 'inactive')
        .map(({ plugin }) => plugin);
      throw new Problem('unknown-plugin', { flag, typed: text, known, inactive });
    }
    return matches.map(({ plugin }) => plugin);
  });
  return new Set(found);
}
