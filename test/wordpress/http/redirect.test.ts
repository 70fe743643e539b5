import { describe, expect, it } from 'vitest';
import { redirectTarget } from '../../../src/wordpress/http/redirect.ts';

const ASKED = 'https://a.test/blog/page?x=1';

function answering(status: number, location?: string) {
  return { url: ASKED, status, headers: new Headers(location === undefined ? {} : { location }) };
}

describe('where a redirect leads', () => {
  it.each([
    ['https://b.test/', 'https://b.test/'],
    ['/wp-admin/', 'https://a.test/wp-admin/'],
    ['other', 'https://a.test/blog/other'],
    ['?y=2', 'https://a.test/blog/page?y=2'],
    ['//b.test/x', 'https://b.test/x'],
    ['http://a.test', 'http://a.test/'],
    ['/x#part', 'https://a.test/x'],
    ['https://user:secret@a.test/x', 'https://a.test/x'],
  ])('reads %s against the address that was asked for', (location, target) => {
    expect(redirectTarget(answering(302, location))?.href).toBe(target);
  });

  it.each(['http://[broken', 'https://', 'about:blank', 'javascript:alert(1)', 'mailto:a@b.test'])(
    'is nowhere for %s, which no browser follows',
    (location) => {
      expect(redirectTarget(answering(302, location))).toBeNull();
    },
  );

  it('is nowhere without a Location', () => {
    expect(redirectTarget(answering(302))).toBeNull();
  });

  it.each([300, 301, 302, 303, 307, 308])('counts a %i', (status) => {
    expect(redirectTarget(answering(status, '/x'))?.pathname).toBe('/x');
  });

  it.each([200, 201, 401, 404, 500])(
    'is nowhere for a %i: the page that came is shown',
    (status) => {
      expect(redirectTarget(answering(status, '/wp-login.php'))).toBeNull();
    },
  );
});
