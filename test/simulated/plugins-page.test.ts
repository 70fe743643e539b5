import { describe, expect, it } from 'vitest';
import { createSite } from '../../mocks/simulated/site.ts';
import type { SiteOptions } from '../../mocks/simulated/types.ts';
import { bulkNonce, visitor } from './visitor.ts';

async function signedIn(options: SiteOptions) {
  const site = createSite(options);
  const browser = visitor(site);
  await browser.logIn();
  const page = async (query = '?plugin_status=all') =>
    (await browser.get(`wp-admin/plugins.php${query}`)).text();
  const rows = async (query?: string) =>
    [
      ...(await page(query)).matchAll(
        /<tr class="([^"]+)" data-slug="[^"]*" data-plugin="([^"]+)">/g,
      ),
    ].map(([, status, file]) => `${file} ${status}`);
  return { site, ...browser, page, rows };
}

describe('GET wp-admin/plugins.php', () => {
  it('redirects without a session to the login with reauth=1', async () => {
    const answer = await visitor(createSite()).get('wp-admin/plugins.php');
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(
      'http://site.test/wp-login.php?redirect_to=http%3A%2F%2Fsite.test%2Fwp-admin%2Fplugins.php&reauth=1',
    );
  });

  it('lists the plugins by file in rows with data-plugin', async () => {
    const { rows } = await signedIn({
      plugins: ['b', { file: 'hello.php', status: 'inactive' }, 'a/x.y.php'],
    });
    expect(await rows()).toEqual(['a/x.y.php active', 'b/b.php active', 'hello.php inactive']);
    expect(await rows('?plugin_status=inactive')).toEqual(['hello.php inactive']);
  });

  it('has other forms with other nonces before the bulk form', async () => {
    const { page } = await signedIn({ plugins: ['a'] });
    const html = await page();
    const first = /name="_wpnonce" value="([0-9a-f]{10})"/.exec(html)?.[1];
    expect(bulkNonce(html)).toMatch(/^[0-9a-f]{10}$/);
    expect(first).not.toBe(bulkNonce(html));
  });

  it('shows dependencies, also by disabled checkboxes, which REST does not', async () => {
    const { page } = await signedIn({
      plugins: [{ file: 'child', requires: ['parent'] }, 'parent'],
    });
    const html = await page();
    expect(html).toContain('<div class="requires"><p><strong>Requires:</strong> Parent</p></div>');
    expect(html).toContain(
      '<div class="required-by"><p><strong>Required by:</strong> Child</p></div>',
    );
    expect(html).toMatch(/value="parent\/parent.php" id="[^"]+" disabled="disabled"/);
    expect(html).not.toMatch(/value="child\/child.php" id="[^"]+" disabled/);
  });

  it('lists must-use plugins and drop-ins on request, which REST cannot see', async () => {
    const { rows } = await signedIn({
      plugins: ['a'],
      mustUse: ['0-worker.php'],
      dropIns: ['object-cache.php'],
    });
    expect(await rows('?plugin_status=mustuse')).toEqual(['0-worker.php active']);
    expect(await rows('?plugin_status=dropins')).toEqual(['object-cache.php active']);
  });

  it('has several pages only where the user chose a page size', async () => {
    const { rows } = await signedIn({ plugins: ['a', 'b', 'c'], pluginsPerPage: 2 });
    expect(await rows()).toEqual(['a/a.php active', 'b/b.php active']);
    expect(await rows('?plugin_status=all&paged=2')).toEqual(['c/c.php active']);
  });

  // wp-admin/plugins.php:639
  it('deactivates plugins whose file is gone, merely by being looked at', async () => {
    const { site, page } = await signedIn({ plugins: ['a', 'b'] });
    site.remove('b');
    expect(site.snapshot().active).toEqual(['a/a', 'b/b']);
    expect(await page()).toContain('has been deactivated due to an error');
    expect(site.snapshot().active).toEqual(['a/a']);
  });

  it('refuses users without activate_plugins', async () => {
    const site = createSite({ users: [{ login: 'ed', password: 'pw', role: 'editor' }] });
    const browser = visitor(site);
    await browser.logIn('ed', 'pw');
    expect((await browser.get('wp-admin/plugins.php')).status).toBe(403);
  });

  it('prints a second row with the same data-plugin where an update waits', async () => {
    const { rows } = await signedIn({ plugins: [{ file: 'a', updateAvailable: true }] });
    expect(await rows()).toEqual(['a/a.php active update']);
    const { page } = await signedIn({ plugins: [{ file: 'a', updateAvailable: true }] });
    expect(await page()).toContain(
      '<tr class="plugin-update-tr active" id="a-update" data-slug="a" data-plugin="a/a.php">',
    );
  });

  it('leaves out plugins that hide themselves', async () => {
    const { rows } = await signedIn({ plugins: ['a', { file: 'secret', hidden: true }] });
    expect(await rows()).toEqual(['a/a.php active']);
  });
});

describe('the bulk form', () => {
  it('switches any number of plugins off in one write, and on again', async () => {
    const { site, bulk } = await signedIn({ plugins: ['a', 'b', 'c', 'dotted/v1.2.php'] });
    const off = await bulk('deactivate-selected', 'a/a.php', 'dotted/v1.2.php', 'c/c.php');
    expect([off.status, off.headers.get('location')]).toEqual([
      302,
      'http://site.test/wp-admin/plugins.php?deactivate-multi=true&plugin_status=all&paged=1&s=',
    ]);
    expect(site.active).toEqual(['b/b']);
    expect(site.counters).toMatchObject({ toggles: 3, states: 1 });
    const on = await bulk('activate-selected', 'a/a.php', 'dotted/v1.2.php', 'c/c.php');
    expect(on.headers.get('location')).toContain('?activate-multi=true&');
    expect(site.active).toEqual(['a/a', 'b/b', 'c/c', 'dotted/v1.2']);
    expect(site.counters).toMatchObject({ toggles: 6, states: 2 });
  });

  it('answers 302 without a flag where there is nothing to do', async () => {
    const { bulk } = await signedIn({ plugins: ['a'] });
    const answer = await bulk('activate-selected', 'a/a.php');
    expect(answer.headers.get('location')).toBe(
      'http://site.test/wp-admin/plugins.php?plugin_status=all&paged=1&s=',
    );
  });

  it('answers 403 to a bad nonce, and changes nothing', async () => {
    const { site, post } = await signedIn({ plugins: ['a'] });
    const fields = [
      ['action', 'deactivate-selected'],
      ['_wpnonce', '0123456789'],
      ['checked[]', 'a/a.php'],
    ] as const;
    const answer = await post('wp-admin/plugins.php', fields);
    expect([answer.status, await answer.text()]).toEqual([
      403,
      expect.stringContaining('The link you followed has expired.'),
    ]);
    expect(site.active).toEqual(['a/a']);
  });

  it('redirects a lost session to the login, and changes nothing', async () => {
    const { site, post } = await signedIn({ plugins: ['a'] });
    site.endSessions();
    const answer = await post('wp-admin/plugins.php', [
      ['action', 'deactivate-selected'],
      ['checked[]', 'a/a.php'],
    ]);
    expect(answer.headers.get('location')).toMatch(/wp-login\.php\?redirect_to=.*&reauth=1$/);
    expect(site.active).toEqual(['a/a']);
  });

  it('stops at a plugin that dies; those before it are active', async () => {
    const { site, bulk } = await signedIn({
      plugins: ['a', 'b', 'c'].map((file) => ({
        file,
        status: 'inactive' as const,
        ...(file === 'b' && { onActivate: 'fatal-unchanged' as const }),
      })),
    });
    const answer = await bulk('activate-selected', 'a/a.php', 'b/b.php', 'c/c.php');
    const target = new URL(answer.headers.get('location') ?? '');
    expect(Object.fromEntries(target.searchParams)).toEqual({
      error: 'true',
      plugin: 'b/b.php',
      _error_nonce: expect.stringMatching(/^[0-9a-f]{10}$/),
    });
    expect(site.active).toEqual(['a/a']);
  });

  it('stops at a plugin that redirects and exits', async () => {
    const plugins = ['a', 'b', 'c'].map((file) => ({
      file,
      status: 'inactive' as const,
      ...(file === 'b' && { onActivate: 'redirect-changed' as const }),
    }));
    const { site, bulk } = await signedIn({ plugins });
    expect(
      (await bulk('activate-selected', 'a/a.php', 'b/b.php', 'c/c.php')).headers.get('location'),
    ).toBe('http://site.test/wp-admin/admin.php?page=b');
    expect(site.active).toEqual(['a/a', 'b/b']);
  });

  it('changes nothing where a deactivation hook exits', async () => {
    const { site, bulk } = await signedIn({
      plugins: ['a', { file: 'b', onDeactivate: 'redirect-unchanged' }],
    });
    expect((await bulk('deactivate-selected', 'a/a.php', 'b/b.php')).status).toBe(302);
    expect(site.active).toEqual(['a/a', 'b/b']);
  });

  it('changes nothing where a deactivation hook dies, and names the plugin', async () => {
    const { site, bulk, get } = await signedIn({
      plugins: ['a', { file: 'b', onDeactivate: 'fatal-unchanged' }],
    });
    const answer = await bulk('deactivate-selected', 'a/a.php', 'b/b.php');
    expect([answer.status, await answer.text()]).toEqual([
      500,
      expect.stringContaining('There has been a critical error on this website.'),
    ]);
    expect(site.active).toEqual(['a/a', 'b/b']);
    expect((await get('')).status).toBe(200);
  });

  it('says activate-multi=true also where it skipped plugins with missing dependencies', async () => {
    const off = { status: 'inactive' as const };
    const { site, bulk } = await signedIn({
      plugins: [
        { file: 'child', requires: ['parent'], ...off },
        { file: 'parent', ...off },
      ],
    });
    const answer = await bulk('activate-selected', 'child/child.php', 'parent/parent.php');
    expect(answer.headers.get('location')).toContain('activate-multi=true');
    expect(site.active).toEqual(['parent/parent']);
    // Parents first, or a second pass.
    await bulk('activate-selected', 'child/child.php');
    expect(site.active).toEqual(['child/child', 'parent/parent']);
  });

  it('deactivates a parent although the page had its checkbox disabled', async () => {
    const { site, bulk } = await signedIn({
      plugins: [{ file: 'child', requires: ['parent'] }, 'parent'],
    });
    await bulk('deactivate-selected', 'parent/parent.php');
    expect(site.active).toEqual(['child/child']);
  });

  it('leaves network-active plugins alone', async () => {
    const { site, bulk, page } = await signedIn({
      multisite: true,
      plugins: [{ file: 'net', status: 'network-active' }, 'a'],
    });
    expect(await page()).toContain('Network Active');
    await bulk('deactivate-selected', 'net/net.php', 'a/a.php');
    expect(site.snapshot()).toMatchObject({ active: [], networkActive: ['net/net'] });
  });

  it('has the same effect as the links of a row', async () => {
    const { site, page, get } = await signedIn({ plugins: ['a'] });
    const href = /href="(plugins\.php\?action=deactivate[^"]+)"/.exec(await page())?.[1] ?? '';
    const answer = await get(`wp-admin/${href.replaceAll('&amp;', '&')}`);
    expect(answer.headers.get('location')).toContain('?deactivate=true&');
    expect(site.active).toEqual([]);
  });
});

describe('wp-admin, as plugins change it', () => {
  it('redirects once after an activation', async () => {
    const { bulk, get } = await signedIn({
      plugins: ['a', { file: 'wiz', status: 'inactive', onboarding: true }],
    });
    await bulk('activate-selected', 'wiz/wiz.php');
    const first = await get('wp-admin/plugins.php');
    expect(first.headers.get('location')).toBe(
      'http://site.test/wp-admin/admin.php?page=wiz-welcome',
    );
    expect((await get('wp-admin/plugins.php')).status).toBe(200);
  });

  it('may send the full page with that redirect, and may redirect admin-ajax.php', async () => {
    const { bulk, get, nonce } = await signedIn({
      plugins: [{ file: 'wiz', status: 'inactive', onboarding: { page: true, ajax: true } }],
    });
    await bulk('activate-selected', 'wiz/wiz.php');
    const page = await get('wp-admin/plugins.php');
    expect([page.status, bulkNonce(await page.text())]).toEqual([
      302,
      expect.stringMatching(/^[0-9a-f]{10}$/),
    ]);
    await bulk('deactivate-selected', 'wiz/wiz.php');
    await bulk('activate-selected', 'wiz/wiz.php');
    expect(await nonce()).toBe('');
    expect(await nonce()).toMatch(/^[0-9a-f]{10}$/);
  });

  it('runs a plugin with an undeclared dependency, which deactivates itself at the next request', async () => {
    const { site, bulk, get } = await signedIn({
      plugins: ['base', { file: 'addon', needsUndeclared: 'base' }],
    });
    await bulk('deactivate-selected', 'base/base.php');
    expect(site.active).toEqual(['addon/addon']);
    await get('wp-admin/');
    expect(site.active).toEqual([]);
  });

  it('answers 302 to visitors and 200 to users', async () => {
    const { get, site } = await signedIn({});
    expect((await get('wp-admin/')).status).toBe(200);
    expect((await get('wp-admin')).headers.get('location')).toBe('http://site.test/wp-admin/');
    expect((await visitor(site).get('wp-admin/')).status).toBe(302);
  });
});
