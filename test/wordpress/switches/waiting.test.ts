import { describe, expect, it } from 'vitest';
import { toProblem } from '../../../src/wordpress/http/rest-error.ts';

/** What a refused REST call rejects with. */
function limited(headers: Record<string, string>): Error {
  return Object.assign(new Error('429'), {
    url: 'https://a.test/wp-json/wp/v2/plugins',
    status: 429,
    code: null,
    excerpt: '',
    headers: new Headers(headers),
  });
}

describe('a site that answers 429', () => {
  it.each([
    [{ 'retry-after': '40' }, 40],
    [
      {
        'retry-after': 'Thu, 15 Jan 2026 10:01:30 GMT',
        date: 'Thu, 15 Jan 2026 10:00:00 GMT',
      },
      90,
    ],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ])('is left alone as long as its Retry-After says: %j', (headers, seconds) => {
    expect(toProblem(limited(headers))).toMatchObject({
      code: 'rate-limited',
      facts: { retryAfterSeconds: seconds },
    });
  });
});
