import { describe, expect, it } from 'vitest';
import type { SiteOptions } from '../../../mocks/simulated/types.ts';
import { readActiveTheme, themeIn } from '../../../src/wordpress/plugins/themes.ts';
import {
  installHealthCheck,
  removeHealthCheck,
} from '../../../src/wordpress/switches/health-check/install.ts';
import { isolatedSwitch } from '../../../src/wordpress/switches/isolated.ts';
import { simulated } from './simulated-clients.ts';

async function world(options: SiteOptions = {}) {
  const all = await simulated({ plugins: ['shop'], ...options });
  const { session, address, clock } = all;
  const control = isolatedSwitch({ client: session, address, clock });
  const install = async () =>
    installHealthCheck({ client: session, plugins: await control.list(), clock });
  return { ...all, control, install };
}

describe('Health Check for one run', () => {
  it('is installed, used and deleted without leaving anything', async () => {
    const { site, session, control, install } = await world();
    const before = site.snapshot();
    expect(await install()).toEqual({ type: 'ready', undo: 'delete' });
    await control.list();
    expect(await control.start()).toMatchObject({ type: 'ready' });
    const { active } = await control.activateExactly([], { owned: ['shop/shop'] });
    expect(active).toEqual(['health-check/health-check']);
    await control.close();
    expect(await removeHealthCheck({ client: session, undo: 'delete' })).toEqual({
      type: 'removed',
    });
    expect(site.snapshot()).toEqual(before);
  });

  it('is activated where it is inactive, and deactivated again', async () => {
    const { site, session, install } = await world({
      plugins: ['shop', { file: 'health-check', status: 'inactive' }],
    });
    const before = site.snapshot();
    expect(await install()).toEqual({ type: 'ready', undo: 'deactivate' });
    expect(site.active).toContain('health-check/health-check');
    await removeHealthCheck({ client: session, undo: 'deactivate' });
    expect(site.snapshot()).toEqual(before);
  });

  it('stays as it is where it is active already', async () => {
    const { site, session, install } = await world({ plugins: ['shop', 'health-check'] });
    const before = site.snapshot();
    const requests = site.counters.requests;
    expect(await install()).toEqual({ type: 'ready', undo: 'nothing' });
    await removeHealthCheck({ client: session, undo: 'nothing' });
    expect(site.log.slice(requests).filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(site.snapshot()).toEqual(before);
  });

  it.each([
    ['directory-unreachable', 'plugins_api_failed', { directory: 'unreachable' }],
    ['file-changes-forbidden', 'rest_cannot_install_plugin', { files: 'forbidden' }],
    ['file-credentials', 'fs_unavailable', { files: 'no-credentials' }],
    ['file-credentials', 'unable_to_connect_to_filesystem', { files: 'wrong-credentials' }],
  ] as const)('cannot be installed: %s (%s)', async (code, detail, options) => {
    const { site, install } = await world({ install: options });
    const before = site.snapshot();
    expect(await install()).toEqual({ type: 'refused', code, detail, mayLand: false });
    expect(site.snapshot()).toEqual(before);
  });

  it('is removed after a half-done installation', async () => {
    const { site, install } = await world();
    site.on('answer', (seen) => {
      if (seen.request.method !== 'POST' || !seen.path.endsWith('/plugins')) return undefined;
      site.deactivate('health-check');
      const body = { code: 'unexpected_output', message: 'x', data: { status: 500 } };
      return Response.json(body, { status: 500 });
    });
    const before = site.snapshot();
    expect(await install()).toMatchObject({ type: 'refused', code: 'would-not-start' });
    expect(site.snapshot()).toEqual(before);
  });

  it('is found where the answer to the installation was lost', async () => {
    const { site, install } = await world();
    let cuts = 1;
    site.on('answer', (seen) =>
      seen.request.method === 'POST' && cuts-- > 0 ? 'drop' : undefined,
    );
    expect(await install()).toEqual({ type: 'ready', undo: 'delete' });
  });

  it('is reported with its remains where it cannot be deleted', async () => {
    const { site, session, install } = await world();
    await install();
    site.change({ install: { files: 'no-credentials' } });
    expect(await removeHealthCheck({ client: session, undo: 'delete' })).toMatchObject({
      type: 'left',
      status: 'inactive',
    });
  });
});

describe('the active theme', () => {
  it('is read with name and folder', async () => {
    const { session, site } = await world({ theme: 'shopkeeper' });
    const theme = await readActiveTheme(session);
    expect(theme?.stylesheet).toBe('shopkeeper');
    expect(theme?.stylesheet).toBe(site.snapshot().theme);
  });

  it.each([
    [
      [{ stylesheet: 'child', template: 'parent', name: { rendered: 'My child' } }],
      ['child', 'parent', 'My child'],
    ],
    [[{ stylesheet: 'plain' }], ['plain', 'plain', 'plain']],
  ])('is read from %j', (json, [stylesheet, template, name]) => {
    expect(themeIn(json)).toEqual({ stylesheet, template, name });
  });

  it.each([[null], [[]], [{ code: 'rest_forbidden' }], [[null]]])('is unknown after %j', (json) => {
    expect(themeIn(json)).toBeNull();
  });
});
