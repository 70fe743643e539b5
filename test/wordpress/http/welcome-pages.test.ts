import { describe, expect, it } from 'vitest';
import { welcomePages } from '../../../src/wordpress/http/session-client.ts';

const SITE = 'https://site.test/wp-admin/plugins.php';

const tries = (locations: readonly string[]): number => {
  const mayPass = welcomePages();
  const end = locations.findIndex((location) => mayPass(location, SITE) === null);
  return end < 0 ? locations.length : end + 1;
};

it('wp-admin is reached behind the welcome page of each new plugin', () => {
  expect(tries(['elementor', 'yoast', 'woocommerce', 'wordfence', 'forms'])).toBe(5);
});

it('wp-admin is given up where the same page comes a third time', () => {
  expect(tries(Array(20).fill('setup'))).toBe(3);
  expect(tries(['yoast', 'setup', 'setup', 'setup', 'setup'])).toBe(4);
});

it('wp-admin is given up where the site always redirects elsewhere', () => {
  expect(tries(Array.from({ length: 50 }, (_, page) => `${page}`))).toBeLessThan(15);
});

describe('a plugin that redirects all of wp-admin to its page until that was opened', () => {
  const passes = (location: string, times: number) => {
    const mayPass = welcomePages();
    return Array.from({ length: times }, () => mayPass(location, SITE));
  };

  it('has its page opened once', () => {
    const page = 'https://site.test/wp-admin/admin.php?page=optin&_nonce=1f';
    expect(passes(page, 4)).toEqual(['again', 'again', 'look', null]);
  });

  it.each([
    ['does something', 'https://site.test/wp-admin/admin.php?page=tools&action=delete'],
    ['is no page of a plugin', 'https://site.test/wp-admin/update-core.php'],
    ['is outside of wp-admin', 'https://site.test/setup/?page=1'],
    ['is of another site', 'https://portal.test/wp-admin/admin.php?page=optin'],
    ['is no address', 'error 503'],
  ])('never has an address opened that %s', (_, location) => {
    expect(passes(location, 4)).toEqual(['again', 'again', null, null]);
  });
});
