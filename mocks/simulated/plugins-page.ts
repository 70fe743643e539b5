import { can, createNonce, verifyNonce } from './accounts.ts';
import type { InstalledPlugin } from './installed.ts';
import { pluginsList } from './plugins-table.ts';
import { fatalError, htmlPage, NO_CACHE, type Reply, redirect, wpDie } from './reply.ts';
import { activate, deactivate } from './switching.ts';
import { arrayField, type Visit } from './visit.ts';

/** Wp-admin/plugins.php: the list (GET), the bulk form (POST) and the row links (GET with `action`). */
export function servePluginsPage(visit: Visit): Reply {
  const { state, session, url, body } = visit;
  if (!can(state, session?.account, 'activate_plugins')) {
    return wpDie('Sorry, you are not allowed to access this page.', 403, visit.wantsJson);
  }
  const action = firstAction(url.searchParams, body.fields);
  switch (action) {
    case 'activate-selected':
    case 'deactivate-selected':
      if (!hasNonce(visit, 'bulk-plugins')) return expired();
      return action === 'activate-selected' ? activateSelected(visit) : deactivateSelected(visit);
    case 'activate':
    case 'deactivate':
      return singleAction(visit, action);
    default:
      return pluginsList(visit);
  }
}

function activateSelected(visit: Visit): Reply {
  const chosen = checked(visit).filter(
    ({ file, spec }) =>
      !visit.active.includes(file) &&
      !visit.network.includes(file) &&
      !(visit.state.options.multisite && spec.networkOnly),
  );
  if (chosen.length === 0) return back(visit, '');
  for (const plugin of chosen) {
    const outcome = activate(visit, plugin, 'form');
    // Errors are ignored here; only the end of the process ends the list.
    if (outcome.type === 'redirect') return redirect(outcome.location);
    if (outcome.type === 'fatal') return activationFailed(visit, plugin);
  }
  return back(visit, 'activate-multi=true&');
}

function deactivateSelected(visit: Visit): Reply {
  // Network-active ones are for the network's own screen.
  const chosen = checked(visit).filter(
    ({ file }) => visit.active.includes(file) && !visit.network.includes(file),
  );
  if (chosen.length === 0) return back(visit, '');
  const outcome = deactivate(visit, chosen, 'form');
  switch (outcome.type) {
    case 'done':
      return back(visit, 'deactivate-multi=true&');
    case 'redirect':
      return redirect(outcome.location);
    case 'fatal':
    case 'error':
      return fatalError(visit, `plugins/${outcome.plugin.file}`);
  }
}

function singleAction(visit: Visit, action: 'activate' | 'deactivate'): Reply {
  const file = visit.url.searchParams.get('plugin') ?? '';
  if (!hasNonce(visit, `${action}-plugin_${file}`)) return expired();
  const plugin = visit.state.installed.get(file);
  if (!plugin) return wpDie('Plugin file does not exist.', 500, visit.wantsJson);
  const outcome =
    action === 'activate' ? activate(visit, plugin, 'form') : deactivate(visit, [plugin], 'form');
  switch (outcome.type) {
    case 'done':
      return back(visit, `${action}=true&`);
    case 'redirect':
      return redirect(outcome.location);
    case 'fatal':
      return action === 'activate'
        ? activationFailed(visit, plugin)
        : fatalError(visit, `plugins/${file}`);
    case 'error':
      return outcome.code === 'unexpected_output'
        ? activationFailed(visit, plugin)
        : wpDie(outcome.message, 500, visit.wantsJson);
  }
}

/** The redirect that core prepares before it includes the plugin, and sends when including it is fatal. */
function activationFailed(visit: Visit, plugin: InstalledPlugin): Reply {
  const target = new URL('wp-admin/plugins.php?error=true', visit.state.base);
  target.searchParams.set('plugin', plugin.file);
  const nonce = createNonce(visit.state, `plugin-activation-error_${plugin.file}`, visit.session);
  target.searchParams.set('_error_nonce', nonce);
  return redirect(target.href);
}

function checked(visit: Visit): readonly InstalledPlugin[] {
  return arrayField(visit.body.fields, 'checked').flatMap(
    (file) => visit.state.installed.get(file) ?? [],
  );
}

function back(visit: Visit, flag: string): Reply {
  const field = (name: string, otherwise: string) =>
    visit.body.fields.get(name) ?? visit.url.searchParams.get(name) ?? otherwise;
  const rest = `plugin_status=${field('plugin_status', 'all')}&paged=${field('paged', '1')}&s=${field('s', '')}`;
  return redirect(`${visit.state.base.href}wp-admin/plugins.php?${flag}${rest}`, 302, NO_CACHE);
}

function hasNonce(visit: Visit, action: string): boolean {
  const nonce = visit.body.fields.get('_wpnonce') ?? visit.url.searchParams.get('_wpnonce') ?? '';
  return verifyNonce(visit.state, nonce, action, visit.session);
}

function expired(): Reply {
  const message = '<div class="wp-die-message">The link you followed has expired.</div>';
  return htmlPage(403, 'Something went wrong.', message, NO_CACHE);
}

function firstAction(query: URLSearchParams, fields: URLSearchParams): string {
  const named = [
    fields.get('action'),
    query.get('action'),
    fields.get('action2'),
    query.get('action2'),
  ];
  return named.find((action) => action !== null && action !== '-1') ?? '';
}
