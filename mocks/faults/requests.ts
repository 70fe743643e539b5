/** What a request is for, as far as a fault has to know. */

/** `probe`: the request whose failure is being explained; `write`: anything that changes the site. */
export type RequestKind = 'probe' | 'write' | 'plugin list' | 'nonce' | 'login' | 'admin' | 'other';

/** The kind of a request to a site; `isProbe` recognises the symptom's own. */
export function kindOf(request: Request, isProbe: (url: URL) => boolean): RequestKind {
  const url = new URL(request.url);
  const route = url.searchParams.get('rest_route') ?? url.pathname.replace(/^.*\/wp-json/, '');
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (url.pathname.endsWith('/wp-login.php')) return 'login';
  if (!reads) return 'write';
  if (url.pathname.endsWith('/admin-ajax.php')) return 'nonce';
  if (url.pathname.endsWith('/wp-admin/plugins.php')) return 'plugin list';
  if (route.startsWith('/wp/v2/plugins')) return 'plugin list';
  if (isProbe(url)) return 'probe';
  return url.pathname.includes('/wp-admin/') ? 'admin' : 'other';
}

/** A cache that ignores the parameter that is to get around it is the worst one. */
export function urlWithoutStamp(url: string): string {
  const bare = new URL(url);
  bare.searchParams.delete('_');
  return bare.href;
}
