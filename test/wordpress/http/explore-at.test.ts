import { describe, expect, it } from 'vitest';
import { selfSignedCertificate } from '../../../mocks/simulated/certificate.ts';
import { connect } from './connect-at-once.ts';
import { serve } from './server.ts';

describe('one address of a host', () => {
  it("gets a request for the site's name, whatever that resolves to, and it is counted", async () => {
    const site = await serve(() => ({ status: 401, body: 'no' }));
    const { connection } = connect();
    const url = `http://shop.example.invalid:${site.port}/x`;
    const answer = await connection.exploreAt('127.0.0.1')!({ url });
    expect(answer).toMatchObject({ url, status: 401, text: 'no' });
    expect(site.got[0]).toMatchObject({
      url: '/x',
      headers: { host: `shop.example.invalid:${site.port}` },
    });
    expect(site.got[0]?.headers.authorization).toBeUndefined();
    expect(connection.requests).toBe(1);
  });

  it('gets a request over https', async () => {
    const tls = await selfSignedCertificate();
    const site = await serve(() => ({ body: 'ok' }), { tls });
    const { connection } = connect({ insecure: true });
    const url = `https://shop.example.invalid:${site.port}/`;
    expect((await connection.exploreAt('127.0.0.1')!({ url })).text).toBe('ok');
  });

  it('gives a network fault where no server listens', async () => {
    const { connection } = connect({ timeoutMs: 2_000 });
    const asking = connection.exploreAt('127.0.0.1')!({ url: 'http://shop.example.invalid:1/' });
    await expect(asking).rejects.toMatchObject({ name: 'Problem' });
  });

  it('gets no request through a proxy, nor by another scheme than http(s)', async () => {
    const env = { https_proxy: 'http://127.0.0.1:9' };
    expect(connect({ env }).connection.exploreAt('127.0.0.1')).toBeNull();
    const asking = connect().connection.exploreAt('127.0.0.1')!({ url: 'ftp://shop.test/' });
    await expect(asking).rejects.toMatchObject({ code: 'foreign-request' });
  });
});
