/** Pages of wp-admin, plugins.php above all, read as a browser reads them. */

import { Problem } from '../../model/errors.ts';
import { idOf } from '../../model/plugin-ids.ts';
import type { Plugin, PluginId } from '../../model/report.ts';
import {
  attribute,
  findAll,
  findFirst,
  type HtmlElement,
  type HtmlNode,
  hasClass,
  nodeText,
  pageSays,
  parsePage,
} from '../http/html.ts';
import { serverError } from '../http/rest-error.ts';
import { welcomePages } from '../http/session-client.ts';
import type { Client, HttpAnswer, HttpRequest, SiteAddress } from '../http/types.ts';
import { leadsToLogin, redirectTarget, showsLoginForm, tellable } from '../http/urls.ts';

/** One row of the plugin table. */
export type PluginRow = {
  readonly plugin: PluginId;
  readonly status: Plugin['status'];
  readonly name: string;
  readonly version: string;
  readonly author: string;
  readonly uri: string;
  /** Names or slugs behind "Requires:", as the page words them. */
  readonly requires: readonly string[];
  /** False where WordPress offers no checkbox: network plugins, or a PHP too old to activate it again. */
  readonly selectable: boolean;
  /** True when something it requires is missing or inactive: WordPress would not activate it now. */
  readonly unmet: boolean;
  /** What its link "Activate" is signed with; null where there is no such link. */
  readonly activation: string | null;
};

/** No site has more; rows within rows would take the square of the page's length. */
const MOST_ROWS = 2_000;

/** One page of the plugin table. */
export type PluginsPage = {
  /** The nonce of the bulk form, or null where there is no form. */
  readonly nonce: string | null;
  readonly rows: readonly PluginRow[];
  /** How many pages the table has; above 1 when the user lowered "items per page". */
  readonly pages: number;
  /** False when the answer ends before the table does (a fatal error while it was printed). */
  readonly complete: boolean;
};

/**
 * Reads a page of plugins.php. Rows are told by `data-plugin`, never by `data-slug` (it is guessed
 * offline) nor by the name. A page that is not plugins.php gives no nonce, no rows, `complete: false`.
 */
export async function parsePluginsPage(html: string): Promise<PluginsPage> {
  const document = await parsePage(html);
  const form = findFirst(document, (each) => attribute(each, 'id') === 'bulk-action-form');
  const nonce =
    form &&
    findFirst(form, (each) => each.tagName === 'input' && attribute(each, 'name') === '_wpnonce');
  const rows = new Map<PluginId, PluginRow>();
  for (const element of findAll(document, isPluginRow).slice(0, MOST_ROWS)) {
    const row = readRow(element);
    if (!rows.has(row.plugin)) rows.set(row.plugin, row);
  }
  return {
    nonce: nonce ? attribute(nonce, 'value') : null,
    rows: [...rows.values()],
    pages: pagesOf(document),
    complete: tableEnds(document),
  };
}

/** Update notices are rows too, with the same `data-plugin`. */
function isPluginRow(element: HtmlElement): boolean {
  return (
    element.tagName === 'tr' &&
    attribute(element, 'data-plugin') !== null &&
    !hasClass(element, 'plugin-update-tr') &&
    (hasClass(element, 'active') || hasClass(element, 'inactive'))
  );
}

function readRow(row: HtmlElement): PluginRow {
  // Rows within rows (of a table that does not end) are read for themselves, or time would be squared.
  const find = (wanted: (each: HtmlElement) => boolean) => findFirst(row, wanted, isPluginRow);
  const title = find((each) => hasClass(each, 'plugin-title'));
  const name = title && findFirst(title, (each) => each.tagName === 'strong', isPluginRow);
  const checkbox = find((each) => attribute(each, 'name') === 'checked[]');
  const requires = find((each) => hasClass(each, 'requires'));
  const onNetwork = find((each) => hasClass(each, 'network_active')) !== null;
  const status = onNetwork ? 'network-active' : hasClass(row, 'active') ? 'active' : 'inactive';
  return {
    plugin: idOf(attribute(row, 'data-plugin') ?? ''),
    status,
    name: name ? wordsOf(name) : '',
    ...readMeta(find((each) => hasClass(each, 'plugin-version-author-uri'))),
    requires: requires ? readRequires(requires) : [],
    selectable: checkbox !== null,
    unmet:
      requires !== null &&
      findFirst(requires, (each) => hasClass(each, 'notice-error'), isPluginRow) !== null,
    activation: nonceOf(find(isActivation)),
  };
}

function isActivation(link: HtmlElement): boolean {
  return link.tagName === 'a' && /[?&]action=activate(?:&|$)/.test(attribute(link, 'href') ?? '');
}

function nonceOf(link: HtmlElement | null): string | null {
  return /[?&]_wpnonce=(\w+)/.exec((link && attribute(link, 'href')) ?? '')?.[1] ?? null;
}

/** "Version 1.2 | By Somebody | Visit plugin site", in the site's language; plugins append links of their own. */
function readMeta(meta: HtmlElement | null): Pick<PluginRow, 'version' | 'author' | 'uri'> {
  if (meta === null) return { version: '', author: '', uri: '' };
  const segments: (typeof meta.childNodes)[] = [[]];
  for (const child of meta.childNodes) {
    if (child.nodeName === '#text' && wordsOf(child).includes('|')) {
      const [before = '', ...after] = wordsOf(child).split('|');
      segments.at(-1)?.push({ ...child, value: before } as typeof child);
      for (const text of after) segments.push([{ ...child, value: text } as typeof child]);
    } else segments.at(-1)?.push(child);
  }
  const words = segments.map((each) => each.map(wordsOf).join(' ').trim());
  const version = /\d[\w.+-]*/u.exec(words[0] ?? '')?.[0] ?? '';
  const rest = version === '' ? 0 : 1;
  const authorLink = segments[rest]?.find((each) => each.nodeName === 'a') as
    | HtmlElement
    | undefined;
  const uriLink = segments[rest + 1]?.find((each) => each.nodeName === 'a') as
    | HtmlElement
    | undefined;
  const uri = uriLink && !hasClass(uriLink, 'thickbox') ? attribute(uriLink, 'href') : null;
  return {
    version,
    // Without a link the word for "By" cannot be told from the name in other languages than English.
    author: authorLink ? wordsOf(authorLink) : (words[rest] ?? '').replace(/^By /u, ''),
    uri: uri ?? '',
  };
}

/** Names and versions are short, even where a damaged page puts the rest of itself into one. */
function wordsOf(node: HtmlNode): string {
  return nodeText(node, 500);
}

/** "Requires: A, B": an item is a link that names the slug, or the plugin's name, or its slug as text. */
function readRequires(box: HtmlElement): readonly string[] {
  const list = findFirst(box, (each) => each.tagName === 'p');
  if (list === null) return [];
  const items: string[] = [];
  for (const node of list.childNodes) {
    if (node.nodeName === 'a') {
      const href = attribute(node as HtmlElement, 'href') ?? '';
      items.push(/[?&]plugin=([^&#]+)/u.exec(href)?.[1] ?? wordsOf(node));
    } else if (node.nodeName === '#text') {
      const text = wordsOf(node);
      if (text !== '') items.push(text);
    }
  }
  // A bare separator between two links is no item.
  return items.filter((each) => !/^[\s,、،;]+$/u.test(each));
}

function pagesOf(document: Parameters<typeof findFirst>[0]): number {
  const total = findFirst(document, (each) => hasClass(each, 'total-pages'));
  return total ? Math.max(1, Number(nodeText(total).replace(/\D/gu, '')) || 1) : 1;
}

/** Looked for in the tree: plugins print tables of their own between the rows, and scripts full of row names behind. */
function tableEnds(document: Parameters<typeof findFirst>[0]): boolean {
  const table = findAll(document, (each) => each.tagName === 'table').find((each) =>
    each.childNodes.some((child) => 'attrs' in child && attribute(child, 'id') === 'the-list'),
  );
  return table?.closed === true;
}

/**
 * What WordPress has taken off its list of active plugins while it made this page: it does so to every
 * plugin without files, whoever opens the page and whatever is shown (validate_active_plugins).
 */
export async function parseTakenOff(html: string): Promise<readonly PluginId[]> {
  const document = await parsePage(html);
  const notices = findAll(
    document,
    (each) => attribute(each, 'id') === 'message' && hasClass(each, 'error'),
  );
  return notices.flatMap((notice) => {
    const file = findFirst(notice, (each) => each.tagName === 'code');
    const name = file ? nodeText(file) : '';
    return name.endsWith('.php') ? [idOf(name)] : [];
  });
}

/**
 * The rows of plugins.php?plugin_status=mustuse|dropins. Where there are none, WordPress shows the
 * view of all plugins instead: its rows have checkboxes, and are not taken.
 */
export async function parseExtrasPage(
  html: string,
  kind: 'mustuse' | 'dropins',
): Promise<readonly { readonly file: string; readonly name: string }[]> {
  const document = await parsePage(html);
  const view = findAll(document, (each) => each.tagName === 'a' && hasClass(each, 'current'))
    .map((link) => /plugin_status=(\w+)/u.exec(attribute(link, 'href') ?? '')?.[1])
    .find((status) => status !== undefined);
  if (view !== undefined && view !== kind) return [];
  const rows = findAll(document, isPluginRow).slice(0, MOST_ROWS);
  return rows.flatMap((row) => {
    const file = attribute(row, 'data-plugin') ?? '';
    const { selectable, name } = readRow(row);
    // Drop-ins are shown as "object-cache.php", a new line, and the name.
    return selectable ? [] : { file, name: name.replace(`${file} `, '') };
  });
}

/** GETting a page of wp-admin in spite of plugins that show their welcome page instead. */

/**
 * The page, as `read` makes it out; `read` gives null for an answer that is not it. A redirect to
 * somewhere else is a plugin showing its welcome page once (some print the page asked for all the
 * same): asked again, and where the plugin insists its page is looked at first. Rejects with `session-lost` when the answer leads to the
 * login form, `redirected-away` when the redirects do not end, `page-refused` when the session may not see it,
 * `server-error` for any other page.
 */
export async function readAdminPage<T>(
  client: Client,
  request: HttpRequest,
  read: (answer: HttpAnswer) => Promise<T | null>,
): Promise<T> {
  const mayPass = welcomePages(4);
  for (;;) {
    const answer = await client.send(request);
    if (leadsToLogin(answer)) throw new Problem('session-lost', { url: request.url });
    const page = await read(answer);
    if (page !== null) return page;
    const target = redirectTarget(answer);
    if (target === null) throw notThePage(answer);
    const pass = mayPass(target.href, request.url);
    if (pass === null) {
      throw new Problem('redirected-away', { from: request.url, to: target.href });
    }
    if (pass === 'look') await client.send({ url: target.href, signal: request.signal });
  }
}

function notThePage(answer: HttpAnswer): Problem {
  const { url, status, text } = answer;
  if (showsLoginForm(text)) return new Problem('session-lost', { url });
  // WordPress leads to the login form who has no session: who gets a plain no has one, and may not see the page.
  if (status === 401 || status === 403) {
    return new Problem('page-refused', { url: tellable(url), status, said: pageSays(text) });
  }
  return serverError(answer);
}

/** What runs besides plugins and cannot be switched: must-use plugins and drop-ins. */

/** A file of wp-content/mu-plugins, or a drop-in of wp-content. */
export type Extra = { readonly file: string; readonly name: string };

/**
 * The must-use plugins or the drop-ins, from wp-admin (`client` holds a session). REST has no word of
 * them. A site without any shows no such view, which gives an empty list.
 */
export async function readExtras(
  client: Client,
  address: SiteAddress,
  kind: 'mustuse' | 'dropins',
  signal?: AbortSignal,
): Promise<readonly Extra[]> {
  const url = new URL(`wp-admin/plugins.php?plugin_status=${kind}`, address.siteUrl).href;
  return await readAdminPage(client, { url, signal }, async ({ text }) => {
    if (!text.includes('the-list')) return null;
    return await parseExtrasPage(text, kind);
  });
}
