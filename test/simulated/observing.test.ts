import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../mocks/simulated/clock.ts';
import { createSite } from '../../mocks/simulated/site.ts';
import type { Toggle } from '../../mocks/simulated/types.ts';
import { APP_PASSWORD, basic, visitor } from './visitor.ts';

const admin = basic('admin', APP_PASSWORD);
const off = { status: 'inactive' };

describe('counters', () => {
  it('sum the seconds for which each baseline plugin was off, without sleeping', async () => {
    const clock = virtualClock();
    const site = createSite({
      clock,
      latency: 500,
      plugins: ['a', 'b', { file: 'spare', status: 'inactive' }],
    });
    const { rest } = visitor(site);
    await rest('wp/v2/plugins/a/a', off, admin);
    clock.advance(3000);
    await rest('wp/v2/plugins/b/b', off, admin);
    clock.advance(1000);
    site.activate('spare');
    expect(site.counters).toEqual({
      requests: 2,
      toggles: 3,
      states: 3,
      // a: 3 + 0.5 + 1, b: 1.
      pluginSecondsOff: 5.5,
      logins: 0,
      failedLogins: 0,
    });
    site.activate('a', 'b');
    clock.advance(10_000);
    expect(site.counters.pluginSecondsOff).toBe(5.5);
    site.resetCounters();
    expect(site.counters).toMatchObject({
      requests: 0,
      toggles: 0,
      states: 0,
      pluginSecondsOff: 0,
    });
  });

  it('include a latency that depends on the request', async () => {
    const clock = virtualClock();
    const start = clock.now();
    const site = createSite({ clock, latency: ({ area }) => (area === 'rest' ? 100 : 0) });
    await visitor(site).rest('wp/v2/posts');
    await visitor(site).get('');
    expect(clock.now() - start).toBe(100);
  });
});

describe('the log', () => {
  it('holds who asked what, which plugins ran, and what changed', async () => {
    const site = createSite({
      plugins: ['a', 'guard'],
      rules: [{ when: 'guard', at: 'anonymous-rest', answer: { code: 'no_entry' } }],
    });
    const { rest } = visitor(site);
    await rest('wp/v2/posts');
    await rest('wp/v2/plugins/a/a', off, admin);
    expect(site.log).toMatchObject([
      {
        number: 1,
        method: 'GET',
        area: 'rest',
        path: '/wp/v2/posts',
        as: 'anonymous',
        status: 401,
        code: 'no_entry',
      },
      {
        number: 2,
        method: 'PUT',
        path: '/wp/v2/plugins/a/a',
        as: 'application-password',
        user: 'admin',
        requestBody: '{"status":"inactive"}',
        requestHeaders: { authorization: admin.authorization },
        running: ['a/a', 'guard/guard'],
        toggles: [{ plugin: 'a/a', active: false, by: 'rest', request: 2 }],
      },
    ]);
  });

  it('shows a valid password behind a blocker at init as anonymous', async () => {
    const site = createSite({
      plugins: ['guard'],
      rules: [{ when: 'guard', at: 'rest-without-session' }],
    });
    await visitor(site).rest('wp/v2/posts', undefined, admin);
    expect(site.log[0]).toMatchObject({ as: 'anonymous', user: '', status: 401 });
  });
});

describe('listeners', () => {
  it('change the site in the middle of a run', async () => {
    const site = createSite({ plugins: ['a', { file: 'late', status: 'inactive' }] });
    const seen: Toggle[] = [];
    site.on('toggle', (toggle) => seen.push(toggle));
    const stop = site.on('request', ({ number }) => {
      if (number === 2) site.activate('late');
    });
    const { rest } = visitor(site);
    await rest('wp/v2/posts');
    expect(site.active).toEqual(['a/a']);
    await rest('wp/v2/posts');
    expect(site.active).toEqual(['a/a', 'late/late']);
    expect(seen).toMatchObject([
      { plugin: 'late/late', active: true, by: 'elsewhere', request: 0 },
    ]);
    stop();
    site.deactivate('late');
    await rest('wp/v2/posts');
    expect(site.active).toEqual(['a/a']);
  });

  it('drop the request before the site sees it, or the answer after the change was made', async () => {
    const site = createSite({ plugins: ['a'] });
    const { rest } = visitor(site);
    const stop = site.on('request', () => 'drop');
    expect((await rest('wp/v2/plugins/a/a', off, admin)).type).toBe('error');
    expect(site.active).toEqual(['a/a']);
    stop();
    site.on('answer', () => 'drop');
    expect((await rest('wp/v2/plugins/a/a', off, admin)).type).toBe('error');
    expect(site.active).toEqual([]);
    expect(site.log.map(({ status }) => status)).toEqual([0, 0]);
  });

  it('answer in place of the site, and see or replace its answers', async () => {
    const site = createSite();
    const { rest } = visitor(site);
    const stop = site.on('request', () => new Response('maintenance', { status: 503 }));
    expect((await rest('wp/v2/posts')).status).toBe(503);
    stop();
    site.on('answer', (_, answer) => new Response('', { status: answer.status + 1 }));
    expect((await rest('wp/v2/posts')).status).toBe(201);
  });

  it('see options that change while the site runs', async () => {
    const site = createSite({ plugins: ['a'] });
    const { rest } = visitor(site);
    site.change({ rules: [{ when: 'a', at: 'rest', answer: { status: 503 } }] });
    expect((await rest('wp/v2/posts')).status).toBe(503);
    expect(() => site.change({ rules: [{ when: 'b', at: 'rest' }] })).toThrow('"b"');
  });
});

describe('the snapshot', () => {
  it('is equal before and after a run that restores, whatever the order', async () => {
    const site = createSite({
      plugins: ['c', 'a', { file: 'x', status: 'inactive' }],
      mustUse: ['m.php'],
    });
    const before = site.snapshot();
    site.deactivate('c');
    expect(site.snapshot()).not.toEqual(before);
    site.activate('c');
    expect(site.active).toEqual(['a/a', 'c/c']);
    expect(site.snapshot()).toEqual(before);
  });
});
