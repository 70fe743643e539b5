import { createServer } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { selfSignedCertificate as selfSigned } from '../../../mocks/simulated/certificate.ts';
import type { Problem } from '../../../src/model/errors.ts';
import { createClient } from '../../../src/wordpress/http/client.ts';
import type { SentRequest } from '../../../src/wordpress/http/connection.ts';
import { connect } from './connect-at-once.ts';
import { listen, serve } from './server.ts';

const problem = (code: string, facts: object = {}) =>
  expect.objectContaining({ name: 'Problem', code, facts: expect.objectContaining(facts) });

describe('one request', () => {
  it('gives an answer of any status, and follows no redirect', async () => {
    const site = await serve(({ url }) =>
      url === '/a'
        ? { status: 302, headers: { Location: '/b' }, body: 'moved' }
        : { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="x"' }, body: 'no' },
    );
    const { connection } = connect();
    const moved = await connection.explore({ url: `${site.origin}/a` });
    expect(moved).toMatchObject({ status: 302, text: 'moved', url: `${site.origin}/a` });
    expect(moved.headers.get('location')).toBe('/b');
    expect((await connection.explore({ url: `${site.origin}/b` })).status).toBe(401);
    expect(connection.requests).toBe(2);
    expect(site.got.map(({ headers }) => headers['user-agent'])).toEqual([
      'wp-bisect/test',
      'wp-bisect/test',
    ]);
  });

  it('may ask for a connection of its own, over which nothing is sent afterwards', async () => {
    const ports: (number | undefined)[] = [];
    const server = createServer((request, response) => {
      ports.push(request.socket.remotePort);
      response.end('{}');
    });
    const port = await listen(server);
    onTestFinished(() => void server.close());
    const { connection } = connect();
    const origin = `http://127.0.0.1:${port}`;
    const address = { home: `${origin}/`, siteUrl: `${origin}/`, restRoot: `${origin}/wp-json/` };
    const client = createClient({
      connection,
      address: { ...address, namespaces: [] },
      credential: { identity: 'anonymous' },
    });
    for (const ownConnection of [true, true, false]) {
      await client.send({ url: address.home, ownConnection });
      await client.rest({ path: '/wp/v2/plugins', ownConnection });
    }
    expect(ports).toHaveLength(6);
    const own = ports.slice(0, 4);
    expect(new Set(own).size).toBe(4);
    expect(own).not.toContain(ports[4]);
    expect(own).not.toContain(ports[5]);
  });

  it('reads the body in its own charset and cuts it at 8 MiB', async () => {
    const site = await serve(({ url }) =>
      url === '/latin'
        ? { headers: { 'Content-Type': 'text/html; charset=iso-8859-1' }, body: 'caf\u00e9' }
        : { body: 'x'.repeat(9 * 1024 * 1024) },
    );
    const { connection } = connect();
    const latin = await connection.explore({ url: `${site.origin}/latin` });
    expect(latin.text).toBe('cafÃ©');
    const long = await connection.explore({ url: `${site.origin}/long` });
    expect(long.text).toHaveLength(8 * 1024 * 1024);
  });

  it('is logged without a secret', async () => {
    const site = await serve(() => ({}));
    const sent: SentRequest[] = [];
    const { connection } = connect({ onRequest: (info) => sent.push(info) });
    await connection.explore({ url: `${site.origin}/?consumer_key=abc&page=1` });
    expect(sent).toEqual([
      {
        method: 'GET',
        url: `${site.origin}/?consumer_key=***&page=1`,
        status: 200,
        ms: expect.any(Number),
      },
    ]);
  });
});

describe('a connection bound to an origin', () => {
  it.each([
    'http://elsewhere.test/',
    'https://127.0.0.1/',
    'http://user:secret@127.0.0.1/',
    'file:///etc/passwd',
    'not a url',
  ])('refuses %s before anything is sent', async (url) => {
    const { connection } = connect();
    const refused = await connection
      .at('http://127.0.0.1')({ url })
      .catch((error: unknown) => error);
    expect(refused).toEqual(problem('foreign-request', { origin: 'http://127.0.0.1' }));
    expect(JSON.stringify((refused as Problem).facts)).not.toContain('secret');
    expect(connection.requests).toBe(0);
  });
});

describe('a network fault', () => {
  it('has a code of its own, with the cause kept', async () => {
    const closed = await serve(() => ({ drop: true }));
    const { connection } = connect();
    const free = await closedPort();
    const ask = (url: string) => connection.explore({ url, retry: false });
    await expect(ask(`http://127.0.0.1:${free}/`)).rejects.toEqual(
      problem('connection-refused', { host: `127.0.0.1:${free}` }),
    );
    await expect(ask(`${closed.origin}/`)).rejects.toEqual(problem('connection-failed'));
    await expect(ask('http://no-such-host.invalid/')).rejects.toEqual(
      problem('host-unknown', { host: 'no-such-host.invalid' }),
    );
    const error: unknown = await ask(`http://127.0.0.1:${free}/`).catch((e: unknown) => e);
    expect((error as Error).cause).toBeInstanceOf(TypeError);
  });

  it('is timed-out, with the seconds, where a site does not answer', async () => {
    const site = await serve(() => ({ hang: true }));
    const { connection } = connect({ timeoutMs: 50 });
    await expect(
      connection.explore({ url: `${site.origin}/?key=s`, retry: false }),
    ).rejects.toEqual(problem('timed-out', { seconds: 0.05, url: `${site.origin}/?key=***` }));
  });

  it('does not show the headers of a request that fetch refuses', async () => {
    const { connection } = connect();
    const headers = { Cookie: 'secret\n' };
    const refused: unknown = await connection
      .explore({ url: 'http://127.0.0.1:1/', headers: { 'X-Bad': 'secret\u0000' } })
      .catch((error: unknown) => error);
    expect(refused).toEqual(problem('connection-failed'));
    expect(JSON.stringify([refused, (refused as Error).cause])).not.toContain('secret');
    expect(headers.Cookie).toContain('secret');
  });

  it('is not a cancel, which is an AbortError', async () => {
    const site = await serve(() => ({ hang: true }));
    const { connection } = connect();
    const controller = new AbortController();
    const asked = connection.explore({ url: `${site.origin}/`, signal: controller.signal });
    controller.abort(new Error('the person pressed a key'));
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    await expect(
      connection.explore({ url: `${site.origin}/`, signal: controller.signal }),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a repeated request', () => {
  it('is a read, tried three times with growing pauses', async () => {
    const site = await serve((_, nth) => (nth < 3 ? { drop: true } : { body: 'ok' }));
    const { connection, slept } = connect();
    expect((await connection.explore({ url: `${site.origin}/` })).text).toBe('ok');
    expect(slept).toEqual([500, 1_500]);
    expect(connection.requests).toBe(3);
  });

  it('is never a write', async () => {
    const site = await serve((_, nth) => (nth === 1 ? { status: 503 } : { drop: true }));
    const { connection, slept } = connect();
    const write = () => connection.explore({ method: 'POST', url: `${site.origin}/`, body: 'x' });
    expect((await write()).status).toBe(503);
    await expect(write()).rejects.toEqual(problem('connection-failed'));
    expect(site.got).toHaveLength(2);
    expect(slept).toEqual([]);
  });

  it.each([
    ['seconds', '7', [7_000]],
    ['a date', 'Thu, 01 Jan 1970 00:01:10 GMT', [10_000]],
    ['nothing', undefined, [2_000]],
  ])('waits as Retry-After says, given as %s', async (_, value, expected) => {
    // By the clock of the site, whatever ours says.
    const headers = { Date: 'Thu, 01 Jan 1970 00:01:00 GMT', 'Retry-After': value };
    const site = await serve((_got, nth) =>
      nth === 1 ? { status: 429, headers } : { body: 'ok' },
    );
    const waits: number[] = [];
    const { connection, slept } = connect({
      now: () => 60_000,
      onWait: ({ seconds }) => waits.push(seconds),
    });
    expect((await connection.explore({ url: `${site.origin}/` })).text).toBe('ok');
    expect(slept).toEqual(expected);
    expect(waits).toEqual(expected.map((ms) => ms / 1_000));
  });

  it.each([
    ['a longer wait than a minute', 429, { 'Retry-After': '61' }],
    ['maintenance', 503, { 'Retry-After': '600' }],
    ['another error', 500, {}],
    ['a refusal', 401, {}],
  ])('is not sent after %s', async (_, status, headers) => {
    const site = await serve(() => ({ status, headers }));
    const { connection, slept } = connect();
    expect((await connection.explore({ url: `${site.origin}/` })).status).toBe(status);
    expect(slept).toEqual([]);
  });

  it('gives up after three attempts on a busy site', async () => {
    const site = await serve(() => ({ status: 429, headers: { 'Retry-After': '1' } }));
    const { connection } = connect();
    expect((await connection.explore({ url: `${site.origin}/` })).status).toBe(429);
    expect(connection.requests).toBe(3);
  });

  it('gives up after two timeouts', async () => {
    const site = await serve(() => ({ hang: true }));
    const { connection } = connect({ timeoutMs: 40 });
    await expect(connection.explore({ url: `${site.origin}/` })).rejects.toEqual(
      problem('timed-out'),
    );
    expect(connection.requests).toBe(2);
  });
});

describe('TLS', () => {
  it('refuses an unknown certificate with its code, unless --ca-file or --insecure allows it', async () => {
    const tls = await selfSigned();
    const site = await serve(() => ({ body: 'ok' }), { tls });
    const url = `${site.origin}/`;
    const refused = connect().connection.explore({ url });
    await expect(refused).rejects.toEqual(problem('tls', { cause: 'DEPTH_ZERO_SELF_SIGNED_CERT' }));
    for (const options of [{ ca: tls.cert }, { insecure: true }]) {
      const { connection } = connect(options);
      onTestFinished(() => connection.close());
      expect((await connection.explore({ url })).text).toBe('ok');
    }
    const other = connect({ ca: (await selfSigned()).cert }).connection;
    onTestFinished(() => other.close());
    await expect(other.explore({ url })).rejects.toEqual(problem('tls'));
  });

  it('fails as a TLS fault against a plain server', async () => {
    const site = await serve(() => ({}));
    await expect(
      connect().connection.explore({ url: `https://127.0.0.1:${site.port}/` }),
    ).rejects.toEqual(problem('tls'));
  });
});

describe('proxies', () => {
  it('take the requests that NO_PROXY does not exempt', async () => {
    const site = await serve(() => ({ body: 'ok' }));
    const proxy = await startProxy();
    const env = { HTTP_PROXY: proxy.url };
    const url = `${site.origin}/`;
    const through = connect({ env }).connection;
    const past = connect({ env: { ...env, NO_PROXY: '127.0.0.1' } }).connection;
    onTestFinished(() => through.close());
    onTestFinished(() => past.close());
    expect((await through.explore({ url })).text).toBe('ok');
    expect(proxy.tunnels).toEqual([`127.0.0.1:${site.port}`]);
    expect((await past.explore({ url })).text).toBe('ok');
    expect(proxy.tunnels).toHaveLength(1);
  });

  it('work with a private certificate behind them', async () => {
    const tls = await selfSigned();
    const site = await serve(() => ({ body: 'ok' }), { tls });
    const proxy = await startProxy();
    const { connection } = connect({ env: { https_proxy: proxy.url }, ca: tls.cert });
    onTestFinished(() => connection.close());
    expect((await connection.explore({ url: `${site.origin}/` })).text).toBe('ok');
    expect(proxy.tunnels).toHaveLength(1);
  });

  it('are named, without their password, where they fail instead of the site', async () => {
    const dead = await closedPort();
    const { connection } = connect({
      env: { HTTPS_PROXY: `http://me:secret@127.0.0.1:${dead}` },
    });
    onTestFinished(() => connection.close());
    const refused: unknown = await connection
      .explore({ url: 'https://example.test/' })
      .catch((error: unknown) => error);
    expect(refused).toEqual(
      problem('bad-proxy', { proxy: `http://127.0.0.1:${dead}/`, cause: 'ECONNREFUSED' }),
    );
    await expect(
      connect({ env: { HTTP_PROXY: 'socks5://x' } }).connection.explore({ url: 'http://a.test/' }),
    ).rejects.toEqual(problem('bad-proxy'));
  });

  it('are named where they refuse the tunnel', async () => {
    const proxy = await startProxy(407);
    const { connection } = connect({ env: { HTTPS_PROXY: proxy.url } });
    onTestFinished(() => connection.close());
    await expect(connection.explore({ url: 'https://example.test/' })).rejects.toEqual(
      problem('bad-proxy'),
    );
  });
});

describe('a password gate', () => {
  const gate = { user: 'staging', password: 'pa:ß' };
  const key = `Basic ${Buffer.from('staging:pa:ß').toString('base64')}`;
  const closed = { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="Staging"' } };

  it('gets the password once it has asked, and then with every request', async () => {
    const site = await serve(({ headers }) =>
      headers.authorization === key ? { body: 'ok' } : closed,
    );
    const { connection } = connect({ gate });
    const send = connection.at(site.origin);
    expect((await send({ url: `${site.origin}/` })).text).toBe('ok');
    expect((await send({ url: `${site.origin}/wp-admin/` })).text).toBe('ok');
    expect(connection.requests).toBe(3);
    expect(connection.gateCovers(`${site.origin}/wp-json/`)).toBe(true);
  });

  it('is the only place that gets its password', async () => {
    const site = await serve(({ url, headers }) =>
      url === '/wp-login.php' && headers.authorization !== key ? closed : { body: 'ok' },
    );
    const { connection } = connect({ gate });
    const send = connection.at(site.origin);
    await send({ url: `${site.origin}/wp-json/` });
    await connection.explore({ url: `${site.origin}/wp-login.php` });
    expect(site.got.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
    expect(connection.gateCovers(`${site.origin}/wp-json/`)).toBe(false);
  });

  it('is reported by its 401 where it refuses', async () => {
    const site = await serve(() => closed);
    const { connection } = connect({ gate });
    expect((await connection.at(site.origin)({ url: `${site.origin}/` })).status).toBe(401);
    expect(connection.gateCovers(`${site.origin}/`)).toBe(false);
  });

  it('is opened where it answers in JSON, as gateways do', async () => {
    const site = await serve(({ headers }) =>
      headers.authorization
        ? { body: 'in' }
        : { ...closed, body: '{"code":"unauthorized","message":"No."}' },
    );
    const { connection } = connect({ gate });
    expect((await connection.at(site.origin)({ url: `${site.origin}/` })).text).toBe('in');
  });

  it('is not seen in a 401 of WordPress', async () => {
    const refusal =
      '{"code":"woocommerce_rest_authentication_error","message":"No.","data":{"status":401}}';
    const headers = { 'WWW-Authenticate': 'Basic realm="WooCommerce API"' };
    const site = await serve(({ url }) =>
      url === '/wp-json/wc' ? { status: 401, headers, body: refusal } : { status: 401 },
    );
    const { connection } = connect({ gate });
    await connection.at(site.origin)({ url: `${site.origin}/wp-json/` });
    await connection.at(site.origin)({ url: `${site.origin}/wp-json/wc` });
    expect(site.got).toHaveLength(2);
    expect(site.got.some(({ headers: sent }) => sent.authorization !== undefined)).toBe(false);
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A CONNECT proxy that writes down its tunnels. */
async function startProxy(refuse?: number) {
  const tunnels: string[] = [];
  const server = createServer();
  server.on('connect', (request, client) => {
    if (refuse !== undefined) return client.end(`HTTP/1.1 ${refuse} No\r\n\r\n`);
    tunnels.push(request.url ?? '');
    const { hostname, port } = new URL(`http://${request.url}`);
    const site = connectSocket(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      site.pipe(client).pipe(site);
    });
    site.on('error', () => client.destroy());
    client.on('error', () => site.destroy());
  });
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${port}`, tunnels };
}
