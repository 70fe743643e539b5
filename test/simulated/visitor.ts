import { CookieJar } from 'tough-cookie';
import type { SimulatedSite } from '../../mocks/simulated/types.ts';

/** The application password of a site that names no users. */
export const APP_PASSWORD = 'abcd EFGH 1234 ijkl MNOP 5678';

/** Authorization header. */
export function basic(user: string, password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

/** A browser of one person: keeps cookies by the book, follows no redirect. */
export function visitor(site: SimulatedSite, address?: string) {
  const jar = new CookieJar(undefined, {
    allowSpecialUseDomain: true,
    rejectPublicSuffixes: false,
  });

  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(path, site.url).href;
    const headers = new Headers(init.headers);
    const cookies = await jar.getCookieString(url);
    if (cookies && !headers.has('cookie')) headers.set('cookie', cookies);
    const response = await site.handle(new Request(url, { ...init, headers }), address);
    for (const line of response.headers.getSetCookie()) {
      await jar.setCookie(line, url, { ignoreError: true });
    }
    return response;
  };
  const get = (path: string, headers: HeadersInit = {}) => send(path, { headers });
  const post = (path: string, fields: Iterable<readonly [string, string]>) =>
    send(path, {
      method: 'POST',
      body: new URLSearchParams([...fields].map(([name, value]) => [name, value])),
    });
  /** GET of the REST route without a body, otherwise PUT of JSON (or the given method). */
  const rest = (route: string, body?: unknown, headers: HeadersInit = {}, method = 'PUT') => {
    const url = site.restUrl + route.replace(/^\//, '');
    if (body === undefined) return send(url, { headers });
    const json = new Headers(headers);
    json.set('content-type', 'application/json');
    return send(url, { method, headers: json, body: JSON.stringify(body) });
  };
  const logIn = async (user = 'admin', password = 'password') => {
    await get('wp-login.php');
    return post('wp-login.php', [
      ['log', user],
      ['pwd', password],
      ['testcookie', '1'],
    ]);
  };
  const nonce = async () => (await get('wp-admin/admin-ajax.php?action=rest-nonce')).text();
  /** What `plugins.php` does with the chosen files. */
  const bulk = async (action: 'activate-selected' | 'deactivate-selected', ...files: string[]) => {
    const page = await (await get('wp-admin/plugins.php?plugin_status=all')).text();
    return post('wp-admin/plugins.php?plugin_status=all', [
      ['action', action],
      ['_wpnonce', bulkNonce(page)],
      ...files.map((file) => ['checked[]', file] as const),
    ]);
  };
  const isLoggedIn = async () =>
    (await jar.getCookies(site.url)).some(({ key }) => key.startsWith('wordpress_logged_in_'));
  return { jar, send, get, post, rest, logIn, nonce, bulk, isLoggedIn };
}

/** Nonce of the bulk form, not of the other forms on the page. */
export function bulkNonce(page: string): string {
  return (
    /id="bulk-action-form">[\s\S]*?name="_wpnonce" value="([0-9a-f]{10})"/.exec(page)?.[1] ?? ''
  );
}

/** Status and REST code in one word: `401 rest_forbidden`, `200 ok`. */
export async function codeOf(response: Response | Promise<Response>): Promise<string> {
  const answer = await response;
  return `${answer.status} ${((await answer.json()) as { code?: string }).code ?? 'ok'}`;
}
