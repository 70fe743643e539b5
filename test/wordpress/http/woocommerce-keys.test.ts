import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  signedInAddress,
  withWooCommerceKeys,
} from '../../../src/wordpress/http/woocommerce-keys.ts';

const KEYS = { key: 'ck_1', secret: 'cs_2' };
const STAMP = { nonce: 'n1', seconds: 1_700_000_000 };
const stamp = () => STAMP;

/** What WooCommerce computes (RFC 5849, 3.4.1), written out. */
function signatureOf(method: string, base: string, parameters: string): string {
  const text = `${method}&${encodeURIComponent(base)}&${encodeURIComponent(parameters)}`;
  return createHmac('sha256', 'cs_2&').update(text).digest('base64');
}

const OAUTH =
  'oauth_consumer_key=ck_1&oauth_nonce=n1&oauth_signature_method=HMAC-SHA256&oauth_timestamp=1700000000';

test('WooCommerce keys are sent as Basic over https, with the address unchanged', () => {
  const url = 'https://shop.test/wp-json/wc/v3/orders';
  const sent = withWooCommerceKeys({ url }, KEYS, stamp);
  expect(sent.url).toBe(url);
  expect(sent.headers?.Authorization).toBe(`Basic ${btoa('ck_1:cs_2')}`);
});

test.each([
  ['', OAUTH],
  ['?per_page=1&after=x', `after=x&${OAUTH}&per_page=1`],
  ['?search=a%20b%26c', `${OAUTH}&search=a%20b%26c`],
  ['?status[]=on-hold&status[]=new', `${OAUTH}&status%5B0%5D=on-hold&status%5B1%5D=new`],
  ['?filter[a]=1&filter[b]=2', `filter%5Ba%5D=1&filter%5Bb%5D=2&${OAUTH}`],
  ['?_wp.x=1', `_wp_x=1&${OAUTH}`],
  ["?q=it's(1)*!", `${OAUTH}&q=it%27s%281%29%2A%21`],
])('WooCommerce keys sign the query %s over http as PHP reads it', (query, parameters) => {
  const base = 'http://shop.test/wp-json/wc/v3/orders';
  const sent = withWooCommerceKeys({ url: base + query }, KEYS, stamp);
  const signature = new URL(sent.url).searchParams.get('oauth_signature');
  expect(signature).toBe(signatureOf('GET', base, parameters));
});

test('the secret of WooCommerce keys is never in an address, and no nonce is used twice', () => {
  const sent = signedInAddress({ url: 'http://shop.test/x', method: 'POST' }, KEYS, STAMP);
  expect(sent.url).not.toContain('cs_2');
  expect(sent.retry).toBe(false);
  expect(sent.headers?.Authorization).toBeUndefined();
});
