import { describe, expect, it } from 'vitest';
import { createClient } from '../../../src/wordpress/http/client.ts';
import { RestError } from '../../../src/wordpress/http/rest-error.ts';
import type { SiteAddress } from '../../../src/wordpress/http/types.ts';
import { connect } from './connect-at-once.ts';
import { json, restError, serve } from './server.ts';

const anonymous = { identity: 'anonymous' } as const;
const basic = { identity: 'application-password', user: 'anna', password: 'abcd efgh' } as const;
const key = `Basic ${Buffer.from('anna:abcd efgh').toString('base64')}`;

/** The address of a WordPress at `origin`. */
function addressOf(origin: string, restRoot = `${origin}/wp-json/`): SiteAddress {
  return { home: `${origin}/`, siteUrl: `${origin}/`, restRoot, namespaces: [] };
}

describe('a REST call', () => {
  it.each(['/wp-json/', '/?rest_route=/'])('asks for JSON under %s', async (root) => {
    const site = await serve(() => json([{ plugin: 'a/b' }]));
    const address = addressOf(site.origin, site.origin + root);
    const client = createClient({ ...connect(), address, credential: basic });
    const { json: list, answer } = await client.rest({
      path: '/wp/v2/plugins',
      query: { status: 'active' },
    });
    expect(list).toEqual([{ plugin: 'a/b' }]);
    expect(answer.status).toBe(200);
    const asked = new URL(site.got[0]!.url, site.origin);
    expect(asked.searchParams.get('status')).toBe('active');
    expect(site.got[0]!.headers).toMatchObject({
      accept: 'application/json',
      authorization: key,
    });
  });

  it.each([
    ['/wp-json/', '/wp-json/wp/v2/plugins/a/b'],
    ['/?rest_route=/', '/?rest_route=/wp/v2/plugins/a/b'],
  ])('writes through the method override, the slash raw (%s)', async (root, start) => {
    const site = await serve(() => json({ plugin: 'a/b', status: 'inactive' }));
    const address = addressOf(site.origin, site.origin + root);
    const client = createClient({ ...connect(), address, credential: basic });
    await client.rest({
      method: 'PUT',
      path: '/wp/v2/plugins/a/b',
      data: { status: 'inactive' },
    });
    expect(site.got[0]).toMatchObject({
      method: 'POST',
      body: '{"status":"inactive"}',
      headers: { 'x-http-method-override': 'PUT', 'content-type': 'application/json' },
    });
    expect(site.got[0]!.url.startsWith(start)).toBe(true);
  });

  it('is sent once when it writes, even into a closed connection', async () => {
    const site = await serve(() => ({ drop: true }));
    const client = createClient({
      ...connect(),
      address: addressOf(site.origin),
      credential: basic,
    });
    await expect(client.rest({ method: 'PUT', path: '/x', data: { a: 1 } })).rejects.toMatchObject({
      name: 'Problem',
      code: 'connection-failed',
    });
    expect(site.got).toHaveLength(1);
  });

  it('finds its JSON behind what a plugin prints', async () => {
    const site = await serve(() => ({ body: 'hello {junk}[{"plugin":"a/b"}]' }));
    const client = createClient({
      ...connect(),
      address: addressOf(site.origin),
      credential: anonymous,
    });
    expect((await client.rest({ path: '/x' })).json).toEqual([{ plugin: 'a/b' }]);
  });

  it('gives null for an empty success', async () => {
    const site = await serve(() => ({ status: 204 }));
    const client = createClient({
      ...connect(),
      address: addressOf(site.origin),
      credential: anonymous,
    });
    expect((await client.rest({ path: '/x' })).json).toBeNull();
  });

  it.each([
    [
      'a REST error',
      restError('rest_login_required', 401, 'Please sign in'),
      'rest_login_required',
      'Please sign in',
    ],
    [
      'an error behind a notice',
      { status: 500, body: '<b>Notice</b> {x}\n{"code":"internal_server_error","message":"m"}' },
      'internal_server_error',
      'm',
    ],
    ['an HTML page', { status: 500, body: '<p>critical error</p>' }, 'invalid_json', 'HTTP 500'],
    ['nothing', { status: 500 }, 'invalid_json', 'HTTP 500'],
    ['a success without JSON', { status: 200, body: '<html>' }, 'invalid_json', 'HTTP 200'],
    [
      'a redirect',
      { status: 302, headers: { Location: '/welcome' } },
      'unexpected_redirect',
      'HTTP 302',
    ],
    ['null', { status: 500, body: 'null' }, 'invalid_json', 'HTTP 500'],
    [
      'a bad nonce',
      restError('rest_cookie_invalid_nonce', 403),
      'rest_cookie_invalid_nonce',
      'rest_cookie_invalid_nonce',
    ],
  ])('that fails with %s keeps its code and message', async (_, reply, code, message) => {
    const site = await serve(() => ({
      ...reply,
      headers: { ...reply.headers, 'X-Powered-By': 'PHP' },
    }));
    const client = createClient({
      ...connect(),
      address: addressOf(site.origin),
      credential: anonymous,
    });
    const error = await client.rest({ path: '/x' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RestError);
    expect(error).toMatchObject({
      name: 'RestError',
      status: reply.status,
      code,
      message,
      excerpt: reply.body ?? '',
    });
    expect((error as RestError).headers.get('x-powered-by')).toBe('PHP');
    expect((error as RestError).headers.get('location')).toBe(
      reply.status === 302 ? '/welcome' : null,
    );
    expect(site.got).toHaveLength(1);
  });

  it('can be cancelled', async () => {
    const site = await serve(() => ({ hang: true }));
    const client = createClient({
      ...connect(),
      address: addressOf(site.origin),
      credential: anonymous,
    });
    const controller = new AbortController();
    const asked = client.rest({ path: '/x', signal: controller.signal });
    controller.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('does not mix two sites or two identities at once', async () => {
    const one = await serve(({ headers }) => json({ site: 1, as: headers.authorization ?? null }));
    const two = await serve(({ headers }) => json({ site: 2, as: headers.authorization ?? null }));
    const clients = [one, two].flatMap(({ origin }) =>
      [anonymous, basic].map((credential) =>
        createClient({ ...connect(), address: addressOf(origin), credential }),
      ),
    );
    const asked = Array.from({ length: 20 }, (_, nth) => clients[nth % 4]!.rest({ path: '/x' }));
    const answers = (await Promise.all(asked)).map((answer) => answer.json);
    const expected = [
      { site: 1, as: null },
      { site: 1, as: key },
      { site: 2, as: null },
      { site: 2, as: key },
    ];
    expect(answers).toEqual(Array.from({ length: 20 }, (_, nth) => expected[nth % 4]));
  });
});

describe('a plain request', () => {
  it('carries the credential, and the Accept header of its kind', async () => {
    const site = await serve(() => ({ status: 401 }));
    const address = addressOf(site.origin);
    const client = createClient({ ...connect(), address, credential: basic });
    await client.send({ url: `${site.origin}/` });
    await client.send({ url: `${site.origin}/wp-json/`, headers: { accept: 'text/x' } });
    await client.send({ url: `${site.origin}/wp-json/`, headers: { Authorization: 'Bearer t' } });
    const seen = site.got.map(({ headers }) => [headers.accept, headers.authorization]);
    expect(seen).toEqual([
      [expect.stringContaining('text/html'), key],
      ['text/x', key],
      ['application/json', 'Bearer t'],
    ]);
  });

  it('never goes to another site', async () => {
    const elsewhere = await serve(() => ({}));
    const site = await serve(() => ({}));
    const client = createClient({
      ...connect(),
      address: addressOf(site.origin),
      credential: basic,
    });
    await expect(client.send({ url: `${elsewhere.origin}/` })).rejects.toMatchObject({
      code: 'foreign-request',
    });
    expect(elsewhere.got).toHaveLength(0);
  });
});
