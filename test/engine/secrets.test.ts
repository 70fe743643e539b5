import { describe, expect, it } from 'vitest';
import { holdsUserInfo, isSecretName, maskSecrets } from '../../src/model/secrets.ts';
import { pathOf, safeUrl } from '../../src/report/format.ts';
import { tellable } from '../../src/wordpress/http/urls.ts';

const SECRET_NAMES = `auth auth_code auth_key authkey api-key apikey jwt bearer pass passphrase
  password pw pwd hash hmac otp pin session session_id PHPSESSID X-Amz-Credential X-Amz-Signature
  license_key private_key code sign signature sig token t%6Fken consumer_key consumer_secret secret
  nonce _wpnonce authorization key apiKey APIKey accessToken access_token id_token client_secret
  X-WP-Nonce user_pass pass1 password2 filter[token] auth%5Bcode%5D %74%6f%6b%65%6e t%256Fken
  AWSAccessKeyId Key-Pair-Id jsessionid ASP.NET_SessionId rp_key order_key license`.split(/\s+/);

const READABLE_NAMES =
  `author author_exclude monkey keyword keywords passage hashtag design postcode
  signal assignee passenger compass bypass secretary tokenize codec encode keyboard sessions_per_page
  search page per_page context orderby order status slug _fields _embed after before lang country_code
  meta_key post_code hashtags pinned spin shipping thing authority`.split(/\s+/);

describe('secrets in addresses', () => {
  it.each(SECRET_NAMES)(
    'are hidden under the name %s in every place that shows an address',
    (name) => {
      const url = `https://a.test/wp-json/x?page=2&${name}=TOPSECRET&x=1`;
      for (const told of [maskSecrets(url), safeUrl(url), tellable(url), pathOf(url)]) {
        expect(told).not.toContain('TOPSECRET');
        expect(told).toContain('page=2');
        expect(told).toContain('x=1');
      }
    },
  );

  it.each(READABLE_NAMES)('are not suspected under the name %s, which stays readable', (name) => {
    expect(isSecretName(name)).toBe(false);
    const url = `https://a.test/?${name}=7`;
    expect([maskSecrets(url), safeUrl(url), tellable(url)]).toEqual([url, url, url]);
  });

  it.each([
    'https://a.test/wp-login.php?redirect_to=%2Faccount%3Ftoken%3DTOPSECRET',
    'https://a.test/?rest_route=/wp/v2/posts%26auth=TOPSECRET',
    'https://a.test/?next=https%3A%2F%2Fuser%3ATOPSECRET%40b.test%2F',
    'https://a.test/#access_token=TOPSECRET',
    'https://a.test/x;jsessionid=TOPSECRET?page=1',
    'https://user:TOPSECRET@a.test/',
    'https:/user:TOPSECRET@a.test',
    'https:///user:TOPSECRET@a.test',
    'https:\\\\user:TOPSECRET@a.test',
    'https:user:TOPSECRET@a.test',
    'user:TOPSECRET@a.test',
    '//user:TOPSECRET@a.test',
    'https://user:a@TOPSECRET@a.test',
    'https://user:TOP/SECRET@a.test',
    'https://user:TOP?SECRET@a.test',
    'https://user:TOP#SECRET@a.test/',
    'user:TOP/SECRET@a.test',
    'https://me@mail.test:TOP/SECRET@a.test',
  ])('are hidden in %s', (address) => {
    for (const told of [maskSecrets(address), safeUrl(address), tellable(address)]) {
      expect(told).not.toMatch(/TOP|SECRET/);
      expect(maskSecrets(told)).toBe(told);
    }
  });

  it.each([
    'https://a.test/@author/post',
    'https://a.test:8443/wp-json/wp/v2/users?search=me@b.test',
    'http://[::1]:8080/@x',
    '/wp-json/x?email=a@b.test',
  ])('are not suspected in %s, which stays whole', (address) => {
    expect(holdsUserInfo(address)).toBe(false);
    expect(maskSecrets(address)).toBe(address);
  });
});
