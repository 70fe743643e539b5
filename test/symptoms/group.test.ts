import { describe, expect, it } from 'vitest';
import type { Identity } from '../../src/model/report.ts';
import { effectOf } from '../../src/symptoms/group.ts';

const HOME = 'https://shop.test/blog/';
const of = (path: string, as: Identity, method = 'GET') =>
  effectOf({ method, url: new URL(path, HOME).href, as, headers: {} });

describe('the group of a refused request, as a screen shows it', () => {
  it.each([
    ['wp-json/wp/v2/posts?context=edit', 'session', 'editor'],
    ['?rest_route=/wp/v2/pages/7/autosaves', 'session', 'editor'],
    ['wp-admin/profile.php', 'session', 'wp-admin'],
    ['wp-admin/admin-ajax.php', 'session', 'editor'],
    ['wp-json/wp/v2/users/me/application-passwords', 'session', 'application-passwords-off'],
    ['wp-json/wp/v2/users/me', 'application-password', 'app-password'],
    ['wp-json/wc/v3/products', 'woocommerce-keys', 'shop-keys'],
    ['wp-json/wp/v2/posts', 'bearer', 'app-token'],
    ['', 'anonymous', 'front-page'],
    ['contact/', 'anonymous', 'front-page'],
    ['wp-login.php', 'anonymous', 'login-page'],
    ['feed/', 'anonymous', 'feed'],
    ['?feed=rss2', 'anonymous', 'feed'],
    ['wp-json/wp/v2/posts', 'anonymous', 'reading-apps'],
    ['wp-json/', 'anonymous', 'reading-apps'],
    ['wp-json/contact-form-7/v1/contact-forms', 'anonymous', 'page-feature'],
  ] as const)('is for %s as %s: %s', (path, as, effect) => {
    expect(of(path, as)).toBe(effect);
  });

  it('is none for user names and single files', () => {
    expect(of('wp-json/wp/v2/users', 'anonymous')).toBeNull();
    expect(of('xmlrpc.php', 'anonymous', 'POST')).toBeNull();
  });
});
