import { describe, expect, it } from 'vitest';
import type { Identity } from '../../src/model/report.ts';
import { firstLook } from '../../src/symptoms/first-look.ts';
import type { HttpAnswer } from '../../src/wordpress/http/types.ts';
import { fakeClient, get, html, restError } from './answers.ts';

const moved = (status: number, location: string) => html(status, '', { headers: { location } });

const PAGES: Readonly<Record<string, () => HttpAnswer>> = {
  '/members': () => moved(301, '/members/'),
  '/?p=1': () => moved(308, '/members'),
  '/members/': () => html(401, 'Members only'),
  '/for-now': () => moved(302, '/members/'),
  '/gone': () => moved(301, '/'),
  '/': () => html(401, 'Members only'),
  '/account': () => moved(302, '/wp-login.php?redirect_to=%2Faccount'),
  '/wp-login.php?redirect_to=%2Faccount': () => html(401, 'Members only'),
  '/wp-json/acme/v1/old': () => moved(301, '/wp-json/acme/v1/new'),
  '/wp-json/acme/v1/new': () => restError(401, 'acme_closed'),
  '/wp-json/acme/v1/page': () => moved(302, '/members/'),
  '/desk': () => moved(302, '/wp-admin/'),
  '/wp-admin/': () => html(401, 'Members only'),
  '/elsewhere': () => moved(301, 'https://other.test/members/'),
  '/open': () => moved(301, '/open/'),
  '/round': () => moved(301, '/round/'),
  '/round/': () => moved(301, '/round'),
};

const answerTo = ({ url }: { readonly url: string }) => {
  const { pathname, search } = new URL(url);
  return { ...(PAGES[pathname + search] ?? (() => html(200, 'Hello')))(), url };
};
const visitor = fakeClient('anonymous', answerTo);

async function look(path: string, method = 'GET', as: Identity = 'anonymous') {
  const request = { ...get(path, as), method };
  const app = fakeClient('application-password', answerTo);
  const clients = { anonymous: visitor, 'application-password': app };
  const { symptoms } = await firstLook([request], { clients });
  return symptoms.map(({ request: { url, leadsTo }, observed: { status } }) => {
    return { from: pathOf(url), to: leadsTo && pathOf(leadsTo), status };
  });
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

describe('a request that is redirected', () => {
  it.each([
    ['for good', 'GET', '/members', '/members/'],
    ['for good, asked with HEAD', 'HEAD', '/members', '/members/'],
    ['twice', 'GET', '/?p=1', '/members/'],
    ['for now', 'GET', '/for-now', '/members/'],
    ['since its page is gone', 'GET', '/gone', '/'],
  ])('fails with what it leads to, as a browser shows it: %s', async (_, method, path, to) => {
    expect(await look(path, method)).toEqual([{ from: path, to, status: 401 }]);
  });

  it.each([
    ['application-password', '/wp-json/acme/v1/old', '/wp-json/acme/v1/new'],
    ['anonymous', '/wp-json/acme/v1/page', '/members/'],
  ] as const)('is followed as %s from one REST address to another', async (as, path, to) => {
    expect(await look(path, 'GET', as)).toEqual([{ from: path, to, status: 401 }]);
  });

  it('brings the cookies that were set on the way, as a browser does', async () => {
    const way: Readonly<Record<string, HttpAnswer>> = {
      '/shop': html(302, '', { headers: { location: '/age', 'set-cookie': 'asked=1; path=/' } }),
      '/age': html(302, '', { headers: { location: '/goods', 'set-cookie': 'adult=1; path=/' } }),
    };
    const cookies: string[] = [];
    const shop = fakeClient('anonymous', ({ url, headers }) => {
      const cookie = new Headers(headers).get('cookie') ?? '';
      cookies.push(cookie);
      const isKnown = cookie.includes('asked=1') && cookie.includes('adult=1');
      const last = isKnown ? html(200, 'Wine') : html(401, 'Adults only');
      return { ...(way[new URL(url).pathname] ?? last), url };
    });
    const asked = () => firstLook([get('/shop', 'anonymous')], { clients: { anonymous: shop } });
    expect((await asked()).symptoms).toEqual([]);
    expect(cookies).toEqual(['', 'asked=1', 'asked=1; adult=1']);
  });

  it('takes what signs a REST request to no other page', async () => {
    expect(await look('/wp-json/acme/v1/page', 'GET', 'application-password')).toEqual([]);
  });

  it.each([
    ['a write', 'POST', '/members'],
    ['to another host', 'GET', '/elsewhere'],
    ['to a page that works', 'GET', '/open'],
    ['in a circle', 'GET', '/round'],
    ['to the login form', 'GET', '/account'],
    ['into wp-admin', 'GET', '/desk'],
  ])('is judged by its own answer otherwise: %s', async (_, method, path) => {
    expect(await look(path, method)).toEqual([]);
  });
});
