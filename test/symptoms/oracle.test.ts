import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/model/errors.ts';
import type { Identity, Symptom, SymptomRequest } from '../../src/model/report.ts';
import { createOracle, type OracleOptions } from '../../src/symptoms/oracle.ts';
import type { HttpAnswer, HttpRequest } from '../../src/wordpress/http/types.ts';
import { ADDRESS, fakeClient, get, html, json, redirect, restError } from './answers.ts';
import { simulate } from './simulated-clients.ts';

const asItIs = (request: SymptomRequest) => request;

function symptom(request: SymptomRequest): Symptom {
  return {
    request,
    failsOn: [401],
    observed: { status: 401, code: null, message: null, challenges: [] },
  };
}

const POSTS = symptom(get('/wp-json/wp/v2/posts?per_page=1'));
const FRONT = symptom(get('/'));

/** Probes once, with one client that answers by a function. */
async function probe(
  symptoms: readonly Symptom[],
  respond: (request: HttpRequest, path: string) => HttpAnswer | Promise<HttpAnswer>,
  options: Partial<OracleOptions> = {},
) {
  const identities: readonly Identity[] = ['anonymous', 'application-password', 'session'];
  const clients = identities.map((identity) => fakeClient(identity, respond));
  const [anonymous, withPassword, session] = clients;
  const oracle = createOracle({
    clients: { anonymous: anonymous!, 'application-password': withPassword!, session: session! },
    symptoms,
    address: ADDRESS,
    nonce: 'n',
    ...options,
  });
  const observations = await oracle.probe(asItIs);
  return { observations, sent: clients.flatMap((client) => client.sent) };
}

describe('a probe', () => {
  it('gives one observation a symptom, in their order', async () => {
    const { observations } = await probe([POSTS, FRONT, POSTS], async (_, path) => {
      // The first takes longer than the second.
      if (path !== '/') await new Promise((done) => setImmediate(done));
      return path === '/' ? html(200, '<p>Hi') : restError(401, 'rest_login_required');
    });
    expect(observations.map(({ verdict }) => verdict)).toEqual(['fails', 'passes', 'fails']);
  });

  it('has at most two requests on their way, and writes one by one', async () => {
    for (const [method, most] of [
      ['GET', 2],
      ['POST', 1],
    ] as const) {
      let now = 0;
      let peak = 0;
      const many = Array.from({ length: 5 }, () => symptom({ ...POSTS.request, method }));
      await probe(many, async () => {
        now += 1;
        peak = Math.max(peak, now);
        await new Promise((done) => setImmediate(done));
        now -= 1;
        return json(200, []);
      });
      expect(peak).toBe(most);
    }
  });

  it('goes through the state it is given', async () => {
    const { site, address, clients } = simulate({
      plugins: ['lock'],
      rules: [{ when: 'lock', at: 'front-page' }],
    });
    const oracle = createOracle({
      clients,
      address,
      symptoms: [symptom({ ...FRONT.request, url: address.home })],
    });
    const marked = (request: SymptomRequest) => ({
      ...request,
      headers: { ...request.headers, 'X-State': 'b' },
    });
    expect((await oracle.probe(marked))[0]?.verdict).toBe('fails');
    site.deactivate('lock');
    expect((await oracle.probe(marked))[0]?.verdict).toBe('passes');
    expect(site.log.every(({ requestHeaders }) => requestHeaders['x-state'] === 'b')).toBe(true);
  });

  it('rejects when it is cancelled', async () => {
    const cancelled = new DOMException('Cancelled', 'AbortError');
    await expect(probe([POSTS], () => Promise.reject(cancelled))).rejects.toBe(cancelled);
  });
});

describe('caches', () => {
  it('are avoided by a new parameter each time, behind those of the URL', async () => {
    const { sent } = await probe([POSTS, FRONT], () => json(200, []));
    expect(sent.map(({ url }) => url)).toEqual([
      'https://shop.test/wp-json/wp/v2/posts?per_page=1&wp_bisect=n-1',
      'https://shop.test/?wp_bisect=n-2',
    ]);
    expect(sent[0]?.headers).toMatchObject({ 'Cache-Control': 'no-cache' });
  });

  it('are not avoided by a parameter in a request that the user named, nor in a write', async () => {
    const own = await probe([POSTS], () => json(200, []), { exact: true });
    expect(own.sent.map(({ url }) => url)).toEqual([POSTS.request.url]);
    const write = await probe([symptom({ ...POSTS.request, method: 'POST' })], () => json(200, []));
    expect(write.sent.map(({ url }) => url)).toEqual([POSTS.request.url]);
  });

  const copy = { headers: { 'x-cache': 'HIT', age: '40' } };

  it('that answer all the same make a probe unresolved, whatever the cached copy says', async () => {
    for (const given of [html(200, '<p>Old', copy), html(401, 'Old', copy)]) {
      const { observations } = await probe([FRONT], () => given);
      expect(observations[0]).toMatchObject({ verdict: 'unresolved', reason: 'cached' });
    }
  });

  it('are avoided in a request that the user named, where a parameter cannot change its meaning', async () => {
    const respond = ({ url }: HttpRequest) =>
      url.includes('wp_bisect') ? html(200, '<p>New') : html(401, 'Old', copy);
    const plain = await probe([FRONT], respond, { exact: true });
    expect(plain.observations[0]?.verdict).toBe('passes');
    const signed = await probe([symptom(get('/?signature=abc'))], respond, { exact: true });
    expect(signed.observations[0]).toMatchObject({ verdict: 'unresolved', reason: 'cached' });
    expect(signed.sent).toHaveLength(1);
  });
});

describe('a lost connection', () => {
  const lost = new Problem('connection-failed', { host: 'shop.test', cause: 'ECONNRESET' });
  const failing = (times: number) => {
    let count = 0;
    return async () => {
      count += 1;
      if (count <= times) throw lost;
      return json(200, []);
    };
  };

  it('is tried once more, after a pause', async () => {
    const pauses: number[] = [];
    const clock = { now: () => 0, sleep: async (ms: number) => void pauses.push(ms) };
    expect((await probe([POSTS], failing(1), { clock })).observations[0]?.verdict).toBe('passes');
    expect(pauses).toEqual([500]);
  });

  it('is unresolved the second time', async () => {
    const { observations, sent } = await probe([POSTS], failing(2));
    expect(observations[0]).toMatchObject({
      reason: 'no-answer',
      observed: { status: 0, code: 'connection-failed' },
    });
    expect(sent).toHaveLength(2);
  });

  it('is never tried again for a write, nor is a request that timed out', async () => {
    const write = await probe([symptom({ ...POSTS.request, method: 'DELETE' })], failing(1));
    expect(write.sent).toHaveLength(1);
    const late = new Problem('timed-out', { url: 'x', seconds: 30 });
    const slow = await probe([POSTS], () => Promise.reject(late));
    expect(slow.sent).toHaveLength(1);
  });
});

describe('the verdict on a 401', () => {
  const orders = symptom(get('/wp-json/wc/v3/orders', 'application-password'));
  const refusal = restError(401, 'woocommerce_rest_cannot_view');

  it('is unresolved where its credential was revoked in mid-run', async () => {
    const { observations } = await probe([orders], () => refusal);
    expect(observations[0]).toMatchObject({ verdict: 'unresolved', reason: 'credential-lost' });
  });

  it('is a failure where its credential still works', async () => {
    const { observations } = await probe([orders], (_, path) =>
      path.endsWith('/users/me') ? json(200, { id: 1 }) : refusal,
    );
    expect(observations[0]?.verdict).toBe('fails');
  });

  it('is a failure where its credential was refused from the start', async () => {
    const refused = await probe([orders], () => refusal, { refused: ['application-password'] });
    expect(refused.observations[0]?.verdict).toBe('fails');
    expect(refused.sent).toHaveLength(1);
    const me = symptom(get('/wp-json/wp/v2/users/me', 'application-password'));
    expect(
      (await probe([me], () => restError(401, 'rest_not_logged_in'))).observations[0]?.verdict,
    ).toBe('fails');
  });

  it('is unresolved where its session cannot be renewed', async () => {
    const dashboard = symptom(get('/wp-admin/', 'session'));
    const lost = new Problem('session-lost', { url: 'x' });
    const { observations } = await probe([dashboard], () => Promise.reject(lost));
    expect(observations[0]).toMatchObject({ reason: 'credential-lost' });
  });

  it('is unresolved where its credential is missing', async () => {
    const { observations } = await probe([orders], () => refusal, {
      clients: { anonymous: fakeClient('anonymous', () => refusal) },
    });
    expect(observations[0]).toMatchObject({ reason: 'credential-lost' });
  });
});

describe('a request whose redirects are followed', () => {
  const led = symptom({ ...FRONT.request, leadsTo: 'https://site.test/members/' });
  const sentBy = async (stops: Readonly<Record<string, HttpAnswer>>) => {
    const { observations, sent } = await probe([led], (_, path) => stops[path] ?? html(200, 'Hi'));
    return { verdict: observations[0]?.verdict, urls: sent.map(({ url }) => url) };
  };

  it('fails with what they end in, past caches at each of them', async () => {
    const { verdict, urls } = await sentBy({
      '/': redirect('/members/'),
      '/members/': html(401, 'No'),
    });
    expect(verdict).toBe('fails');
    expect(urls.map((url) => new URL(url).pathname)).toEqual(['/', '/members/']);
    expect(new Set(urls.map((url) => new URL(url).searchParams.get('wp_bisect'))).size).toBe(2);
  });

  it('passes where it is not redirected any more', async () => {
    expect(await sentBy({})).toMatchObject({ verdict: 'passes' });
  });

  it('is unresolved where it is asked to log in', async () => {
    const toLogin = { '/': redirect('/wp-login.php?redirect_to=%2F') };
    expect(await sentBy(toLogin)).toMatchObject({ verdict: 'unresolved' });
  });
});

describe('an onboarding page', () => {
  it('that redirects the dashboard once is skipped', async () => {
    let asked = 0;
    const dashboard = symptom(get('/wp-admin/', 'session'));
    const { observations } = await probe([dashboard], () => {
      asked += 1;
      return asked === 1 ? redirect('/wp-admin/admin.php?page=welcome') : html(401, 'Locked');
    });
    expect(observations[0]?.verdict).toBe('fails');
  });
});
