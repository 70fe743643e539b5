import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/model/errors.ts';
import { createBrowser } from '../../../src/wordpress/http/cookies.ts';
import { createSessionClient } from '../../../src/wordpress/http/session-client.ts';
import type { SiteAddress } from '../../../src/wordpress/http/types.ts';
import { connect } from './connect-at-once.ts';
import { type Got, json, type Reply, restError, serve } from './server.ts';

/** A WordPress reduced to its sessions: one cookie, one nonce, both of which can be ended. */
async function startSite(extra: (got: Got) => Reply | null = () => null) {
  const site = { session: 1, nonce: 'aaaaaaaaa1', signIns: 0, now: 0 };
  const server = await serve((got) => {
    const known = got.headers.cookie?.includes(`wordpress_logged_in_x=${site.session}`) ?? false;
    const special = extra(got);
    if (special) return special;
    if (got.url.includes('admin-ajax.php')) {
      return known ? { body: `notice! ${site.nonce}\n` } : { status: 400, body: '0' };
    }
    if (got.url.startsWith('/wp-json/')) {
      if (!known || got.headers['x-wp-nonce'] !== site.nonce) {
        return restError('rest_cookie_invalid_nonce', 403);
      }
      return json({ ok: got.method }, 200, { 'X-WP-Nonce': site.nonce });
    }
    if (!known) return { status: 302, headers: { Location: '/wp-login.php?reauth=1' } };
    return { body: `page ${got.headers['x-wp-nonce'] ?? 'without nonce'}` };
  });
  const { origin } = server;
  const address: SiteAddress = {
    home: `${origin}/`,
    siteUrl: `${origin}/`,
    restRoot: `${origin}/wp-json/`,
    namespaces: [],
  };
  const { connection } = connect();
  const browser = createBrowser(async (request) => {
    const answer = await connection.at(origin)(request);
    if (!request.url.endsWith('/sign-in')) return answer;
    const headers = new Headers(answer.headers);
    headers.append('Set-Cookie', `wordpress_logged_in_x=${site.session}; Path=/; HttpOnly`);
    return { ...answer, headers };
  });
  let refusal: Problem | null = null;
  const signIn = async () => {
    site.signIns += 1;
    if (refusal) throw refusal;
    await browser.send({ url: `${origin}/sign-in` });
  };
  await signIn();
  site.signIns = 0;
  let renewed = 0;
  const client = createSessionClient({
    browser,
    address,
    nonce: site.nonce,
    signIn,
    onRenewed: () => {
      renewed += 1;
    },
    now: () => site.now,
  });
  server.got.length = 0;
  return {
    site,
    client,
    got: server.got,
    origin,
    renewed: () => renewed,
    refuse: (problem: Problem) => {
      refusal = problem;
    },
  };
}

describe("a session's client", () => {
  it('sends cookies and nonce to REST, cookies alone to pages', async () => {
    const { client, origin, got } = await startSite();
    expect((await client.rest({ path: '/x' })).json).toEqual({ ok: 'GET' });
    expect((await client.send({ url: `${origin}/page` })).text).toBe('page without nonce');
    expect(got).toHaveLength(2);
    expect(got.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });

  it('uses the fresh nonce of every answer', async () => {
    const { client, site, got } = await startSite((request) =>
      request.url.startsWith('/wp-json/first')
        ? json({}, 200, { 'X-WP-Nonce': 'bbbbbbbbb2' })
        : null,
    );
    await client.rest({ path: '/first' });
    site.nonce = 'bbbbbbbbb2';
    await client.rest({ path: '/second' });
    expect(got).toHaveLength(2);
  });

  it('renews an expired nonce and repeats the refused call, writes included', async () => {
    const { client, site, got, renewed } = await startSite();
    site.nonce = 'ccccccccc3';
    const { json: done } = await client.rest({ method: 'PUT', path: '/x', data: { a: 1 } });
    expect(done).toEqual({ ok: 'POST' });
    expect(got.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST']);
    expect(got[2]!.body).toBe('{"a":1}');
    expect([site.signIns, renewed()]).toEqual([0, 0]);
  });

  it('signs in once more when the session is gone', async () => {
    const { client, site, origin, renewed } = await startSite();
    site.session = 2;
    expect((await client.send({ url: `${origin}/wp-admin/plugins.php` })).text).toContain('page');
    expect([site.signIns, renewed()]).toEqual([1, 1]);
    site.session = 3;
    site.nonce = 'ddddddddd4';
    expect((await client.rest({ path: '/x' })).json).toEqual({ ok: 'GET' });
    expect(site.signIns).toBe(2);
  });

  it('shares one renewal among parallel requests', async () => {
    const { client, site, got } = await startSite();
    site.session = 2;
    site.nonce = 'eeeeeeeee5';
    const calls = Array.from({ length: 6 }, () => client.rest({ path: '/x' }));
    expect((await Promise.all(calls)).map((answer) => answer.json)).toEqual(
      Array.from({ length: 6 }, () => ({ ok: 'GET' })),
    );
    expect(site.signIns).toBe(1);
    expect(got.filter(({ url }) => url.includes('admin-ajax'))).toHaveLength(2);
  });

  it('does not cancel the requests that wait with a cancelled one', async () => {
    const { client, site } = await startSite();
    site.session = 2;
    const controller = new AbortController();
    const cancelled = client.rest({ path: '/x', signal: controller.signal });
    const other = client.rest({ path: '/y' });
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect((await other).json).toEqual({ ok: 'GET' });
  });

  it('returns a 401 while the session is alive', async () => {
    const { client, site } = await startSite(({ url }) =>
      url.startsWith('/wp-json/shut') ? restError('rest_login_required', 401) : null,
    );
    await expect(client.rest({ path: '/shut' })).rejects.toMatchObject({
      status: 401,
      code: 'rest_login_required',
    });
    expect(site.signIns).toBe(0);
  });

  it('repeats a request after signing in where a 401 came from a lost session', async () => {
    const { client, site } = await startSite(({ url, headers }) =>
      url.startsWith('/wp-json/members') && !headers.cookie?.includes('=2')
        ? restError('rest_login_required', 401)
        : null,
    );
    site.session = 2;
    expect((await client.rest({ path: '/members' })).json).toEqual({ ok: 'GET' });
    expect(site.signIns).toBe(1);
  });

  it('does not take an onboarding page for a lost session', async () => {
    let hijacks = 1;
    const { client, site, origin } = await startSite(({ url }) =>
      url.includes('wp-admin') && hijacks-- > 0
        ? { status: 302, headers: { Location: '/wp-admin/index.php?page=welcome' } }
        : null,
    );
    const answer = await client.send({ url: `${origin}/wp-admin/plugins.php` });
    expect([answer.status, site.signIns]).toEqual([302, 0]);
  });

  it('signs in once more where a plugin moved the login form', async () => {
    const { client, site, origin } = await startSite(({ url, headers }) =>
      url.includes('wp-admin') && !headers.cookie?.includes(`=${site.session}`)
        ? { status: 302, headers: { Location: '/my-door/?redirect_to=x&reauth=1' } }
        : null,
    );
    site.session = 2;
    expect((await client.send({ url: `${origin}/wp-admin/plugins.php` })).status).toBe(200);
    expect(site.signIns).toBe(1);
  });

  it('says session-lost when it cannot sign in, and never sends a refused password again', async () => {
    const { client, site, origin, refuse } = await startSite();
    const refused = new Problem('wrong-password', { credential: 'session', user: 'a', said: null });
    refuse(refused);
    site.session = 2;
    const ask = () => client.send({ url: `${origin}/wp-admin/` });
    await expect(ask()).rejects.toMatchObject({ code: 'session-lost', cause: refused });
    await expect(ask()).rejects.toMatchObject({ code: 'session-lost', cause: refused });
    expect(site.signIns).toBe(1);
  });

  describe('on a site that ends every session', () => {
    async function lose(times: number, passMs: number) {
      const { client, site, origin } = await startSite(({ url }) =>
        url.includes('admin-ajax') ? { status: 400, body: '0' } : null,
      );
      const outcomes: string[] = [];
      for (let nth = 0; nth < times; nth += 1) {
        site.session += 1;
        site.now += passMs;
        await client.send({ url: `${origin}/wp-admin/` }).then(
          () => outcomes.push('answered'),
          (error: Problem) => outcomes.push(error.code),
        );
      }
      return { outcomes, signIns: site.signIns };
    }

    it('signs in ten times at once, and no more', async () => {
      const { outcomes, signIns } = await lose(14, 0);
      expect(signIns).toBe(10);
      expect(outcomes).toEqual([
        ...Array.from({ length: 10 }, () => 'answered'),
        ...Array.from({ length: 4 }, () => 'session-lost'),
      ]);
    });

    it('signs in again later, so that a restore that waits gets through', async () => {
      const { outcomes } = await lose(40, 3_000);
      expect(new Set(outcomes)).toEqual(new Set(['answered']));
    });

    it('ends at sixty, however long a run takes', async () => {
      expect((await lose(70, 60_000)).signIns).toBe(60);
    });
  });
});
