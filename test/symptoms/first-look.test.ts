import { describe, expect, it } from 'vitest';
import { firstLook } from '../../src/symptoms/first-look.ts';
import type { HttpAnswer } from '../../src/wordpress/http/types.ts';
import { fakeClient, get, html } from './answers.ts';

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
  '/desk': () => moved(302, '/wp-admin/'),
  '/wp-admin/': () => html(401, 'Members only'),
  '/elsewhere': () => moved(301, 'https://other.test/members/'),
  '/open': () => moved(301, '/open/'),
  '/round': () => moved(301, '/round/'),
  '/round/': () => moved(301, '/round'),
};

const visitor = fakeClient('anonymous', ({ url }) => {
  const { pathname, search } = new URL(url);
  return { ...(PAGES[pathname + search] ?? (() => html(200, 'Hello')))(), url };
});

async function look(path: string, method = 'GET') {
  const request = { ...get(path, 'anonymous'), method };
  const { symptoms } = await firstLook([request], { clients: { anonymous: visitor } });
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
