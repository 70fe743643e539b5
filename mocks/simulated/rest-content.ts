import { can } from './accounts.ts';
import {
  invalidParameter,
  type RestAnswer,
  type RestRequest,
  restFailure,
  restSuccess,
  restUrl,
} from './rest-answer.ts';
import { matchesPath } from './rules.ts';

const READABLE: Readonly<Record<string, readonly unknown[]>> = {
  posts: [item(1, 'hello-world', 'Hello world!', 'post')],
  pages: [item(2, 'sample-page', 'Sample Page', 'page')],
  categories: [
    { id: 1, count: 1, name: 'Uncategorized', slug: 'uncategorized', taxonomy: 'category' },
  ],
  tags: [],
  media: [],
  comments: [
    { id: 1, post: 1, author_name: 'A WordPress Commenter', status: 'approved', type: 'comment' },
  ],
};
const KEYED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  types: {
    post: { name: 'Posts', slug: 'post', rest_base: 'posts', rest_namespace: 'wp/v2' },
    page: { name: 'Pages', slug: 'page', rest_base: 'pages', rest_namespace: 'wp/v2' },
  },
  statuses: { publish: { name: 'Published', slug: 'publish', public: true } },
  taxonomies: { category: { name: 'Categories', slug: 'category', rest_base: 'categories' } },
};

/** Public data of core, and what needs rights. */
export function coreRoute(request: RestRequest): RestAnswer | undefined {
  const [, collection = '', id] = /^\/wp\/v2\/(\w+)(?:\/([\w-]+))?$/.exec(request.route) ?? [];
  if (request.method === 'GET' && Object.hasOwn(READABLE, collection))
    return readCollection(request, collection, id);
  if (request.method === 'GET' && Object.hasOwn(KEYED, collection)) {
    const entries = KEYED[collection] ?? {};
    const isEdit = request.parameters.get('context') === 'edit';
    if (isEdit && !can(request.state, request.account, 'edit_posts')) {
      // WP_REST_Post_Types_Controller and its sisters.
      const code = id === undefined ? 'rest_cannot_view' : 'rest_forbidden_context';
      return restFailure(code, 'Sorry, you are not allowed to edit this.', request.required);
    }
    if (id === undefined) return restSuccess(entries);
    return Object.hasOwn(entries, id)
      ? restSuccess(entries[id])
      : restFailure(`rest_${collection.slice(0, -1)}_invalid`, 'Invalid.', 404);
  }
  if (collection === 'posts' || request.route.endsWith('/autosaves')) return writePost(request, id);
  switch (`${request.method} ${request.route}`) {
    case 'GET /wp/v2/settings':
      return can(request.state, request.account, 'manage_options')
        ? restSuccess({
            title: request.state.options.title ?? 'Simulated site',
            url: request.state.base.href,
          })
        : forbidden(request);
    case 'GET /wp/v2/themes':
      return readThemes(request);
    case 'GET /wp-site-health/v1/tests/authorization-header':
      return can(request.state, request.account, 'view_site_health_checks')
        ? restSuccess(authorizationHeaderTest(request))
        : forbidden(request);
    case 'POST /batch/v1':
      return batch(request);
    default:
      return undefined;
  }
}

/** The routes that running plugins register. */
export function pluginOwnRoute({ ...request }: RestRequest): RestAnswer | undefined {
  const { state, visit, route, account } = request;
  const routes = visit.running.flatMap((file) => state.installed.get(file)?.spec.routes ?? []);
  const found = routes.find(({ path }) => matchesPath(path, route));
  if (!found) return undefined;
  if (found.needs && !can(state, account, found.needs)) {
    const message = 'Sorry, you are not allowed to do that.';
    return restFailure(found.code ?? 'rest_forbidden', message, request.required);
  }
  return restSuccess(found.data ?? []);
}

function readCollection(
  request: RestRequest,
  collection: string,
  id: string | undefined,
): RestAnswer {
  const items = READABLE[collection] ?? [];
  if (
    request.parameters.get('context') === 'edit' &&
    !can(request.state, request.account, 'edit_posts')
  ) {
    const message = 'Sorry, you are not allowed to edit posts in this post type.';
    return restFailure('rest_forbidden_context', message, request.required);
  }
  if (id !== undefined) {
    const found = items.find((entry) => String((entry as { id: number }).id) === id);
    return found
      ? restSuccess(linked(request, found, collection))
      : restFailure('rest_post_invalid_id', 'Invalid post ID.', 404);
  }
  const perPage = Number(request.parameters.get('per_page') ?? 10);
  if (!Number.isInteger(perPage) || perPage < 1 || perPage > 100) {
    const reason = 'per_page must be between 1 (inclusive) and 100 (inclusive)';
    return invalidParameter('per_page', reason, 'rest_out_of_bounds');
  }
  const total = [
    ['x-wp-total', String(items.length)],
    ['x-wp-totalpages', String(Math.ceil(items.length / perPage))],
  ] as const;
  return restSuccess(
    items.slice(0, perPage).map((entry) => linked(request, entry, collection)),
    200,
    total,
  );
}

/** Of `posts`: its description, a new post, a changed one, an autosave. */
function writePost(request: RestRequest, id: string | undefined): RestAnswer {
  if (request.method === 'OPTIONS') {
    return restSuccess({ namespace: 'wp/v2', methods: ['GET', 'POST'] });
  }
  // Parameters are checked before rights (wp-includes/rest-api/class-wp-rest-server.php).
  const status = request.parameters.get('status') ?? 'draft';
  if (!STATUSES.includes(String(status))) {
    const reason = `status is not one of ${STATUSES.join(', ')}.`;
    return invalidParameter('status', reason, 'rest_not_in_enum');
  }
  return id === undefined
    ? createPost(request)
    : restFailure('rest_post_invalid_id', 'Invalid post ID.', 404);
}

const STATUSES = ['publish', 'future', 'draft', 'pending', 'private'];

function createPost(request: RestRequest): RestAnswer {
  if (!can(request.state, request.account, 'edit_posts')) {
    const message = 'Sorry, you are not allowed to create posts as this user.';
    return restFailure('rest_cannot_create', message, request.required);
  }
  return restSuccess(item(99, 'draft', String(request.parameters.get('title') ?? ''), 'post'), 201);
}

function readThemes(request: RestRequest): RestAnswer {
  if (!can(request.state, request.account, 'edit_posts')) {
    return restFailure(
      'rest_cannot_view_themes',
      'Sorry, you are not allowed to view themes.',
      request.required,
    );
  }
  const current = request.visit.around.theme;
  const themes = [
    ...new Set([request.state.theme, ...(request.state.options.themes ?? ['twentytwentyfive'])]),
  ];
  const wanted = request.parameters.get('status');
  const listed = themes
    .map((theme) => ({
      stylesheet: theme,
      template: theme,
      status: theme === current ? 'active' : 'inactive',
    }))
    .filter(({ status }) => wanted === undefined || wanted === status);
  return restSuccess(listed);
}

/** Site Health sends `user:pwd` and looks whether it arrives (class-wp-site-health.php:2386). */
function authorizationHeaderTest({ visit }: RestRequest): unknown {
  const { basic } = visit;
  const isGood = basic?.user === 'user' && basic.password === 'pwd';
  const state = isGood ? 'working as expected' : basic ? 'invalid' : 'missing';
  return {
    label: isGood ? `The Authorization header is ${state}` : `The authorization header is ${state}`,
    status: isGood ? 'good' : 'recommended',
    badge: { label: 'Security', color: 'blue' },
    test: 'authorization_header',
  };
}

/** Batches exist, plugins are not for them. */
function batch(request: RestRequest): RestAnswer {
  const requests = request.parameters.get('requests');
  const count = Array.isArray(requests) ? requests.length : 0;
  const refused = restFailure(
    'rest_batch_not_allowed',
    'The requested route does not support batch requests.',
    400,
  );
  return restSuccess(
    { responses: Array.from({ length: count }, () => ({ ...refused, headers: [] })) },
    207,
  );
}

function forbidden(request: RestRequest): RestAnswer {
  return restFailure('rest_forbidden', 'Sorry, you are not allowed to do that.', request.required);
}

function linked({ state }: RestRequest, entry: unknown, collection: string): unknown {
  const { id } = entry as { id: number };
  const link =
    collection === 'posts' || collection === 'pages' ? { link: `${state.base.href}?p=${id}` } : {};
  const self = [{ href: restUrl(state, `/wp/v2/${collection}/${id}`) }];
  return { ...(entry as object), ...link, _links: { self } };
}

function item(id: number, slug: string, title: string, type: string): unknown {
  return {
    id,
    date: '2026-01-01T00:00:00',
    slug,
    status: 'publish',
    type,
    title: { rendered: title },
    content: { rendered: `<p>${title}</p>\n`, protected: false },
    author: 1,
  };
}
