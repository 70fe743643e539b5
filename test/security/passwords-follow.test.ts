// A password follows no redirect, no REST index and no fallback to a place that the person did not name.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../mocks/simulated/site.ts';
import type { Context } from '../../src/commands/context.ts';
import { consentToPlainHttp } from '../../src/commands/reach.ts';
import { isProblem } from '../../src/model/errors.ts';
import { findSite } from '../../src/wordpress/discover/find-site.ts';
import { createTestContext } from '../commands/test-context.ts';
import {
  type Host,
  indexOf,
  internet,
  moved,
  restAnswer,
} from '../wordpress/http/small-internet.ts';

const HOST = 'shop-one.com';
const site = (url: string) => createSite({ url, plugins: ['a'] });

async function found(typed: string, hosts: Readonly<Record<string, Host>>) {
  const { connection, sent } = internet(hosts);
  const outcome = await findSite(typed, { connection }).catch((error: unknown) => error);
  return { outcome, sent };
}

describe('a redirect that finds the site', () => {
  it.each([301, 302, 303, 307, 308])(
    'is not followed to another port, also not from http to https (%s)',
    async (status) => {
      const other = `https://${HOST}:8443`;
      const hosts = {
        [`http://${HOST}`]: () => moved(`${other}/`, status),
        [other]: site(`${other}/`),
      };
      const { outcome, sent } = await found(`http://${HOST}`, hosts);
      expect(outcome).toMatchObject({ code: 'redirected-away', facts: { to: `${other}/` } });
      expect(sent.filter(({ url }) => url.startsWith(other))).toEqual([]);
    },
  );

  it.each([
    ['from a port to another', `http://${HOST}:8080`, `https://${HOST}:8443`],
    ['to a host beside www.', `https://www.${HOST}`, `https://mallory.${HOST}`],
    ['to a host beside a host below', `https://blog.${HOST}`, `https://mallory.${HOST}`],
    ['to a port of a host below', `https://${HOST}`, `https://shop.${HOST}:8443`],
    ['to a private address', `http://${HOST}`, 'http://192.168.1.1'],
  ])('is not followed %s', async (_, from, to) => {
    const { outcome, sent } = await found(from, {
      [from]: () => moved(`${to}/`),
      [to]: site(`${to}/`),
    });
    expect(outcome).toMatchObject({ code: 'redirected-away' });
    expect(sent.filter(({ url }) => url.startsWith(to))).toEqual([]);
  });

  it.each([
    ['https', `http://${HOST}`, `https://${HOST}`],
    ['www.', `https://${HOST}`, `https://www.${HOST}`],
    ['no www.', `https://www.${HOST}`, `https://${HOST}`],
    ['a host below', `https://${HOST}`, `https://shop.${HOST}`],
    ['a host below www.', `https://www.${HOST}`, `https://shop.www.${HOST}`],
  ])('is followed to %s', async (_, from, to) => {
    const { outcome } = await found(from, { [from]: () => moved(`${to}/`), [to]: site(`${to}/`) });
    expect(outcome).toMatchObject({ home: `${to}/` });
  });
});

describe('a REST index', () => {
  it.each([
    ['another port under https', `http://${HOST}`, `https://${HOST}:8443`],
    ['another port under http', `http://${HOST}`, `http://${HOST}:8080`],
    ['another port of www.', `http://${HOST}`, `https://www.${HOST}:8443`],
    ['another port of this machine', 'http://127.0.0.1:8080', 'https://localhost:8443'],
  ])('that names %s does not change where passwords go', async (_, here, there) => {
    const hosts = {
      [here]: () => restAnswer(indexOf(there)),
      [there]: () => restAnswer(indexOf(there)),
    };
    const { outcome, sent } = await found(`${here}/wp-json/`, hosts);
    expect(outcome).toMatchObject({ restRoot: `${here}/wp-json/` });
    expect(sent.filter(({ url }) => url.startsWith(there))).toEqual([]);
  });
});

describe('a password over plain http to a public host', () => {
  const SECRET = { WP_BISECT_USER: 'admin', WP_BISECT_PASSWORD: 'secret' };
  const ask = (args: readonly string[], typed: string, host = HOST) => {
    const { context } = createTestContext({ args: [...args], env: SECRET });
    return consents(context, typed, `http://${host}/`);
  };

  async function consents(context: Context, typed: string, home: string): Promise<string> {
    const address = { home, siteUrl: home, restRoot: `${home}wp-json/`, namespaces: [] };
    try {
      await consentToPlainHttp(context, { address, typed });
      return 'sent';
    } catch (error) {
      return isProblem(error) ? `${error.code} ${error.exitCode}` : String(error);
    }
  }

  it.each([
    ['is refused without consent', [HOST, '--bisect'], `https://${HOST}/`, 'plain-http-refused 3'],
    [
      'is refused for a restore without consent',
      [HOST, '--restore'],
      `https://${HOST}/`,
      'plain-http-refused 3',
    ],
    [
      'is refused with --yes alone',
      [HOST, '--bisect', '--yes'],
      `https://${HOST}/`,
      'plain-http-refused 3',
    ],
    ['is sent where http:// was typed', [`http://${HOST}`, '--bisect'], `http://${HOST}/`, 'sent'],
    ['is sent with --allow-http', [HOST, '--bisect', '--allow-http'], `https://${HOST}/`, 'sent'],
  ] as const)('%s', async (_, args, typed, outcome) => {
    expect(await ask(args, typed)).toBe(outcome);
  });

  it.each(['127.0.0.1', 'localhost', '192.168.3.4', '10.0.0.1', 'shop.test', 'testContext.local'])(
    'is sent without asking at %s, which is on this computer or its network',
    async (host) => expect(await ask([host, '--bisect'], `https://${host}/`, host)).toBe('sent'),
  );

  it('is not sent where port 443 is blocked', async () => {
    const hosts = {
      [`https://${HOST}`]: 'ECONNREFUSED',
      [`http://${HOST}`]: site(`http://${HOST}/`),
    };
    const { outcome } = await found(HOST, hosts);
    expect(outcome).toMatchObject({ home: `http://${HOST}/` });
    expect(await ask([HOST, '--bisect'], `https://${HOST}/`)).toBe('plain-http-refused 3');
  });

  it.each([
    ['is not sent, either', (): boolean => false, 'plain-http-refused', false],
    ['is sent after consent', (): boolean => true, null, true],
  ] as const)('the password of a gate %s', async (_, mayUse, code, isSent) => {
    const asksForIt = (request: Request): Response =>
      request.headers.has('authorization')
        ? restAnswer(indexOf(`http://${HOST}`))
        : new Response('', {
            status: 401,
            headers: { 'WWW-Authenticate': 'Basic realm="Staging"' },
          });
    const gate = { user: 'g', password: 'gate-secret', mayUse };
    const { connection, sent } = internet({ [`http://${HOST}`]: asksForIt }, { gate });
    const outcome = await findSite(`http://${HOST}/wp-json/`, { connection }).catch(
      (error) => error,
    );
    expect(outcome.code ?? null).toBe(code);
    expect(sent.some(({ authorization }) => authorization !== null)).toBe(isSent);
  });
});
