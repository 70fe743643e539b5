import type { RestAnswer, RestRequest } from './rest-answer.ts';
import { coreRoute, pluginOwnRoute } from './rest-content.ts';
import { indexRoute } from './rest-index.ts';
import { pluginsRoute } from './rest-plugins.ts';
import { usersRoute } from './rest-users.ts';
import { matchesPath } from './rules.ts';

/** A REST route: where it is, which methods it knows, and what answers once WordPress has let the request through. */
export interface RestRoute {
  /** As the REST server names it; `*` stands for any characters. */
  readonly path: string;
  readonly methods: readonly Method[];
  /** Nothing where the route is not there after all: an older WordPress, a name that is none. */
  readonly serve: (request: RestRequest) => RestAnswer | undefined;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

const READ: readonly Method[] = ['GET'];
const ANY: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const COLLECTIONS = [
  'posts',
  'pages',
  'categories',
  'tags',
  'media',
  'comments',
  'types',
  'statuses',
  'taxonomies',
];

/** All routes of the site; the first that answers wins. */
export const REST_ROUTES: readonly RestRoute[] = [
  { path: '/', methods: READ, serve: indexRoute },
  { path: '/wp/v2', methods: READ, serve: indexRoute },
  { path: '/wp/v2/plugins', methods: ['GET', 'POST', 'OPTIONS'], serve: pluginsRoute },
  { path: '/wp/v2/plugins/*', methods: ANY, serve: pluginsRoute },
  { path: '/wp/v2/users', methods: READ, serve: usersRoute },
  { path: '/wp/v2/users/me/application-passwords*', methods: ANY, serve: usersRoute },
  { path: '/wp/v2/users/*', methods: READ, serve: usersRoute },
  // What running plugins add: namespaces of their own, and routes anywhere.
  { path: '*', methods: ANY, serve: (request) => indexRoute(request) ?? pluginOwnRoute(request) },
  { path: '/wp/v2/posts', methods: ['GET', 'POST', 'OPTIONS'], serve: coreRoute },
  { path: '/wp/v2/posts/*', methods: ['GET', 'POST', 'PUT', 'PATCH'], serve: coreRoute },
  ...COLLECTIONS.filter((name) => name !== 'posts').map((name) => read(`/wp/v2/${name}`)),
  ...COLLECTIONS.filter((name) => name !== 'posts').map((name) => read(`/wp/v2/${name}/*`)),
  read('/wp/v2/settings'),
  read('/wp/v2/themes'),
  read('/wp-site-health/v1/tests/authorization-header'),
  { path: '/batch/v1', methods: ['POST'], serve: coreRoute },
];

/** What the first route that knows the request answers. */
export function restRoute(request: RestRequest): RestAnswer | undefined {
  for (const { path, methods, serve } of REST_ROUTES) {
    if (!methods.includes(request.method as Method) || !matchesPath(path, request.route)) continue;
    const answer = serve(request);
    if (answer) return answer;
  }
  return undefined;
}

function read(path: string): RestRoute {
  return { path, methods: READ, serve: coreRoute };
}
