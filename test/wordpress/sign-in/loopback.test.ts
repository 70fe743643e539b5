import { describe, expect, it, onTestFinished } from 'vitest';
import { serve } from '../../../mocks/simulated/serve.ts';
import { createSite } from '../../../mocks/simulated/site.ts';
import { findSite } from '../../../src/wordpress/discover/find-site.ts';
import { proveAccess } from '../../../src/wordpress/sign-in/sign-in.ts';
import { connect } from '../http/connect-at-once.ts';

const credentials = {
  user: 'admin',
  applicationPassword: 'abcd EFGH 1234 ijkl MNOP 5678',
  password: 'password',
};

describe('signing in over real sockets', () => {
  it.each([
    ['pretty', '/'],
    ['plain', '/blog/'],
    ['index.php', '/'],
  ] as const)(
    'works with https behind an http redirect, a private certificate, %s permalinks, and the folder %s',
    async (permalinks, folder) => {
      const site = createSite({
        url: `http://site.test${folder}`,
        permalinks,
        plugins: ['shop', { file: 'noisy', prints: '<b>Notice</b>: {x} [0]\n' }],
      });
      const served = await serve(site, { https: true, redirectHttp: true });
      onTestFinished(() => served.close());
      const { connection } = connect({ ca: served.certificate });
      onTestFinished(() => connection.close());

      const address = await findSite(served.plainUrl!, { connection });
      expect(address).toMatchObject({
        home: served.url,
        siteUrl: served.url,
        restRoot: site.restUrl,
      });
      const access = await proveAccess({ address, connection, ...credentials });
      expect(access).toMatchObject({ refused: [], restRefusesSession: false });
      for (const client of [access.applicationPassword!, access.session!]) {
        const path = '/wp/v2/plugins/shop/shop';
        await client.rest({ method: 'PUT', path, data: { status: 'inactive' } });
        expect(site.active).toEqual(['noisy/noisy']);
        await client.rest({ method: 'PUT', path, data: { status: 'active' } });
        expect([...site.active].sort()).toEqual(['noisy/noisy', 'shop/shop']);
      }
    },
  );
});
