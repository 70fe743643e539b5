import { can } from './accounts.ts';
import { HEALTH_CHECK } from './health-check.ts';
import { toInstalled, toSpec } from './installed.ts';
import {
  invalidParameter,
  type RestAnswer,
  type RestRequest,
  restFailure,
  restSuccess,
  restUrl,
} from './rest-answer.ts';
import {
  filesystemUnavailable,
  outcomeAnswer,
  pluginItem,
  refusal,
  statuses,
  statusWords,
} from './rest-plugin-item.ts';
import { activate } from './switching.ts';

/** `POST /wp/v2/plugins {slug, status}`: from the directory of wordpress.org, if the site may and can. */
export function installPlugin(request: RestRequest): RestAnswer {
  const { state, visit, parameters } = request;
  const slug = parameters.get('slug');
  const status = String(parameters.get('status') ?? 'inactive');
  if (typeof slug !== 'string' || slug === '') {
    return restFailure('rest_missing_callback_param', 'Missing parameter(s): slug', 400, {
      params: ['slug'],
    });
  }
  if (!/^[\w-]+$/.test(slug))
    return invalidParameter(
      'slug',
      'slug does not match pattern [\\w\\-]+.',
      'rest_invalid_pattern',
    );
  if (!statuses(request).includes(status)) {
    return invalidParameter('status', `status is not one of ${statusWords(request)}.`);
  }
  if (!can(state, request.account, 'install_plugins')) {
    return refusal(
      request,
      'rest_cannot_install_plugin',
      'Sorry, you are not allowed to install plugins on this site.',
    );
  }
  if (status !== 'inactive' && !can(state, request.account, 'activate_plugins')) {
    return refusal(
      request,
      'rest_cannot_activate_plugin',
      'Sorry, you are not allowed to activate plugins.',
    );
  }
  const { files = 'direct', directory = 'reachable', catalogue = [] } = state.options.install ?? {};
  if (files === 'no-credentials') return filesystemUnavailable();
  if (directory === 'unreachable') {
    const message =
      'An unexpected error occurred. Something may be wrong with WordPress.org or this server&#8217;s configuration. If you continue to have problems, please try the <a href="https://wordpress.org/support/forums/">support forums</a>.';
    return restFailure('plugins_api_failed', message, 500);
  }
  const found = [HEALTH_CHECK, ...catalogue.map(toSpec)].find(
    (spec) => toInstalled(spec).folder === slug,
  );
  if (!found) return restFailure('plugins_api_failed', 'Plugin not found.', 404);
  if (files === 'wrong-credentials') {
    return restFailure('unable_to_connect_to_filesystem', 'Failed to connect to FTP Server', 500);
  }
  const plugin = toInstalled({ ...found, status: 'inactive' });
  if ([...state.installed.values()].some(({ folder }) => folder === plugin.folder)) {
    return restFailure('folder_exists', 'Destination folder already exists.', 500);
  }
  state.installed.set(plugin.file, plugin);
  const location = [['location', restUrl(state, `/wp/v2/plugins/${plugin.id}`)]] as const;
  if (status !== 'inactive') {
    const answer = outcomeAnswer(
      request,
      plugin,
      activate(visit, plugin, 'rest', status === 'network-active'),
    );
    if (answer.status !== 200) return answer;
  }
  return restSuccess(pluginItem(request, plugin), 201, location);
}
