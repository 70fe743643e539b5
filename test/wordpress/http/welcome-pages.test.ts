import { expect, it } from 'vitest';
import { welcomePages } from '../../../src/wordpress/http/welcome-pages.ts';

const tries = (locations: readonly string[]): number => {
  const mayPass = welcomePages();
  const end = locations.findIndex((location) => !mayPass(location));
  return end < 0 ? locations.length : end + 1;
};

it('goes past the welcome page of each new plugin', () => {
  expect(tries(['elementor', 'yoast', 'woocommerce', 'wordfence', 'forms'])).toBe(5);
});

it('gives up on a page that comes a third time', () => {
  expect(tries(Array(20).fill('setup'))).toBe(3);
  expect(tries(['yoast', 'setup', 'setup', 'setup', 'setup'])).toBe(4);
});

it('gives up on a site that always leads somewhere else', () => {
  expect(tries(Array.from({ length: 50 }, (_, page) => `${page}`))).toBeLessThan(15);
});
