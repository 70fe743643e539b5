import type { InstalledPlugin } from './installed.ts';
import { atLeast, type SiteState, wordpressVersion, writeActive } from './state.ts';
import type { Quirk, Quirks } from './types.ts';
import type { Visit } from './visit.ts';

/** How (de)activating one plugin ended. Everything but `done` and `error` ends the PHP process. */
export type Outcome =
  | { readonly type: 'done' }
  | {
      readonly type: 'error';
      readonly plugin: InstalledPlugin;
      readonly code: string;
      readonly message: string;
      readonly additional?: unknown;
    }
  | { readonly type: 'fatal'; readonly plugin: InstalledPlugin }
  | { readonly type: 'redirect'; readonly location: string };

type Way = 'rest' | 'form';
const DONE: Outcome = { type: 'done' };

/**
 * Activate_plugin() (wp-admin/includes/plugin.php): checks requirements and "Requires Plugins", saves, re-sorts the
 * whole option alphabetically. What the plugin itself does in between is its quirk.
 */
export function activate(
  visit: Visit,
  plugin: InstalledPlugin,
  way: Way,
  networkWide = false,
): Outcome {
  if (visit.network.includes(plugin.file) || (!networkWide && visit.active.includes(plugin.file)))
    return DONE;
  const refusal = requirementError(visit, plugin) ?? dependencyError(visit, plugin);
  if (refusal) return refusal;

  const quirk = nextQuirk(visit.state, plugin, 'activate', way);
  if (quirk === 'fatal-unchanged') return { type: 'fatal', plugin };
  if (quirk === 'redirect-unchanged')
    return { type: 'redirect', location: quirkLocation(visit, plugin) };
  if (quirk === 'refused') {
    const code = plugin.spec.quirkCode ?? 'plugin_invalid';
    return { type: 'error', plugin, code, message: 'The plugin does not have a valid header.' };
  }

  saveActivation(visit, plugin, networkWide, quirk === 'ok-unchanged');
  switch (quirk) {
    case 'redirect-changed':
      return { type: 'redirect', location: quirkLocation(visit, plugin) };
    case 'error-changed':
      return {
        type: 'error',
        plugin,
        code: plugin.spec.quirkCode ?? 'unexpected_output',
        message: 'The plugin generated unexpected output.',
        additional: plugin.spec.prints ?? 'hello junk',
      };
    case 'fatal-later':
      visit.state.broken.add(plugin.file);
      return DONE;
    default:
      return DONE;
  }
}

/**
 * Deactivate_plugins(): every hook runs, then the option is written once. A plugin that ends the process in its hook
 * leaves the whole list as it was. Dependents are not looked at.
 */
export function deactivate(
  visit: Visit,
  plugins: readonly InstalledPlugin[],
  way: Way,
  networkWide = false,
): Outcome {
  const list = networkWide ? visit.network : visit.active;
  const targets = plugins.filter((plugin) => list.includes(plugin.file));
  const quirks = targets.map((plugin) => ({
    plugin,
    quirk: nextQuirk(visit.state, plugin, 'deactivate', way),
  }));
  for (const { plugin, quirk } of quirks) {
    if (quirk === 'fatal-unchanged') return { type: 'fatal', plugin };
    if (quirk === 'redirect-unchanged')
      return { type: 'redirect', location: quirkLocation(visit, plugin) };
    if (quirk === 'refused') {
      const code = plugin.spec.quirkCode ?? 'internal_server_error';
      return {
        type: 'error',
        plugin,
        code,
        message: 'There has been a critical error on this website.',
      };
    }
  }

  const kept = quirks
    .filter(({ quirk }) => quirk === 'ok-unchanged')
    .map(({ plugin }) => plugin.file);
  const gone = targets.map((plugin) => plugin.file).filter((file) => !kept.includes(file));
  const left = list.filter((file) => !gone.includes(file));
  const save = networkWide ? { network: left } : { active: left };
  // The whole list is written, as this process has read it: what others wrote meanwhile is lost.
  if (gone.length > 0) writeActive(visit.state, save, way, visit.seen.number);
  const believed = list.filter((file) => !targets.some((plugin) => plugin.file === file));
  if (networkWide) visit.network = believed;
  else visit.active = believed;

  for (const { plugin, quirk } of quirks) {
    if (quirk === 'redirect-changed')
      return { type: 'redirect', location: quirkLocation(visit, plugin) };
    if (quirk === 'error-changed') {
      const code = plugin.spec.quirkCode ?? 'internal_server_error';
      return {
        type: 'error',
        plugin,
        code,
        message: 'There has been a critical error on this website.',
      };
    }
    if (quirk === 'fatal-later') {
      // The plugin is gone, but something it left behind breaks the rest: blame the first one still running.
      const victim = visit.state.active[0];
      if (victim) visit.state.broken.add(victim);
    }
  }
  return DONE;
}

/** Admin_init of plugins that check undeclared needs: they deactivate themselves. */
export function deactivateUnmet(visit: Visit, isMet: (formula: string) => boolean): void {
  const unmet = visit.running.filter((file) => {
    const needs = visit.state.installed.get(file)?.spec.needsUndeclared;
    return needs !== undefined && visit.active.includes(file) && !isMet(needs);
  });
  if (unmet.length === 0) return;
  visit.active = visit.active.filter((file) => !unmet.includes(file));
  writeActive(visit.state, { active: visit.active }, 'elsewhere', visit.seen.number);
}

function saveActivation(
  visit: Visit,
  plugin: InstalledPlugin,
  networkWide: boolean,
  forgets: boolean,
): void {
  const { state } = visit;
  if (networkWide) {
    visit.network = [...visit.network, plugin.file];
    if (!forgets) writeActive(state, { network: visit.network }, 'rest', visit.seen.number);
  } else {
    const list = [...visit.active, plugin.file].toSorted();
    visit.active = list;
    const way = visit.area === 'rest' ? 'rest' : 'form';
    // Inside a troubleshooting session Health Check puts the list back after every activation.
    if (!forgets)
      writeActive(
        state,
        { active: visit.troubleshooting ? visit.unfiltered : list },
        way,
        visit.seen.number,
      );
  }
  if (plugin.spec.onboarding && !forgets) {
    state.onboarding = [...state.onboarding.filter((file) => file !== plugin.file), plugin.file];
  }
}

function requirementError(visit: Visit, plugin: InstalledPlugin): Outcome | undefined {
  const { requiresWp, requiresPhp } = plugin.spec;
  const wp = requiresWp === undefined || atLeast(wordpressVersion(visit.state), requiresWp);
  const php = requiresPhp === undefined || atLeast(visit.state.options.php ?? '8.2.0', requiresPhp);
  if (wp && php) return undefined;
  const what = wp ? 'php' : php ? 'wp' : 'wp_php';
  const message = `<strong>Error:</strong> Current versions do not meet minimum requirements for ${plugin.name}.`;
  return { type: 'error', plugin, code: `plugin_${what}_incompatible`, message };
}

function dependencyError(visit: Visit, plugin: InstalledPlugin): Outcome | undefined {
  // Plugin dependencies came with WordPress 6.5.
  if (!plugin.spec.requires || !atLeast(wordpressVersion(visit.state), '6.5')) return undefined;
  const inactive: Record<string, string> = {};
  const missing: Record<string, string> = {};
  for (const folder of plugin.spec.requires) {
    const parents = [...visit.state.installed.values()].filter(
      (candidate) => candidate.folder === folder,
    );
    if (parents.length === 0) missing[folder] = folder;
    else if (!parents.some((parent) => [...visit.active, ...visit.network].includes(parent.file))) {
      inactive[folder] = parents[0]?.name ?? folder;
    }
  }
  const names = [...Object.values(inactive), ...Object.values(missing)];
  if (names.length === 0) return undefined;
  return {
    type: 'error',
    plugin,
    code: 'plugin_missing_dependencies',
    message: `<strong>Error:</strong> ${plugin.name} requires ${names.length} ${names.length === 1 ? 'plugin' : 'plugins'} to be installed and activated: ${names.join(', ')}.`,
    additional: {
      ...(Object.keys(inactive).length > 0 && { inactive }),
      ...(Object.keys(missing).length > 0 && { not_installed: missing }),
    },
  };
}

function nextQuirk(
  state: SiteState,
  plugin: InstalledPlugin,
  what: 'activate' | 'deactivate',
  way: Way,
): Quirk | undefined {
  const quirks: Quirks | undefined =
    what === 'activate' ? plugin.spec.onActivate : plugin.spec.onDeactivate;
  const use = typeof quirks === 'object' ? quirks[way] : quirks;
  if (use === undefined) return undefined;
  const { quirk, times = Number.POSITIVE_INFINITY } =
    typeof use === 'object' ? use : { quirk: use };
  const key = `${plugin.file} ${what} ${way}`;
  const used = state.quirkUses.get(key) ?? 0;
  if (used >= times) return undefined;
  state.quirkUses.set(key, used + 1);
  return quirk;
}

function quirkLocation(visit: Visit, plugin: InstalledPlugin): string {
  const target = plugin.spec.quirkLocation ?? `wp-admin/admin.php?page=${plugin.folder}`;
  return new URL(target, visit.state.base).href;
}
