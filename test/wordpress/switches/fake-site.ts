/** A handful of plugins behind a `Client`, with the misbehaviour that the switches must cope with. */

import { Problem } from '../../../src/model/errors.ts';
import type { Clock } from '../../../src/model/ports.ts';
import type { Plugin, PluginId } from '../../../src/model/report.ts';
import { restErrorFrom } from '../../../src/wordpress/http/rest-error.ts';
import type {
  Client,
  HttpAnswer,
  HttpRequest,
  RestRequest,
  SiteAddress,
} from '../../../src/wordpress/http/types.ts';

export const address: SiteAddress = {
  home: 'http://site.test/',
  restRoot: 'http://site.test/wp-json/',
  siteUrl: 'http://site.test/',
  namespaces: ['wp/v2'],
};

/** How one plugin answers one way of being switched. */
type Quirk =
  | 'redirect-changed'
  | 'redirect-unchanged'
  | 'error-changed'
  | 'fatal'
  | 'refused'
  | 'ok-unchanged'
  | 'odd-body'
  | 'cut-changed'
  | 'cut-unchanged';

export type FakePlugin = {
  readonly status?: Plugin['status'];
  readonly requires?: readonly PluginId[];
  /** Switches itself off whenever wp-admin is looked at without this plugin. */
  readonly needsUndeclared?: PluginId;
  readonly hidden?: boolean;
  readonly quirks?: Partial<Record<'rest-on' | 'rest-off' | 'form-on' | 'form-off', Quirk>>;
  /** Quirks go away after so many times. */
  readonly times?: number;
  readonly code?: string;
  /** Redirects the next wp-admin page once it was activated. */
  readonly onboarding?: 'redirect' | 'redirect-with-page';
};

export function fakeSite(plugins: Record<PluginId, FakePlugin>) {
  const status = new Map<PluginId, Plugin['status']>();
  for (const [id, plugin] of Object.entries(plugins)) status.set(id, plugin.status ?? 'active');
  const left = new Map<string, number>();
  const log: string[] = [];
  const writes: string[] = [];
  const welcome: PluginId[] = [];
  const events: { before: ((line: string) => HttpAnswer | undefined) | null } = { before: null };
  /** `tellsRequires`: false is WordPress before 6.5. */
  const table = { perPage: 999, nonce: 'aaaaaaaaaa', cut: false, tellsRequires: true };
  const inFlight: string[] = [];

  const active = () =>
    [...status].flatMap(([id, now]) => (now === 'active' ? [id] : [])).toSorted();
  const running = (id: PluginId) =>
    status.get(id) === 'active' || status.get(id) === 'network-active';

  function quirkOf(id: PluginId, how: 'rest-on' | 'rest-off' | 'form-on' | 'form-off') {
    const quirk = plugins[id]?.quirks?.[how];
    if (quirk === undefined) return undefined;
    const times = left.get(`${id} ${how}`) ?? plugins[id]?.times ?? Number.POSITIVE_INFINITY;
    left.set(`${id} ${how}`, times - 1);
    return times > 0 ? quirk : undefined;
  }

  function set(id: PluginId, now: 'active' | 'inactive'): void {
    status.set(id, now);
    writes.push(`${now === 'active' ? '+' : '-'}${id}`);
    if (now === 'active' && plugins[id]?.onboarding) welcome.push(id);
  }

  function unmet(id: PluginId): readonly PluginId[] {
    return (plugins[id]?.requires ?? []).filter((need) => !running(need));
  }

  function putPlugin(id: PluginId, to: 'active' | 'inactive'): HttpAnswer {
    const now = status.get(id);
    if (now === undefined) return json(404, { code: 'rest_plugin_not_found', message: 'No.' });
    if (/\./.test(id)) return json(404, { code: 'rest_no_route', message: 'No.' });
    if (now === to) return json(200, { plugin: id, status: to });
    const quirk = quirkOf(id, to === 'active' ? 'rest-on' : 'rest-off');
    const missing = to === 'active' ? unmet(id) : [];
    if (missing.length > 0) {
      const inactive = Object.fromEntries(missing.map((need) => [need.split('/')[0], need]));
      return json(500, {
        code: 'plugin_missing_dependencies',
        message: 'No.',
        data: { status: 500 },
        additional_data: [{ inactive }],
      });
    }
    switch (quirk) {
      case 'redirect-changed':
        set(id, to);
        return redirect('http://site.test/wp-admin/admin.php?page=welcome');
      case 'redirect-unchanged':
        return redirect('http://site.test/wp-admin/admin.php?page=welcome');
      case 'error-changed':
        set(id, to);
        return json(500, { code: 'unexpected_output', message: 'junk', data: { status: 500 } });
      case 'fatal':
        return answer(500, '');
      case 'refused':
        return json(500, { code: plugins[id]?.code ?? 'plugin_php_incompatible', message: 'No.' });
      case 'ok-unchanged':
        return json(200, { plugin: id, status: to });
      case 'odd-body':
        set(id, to);
        return json(200, { plugin: id, status: now });
      case 'cut-changed':
        set(id, to);
        throw new Problem('timed-out', { url: 'http://site.test/', seconds: 30 });
      case 'cut-unchanged':
        throw new Problem('timed-out', { url: 'http://site.test/', seconds: 30 });
      case undefined:
        set(id, to);
        return json(200, { plugin: id, status: to });
    }
  }

  function postForm(body: URLSearchParams): HttpAnswer {
    if (body.get('_wpnonce') !== table.nonce)
      return answer(403, 'The link you followed has expired.');
    const ids = body.getAll('checked[]').map((file) => file.replace(/\.php$/, ''));
    const on = body.get('action') === 'activate-selected';
    const due = ids.filter((id) => status.get(id) === (on ? 'inactive' : 'active'));
    if (due.length === 0) return redirect('plugins.php?plugin_status=all&paged=1&s=');
    if (!on) {
      for (const id of due) if (quirkOf(id, 'form-off')) return redirect('admin.php?page=farewell');
      for (const id of due) set(id, 'inactive');
      return redirect('plugins.php?deactivate-multi=true&plugin_status=all');
    }
    for (const id of due) {
      if (unmet(id).length > 0) continue;
      const quirk = quirkOf(id, 'form-on');
      if (quirk === 'ok-unchanged') continue;
      if (quirk === 'fatal')
        return redirect(`plugins.php?error=true&plugin=${id}.php&_error_nonce=1`);
      if (quirk !== 'redirect-unchanged') set(id, 'active');
      if (quirk === 'cut-changed') {
        throw new Problem('timed-out', { url: 'http://site.test/', seconds: 30 });
      }
      if (quirk === 'redirect-changed' || quirk === 'redirect-unchanged') {
        return redirect('admin.php?page=welcome');
      }
    }
    return redirect('plugins.php?activate-multi=true&plugin_status=all');
  }

  function getPage(url: URL): HttpAnswer {
    for (const [id, plugin] of Object.entries(plugins)) {
      const need = plugin.needsUndeclared;
      if (need && status.get(id) === 'active' && !running(need)) status.set(id, 'inactive');
    }
    const newcomer = welcome.shift();
    const page = pluginsPage(url);
    if (newcomer === undefined) return answer(200, page, { 'content-type': 'text/html' });
    const kept = plugins[newcomer]?.onboarding === 'redirect-with-page' ? page : '';
    return redirect(`admin.php?page=welcome-${newcomer}`, kept);
  }

  function pluginsPage(url: URL): string {
    const shown = [...status].filter(([id]) => !plugins[id]?.hidden);
    const number = Number(url.searchParams.get('paged') ?? '1');
    const rows = shown
      .slice((number - 1) * table.perPage, number * table.perPage)
      .map(([id, now]) => {
        const needs = (plugins[id]?.requires ?? []).map((need) => nameOf(need)).join(', ');
        const bad = unmet(id).length > 0 ? '<div class="notice inline notice-error"></div>' : '';
        return `<tr class="${now === 'inactive' ? 'inactive' : 'active'}" data-slug="x" data-plugin="${id}.php">
        <th class="check-column">${now === 'network-active' ? '' : `<input type="checkbox" name="checked[]" value="${id}.php" />`}</th>
        <td class="plugin-title column-primary"><strong>${nameOf(id)}</strong>
        ${now === 'network-active' ? '<span class="network_active">Network Active</span>' : ''}</td>
        <td class="column-description desc"><div class="active second plugin-version-author-uri">Version 1.0 | By <a href="#">Author</a></div>
        ${needs && table.tellsRequires ? `<div class="requires"><p><strong>Requires:</strong> ${needs}</p>${bad}</div>` : ''}</td></tr>`;
      });
    const pages = Math.ceil(shown.length / table.perPage);
    return `<html><body><form method="post" id="bulk-action-form"><input type="hidden" name="_wpnonce" value="${table.nonce}" />
      <span class="tablenav-paging-text">1 of <span class="total-pages">${pages}</span></span>
      <table><tbody id="the-list">${rows.join('\n')}${table.cut ? '' : '</tbody></table></form></body></html>'}`;
  }

  async function handle(line: string, work: () => HttpAnswer): Promise<HttpAnswer> {
    log.push(line);
    inFlight.push(line);
    // WordPress has no lock on its list: nothing may be under way beside what changes it.
    const changes = inFlight.some((each) => !each.startsWith('GET '));
    if (changes && inFlight.length > 1) throw new Error('a change beside another request');
    await null;
    try {
      return events.before?.(line) ?? work();
    } finally {
      inFlight.splice(inFlight.indexOf(line), 1);
    }
  }

  async function send(request: HttpRequest): Promise<HttpAnswer> {
    const url = new URL(request.url);
    const method = request.method ?? 'GET';
    request.signal?.throwIfAborted();
    return await handle(`${method} ${url.pathname}${url.search}`, () =>
      method === 'POST' ? postForm(request.body as URLSearchParams) : getPage(url),
    );
  }

  async function rest(request: RestRequest) {
    const method = request.method ?? 'GET';
    request.signal?.throwIfAborted();
    const id = request.path.slice('/wp/v2/plugins'.length + 1);
    const to = request.data?.status as 'active' | 'inactive';
    const got = await handle(`${method} ${request.path}${to ? ` ${to}` : ''}`, () =>
      method === 'PUT' ? putPlugin(id, to) : json(200, [...status].map(entry)),
    );
    if (got.status < 200 || got.status > 299) throw restErrorFrom(got);
    return { json: JSON.parse(got.text), answer: got };
  }

  const client = (identity: Client['identity']): Client => ({ identity, send, rest });
  return {
    client: client('application-password'),
    session: client('session'),
    status,
    /** Every request as `METHOD path`. */
    log,
    /** Every change the site made, as `+id` and `-id`. */
    writes,
    /** Who else works on this site, and what else it may answer: called before each request. */
    events,
    table,
    active,
    clearLog: () => log.splice(0),
    clearWrites: () => writes.splice(0),
  };
}

function nameOf(id: PluginId): string {
  return `The ${id} plugin`;
}

function entry([plugin, status]: [PluginId, Plugin['status']]) {
  return { plugin, status, name: nameOf(plugin), version: '1.0', author: 'A', plugin_uri: '' };
}

export function answer(
  status: number,
  text: string,
  headers: Record<string, string> = {},
): HttpAnswer {
  return {
    url: 'http://site.test/wp-admin/plugins.php',
    status,
    headers: new Headers(headers),
    text,
  };
}

export function json(status: number, body: unknown): HttpAnswer {
  return answer(status, JSON.stringify(body), { 'content-type': 'application/json' });
}

export function redirect(location: string, text = ''): HttpAnswer {
  return answer(302, text, { location });
}

/** A clock that never sleeps and remembers how long it was asked to. */
export function fakeClock(): Clock & { slept: number[] } {
  const slept: number[] = [];
  let now = 1_000_000;
  return {
    slept,
    now: () => now,
    async sleep(ms) {
      slept.push(ms);
      now += ms;
    },
  };
}
