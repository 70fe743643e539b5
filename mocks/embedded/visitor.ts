import type { Identity } from './sample-plugins.ts';
import type { EmbeddedWordPress } from './types.ts';

/** An answer with its body read; `code` is the REST error code, found behind stray output too. */
export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
  readonly code: string | undefined;
};

/** Sends requests to an embedded site the way people and programs do; redirects are not followed. */
export type Visitor = {
  /** `path` is relative to the site's address. */
  visit(as: Identity, path: string, init?: RequestInit): Promise<Reply>;
  /** Sets a plugin's status through core's REST route. */
  switchByRest(as: Identity, plugin: string, status: 'active' | 'inactive'): Promise<Reply>;
  /** Sends the bulk form of wp-admin/plugins.php. Files with `.php`. */
  switchByForm(
    action: 'activate-selected' | 'deactivate-selected',
    files: readonly string[],
  ): Promise<Reply>;
  /** The session's Cookie header. */
  cookie(): Promise<string>;
};

/** A visitor with both credentials of the administrator; the session is opened when it is first needed. */
export const visitor = async (site: EmbeddedWordPress): Promise<Visitor> => {
  const password = await site.createApplicationPassword('visitor');
  let session: Promise<{ cookie: string; nonce: string }> | undefined;
  const signedIn = () => {
    session ??= signIn(site);
    return session;
  };
  const headersOf = async (as: Identity): Promise<Record<string, string>> => {
    if (as === 'anonymous') return {};
    if (as === 'application-password') return { authorization: basic(site.user, password) };
    const { cookie, nonce } = await signedIn();
    return { cookie, 'x-wp-nonce': nonce };
  };
  const visit: Visitor['visit'] = async (as, path, init = {}) =>
    request(site.url + path, { ...init, headers: { ...(await headersOf(as)), ...init.headers } });
  return {
    visit,
    switchByRest: (as, plugin, status) =>
      visit(as, `wp-json/wp/v2/plugins/${plugin}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ status }),
      }),
    switchByForm: async (action, files) => {
      const page = await visit('session', 'wp-admin/plugins.php?plugin_status=all');
      const fields = new URLSearchParams({ action, _wpnonce: nonceOf(page.text) });
      for (const file of files) fields.append('checked[]', file);
      return visit('session', 'wp-admin/plugins.php', { method: 'POST', body: fields });
    },
    cookie: async () => (await signedIn()).cookie,
  };
};

/** The header value of HTTP Basic authentication. */
export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** Sends one request and reads the answer. */
export const request = async (url: string, init: RequestInit = {}): Promise<Reply> => {
  const response = await fetch(url, {
    ...init,
    redirect: 'manual',
    headers: { accept: 'application/json', ...init.headers },
  });
  const text = await response.text();
  const json = findJson(text);
  const code = (json as { code?: unknown } | undefined)?.code;
  return {
    status: response.status,
    headers: response.headers,
    text,
    json,
    code: typeof code === 'string' ? code : undefined,
  };
};

/** Sends the login form with the test cookie. */
export const logIn = (site: EmbeddedWordPress, path = 'wp-login.php'): Promise<Reply> =>
  request(site.url + path, {
    method: 'POST',
    headers: { cookie: 'wordpress_test_cookie=WP%20Cookie%20check' },
    body: new URLSearchParams({
      log: site.user,
      pwd: site.password,
      'wp-submit': 'Log In',
      redirect_to: `${site.url}wp-admin/`,
      testcookie: '1',
    }),
  });

/** The value of the first `_wpnonce` field of a page's forms. */
export const nonceOf = (html: string): string =>
  /name="_wpnonce" value="([^"]+)"/.exec(html)?.[1] ?? '';

/** A Cookie header made of an answer's Set-Cookie headers. */
export const cookiesOf = (reply: Reply): string =>
  reply.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');

const signIn = async (site: EmbeddedWordPress): Promise<{ cookie: string; nonce: string }> => {
  const cookie = cookiesOf(await logIn(site));
  if (!cookie.includes('wordpress_logged_in_'))
    throw new Error('The login did not open a session.');
  const url = `${site.url}wp-admin/admin-ajax.php?action=rest-nonce`;
  const nonce = await request(url, { headers: { cookie } });
  return { cookie, nonce: nonce.text };
};

const findJson = (text: string): unknown => {
  for (const start of [text.indexOf('{'), text.indexOf('[')]) {
    if (start < 0) continue;
    try {
      return JSON.parse(text.slice(start));
    } catch {
      // The first brace may belong to a page; the other bracket may still begin the JSON.
    }
  }
  return undefined;
};
