import { describe, expect, it } from 'vitest';
import { createSite } from '../../mocks/simulated/site.ts';
import type { PluginSpec, SiteOptions } from '../../mocks/simulated/types.ts';
import { APP_PASSWORD, basic, codeOf, visitor } from './visitor.ts';

const admin = basic('admin', APP_PASSWORD);

function managed(options: SiteOptions) {
  const site = createSite(options);
  const { rest, send } = visitor(site);
  const put = (plugin: string, status: string) =>
    rest(`wp/v2/plugins/${plugin}`, { status }, admin);
  const list = async (query = '') =>
    (await (await rest(`wp/v2/plugins${query}`, undefined, admin)).json()) as {
      plugin: string;
      status: string;
    }[];
  const statusOf = async (plugin: string) =>
    (await list()).find((item) => item.plugin === plugin)?.status;
  return { site, rest, send, put, list, statusOf };
}

describe('GET /wp/v2/plugins', () => {
  it('lists every installed plugin, sorted by name, with its file without .php', async () => {
    const { list } = managed({
      plugins: [
        'zebra',
        { file: 'hello.php', name: 'Hello Dolly' },
        { file: 'shop/main', status: 'inactive' },
      ],
    });
    expect((await list()).map(({ plugin, status }) => `${plugin} ${status}`)).toEqual([
      'hello active',
      'shop/main inactive',
      'zebra/zebra active',
    ]);
  });

  it('has the fields of core and no word about dependencies', async () => {
    const { list } = managed({ plugins: [{ file: 'shop', version: '9.1', requires: ['base'] }] });
    expect(Object.keys((await list())[0] ?? {}).join()).toBe(
      'plugin,status,name,plugin_uri,author,author_uri,description,version,network_only,requires_wp,requires_php,textdomain,_links',
    );
  });

  it('filters by search and status, and refuses unknown statuses', async () => {
    const { list, rest } = managed({ plugins: ['shop', { file: 'spare', status: 'inactive' }] });
    expect((await list('?status=inactive')).map(({ plugin }) => plugin)).toEqual(['spare/spare']);
    expect((await list('?status[]=active&search=Shop')).map(({ plugin }) => plugin)).toEqual([
      'shop/shop',
    ]);
    expect(await codeOf(rest('wp/v2/plugins?status=broken', undefined, admin))).toBe(
      '400 rest_invalid_param',
    );
  });

  it('leaves out fields that were not asked for, but never those of an error', async () => {
    const { list, rest } = managed({ plugins: ['shop'] });
    expect(await list('?_fields=plugin')).toEqual([{ plugin: 'shop/shop' }]);
    expect(await codeOf(rest('wp/v2/plugins?_fields=plugin', undefined))).toBe(
      '401 rest_cannot_view_plugins',
    );
  });

  it('shows plugins hidden from wp-admin, but none whose file is gone', async () => {
    const { list } = managed({
      plugins: [
        { file: 'secret', hidden: true },
        { file: 'gone', status: 'missing' },
      ],
    });
    expect((await list()).map(({ plugin }) => plugin)).toEqual(['secret/secret']);
  });

  it('does not exist before WordPress 5.5', async () => {
    const { rest } = managed({ wordpress: '5.4.2', environment: 'local', plugins: ['a'] });
    expect(await codeOf(rest('wp/v2/plugins'))).toBe('404 rest_no_route');
  });
});

describe('PUT /wp/v2/plugins/<plugin>', () => {
  it('switches off and on, and answers with what its own process believes', async () => {
    const { site, put } = managed({ plugins: ['a', 'b'] });
    const off = await put('a/a', 'inactive');
    expect([off.status, await off.json()]).toMatchObject([
      200,
      { plugin: 'a/a', status: 'inactive' },
    ]);
    expect(site.active).toEqual(['b/b']);
    expect((await put('a/a', 'active')).status).toBe(200);
    expect(site.active).toEqual(['a/a', 'b/b']);
  });

  // wp-admin/includes/plugin.php:719
  it('re-sorts the load order alphabetically on activation, keeps it on deactivation', async () => {
    const { site, put } = managed({ plugins: ['c', 'a', 'b'] });
    await put('b/b', 'inactive');
    expect(site.active).toEqual(['c/c', 'a/a']);
    await put('b/b', 'active');
    expect(site.active).toEqual(['a/a', 'b/b', 'c/c']);
  });

  it('answers 200 to the current status, and changes nothing', async () => {
    const { site, put } = managed({ plugins: ['c', 'a'] });
    expect((await put('a/a', 'active')).status).toBe(200);
    expect(site.active).toEqual(['c/c', 'a/a']);
    expect(site.counters.toggles).toBe(0);
  });

  it('is also accepted as PATCH, POST, POST with _method or override header, and by rest_route', async () => {
    const { site, rest, send } = managed({ plugins: ['a'] });
    const off = { status: 'inactive' };
    const again = () => site.activate('a');
    for (const request of [
      () => rest('wp/v2/plugins/a/a', off, admin, 'PATCH'),
      () => rest('wp/v2/plugins/a/a', off, admin, 'POST'),
      () => rest('wp/v2/plugins/a/a?_method=PUT', off, admin, 'POST'),
      () => rest('wp/v2/plugins/a/a', off, { ...admin, 'x-http-method-override': 'PUT' }, 'POST'),
      () =>
        send('?rest_route=/wp/v2/plugins/a/a&status=inactive', { method: 'POST', headers: admin }),
    ]) {
      expect((await request()).status).toBe(200);
      expect(site.active).toEqual([]);
      again();
    }
  });

  it('finds a name that must be encoded by rest_route only, also below the pretty root', async () => {
    const { site, rest, send } = managed({ plugins: ['My Plugin (1)/файл'] });
    const path = 'My%20Plugin%20(1)/%D1%84%D0%B0%D0%B9%D0%BB';
    expect(await codeOf(rest(`wp/v2/plugins/${path}`, { status: 'inactive' }, admin))).toBe(
      '404 rest_plugin_not_found',
    );
    const url = `wp-json/?rest_route=/wp/v2/plugins/${path}&status=inactive`;
    expect((await send(url, { method: 'POST', headers: admin })).status).toBe(200);
    expect(site.active).toEqual([]);
  });

  it('answers 400 to an unknown status, also to visitors, because parameters come before permissions', async () => {
    const { rest } = managed({ plugins: ['a'] });
    expect(await codeOf(rest('wp/v2/plugins/a/a', { status: 'off' }))).toBe(
      '400 rest_invalid_param',
    );
    expect(await codeOf(rest('wp/v2/plugins/a/a', { status: 'inactive' }))).toBe(
      '401 rest_cannot_manage_plugins',
    );
  });

  it('answers 404 rest_plugin_not_found to an unknown file', async () => {
    const { put } = managed({ plugins: ['a'] });
    expect(await codeOf(put('b/b', 'active'))).toBe('404 rest_plugin_not_found');
  });

  // class-wp-rest-plugins-controller.php:19
  it('cannot reach a plugin with a dot in its name, nor through an encoded slash', async () => {
    const { site, put, statusOf } = managed({ plugins: [{ file: 'dotted/v2.0.php' }, 'a'] });
    expect(await statusOf('dotted/v2.0')).toBe('active');
    expect(await codeOf(put('dotted/v2.0', 'inactive'))).toBe('404 rest_no_route');
    expect(await codeOf(put('dotted/v2%2E0', 'inactive'))).toBe('404 rest_plugin_not_found');
    expect((await put('a%2Fa', 'inactive')).status).toBe(404);
    // nginx takes it for a script of its own.
    expect((await put('a/a.php', 'inactive')).headers.get('content-type')).toBe('text/html');
    expect(site.counters.toggles).toBe(0);
  });

  it('loses updates in parallel, although every answer is 200', async () => {
    const { site, put } = managed({ plugins: ['a', 'b', 'c', 'd'] });
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => put(`${name}/${name}`, 'inactive')),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(site.active).toHaveLength(3);
  });

  it('answers a batch with 207 and an inner 400', async () => {
    const { send, site } = managed({ plugins: ['a'] });
    const body = JSON.stringify({ requests: [{ path: '/wp/v2/plugins/a/a', method: 'PUT' }] });
    const headers = { ...admin, 'content-type': 'application/json' };
    const answer = await send('wp-json/batch/v1', { method: 'POST', headers, body });
    expect(answer.status).toBe(207);
    expect(await answer.json()).toMatchObject({
      responses: [{ status: 400, body: { code: 'rest_batch_not_allowed' } }],
    });
    expect(site.counters.toggles).toBe(0);
  });

  it('answers 400 rest_invalid_json to a body that is not JSON', async () => {
    const { send } = managed({ plugins: ['a'] });
    const headers = { ...admin, 'content-type': 'application/json' };
    const answer = send('wp-json/wp/v2/plugins/a/a', { method: 'PUT', headers, body: '{status' });
    expect(await codeOf(answer)).toBe('400 rest_invalid_json');
  });
});

describe('PUT /wp/v2/plugins/<plugin>, as plugins change it', () => {
  const one = (spec: Partial<PluginSpec>) =>
    managed({ plugins: ['a', { file: 'odd', status: 'inactive', ...spec }] });
  const on = (spec: Partial<PluginSpec>) => one({ status: 'active', ...spec });

  it('answers 500 unexpected_output where a plugin prints, which is active then and prints before every answer', async () => {
    const { site, put, rest } = one({ onActivate: 'error-changed', prints: 'hello junk' });
    const answer = await put('odd/odd', 'active');
    expect(answer.status).toBe(500);
    const body = await answer.json();
    expect(body).toMatchObject({ code: 'unexpected_output', additional_data: ['hello junk'] });
    expect(site.active).toEqual(['a/a', 'odd/odd']);
    expect(await (await rest('wp/v2/posts')).text()).toMatch(/^hello junk\[\{/);
  });

  it('answers 500 with an empty body where the activation dies, and the plugin stays inactive', async () => {
    const { site, put } = one({ onActivate: 'fatal-unchanged' });
    const answer = await put('odd/odd', 'active');
    expect([answer.status, await answer.text(), site.active]).toEqual([500, '', ['a/a']]);
  });

  it('answers 302 where a plugin redirects, whether it is active then or not', async () => {
    const changed = one({ onActivate: 'redirect-changed' });
    const answer = await changed.put('odd/odd', 'active');
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      'http://site.test/wp-admin/admin.php?page=odd',
    ]);
    expect(changed.site.active).toEqual(['a/a', 'odd/odd']);
    const unchanged = one({ onActivate: 'redirect-unchanged' });
    expect((await unchanged.put('odd/odd', 'active')).status).toBe(302);
    expect(unchanged.site.active).toEqual(['a/a']);
  });

  it('answers 500 to a deactivation that only the form can do', async () => {
    const { site, put } = on({ onDeactivate: { rest: 'refused' } });
    const answer = await put('odd/odd', 'inactive');
    expect(answer.status).toBe(500);
    expect(await answer.json()).toMatchObject({
      code: 'internal_server_error',
      data: { error: { file: '/var/www/html/wp-content/plugins/odd/odd.php' } },
    });
    const browser = visitor(site);
    await browser.logIn();
    await browser.bulk('deactivate-selected', 'odd/odd.php');
    expect(site.active).toEqual(['a/a']);
  });

  it('answers 200 without a change the first time, and changes the second time', async () => {
    const { site, put, statusOf } = on({
      onDeactivate: { rest: { quirk: 'ok-unchanged', times: 1 } },
    });
    const answer = await put('odd/odd', 'inactive');
    expect([answer.status, await answer.json()]).toMatchObject([200, { status: 'inactive' }]);
    expect(await statusOf('odd/odd')).toBe('active');
    await put('odd/odd', 'inactive');
    expect(site.active).toEqual(['a/a']);
  });

  it('answers 200 where the plugin then dies in every request, with an error that names its file', async () => {
    const { put, rest, site } = one({ onActivate: 'fatal-later' });
    expect((await put('odd/odd', 'active')).status).toBe(200);
    const broken = await rest('wp/v2/posts', undefined, { accept: 'application/json' });
    expect(await broken.json()).toMatchObject({
      code: 'internal_server_error',
      data: { status: 500, error: { file: '/var/www/html/wp-content/plugins/odd/odd.php' } },
    });
    // Without Accept: application/json it is a page.
    expect(await (await rest('wp/v2/posts')).text()).toContain(
      'There has been a critical error on this website.',
    );
    site.deactivate('odd');
    expect((await rest('wp/v2/posts')).status).toBe(200);
  });

  it('refuses reactivation after an update of PHP or WordPress', async () => {
    const php = one({ requiresPhp: '8.4' });
    expect(await codeOf(php.put('odd/odd', 'active'))).toBe('500 plugin_php_incompatible');
    const wp = one({ requiresWp: '8.0' });
    expect(await codeOf(wp.put('odd/odd', 'active'))).toBe('500 plugin_wp_incompatible');
    const both = one({ requiresWp: '8.0', requiresPhp: '9.0' });
    expect(await codeOf(both.put('odd/odd', 'active'))).toBe('500 plugin_wp_php_incompatible');
    const other = one({ onActivate: 'refused', quirkCode: 'no_plugin_header' });
    expect(await codeOf(other.put('odd/odd', 'active'))).toBe('500 no_plugin_header');
  });
});

describe('"Requires Plugins"', () => {
  const family: SiteOptions = {
    plugins: [
      { file: 'child', requires: ['parent'] },
      { file: 'parent', name: 'The Parent' },
    ],
  };

  it('does not block the deactivation of a parent, whose child stays active', async () => {
    const { site, put } = managed(family);
    expect((await put('parent/parent', 'inactive')).status).toBe(200);
    expect(site.active).toEqual(['child/child']);
  });

  it('blocks the activation of a child, and names what is missing', async () => {
    const { site, put } = managed(family);
    await put('child/child', 'inactive');
    await put('parent/parent', 'inactive');
    const refused = await put('child/child', 'active');
    expect(refused.status).toBe(500);
    expect(await refused.json()).toMatchObject({
      code: 'plugin_missing_dependencies',
      additional_data: [{ inactive: { parent: 'The Parent' } }],
    });
    await put('parent/parent', 'active');
    expect((await put('child/child', 'active')).status).toBe(200);
    expect(site.active).toEqual(['child/child', 'parent/parent']);
  });

  it('names a parent that is not installed', async () => {
    const { put } = managed({
      plugins: [{ file: 'orphan', requires: ['lost'], status: 'inactive' }],
    });
    expect(await (await put('orphan/orphan', 'active')).json()).toMatchObject({
      additional_data: [{ not_installed: { lost: 'lost' } }],
    });
  });

  it('is ignored before WordPress 6.5', async () => {
    const { put } = managed({
      wordpress: '6.4.3',
      plugins: [{ file: 'orphan', requires: ['lost'], status: 'inactive' }],
    });
    expect((await put('orphan/orphan', 'active')).status).toBe(200);
  });
});

describe('the plugins of a network over REST', () => {
  const network: SiteOptions = {
    multisite: true,
    plugins: [{ file: 'net', status: 'network-active' }, 'a'],
  };

  it('stay active with `active`, and go off network-wide with `inactive`, where network-active', async () => {
    const { put, statusOf, site } = managed(network);
    expect(await (await put('net/net', 'active')).json()).toMatchObject({
      status: 'network-active',
    });
    expect(await statusOf('net/net')).toBe('network-active');
    expect((await put('net/net', 'inactive')).status).toBe(200);
    expect(site.snapshot().networkActive).toEqual([]);
  });

  it('cannot be activated for one site where they are network-only', async () => {
    const { put } = managed({
      multisite: true,
      plugins: [{ file: 'n', status: 'inactive', networkOnly: true }],
    });
    expect(await codeOf(put('n/n', 'active'))).toBe('400 rest_network_only_plugin');
    expect((await put('n/n', 'network-active')).status).toBe(200);
  });

  it("cannot be network-active without multisite: the test's mistake is reported", () => {
    expect(() => createSite({ plugins: [{ file: 'net', status: 'network-active' }] })).toThrow(
      'multisite',
    );
  });
});

describe('installing and deleting over REST', () => {
  const install = (
    options: SiteOptions['install'],
    body: unknown = { slug: 'health-check', status: 'active' },
  ) => {
    const { site, rest } = managed({ plugins: ['a'], install: options });
    return { site, answer: rest('wp/v2/plugins', body, admin, 'POST') };
  };

  it('answers 201 with the plugin and its address', async () => {
    const { site, answer } = install({});
    expect((await answer).status).toBe(201);
    expect((await answer).headers.get('location')).toBe(
      'http://site.test/wp-json/wp/v2/plugins/health-check/health-check',
    );
    expect(await (await answer).json()).toMatchObject({
      plugin: 'health-check/health-check',
      status: 'active',
    });
    expect(site.active).toEqual(['a/a', 'health-check/health-check']);
  });

  it.each([
    ['403 rest_cannot_install_plugin', { files: 'forbidden' }],
    ['500 fs_unavailable', { files: 'no-credentials' }],
    ['500 unable_to_connect_to_filesystem', { files: 'wrong-credentials' }],
    ['500 plugins_api_failed', { directory: 'unreachable' }],
  ] as const)('answers %s where %j', async (expected, options) => {
    const { site, answer } = install(options);
    expect(await codeOf(answer)).toBe(expected);
    expect(site.snapshot().installed).toEqual(['a/a']);
  });

  it('answers 404 to an unknown slug, 500 to a present folder, 400 to a missing slug', async () => {
    expect(await codeOf(install({}, { slug: 'nothing' }).answer)).toBe('404 plugins_api_failed');
    expect(await codeOf(install({ catalogue: [{ file: 'a' }] }, { slug: 'a' }).answer)).toBe(
      '500 folder_exists',
    );
    expect(await codeOf(install({}, { status: 'active' }).answer)).toBe(
      '400 rest_missing_callback_param',
    );
  });

  it('deletes inactive plugins only', async () => {
    const { site, rest, put } = managed({ plugins: ['a', 'b'] });
    const remove = () => rest('wp/v2/plugins/a/a', {}, admin, 'DELETE');
    expect(await codeOf(remove())).toBe('400 rest_cannot_delete_active_plugin');
    await put('a/a', 'inactive');
    expect(await (await remove()).json()).toMatchObject({
      deleted: true,
      previous: { plugin: 'a/a' },
    });
    expect(await codeOf(remove())).toBe('404 rest_plugin_not_found');
    expect(site.snapshot().installed).toEqual(['b/b']);
  });

  it('deletes nothing with DISALLOW_FILE_MODS', async () => {
    const { rest } = managed({
      plugins: [{ file: 'a', status: 'inactive' }],
      install: { files: 'forbidden' },
    });
    expect(await codeOf(rest('wp/v2/plugins/a/a', {}, admin, 'DELETE'))).toBe(
      '403 rest_cannot_manage_plugins',
    );
  });
});
