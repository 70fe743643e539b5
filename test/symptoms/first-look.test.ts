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
  '/elsewhere': () => moved(301, 'https://other.test/members/'),
  '/open': () => moved(301, '/open/'),
  '/round': () => moved(301, '/round/'),
  '/round/': () => moved(301, '/round'),
};

const visitor = fakeClient('anonymous', ({ url }) => {
  const { pathname, search } = new URL(url);
  return { ...(PAGES[pathname + search] ?? (() => html(200, 'Hello')))(), url };
});

async function addressesThatFail(path: string, method = 'GET') {
  const request = { ...get(path, 'anonymous'), method };
  const { symptoms } = await firstLook([request], { clients: { anonymous: visitor } });
  return symptoms.map((symptom) => new URL(symptom.request.url).pathname);
}

describe('a request whose address the site has moved', () => {
  it.each([
    ['GET', '/members'],
    ['HEAD', '/members'],
    ['GET', '/?p=1'],
  ])('is examined at its new address where that fails: %s %s', async (method, path) => {
    expect(await addressesThatFail(path, method)).toEqual(['/members/']);
  });

  it.each([
    ['POST', '/members'],
    ['GET', '/for-now'],
    ['GET', '/elsewhere'],
    ['GET', '/open'],
    ['GET', '/round'],
  ])('stays as typed otherwise: %s %s', async (method, path) => {
    expect(await addressesThatFail(path, method)).toEqual([]);
  });
});
