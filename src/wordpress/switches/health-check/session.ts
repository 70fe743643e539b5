/**
 * A troubleshooting session of the Health Check plugin (folder `health-check`), as its own form starts
 * it. Nothing here touches the list of active plugins.
 */

import { folderOf } from '../../../model/plugin-ids.ts';
import type { PluginId, SymptomRequest } from '../../../model/report.ts';
import { parseCookies } from '../../http/cookies.ts';
import { attribute, findAll, parsePage } from '../../http/html.ts';
import type { Client, HttpAnswer, SiteAddress } from '../../http/types.ts';
import { showsLoginForm } from '../../http/urls.ts';
import { readAdminPage } from '../../plugins/plugins-page.ts';

/** A session that was begun: the cookie's value, and whether the answer asked for file credentials. */
export type SessionStart =
  | { readonly type: 'begun'; readonly cookie: string }
  | { readonly type: 'refused'; readonly code: 'no-form' | 'no-cookie' | 'file-credentials' };

/** What the session's own menu offers: the query of each action, with its nonce. */
export type SessionLinks = {
  readonly end: URLSearchParams | null;
  /** By stylesheet. The theme worn now is not among them. */
  readonly themes: ReadonlyMap<string, URLSearchParams>;
};

const SWITCHED_ON = 'health-check-troubleshoot-mode';
const END = 'health-check-disable-troubleshooting';
const THEME = 'health-check-change-active-theme';

function tabOf(address: SiteAddress): string {
  return new URL('wp-admin/site-health.php?tab=troubleshoot', address.siteUrl).href;
}

/** The nonce of the form on the tab "Troubleshooting"; empty where there is no such form. Reads only. */
export async function readSessionForm(
  client: Client,
  address: SiteAddress,
  signal?: AbortSignal,
): Promise<string> {
  return readAdminPage(client, { url: tabOf(address), signal }, readNonce);
}

/** Sends that form. The cookie stays out of the client's own jar. */
export async function beginSession(
  client: Client,
  address: SiteAddress,
  nonce: string,
): Promise<SessionStart> {
  const url = tabOf(address);
  if (nonce === '') return { type: 'refused', code: 'no-form' };
  const body = new URLSearchParams({ _wpnonce: nonce, [SWITCHED_ON]: 'true' });
  let answer: HttpAnswer;
  // The must-use file is written while the page is printed, so a plugin's redirect leaves half a session.
  let tries = 0;
  do {
    const request = { method: 'POST', url, body, retry: false, keepCookies: false };
    answer = await client.send(request);
    tries += 1;
  } while (answer.status >= 300 && answer.status < 400 && tries < 4);
  const cookie = await cookieIn(answer);
  if (cookie === null) return { type: 'refused', code: 'no-cookie' };
  if (answer.text.includes('request-filesystem-credentials')) {
    return { type: 'refused', code: 'file-credentials' };
  }
  return { type: 'begun', cookie };
}

/** The form's nonce; empty on a page without that form; null for what is no page of wp-admin. */
async function readNonce(answer: HttpAnswer): Promise<string | null> {
  if (!isAdminPage(answer)) return null;
  const document = await parsePage(answer.text);
  const forms = findAll(document, (each) => each.tagName === 'form');
  for (const form of forms) {
    const inputs = findAll(form, (each) => each.tagName === 'input');
    const named = (name: string) => inputs.find((each) => attribute(each, 'name') === name);
    const nonce = named('_wpnonce');
    if (named(SWITCHED_ON) && nonce) return attribute(nonce, 'value') ?? '';
  }
  return '';
}

function isAdminPage(answer: HttpAnswer): boolean {
  return answer.status === 200 && /<body/iu.test(answer.text) && !showsLoginForm(answer.text);
}

async function cookieIn(answer: HttpAnswer): Promise<string | null> {
  const cookies = await parseCookies(answer.headers.getSetCookie());
  const own = cookies.find(
    ({ key, value }) => key === SESSION_COOKIE && value !== '' && value !== 'deleted',
  );
  return own?.value ?? null;
}

/**
 * The session's menu, as every admin page shows it, read with every plugin left out so that none can
 * act on the others' absence. `end` is null when the session is not (or no longer) in force.
 */
export async function readSessionLinks(
  client: Client,
  address: SiteAddress,
  cookie: string,
  stamp: string,
  signal?: AbortSignal,
): Promise<SessionLinks> {
  const url = tabOf(address);
  const inside = throughSession({ url, headers: {} }, { cookie, folders: [], stamp });
  const request = { ...inside, signal, keepCookies: false };
  return await readAdminPage(client, request, async (answer) => {
    if (!isAdminPage(answer)) return null;
    const document = await parsePage(answer.text);
    const themes = new Map<string, URLSearchParams>();
    let end: URLSearchParams | null = null;
    for (const link of findAll(document, (each) => each.tagName === 'a')) {
      const href = attribute(link, 'href');
      if (href === null || !href.includes('health-check-') || !URL.canParse(href, url)) continue;
      const query = new URL(href, url).searchParams;
      const theme = query.get(THEME);
      if (!query.has('_wpnonce')) continue;
      if (query.has(END)) end = query;
      else if (theme !== null) themes.set(theme, query);
    }
    return { end, themes };
  });
}

/**
 * Does what one of the session's links does, with every plugin left out. The address is our own: sites
 * behind a proxy print links of another scheme. Changing the theme makes the site call itself; `force`
 * keeps the change when it cannot (about ten seconds then). Resolves with whether it was done.
 */
export async function followLink(
  client: Client,
  address: SiteAddress,
  link: URLSearchParams,
  session: { readonly cookie: string; readonly stamp: string },
  options: { readonly force?: boolean } = {},
): Promise<boolean> {
  const url = new URL(tabOf(address));
  for (const name of [END, THEME, '_wpnonce']) {
    const value = link.get(name);
    if (value !== null) url.searchParams.set(name, value);
  }
  if (options.force) url.searchParams.set('health-check-theme-force-switch', '1');
  const inside = throughSession({ url: url.href, headers: {} }, { ...session, folders: [] });
  const { status } = await client.send({ ...inside, keepCookies: false });
  // Done, it redirects to the same page without these parameters; with a nonce refused, it shows the page.
  return status >= 300 && status < 400;
}

/** Requests that one troubleshooting session of Health Check answers with a chosen set of plugins. */

/** The cookie that makes a request part of the session. */
const SESSION_COOKIE = 'wp-health-check-disable-plugins';

/** The parameter that names, for one request, the folders that may load. */
const ALLOWED = 'health-check-allowed-plugins';

/**
 * The request as the session answers it: the cookie beside its own cookies, the folders in its query.
 * `stamp` makes the address unlike any before, so that no cache in front answers for another set.
 */
export function throughSession<R extends Pick<SymptomRequest, 'url' | 'headers'>>(
  request: R,
  session: { readonly cookie: string; readonly folders: Iterable<string>; readonly stamp: string },
): R {
  const url = new URL(request.url);
  url.searchParams.set(ALLOWED, [...session.folders].join(','));
  url.searchParams.set('_', session.stamp);
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (const [name, value] of Object.entries(request.headers)) {
    if (name.toLowerCase() === 'cookie') cookies.push(value);
    else headers[name] = value;
  }
  headers.Cookie = [...cookies, `${SESSION_COOKIE}=${session.cookie}`].join('; ');
  return { ...request, url: url.href, headers };
}

/** The folders of plugins, as the session knows them (`hello.php` for a single file). */
export function foldersOf(plugins: Iterable<PluginId>): ReadonlySet<string> {
  return new Set([...plugins].map(folderOf));
}

/** A folder that the comma-separated list cannot name. */
export function isUnnameable(plugin: PluginId): boolean {
  return folderOf(plugin).includes(',');
}
