/** What a healthy site answers without a 401: the survey's questions, in two rounds. */

import type { Identity, RequestBody, SymptomRequest } from '../model/report.ts';
import type { SiteAddress } from '../wordpress/http/types.ts';
import { OWN_PASSWORDS, restUrl } from '../wordpress/http/urls.ts';

/** What a question is about. */
export type Topic =
  | 'rest'
  | 'rest-index'
  | 'pretty-rest'
  | 'namespace'
  | 'front-page'
  | 'login-page'
  | 'credential'
  | 'shop'
  | 'editing'
  | 'admin-page'
  | 'users-route'
  | 'feed'
  | 'on-page'
  | 'xmlrpc'
  | 'saving'
  | 'heartbeat'
  | 'application-passwords';

/** One question of the survey. What a refusal of it is worth is in `group.ts`. */
export type Candidate = {
  readonly topic: Topic;
  readonly request: SymptomRequest;
  /** What counts as failing, where that is not what the survey was asked for. */
  readonly failsOn?: readonly (number | string)[];
};

/** Core's own namespaces: nothing of the site's. */
const CORE_NAMESPACES = /^(?:oembed\/1\.0|wp\/v2|wp-(?:site-health|block-editor|abilities)\/v\d)$/;

/** At most so many of the site's own namespaces are asked for. */
const NAMESPACES = 2;

/**
 * A page of wp-admin that only reads. The dashboard would not do: whoever opens it first gets a draft
 * of a post (wp_dashboard_quick_press), and it asks other sites for news.
 */
const ADMIN_PAGE = 'wp-admin/profile.php';

/** The first round: what most faults show in, one request each. `loginUrl`: where a plugin keeps the login page. */
export function firstRound(
  address: SiteAddress,
  identities: readonly Identity[],
  loginUrl = `${address.siteUrl}wp-login.php`,
): readonly Candidate[] {
  return [
    rest(address, 'rest', '/wp/v2/posts', 'anonymous', { per_page: '1' }),
    rest(address, 'rest-index', '/', 'anonymous'),
    ...prettyRest(address),
    ...credentials(identities).map((as) =>
      rest(address, 'credential', '/wp/v2/users/me', as, { context: 'edit' }),
    ),
    // WooCommerce takes its keys on its own routes only.
    ...(identities.includes('woocommerce-keys')
      ? [rest(address, 'shop', '/wc/v3/products', 'woocommerce-keys', { per_page: '1' })]
      : []),
    page('front-page', address.home, 'anonymous'),
    page('login-page', new URL(loginUrl, address.siteUrl).href, 'anonymous'),
    ...(identities.includes('session')
      ? [page('admin-page', `${address.siteUrl}${ADMIN_PAGE}`, 'session')]
      : []),
    rest(address, 'users-route', '/wp/v2/users', 'anonymous', { per_page: '1' }),
    page('feed', feedOf(address), 'anonymous'),
  ];
}

/** What counts as refused there: for everybody, or for this user. */
const APPLICATION_PASSWORDS_OFF: readonly string[] = [
  'application_passwords_disabled',
  'application_passwords_disabled_for_user',
];

/**
 * The list of the person's own application passwords. WordPress answers it with 501 where they are
 * switched off (wp-includes/rest-api/endpoints/class-wp-rest-application-passwords-controller.php), so
 * that an app's problem shows without an application password at hand.
 */
export function ownApplicationPasswords(address: SiteAddress): Candidate {
  return {
    ...rest(address, 'application-passwords', OWN_PASSWORDS, 'session'),
    failsOn: APPLICATION_PASSWORDS_OFF,
  };
}

/**
 * Asks whether a post could be saved, and saves none: parameters are checked before rights are
 * (wp-includes/rest-api/class-wp-rest-server.php), so an open door answers 400 `rest_invalid_param`.
 */
export function savingProbe(address: SiteAddress, as: Identity): Candidate {
  const { topic, request } = rest(address, 'saving', '/wp/v2/posts', as, { status: 'x-none' });
  return { topic, request: { ...request, method: 'POST' } };
}

/**
 * The second round: routes that only some rules close. `blocked` are identities whose REST requests
 * are refused altogether: asking more as them teaches nothing.
 */
export function secondRound(
  address: SiteAddress,
  identities: readonly Identity[],
  blocked: readonly Identity[],
): readonly Candidate[] {
  const own = address.namespaces.filter((namespace) => !CORE_NAMESPACES.test(namespace));
  return [
    rest(address, 'rest', '/wp/v2/types', 'anonymous'),
    ...pickNamespaces(own).map((namespace) =>
      rest(address, 'namespace', `/${namespace}`, 'anonymous'),
    ),
    ...credentials(identities).map((as) =>
      rest(address, 'editing', '/wp/v2/posts', as, { per_page: '1', context: 'edit' }),
    ),
    ...shop(address, identities, blocked),
  ].filter(({ request }) => !blocked.includes(request.as));
}

/** Core's lists that every healthy site shows to visitors, beside the two of the first rounds. */
const PUBLIC_LISTS = ['pages', 'categories', 'tags', 'media'] as const;

/**
 * What the second round asks besides, where nothing fails so far: a rule may close one list of core's alone,
 * to visitors or to somebody who is signed in (the editor's pictures).
 */
export function otherLists(
  address: SiteAddress,
  identities: readonly Identity[],
): readonly Candidate[] {
  return [
    ...PUBLIC_LISTS.map((list) =>
      rest(address, 'rest', `/wp/v2/${list}`, 'anonymous', { per_page: '1' }),
    ),
    ...credentials(identities).map((as) =>
      rest(address, 'editing', '/wp/v2/media', as, { per_page: '1', context: 'edit' }),
    ),
  ];
}

/** WooCommerce's own API, which apps and its own screens use, as an administrator; its keys ask by themselves. */
function shop(
  address: SiteAddress,
  identities: readonly Identity[],
  blocked: readonly Identity[],
): readonly Candidate[] {
  if (!address.namespaces.includes('wc/v3') || identities.includes('woocommerce-keys')) return [];
  const as = (['application-password', 'session'] as const).find(
    (identity) => identities.includes(identity) && !blocked.includes(identity),
  );
  return as ? [rest(address, 'shop', '/wc/v3/products', as, { per_page: '1' })] : [];
}

/** At most so many addresses that the front page names are asked for. */
const ON_PAGE = 2;

/**
 * The REST addresses of this site that a page names in its markup or scripts, core's own aside: those
 * are asked for anyway. A read is all that is sent.
 */
export function routesNamedIn(html: string, address: SiteAddress): readonly Candidate[] {
  const { host } = new URL(address.home);
  const found = html
    .slice(0, 500_000)
    .replaceAll('\\/', '/')
    .matchAll(/https?:\/\/[^\s"'<>\\]{1,200}?\/wp-json\/[a-z0-9][\w\-/.]{2,120}/gi);
  const urls = [...found].flatMap(([url]) => (URL.canParse(url) ? new URL(url) : []));
  const own = urls.filter((url) => {
    const namespace = /\/wp-json\/([\w-]+\/[\w-]+)/.exec(url.pathname)?.[1] ?? '';
    return url.host === host && namespace !== '' && !CORE_NAMESPACES.test(namespace);
  });
  return [...new Set(own.map(({ href }) => href))]
    .slice(0, ON_PAGE)
    .map((url) => page('on-page', url, 'anonymous'));
}

function feedOf({ home, restRoot }: SiteAddress): string {
  const isPlain = new URL(restRoot).searchParams.has('rest_route');
  return isPlain ? `${home}?feed=rss2` : `${home}feed/`;
}

/**
 * Where the API was found by `?rest_route=`, the usual address may be closed by the server: browsers
 * and apps go there.
 */
function prettyRest({ home, restRoot }: SiteAddress): readonly Candidate[] {
  if (!new URL(restRoot).searchParams.has('rest_route')) return [];
  return [page('pretty-rest', `${home}wp-json/wp/v2/posts?per_page=1`, 'anonymous')];
}

/** One namespace a vendor (`wc/v1`, `wc/v3`, ... are one), those that serve visitors first. */
function pickNamespaces(own: readonly string[]): readonly string[] {
  const byVendor = new Map<string, string>();
  for (const namespace of own) {
    const vendor = namespace.split(/[/-]/)[0] ?? namespace;
    const known = byVendor.get(vendor);
    if (known === undefined || (isPublic(namespace) && !isPublic(known))) {
      byVendor.set(vendor, namespace);
    }
  }
  return [...byVendor.values()]
    .sort((a, b) => Number(isPublic(b)) - Number(isPublic(a)))
    .slice(0, NAMESPACES);
}

function isPublic(namespace: string): boolean {
  return /store|contact-form|forms?\/|oembed|public|shop|search|events/.test(namespace);
}

function credentials(identities: readonly Identity[]): readonly Identity[] {
  return identities.filter((as) => as !== 'anonymous' && as !== 'woocommerce-keys');
}

function rest(
  address: SiteAddress,
  topic: Topic,
  route: string,
  as: Identity,
  query: Readonly<Record<string, string>> = {},
): Candidate {
  return {
    topic,
    request: { method: 'GET', url: restUrl(address, route, query), as, headers: {} },
  };
}

function page(topic: Topic, url: string, as: Identity): Candidate {
  return { topic, request: { method: 'GET', url, as, headers: {} } };
}

/** What the block editor sends while somebody writes: "Updating failed" is one of these refused. Nothing is written. */

const BEAT = new TextEncoder().encode('action=heartbeat');

const HEARTBEAT: RequestBody = {
  type: 'application/x-www-form-urlencoded',
  size: BEAT.length,
  bytes: () => BEAT,
};

/** Who sends the editor's requests: the browser itself, or an application password where nothing else was given. */
export type EditorIdentity = 'session' | 'application-password';

/**
 * The requests of the editor, signed in: what it loads, what it asks before it saves (OPTIONS), saving and
 * autosaving, and the heartbeat. The two that would write carry a status that does not exist: WordPress
 * checks parameters before rights (wp-includes/rest-api/class-wp-rest-server.php), so an open door answers
 * 400 `rest_invalid_param`. The heartbeat carries no nonce, so WordPress does nothing
 * (wp-admin/includes/ajax-actions.php); no application password counts there (`application_password_is_api_request`).
 */
export function editorRequests(
  address: SiteAddress,
  as: EditorIdentity = 'session',
): readonly Candidate[] {
  const signedIn = (
    request: Partial<SymptomRequest> & { readonly url: string },
  ): SymptomRequest => ({
    method: 'GET',
    as,
    headers: {},
    ...request,
  });
  const rest = (route: string, query: Readonly<Record<string, string>> = {}) =>
    restUrl(address, route, query);
  const unwritable = { status: 'x-none' };
  const heartbeat = `${address.siteUrl}wp-admin/admin-ajax.php?action=heartbeat`;
  return [
    { topic: 'editing', request: signedIn({ url: rest('/wp/v2/types', { context: 'edit' }) }) },
    { topic: 'editing', request: signedIn({ url: rest('/wp/v2/settings') }) },
    { topic: 'editing', request: signedIn({ method: 'OPTIONS', url: rest('/wp/v2/posts') }) },
    {
      topic: 'saving',
      request: signedIn({
        method: 'POST',
        url: rest('/wp/v2/posts/0', unwritable),
        // How the editor says PUT (@wordpress/api-fetch): many servers let only GET and POST through.
        headers: { 'X-HTTP-Method-Override': 'PUT' },
      }),
    },
    {
      topic: 'saving',
      request: signedIn({ method: 'POST', url: rest('/wp/v2/posts/0/autosaves', unwritable) }),
    },
    ...(as === 'session'
      ? [
          {
            topic: 'heartbeat' as const,
            // WordPress hears this action in a body only (wp-admin/admin-ajax.php).
            request: signedIn({ method: 'POST', url: heartbeat, payload: HEARTBEAT }),
          },
        ]
      : []),
  ];
}

/**
 * The survey's own request that a report tells of, whole, where it is a write in form only: these are sent without
 * being asked for, so they are sent again as well. Undefined for any other request.
 */
export function surveysOwn(
  { method, url, as }: SymptomRequest,
  address: SiteAddress,
): SymptomRequest | undefined {
  const editing = as === 'application-password' ? as : 'session';
  const writes = [savingProbe(address, as), ...editorRequests(address, editing)].map(
    ({ request }) => request,
  );
  return writes.find(
    (each) =>
      each.method === method && each.method === 'POST' && each.url === url && each.as === as,
  );
}
