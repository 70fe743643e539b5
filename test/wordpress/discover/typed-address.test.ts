import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/model/errors.ts';
import { belongsTo, isLocalHost } from '../../../src/model/host-names.ts';
import { parseTyped } from '../../../src/wordpress/discover/typed-address.ts';

describe('a typed address', () => {
  it.each([
    ['example.com', null, 'example.com', '/', true],
    ['  "HTTPS://Example.COM/"  ', 'https', 'example.com', '/', true],
    ['<http://example.com>', 'http', 'example.com', '/', true],
    ['//example.com/', null, 'example.com', '/', true],
    ['https:\\\\example.com', 'https', 'example.com', '/', true],
    ['https:/example.com/', 'https', 'example.com', '/', true],
    ['example.com.', null, 'example.com', '/', true],
    ['example.com:8080/blog', null, 'example.com:8080', '/blog', false],
    ['https://example.com:443/', 'https', 'example.com', '/', true],
    ['localhost:8881', null, 'localhost:8881', '/', true],
    ['[::1]:8080', null, '[::1]:8080', '/', true],
    ['2001:db8::1', null, '[2001:db8::1]', '/', true],
    ['http://[2001:DB8::1]/wp-admin', 'http', '[2001:db8::1]', '/', true],
    ['münchen.example', null, 'xn--mnchen-3ya.example', '/', true],
    ['例え.テスト/ブログ/', null, 'xn--r8jz45g.xn--zckzah', '/%E3%83%96%E3%83%AD%E3%82%B0/', false],
    ['example.com/wp-admin', null, 'example.com', '/', true],
    ['example.com/wp-admin/edit.php?post_type=page#x', null, 'example.com', '/', true],
    ['example.com/blog/wp-login.php?redirect_to=%2F', null, 'example.com', '/blog/', true],
    ['example.com/blog/wp-json/wp/v2/posts', null, 'example.com', '/blog/', true],
    ['example.com/wp-json', null, 'example.com', '/', true],
    ['example.com/index.php/wp-json/', null, 'example.com', '/', true],
    ['example.com/blog/index.php/2024/hello', null, 'example.com', '/blog/', true],
    ['example.com/wp/xmlrpc.php', null, 'example.com', '/wp/', true],
    ['example.com/wp-content/uploads/x.png', null, 'example.com', '/', true],
    ['example.com/blog?rest_route=/wp/v2', null, 'example.com', '/blog/', true],
    ['example.com/?p=12', null, 'example.com', '/', true],
    [
      'example.com/2024/05/hello-world/?x=1#more',
      null,
      'example.com',
      '/2024/05/hello-world/',
      false,
    ],
    ['example.com//blog//', null, 'example.com', '/blog/', false],
    ['example.com/wp-content-strategy/', null, 'example.com', '/wp-content-strategy/', false],
  ])('%s is read as scheme %s, host %s, folder %s', (typed, scheme, host, path, exact) => {
    expect(parseTyped(typed)).toMatchObject({ scheme, host, path, exact });
  });

  it.each([
    '',
    '   ',
    'https://',
    'ftp://example.com',
    'two words',
    'http://exa mple.com',
    'https://[::g]/',
    'example.com:99999',
    'file:///etc/passwd',
    '/wp-admin',
    '.',
  ])('%j is not a URL', (typed) => {
    expect(() => parseTyped(typed)).toThrow(expect.objectContaining({ code: 'not-a-url' }));
  });

  it.each([
    'https://me:secret@example.com/',
    'me@example.com',
    'me:secret@example.com/wp-admin',
    'ftp://me:secret@x',
  ])('%s is refused for its secret, which is not repeated', (typed) => {
    const thrown = (() => {
      try {
        return parseTyped(typed);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toMatchObject({ code: 'secret-in-address' });
    expect(JSON.stringify(thrown) + (thrown as Error).message).not.toContain('secret@');
  });

  it('is an address or an error without the password, for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string(), fc.emailAddress()), (typed) => {
        try {
          const parsed = parseTyped(typed);
          expect(URL.canParse(`https://${parsed.host}${parsed.path}`)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          expect(['not-a-url', 'secret-in-address']).toContain((error as Problem).code);
        }
      }),
    );
  });
});

describe('hosts', () => {
  it.each([
    ['localhost', true],
    ['wordpress', true],
    ['127.0.0.1', true],
    ['10.1.2.3', true],
    ['172.16.0.1', true],
    ['172.32.0.1', false],
    ['192.168.1.20', true],
    ['100.64.0.1', true],
    ['100.128.0.1', false],
    ['169.254.10.1', true],
    ['8.8.8.8', false],
    ['[::]', true],
    ['[::1]', true],
    ['[fd00::1]', true],
    ['[fe80::1]', true],
    ['[fec0::1]', false],
    ['[::ffff:7f00:1]', true],
    ['[::ffff:a01:203]', true],
    ['[::ffff:808:808]', false],
    ['[2001:db8::1]', false],
    ['mysite.local', true],
    ['mysite.test', true],
    ['nas.home.arpa', true],
    ['example.com', false],
    ['10.example.com', false],
    ['local.example.com', false],
  ])('%s is local: %s', (host, local) => {
    expect(isLocalHost(host)).toBe(local);
  });

  it.each([
    ['www.example.com', 'example.com', true],
    ['example.com', 'www.example.com', true],
    ['blog.example.com', 'example.com', true],
    ['blog.example.com', 'www.example.com', false],
    ['localhost', '127.0.0.1', true],
    ['example.org', 'example.com', false],
    ['evilexample.com', 'example.com', false],
    ['example.com', 'blog.example.com', false],
    ['example.com', 'localhost', false],
  ])('%s as the redirect target of %s is allowed: %s', (to, from, expected) => {
    expect(belongsTo(to, from)).toBe(expected);
  });
});
