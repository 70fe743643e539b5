import { applicationPasswordsAvailable } from './application-passwords.ts';
import { type RestAnswer, type RestRequest, restSuccess, restUrl } from './rest-answer.ts';
import { atLeast, wordpressVersion } from './state.ts';

/** `/`: the index; also `/wp/v2` and the other namespaces. */
export function indexRoute(request: RestRequest): RestAnswer | undefined {
  if (request.method !== 'GET') return undefined;
  if (request.route === '/') return restSuccess(index(request));
  const namespace = request.route.slice(1);
  if (!namespaces(request).includes(namespace)) return undefined;
  return restSuccess({ namespace, routes: routes(request, namespace), _links: {} });
}

/** Namespaces of core and of the running plugins. */
function namespaces({ state, visit }: RestRequest): readonly string[] {
  const version = wordpressVersion(state);
  const plugins = visit.running.flatMap((file) => state.installed.get(file)?.spec.routes ?? []);
  return [
    ...new Set([
      'oembed/1.0',
      'wp/v2',
      ...(atLeast(version, '5.6') ? ['wp-site-health/v1'] : []),
      ...(atLeast(version, '5.9') ? ['wp-block-editor/v1'] : []),
      ...plugins.map(({ path }) => namespaceOf(path)),
    ]),
  ];
}

function index(request: RestRequest): unknown {
  const { state, visit } = request;
  const home = state.base.href.replace(/\/$/, '');
  const authorization = `${state.base.href}wp-admin/authorize-application.php`;
  return {
    name: state.options.title ?? 'Simulated site',
    description: '',
    url: home,
    home,
    gmt_offset: '0',
    timezone_string: '',
    namespaces: namespaces(request),
    // PHP prints an empty array, not an empty object.
    authentication: applicationPasswordsAvailable(visit)
      ? { 'application-passwords': { endpoints: { authorization } } }
      : [],
    routes: routes(request),
    site_logo: 0,
    site_icon: 0,
    _links: { help: [{ href: 'https://developer.wordpress.org/rest-api/' }] },
  };
}

function routes({ state, visit }: RestRequest, only?: string): unknown {
  const core = [
    'posts',
    'pages',
    'types',
    'statuses',
    'taxonomies',
    'categories',
    'tags',
    'users',
    'users/me',
    'media',
    'comments',
    'settings',
    'themes',
  ];
  if (atLeast(wordpressVersion(state), '5.5'))
    core.push('plugins', 'plugins/(?P<plugin>[^.\\/]+(?:\\/[^.\\/]+)?)');
  const own = visit.running.flatMap((file) => state.installed.get(file)?.spec.routes ?? []);
  const paths = [
    '/',
    '/wp/v2',
    ...core.map((name) => `/wp/v2/${name}`),
    ...own.map(({ path }) => path),
  ];
  const entries = paths.map((path) => {
    const namespace = path === '/' ? '' : path === '/wp/v2' ? 'wp/v2' : namespaceOf(path);
    const _links = { self: [{ href: restUrl(state, path) }] };
    return [
      path,
      { namespace, methods: ['GET'], endpoints: [{ methods: ['GET'], args: [] }], _links },
    ] as const;
  });
  return Object.fromEntries(
    entries.filter(([, { namespace }]) => only === undefined || namespace === only),
  );
}

/** `/wc/v3/orders` -> `wc/v3`. */
function namespaceOf(path: string): string {
  return path.split('/').slice(1, 3).join('/');
}
