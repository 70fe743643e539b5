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
  it('without a session leads to the login with reauth=1', async () => {
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

  it('is the only place that shows dependencies, and where they lock a checkbox', async () => {
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

  it('pages only when the user asked for it', async () => {
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

  it('is closed for users without activate_plugins', async () => {
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
  it('switches any number off in one write, and on again', async () => {
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

  it('nothing to do: 302 without a flag', async () => {
    const { bulk } = await signedIn({ plugins: ['a'] });
    const answer = await bulk('activate-selected', 'a/a.php');
    expect(answer.headers.get('location')).toBe(
      'http://site.test/wp-admin/plugins.php?plugin_status=all&paged=1&s=',
    );
  });

  it('a bad nonce: 403, nothing happens', async () => {
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

  it('a lost session: 302 to the login, nothing happens', async () => {
    const { site, post } = await signedIn({ plugins: ['a'] });
    site.endSessions();
    const answer = await post('wp-admin/plugins.php', [
      ['action', 'deactivate-selected'],
      ['checked[]', 'a/a.php'],
    ]);
    expect(answer.headers.get('location')).toMatch(/wp-login\.php\?redirect_to=.*&reauth=1$/);
    expect(site.active).toEqual(['a/a']);
  });

  it('a fatal error in one plugin ends the list; those before it are active', async () => {
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

  it('a plugin that redirects and exits ends the list too', async () => {
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

  it('a deactivation hook that exits leaves the whole list as it was', async () => {
    const { site, bulk } = await signedIn({
      plugins: ['a', { file: 'b', onDeactivate: 'redirect-unchanged' }],
    });
    expect((await bulk('deactivate-selected', 'a/a.php', 'b/b.php')).status).toBe(302);
    expect(site.active).toEqual(['a/a', 'b/b']);
  });

  it('a deactivation that is a fatal error names the plugin, and nothing is switched off', async () => {
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

  it('says activate-multi=true also when some failed: missing dependencies are skipped in silence', async () => {
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

  it('the links of a row work as well', async () => {
    const { site, page, get } = await signedIn({ plugins: ['a'] });
    const href = /href="(plugins\.php\?action=deactivate[^"]+)"/.exec(await page())?.[1] ?? '';
    const answer = await get(`wp-admin/${href.replaceAll('&amp;', '&')}`);
    expect(answer.headers.get('location')).toContain('?deactivate=true&');
    expect(site.active).toEqual([]);
  });
});

describe('what plugins do to wp-admin', () => {
  it('one redirect after activation, once', async () => {
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

  it('the redirect may carry the full page, and may hijack admin-ajax.php', async () => {
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

  it('an undeclared need: the plugin deactivates itself at the next wp-admin request', async () => {
    const { site, bulk, get } = await signedIn({
      plugins: ['base', { file: 'addon', needsUndeclared: 'base' }],
    });
    await bulk('deactivate-selected', 'base/base.php');
    expect(site.active).toEqual(['addon/addon']);
    await get('wp-admin/');
    expect(site.active).toEqual([]);
  });

  it('wp-admin/ is 302 for visitors and 200 for users', async () => {
    const { get, site } = await signedIn({});
    expect((await get('wp-admin/')).status).toBe(200);
    expect((await get('wp-admin')).headers.get('location')).toBe('http://site.test/wp-admin/');
    expect((await visitor(site).get('wp-admin/')).status).toBe(302);
  });
});
