import { describe, expect, it } from 'vitest';
import { isRestUrl, restUrl, tellable } from '../../../src/wordpress/http/urls.ts';

const pretty = { home: 'https://a.test/', restRoot: 'https://a.test/wp-json/' };
const plain = { home: 'https://a.test/blog/', restRoot: 'https://a.test/blog/?rest_route=/' };

describe('the URL of a REST route', () => {
  it.each([
    [pretty, '/wp/v2/plugins/a/b', {}, 'https://a.test/wp-json/wp/v2/plugins/a/b'],
    [plain, '/wp/v2/plugins/a/b', {}, 'https://a.test/blog/?rest_route=/wp/v2/plugins/a/b'],
    [pretty, '/', {}, 'https://a.test/wp-json/'],
    [plain, '/', {}, 'https://a.test/blog/?rest_route=/'],
    [
      pretty,
      'wp/v2/posts?page=2',
      { per_page: '1' },
      'https://a.test/wp-json/wp/v2/posts?page=2&per_page=1',
    ],
    [
      plain,
      '/wp/v2/posts?page=2',
      { per_page: '1' },
      'https://a.test/blog/?rest_route=/wp/v2/posts&page=2&per_page=1',
    ],
    [pretty, '/wp/v2/posts?page=2', { page: '3' }, 'https://a.test/wp-json/wp/v2/posts?page=3'],
    [
      pretty,
      '/wp/v2/plugins/my plugin/100%&#',
      {},
      'https://a.test/wp-json/wp/v2/plugins/my%20plugin/100%25%26%23',
    ],
    [plain, '/wp/v2/plugins/a+b/c', {}, 'https://a.test/blog/?rest_route=/wp/v2/plugins/a%2Bb/c'],
    [
      { restRoot: 'https://a.test/index.php/wp-json/' },
      '/x',
      {},
      'https://a.test/index.php/wp-json/x',
    ],
    [
      { restRoot: 'https://a.test/?lang=en&rest_route=/' },
      '/x',
      { a: '1' },
      'https://a.test/?lang=en&rest_route=/x&a=1',
    ],
  ])('%o %s %o', (address, path, query, expected) => {
    expect(restUrl(address, path, query as Record<string, string>)).toBe(expected);
  });

  it('tells REST URLs from pages', () => {
    expect(isRestUrl(pretty, 'https://a.test/wp-json/wp/v2/posts')).toBe(true);
    expect(isRestUrl(pretty, 'https://a.test/wp-json')).toBe(true);
    expect(isRestUrl(pretty, 'https://a.test/?rest_route=/wp/v2/posts')).toBe(true);
    expect(isRestUrl({ ...pretty, restRoot: 'https://a.test/api/' }, 'https://a.test/api/x')).toBe(
      true,
    );
    expect(isRestUrl(plain, plain.home)).toBe(false);
    expect(isRestUrl(plain, 'https://a.test/blog/wp-admin/')).toBe(false);
    expect(isRestUrl(pretty, 'https://b.test/wp-json/')).toBe(false);
  });
});

describe('URLs that may be told', () => {
  it('keep no user, password, fragment or secret parameter', () => {
    expect(tellable('https://u:p@a.test/x?consumer_secret=abc&page=2#t')).toBe(
      'https://a.test/x?consumer_secret=***&page=2',
    );
    expect(tellable('u:p@bad host/')).toBe('bad host/');
  });
});
