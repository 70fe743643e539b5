import type { InstalledPlugin } from './installed.ts';
import {
  type RestAnswer,
  type RestRequest,
  restFailure,
  restSuccess,
  restUrl,
} from './rest-answer.ts';
import type { Outcome } from './switching.ts';

/** One plugin as the REST API prints it. There is no word about "Requires Plugins". */
export function pluginItem(
  { state, visit }: Pick<RestRequest, 'state' | 'visit'>,
  plugin: InstalledPlugin,
): unknown {
  const { spec } = plugin;
  const description = spec.description ?? `${plugin.name} does what it says.`;
  return {
    plugin: plugin.id,
    status: statusOf({ visit }, plugin.file),
    name: plugin.name,
    plugin_uri: spec.uri ?? '',
    author: spec.author ?? 'Jane Doe',
    author_uri: spec.authorUri ?? '',
    description: {
      raw: description,
      rendered: `${description} <cite>By ${spec.author ?? 'Jane Doe'}.</cite>`,
    },
    version: spec.version ?? '1.0.0',
    network_only: spec.networkOnly ?? false,
    requires_wp: spec.requiresWp ?? '',
    requires_php: spec.requiresPhp ?? '',
    textdomain: plugin.folder,
    _links: { self: [{ href: restUrl(state, `/wp/v2/plugins/${plugin.id}`) }] },
  };
}

/** All installed plugins in get_plugins()' order: by name. */
export function pluginsByName({ state }: Pick<RestRequest, 'state'>): readonly InstalledPlugin[] {
  return [...state.installed.values()].toSorted((a, b) =>
    a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1,
  );
}

/** How a change of status answers. A fatal error or an exit ends PHP: nothing of the REST answer is printed. */
export function outcomeAnswer(
  request: RestRequest,
  plugin: InstalledPlugin,
  outcome: Outcome,
): RestAnswer {
  switch (outcome.type) {
    case 'done':
      return restSuccess(pluginItem(request, plugin));
    case 'error':
      if (outcome.code === 'internal_server_error') {
        const file = `/var/www/html/wp-content/plugins/${plugin.file}`;
        const error = { type: 1, message: `Uncaught Error in ${file}:42`, file, line: 42 };
        return restFailure(outcome.code, outcome.message, 500, { error });
      }
      return restFailure(outcome.code, outcome.message, 500, {}, outcome.additional);
    case 'fatal':
      // The fatal error handler is mute while a plugin is activated (WP_SANDBOX_SCRAPING).
      return { status: 500, body: null, raw: '' };
    case 'redirect':
      return { status: 302, body: null, raw: '', headers: [['location', outcome.location]] };
  }
}

/** The status as this PHP process believes it to be. */
export function statusOf({ visit }: Pick<RestRequest, 'visit'>, file: string): string {
  if (visit.network.includes(file)) return 'network-active';
  return visit.active.includes(file) ? 'active' : 'inactive';
}

/** What `status` may be. */
export function statuses({ state }: RestRequest): readonly string[] {
  return state.options.multisite
    ? ['inactive', 'active', 'network-active']
    : ['inactive', 'active'];
}

/** The same in words, for refusals. */
export function statusWords(request: RestRequest): string {
  return statuses(request)
    .join(', ')
    .replace(/, (\S+)$/, ' and $1');
}

/** 401 without a user, 403 with one. */
export function refusal(request: RestRequest, code: string, message: string): RestAnswer {
  return restFailure(code, message, request.required);
}

/** The web server may not write and nobody has stored FTP credentials. */
export function filesystemUnavailable(): RestAnswer {
  return restFailure(
    'fs_unavailable',
    'The filesystem is currently unavailable for managing plugins.',
    500,
  );
}
