/** What a healthy site answers without a 401: the survey's questions, in two rounds. */

import type { Identity, SymptomRequest } from '../model/report.ts';
import type { SiteAddress } from '../wordpress/http/types.ts';
import { restUrl } from '../wordpress/http/urls.ts';

/** What a question is about. */
export type Topic =
  | 'rest'
  | 'rest-index'
  | 'pretty-rest'
  | 'namespace'
  | 'front-page'
  | 'login-page'
  | 'credential'
  | 'editing'
  | 'admin-page'
  | 'users-route';

/** One question of the survey. Its 401 is a fault, the users route aside: closing that is usually meant. */
export type Candidate = { readonly topic: Topic; readonly request: SymptomRequest };

/** Core's own namespaces: nothing of the site's. */
const CORE_NAMESPACES = /^(?:oembed\/1\.0|wp\/v2|wp-(?:site-health|block-editor|abilities)\/v\d)$/;

/** At most so many of the site's own namespaces are asked for. */
const NAMESPACES = 2;

/**
 * A page of wp-admin that only reads. The dashboard would not do: whoever opens it first gets a draft
 * of a post (wp_dashboard_quick_press), and it asks other sites for news.
 */
const ADMIN_PAGE = 'wp-admin/profile.php';

/** The first round: what most faults show in, one request each. */
export function firstRound(
  address: SiteAddress,
  identities: readonly Identity[],
): readonly Candidate[] {
  return [
    rest(address, 'rest', '/wp/v2/posts', 'anonymous', { per_page: '1' }),
    rest(address, 'rest-index', '/', 'anonymous'),
    ...prettyRest(address),
    ...credentials(identities).map((as) =>
      rest(address, 'credential', '/wp/v2/users/me', as, { context: 'edit' }),
    ),
    page('front-page', address.home, 'anonymous'),
    page('login-page', `${address.siteUrl}wp-login.php`, 'anonymous'),
    ...(identities.includes('session')
      ? [page('admin-page', `${address.siteUrl}${ADMIN_PAGE}`, 'session')]
      : []),
    rest(address, 'users-route', '/wp/v2/users', 'anonymous', { per_page: '1' }),
  ];
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
  ].filter(({ request }) => !blocked.includes(request.as));
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
  return identities.filter((identity) => identity !== 'anonymous');
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
