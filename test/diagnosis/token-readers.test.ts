import { describe, expect, it } from 'vitest';
import { unreadToken } from '../../src/diagnosis/checks/after-search.ts';
import { readersFor, tokenReaders } from '../../src/diagnosis/fingerprints.ts';
import type { AfterSearchInput } from '../../src/diagnosis/input.ts';
import type { Plugin } from '../../src/model/report.ts';
import { plugin, symptom } from './samples.ts';

const ME = '/wp-json/wp/v2/users/me';
const jwt = plugin('jwt-auth/jwt-auth');
const shop = plugin('woocommerce/woocommerce');

describe('a plugin that reads bearer tokens', () => {
  it.each([
    ['jwt-authentication-for-wp-rest-api/jwt-auth', ''],
    ['simple-jwt-login/simple-jwt-login', ''],
    ['wp-rest-api-authentication/miniorange-api-authentication', ''],
    ['oauth2-provider/wp-oauth-server', ''],
    ['portal/portal', 'Portal Bearer Tokens'],
  ])('is recognised by a table or by its name: %s %s', (id, name) => {
    expect(tokenReaders([{ plugin: id, name, status: 'active' }])).toEqual([id]);
  });

  it('is not one that is inactive, nor one with a similar name', () => {
    expect(tokenReaders([{ ...jwt, status: 'inactive' }])).toEqual([]);
    expect(tokenReaders([plugin('tokenizer/tokenizer'), shop])).toEqual([]);
  });

  it('is needed by requests that carry a token, and by no others', () => {
    expect(readersFor([{ as: 'bearer' }], [jwt, shop])).toEqual([jwt.plugin]);
    expect(readersFor([{ as: 'anonymous' }], [jwt, shop])).toEqual([]);
  });
});

describe('a token that is refused with every suspect off', () => {
  const causeOf = (plugins: readonly Plugin[], code: string, as = 'bearer' as const) =>
    unreadToken({
      symptoms: [symptom(ME, { code }, as)],
      observations: [],
      plugins,
    } as unknown as AfterSearchInput);

  it('is called not accepted where a plugin reads tokens', async () => {
    expect(await causeOf([jwt, shop], 'rest_not_logged_in')).toMatchObject({
      kind: 'wrong-credentials',
      app: { why: 'not-accepted', readers: [jwt.plugin] },
    });
  });

  it('is called unread where no plugin reads tokens', async () => {
    expect(await causeOf([shop], 'rest_not_logged_in')).toMatchObject({
      app: { why: 'unread', readers: [] },
    });
  });

  it('is not doubted where a plugin refuses it in its own words', async () => {
    expect(await causeOf([jwt], 'acme_closed')).toBeNull();
  });
});
