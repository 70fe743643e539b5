import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../../src/wordpress/http/basic-auth.ts';

describe('challenges of a WWW-Authenticate header', () => {
  it.each([
    [null, []],
    ['', []],
    ['Basic realm="Staging"', [['Basic', 'Staging']]],
    ['basic REALM=Staging', [['basic', 'Staging']]],
    ['Basic realm = "a, b"', [['Basic', 'a, b']]],
    ['Basic realm="say \\"hi\\" \\\\"', [['Basic', 'say "hi" \\']]],
    ['Basic charset="UTF-8", realm=""', [['Basic', '']]],
    ['Bearer', [['Bearer', null]]],
    [
      'Negotiate, NTLM, Basic realm="x"',
      [
        ['Negotiate', null],
        ['NTLM', null],
        ['Basic', 'x'],
      ],
    ],
    [
      'Negotiate YII=, Basic realm="x"',
      [
        ['Negotiate', null],
        ['Basic', 'x'],
      ],
    ],
    ['NTLM TlRMTVNTUAACAAAA==', [['NTLM', null]]],
    [
      'Digest qop="auth, auth-int", realm="d", nonce="a=b", Basic realm="b"',
      [
        ['Digest', 'd'],
        ['Basic', 'b'],
      ],
    ],
    ['Bearer error="invalid_token", error_description="no, \\"never\\""', [['Bearer', null]]],
    [', , Basic realm="x" ,', [['Basic', 'x']]],
    ['Basic realm="never closed', [['Basic', 'never closed']]],
    ['Basic realm="a", realm="b"', [['Basic', 'a']]],
    [
      'Basic realm="a" Digest realm="b"',
      [
        ['Basic', 'a'],
        ['Digest', 'b'],
      ],
    ],
    ['"?" @ Basic realm="a"', [['Basic', 'a']]],
    ['Basic realm=Please log in, charset="UTF-8"', [['Basic', 'Please log in']]],
    [
      'Basic realm=My Site, Bearer, NTLM',
      [
        ['Basic', 'My Site'],
        ['Bearer', null],
        ['NTLM', null],
      ],
    ],
    [
      'Basic realm=one two Digest realm=d',
      [
        ['Basic', 'one two'],
        ['Digest', 'd'],
      ],
    ],
    // nginx 1.22 escapes no quote that its configuration has in a realm.
    ['Basic realm="Staging "area" two"', [['Basic', 'Staging ']]],
    ['Basic realm="Gesch\u00c3\u00bctzt"', [['Basic', 'Geschützt']]],
    ['Basic realm="Gesch\u00fctzt"', [['Basic', 'Geschützt']]],
  ])('in %j are read as %j', (header, expected) => {
    expect(parseChallenges(header).map(({ scheme, realm }) => [scheme, realm])).toEqual(expected);
  });

  const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,8}$/);
  const quoted = fc.string({ maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, ' '));
  const params = fc
    .array(fc.tuple(token, quoted), { maxLength: 3 })
    .map((list) => list.filter(([name]) => name.toLowerCase() !== 'realm'));
  const challenge = fc.record({
    scheme: token,
    realm: fc.option(quoted),
    before: params,
    token68: fc.option(fc.stringMatching(/^[A-Za-z0-9._~+/-]{1,10}={0,2}$/)),
  });
  const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;

  it('are read back as they were written', () => {
    fc.assert(
      fc.property(
        fc.array(challenge, { maxLength: 4 }),
        fc.constantFrom(',', ', ', ' ,\t'),
        (list, comma) => {
          const header = list
            .map(({ scheme, realm, before, token68 }) => {
              const own = before.map(([name, value]) => `${name}=${quote(value)}`);
              if (realm !== null) own.push(`Realm=${quote(realm)}`);
              if (own.length > 0) return `${scheme} ${own.join(comma)}`;
              return token68 === null ? scheme : `${scheme} ${token68}`;
            })
            .join(comma);
          expect(parseChallenges(header)).toEqual(
            list.map(({ scheme, realm }) => ({ scheme, realm })),
          );
        },
      ),
    );
  });

  it('keep the words of an unquoted realm together', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9.!-]{1,8}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), challenge, (words, next) => {
        const second = next.realm === null ? 'Bearer' : `Digest realm=${quote(next.realm)}`;
        const realm = words.join(' ');
        expect(parseChallenges(`Basic realm=${realm}, ${second}`)).toEqual([
          { scheme: 'Basic', realm },
          next.realm === null
            ? { scheme: 'Bearer', realm: null }
            : { scheme: 'Digest', realm: next.realm },
        ]);
      }),
    );
  });

  it('are read from any text without failing or hanging', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        expect(parseChallenges(text).every(({ scheme }) => scheme.length > 0)).toBe(true);
      }),
    );
  });
});
