import { can } from './accounts.ts';
import { HEALTH_CHECK, uninstallHealthCheck } from './health-check.ts';
import {
  invalidParameter,
  type RestAnswer,
  type RestRequest,
  restFailure,
  restSuccess,
} from './rest-answer.ts';
import { installPlugin } from './rest-install.ts';
import {
  filesystemUnavailable,
  outcomeAnswer,
  pluginItem,
  pluginsByName,
  refusal,
  statuses,
  statusOf,
  statusWords,
} from './rest-plugin-item.ts';
import { atLeast, wordpressVersion } from './state.ts';
import { activate, deactivate } from './switching.ts';
import { arrayField } from './visit.ts';

/** Core's own pattern: a dot anywhere is not a plugin (class-wp-rest-plugins-controller.php:19). */
const ROUTE = /^\/wp\/v2\/plugins(?:\/([^./]+(?:\/[^./]+)?))?$/;

/** `/wp/v2/plugins` and `/wp/v2/plugins/<plugin>`; there since WordPress 5.5. */
export function pluginsRoute(request: RestRequest): RestAnswer | undefined {
  const match = ROUTE.exec(request.route);
  if (!match || !atLeast(wordpressVersion(request.state), '5.5')) return undefined;
  if (request.method === 'OPTIONS')
    return restSuccess({ namespace: 'wp/v2', methods: ['GET', 'POST'] });
  if (match[1] === undefined) {
    if (request.method === 'GET') return listPlugins(request);
    return request.method === 'POST' ? installPlugin(request) : undefined;
  }
  // Nothing is decoded here: an encoded slash or dot makes the name of a file that does not exist.
  const file = `${match[1]}.php`;
  switch (request.method) {
    case 'GET':
      return readPlugin(request, file);
    case 'PUT':
    case 'POST':
    case 'PATCH':
      return updatePlugin(request, file);
    case 'DELETE':
      return deletePlugin(request, file);
    default:
      return undefined;
  }
}

function listPlugins(request: RestRequest): RestAnswer {
  const { visit, parameters } = request;
  const wanted = [
    ...arrayField(visit.url.searchParams, 'status'),
    ...commaList(parameters.get('status')),
  ];
  const unknown = wanted.find((status) => !statuses(request).includes(status));
  if (unknown !== undefined)
    return invalidParameter('status', `status[0] is not one of ${statusWords(request)}.`);
  if (!can(request.state, request.account, 'activate_plugins')) {
    return refusal(
      request,
      'rest_cannot_view_plugins',
      'Sorry, you are not allowed to manage plugins for this site.',
    );
  }
  const search = String(parameters.get('search') ?? '');
  const listed = pluginsByName(request).filter(
    (plugin) =>
      (wanted.length === 0 || wanted.includes(statusOf(request, plugin.file))) &&
      [plugin.name, plugin.file, plugin.spec.description ?? ''].some((text) =>
        text.includes(search),
      ),
  );
  return restSuccess(listed.map((plugin) => pluginItem(request, plugin)));
}

function readPlugin(request: RestRequest, file: string): RestAnswer {
  if (!can(request.state, request.account, 'activate_plugins')) {
    return refusal(
      request,
      'rest_cannot_view_plugin',
      'Sorry, you are not allowed to manage plugins for this site.',
    );
  }
  const plugin = request.state.installed.get(file);
  return plugin ? restSuccess(pluginItem(request, plugin)) : notFound();
}

function updatePlugin(request: RestRequest, file: string): RestAnswer {
  const { state, visit } = request;
  const status = request.parameters.get('status');
  // Parameters are checked before permissions.
  if (status !== undefined && !statuses(request).includes(String(status))) {
    return invalidParameter('status', `status is not one of ${statusWords(request)}.`);
  }
  if (!can(state, request.account, 'activate_plugins')) {
    return refusal(
      request,
      'rest_cannot_manage_plugins',
      'Sorry, you are not allowed to manage plugins for this site.',
    );
  }
  const plugin = state.installed.get(file);
  if (!plugin) return notFound();
  const current = statusOf(request, file);
  if (status === undefined || status === current) return restSuccess(pluginItem(request, plugin));
  const isNetwork = current === 'network-active' || status === 'network-active';
  if (isNetwork && !can(state, request.account, 'manage_network_plugins')) {
    const message = 'Sorry, you do not have permission to manage network plugins.';
    return refusal(request, 'rest_cannot_manage_network_plugins', message);
  }
  if (status === 'inactive') {
    return outcomeAnswer(
      request,
      plugin,
      deactivate(visit, [plugin], 'rest', current === 'network-active'),
    );
  }
  if (current === 'network-active') return restSuccess(pluginItem(request, plugin));
  if (state.options.multisite && plugin.spec.networkOnly && status === 'active') {
    return restFailure(
      'rest_network_only_plugin',
      'Network only plugin must be network activated.',
      400,
    );
  }
  return outcomeAnswer(
    request,
    plugin,
    activate(visit, plugin, 'rest', status === 'network-active'),
  );
}

function deletePlugin(request: RestRequest, file: string): RestAnswer {
  const { state } = request;
  for (const [capability, verb] of [
    ['activate_plugins', 'manage'],
    ['delete_plugins', 'delete'],
  ] as const) {
    if (can(state, request.account, capability)) continue;
    const message = `Sorry, you are not allowed to ${verb} plugins for this site.`;
    return refusal(request, 'rest_cannot_manage_plugins', message);
  }
  const plugin = state.installed.get(file);
  if (!plugin) return notFound();
  if (statusOf(request, file) !== 'inactive') {
    const message = 'Cannot delete an active plugin. Please deactivate it first.';
    return restFailure('rest_cannot_delete_active_plugin', message, 400);
  }
  if (state.options.install?.files === 'no-credentials') return filesystemUnavailable();
  if (state.options.install?.files === 'wrong-credentials') {
    return restFailure('unable_to_connect_to_filesystem', 'Failed to connect to FTP Server', 500);
  }
  const previous = pluginItem(request, plugin);
  state.installed.delete(file);
  if (file === HEALTH_CHECK.file) uninstallHealthCheck(state);
  return restSuccess({ deleted: true, previous });
}

function commaList(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' && value !== '' ? value.split(',') : [];
}

function notFound(): RestAnswer {
  return restFailure('rest_plugin_not_found', 'Plugin not found.', 404);
}
