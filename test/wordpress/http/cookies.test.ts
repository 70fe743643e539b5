import { describe, expect, it } from 'vitest';
import { readLoginCookie, readSetCookies } from '../../../src/wordpress/http/cookies.ts';

const NOW = 1_790_000_000_000;

describe('a Set-Cookie line', () => {
  it.each([
    ['a=b', { name: 'a', domain: null, path: null, secure: false, expires: null }],
    [
      'a=b; Path=/x/; Domain=.Shop.test; Secure',
      { path: '/x/', domain: 'shop.test', secure: true },
    ],
    ['a=b; max-age=60; expires=Thu, 01 Jan 2026 00:00:00 GMT', { expires: NOW + 60_000 }],
    ['a=b; expires=Thu, 01 Jan 2026 00:00:00 GMT', { expires: Date.UTC(2026, 0, 1) }],
    ['a=b; expires=soon', { expires: null }],
    // A path that is none counts as not given (RFC 6265, 5.2.4); a cookie that is taken away has ended.
    ['a=b; Path=here; Max-Age=0', { path: null, expires: 0 }],
    ['a=b; Secure=; HttpOnly; SameSite=Lax', { name: 'a', secure: true }],
  ])('is read with its name, domain, path and expiry: %s', async (line, facts) => {
    expect(await readSetCookies([line], NOW)).toMatchObject([facts]);
  });

  it.each(['', 'no-pair', '=value'])('is not read from %j', async (line) => {
    expect(await readSetCookies([line], NOW)).toEqual([]);
  });
});

describe('the login cookie', () => {
  const value = `anna%7C${NOW / 1_000 + 172_800}%7Csecret-token%7Csecret-mac`;
  const line = `wordpress_logged_in_0a1b=${value}; path=/; secure; HttpOnly`;

  it('gives the time until which WordPress accepts it, and nothing of its value', async () => {
    const cookie = await readLoginCookie(['wordpress_test_cookie=x; path=/', line], NOW);
    expect(cookie).toEqual({
      name: 'wordpress_logged_in_0a1b',
      domain: null,
      path: '/',
      secure: true,
      expires: null,
      setAt: NOW,
      validUntil: NOW + 172_800_000,
    });
    expect(JSON.stringify(cookie)).not.toMatch(/secret|anna/);
  });

  it.each([
    [
      'taken away again',
      'wordpress_logged_in_0a1b=%20; expires=Thu, 01 Jan 1970 00:00:01 GMT',
      null,
    ],
    ['another one', 'wordpress_sec_0a1b=anna%7C1; path=/wp-admin', null],
    ['a value of a plugin', 'wordpress_logged_in_0a1b=%E0%A4%A; path=/', { validUntil: null }],
  ])('has no end that can be read where it is %s', async (_, other, facts) => {
    const found = await readLoginCookie([other], NOW);
    if (facts === null) expect(found).toBeNull();
    else expect(found).toMatchObject(facts);
  });
});
