import { describe, expect, it } from 'vitest';
import { botChallenge } from '../../../src/wordpress/http/response-source.ts';

const answer = (text: string, status: number, headers: Record<string, string> = {}) => ({
  url: 'https://example.com/',
  status,
  headers: new Headers(headers),
  text,
  ms: 1,
});

describe('a browser check', () => {
  it.each([
    ['Cloudflare', answer('', 403, { 'cf-mitigated': 'challenge' })],
    ['Cloudflare', answer('<title>Just a moment...</title>', 503)],
    ['SiteGround', answer('', 202, { 'sg-captcha': 'challenge' })],
    ['SiteGround', answer('', 302, { location: '/.well-known/captcha/?r=%2F' })],
    ['Sucuri', answer('<script>sucuri_cloudproxy_js=1</script>', 200)],
    ['Imunify360', answer('<p>Access denied: protected by imunify360</p>', 403)],
    ['BitNinja', answer('<title>Security check by BitNinja.IO</title>', 403)],
  ])('of %s', (by, seen) => {
    expect(botChallenge(seen)).toBe(by);
  });

  it.each([
    [
      'a page behind Cloudflare',
      answer('<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>', 200, {
        server: 'cloudflare',
        'cf-ray': '1',
      }),
    ],
    ['a 401 of WordPress', answer('{"code":"rest_login_required"}', 401)],
    ['an article about captchas', answer(`<h1>Just a moment...</h1>${'x'.repeat(40_000)}`, 200)],
  ])('is not %s', (_, seen) => {
    expect(botChallenge(seen)).toBeNull();
  });
});
