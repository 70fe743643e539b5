import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KNOWN_PLUGINS, knownByAnswer, likeness } from '../../src/diagnosis/fingerprints.ts';
import type { Identity, Observed } from '../../src/model/report.ts';
import { symptom } from './samples.ts';

const IDENTITIES = ['anonymous', 'application-password', 'session'];

describe('the known-plugin data', () => {
  it.each(KNOWN_PLUGINS.map((known) => [known.slug, known] as const))(
    'is sound for %s',
    (slug, known) => {
      expect(known.plugin.split('/')[0]).toBe(slug);
      expect(known.plugin).not.toMatch(/\.php$/);
      expect(known.name).not.toBe('');
      expect(
        known.signs.length +
          Number(known.hazard !== undefined) +
          Number(known.leaves !== undefined),
      ).toBeGreaterThan(0);
      for (const sign of known.signs) {
        expect(() => new RegExp(sign.message ?? '')).not.toThrow();
        expect(sign.refuses.length).toBeGreaterThan(0);
        expect(IDENTITIES).toEqual(expect.arrayContaining([...sign.refuses]));
        expect(['rest', 'page', 'login', 'users', 'namespace', 'any']).toContain(sign.where);
        if (sign.source) expect(sign.source).toMatch(/^[\w./-]+\.php:\d+$/);
        expect(sign.where === 'namespace').toBe(sign.namespace !== undefined);
        // What names a plugin must be there to be seen; a hint alone needs a code that fits.
        if (sign.names === 'code' || sign.names === 'nothing')
          expect(sign.codes?.length).toBeGreaterThan(0);
        if (sign.fix) expect(sign.fix.setting).toMatch(/^[A-Z].*\.$/);
        // A remedy was done on the real plugin, of a version that is named, or it says that it was not.
        if (sign.fix) {
          expect(sign.fix.tried === undefined).toBe(sign.fix.unverified === true);
          expect(sign.fix.tried ?? '1').toMatch(/^\d+(?:\.\d+)*$/);
          expect(sign.fix.option ?? 'x').not.toBe('');
        }
      }
      if (known.hazard) {
        expect(['loses-data', 'drops-protection', 'leaves-traces']).toContain(known.hazard.grade);
        expect(known.hazard.pin).toBe(known.hazard.grade === 'loses-data');
      }
    },
  );

  it('has each plugin once, in order', () => {
    const slugs = KNOWN_PLUGINS.map(({ slug }) => slug);
    expect(slugs).toEqual([...new Set(slugs)].toSorted());
  });
});

it('the known-plugin data has as many entries as the changelog says', () => {
  const fixes = KNOWN_PLUGINS.flatMap(({ signs }) => signs.flatMap(({ fix }) => fix ?? []));
  const tried = fixes.filter((fix) => fix.tried !== undefined);
  const changelog = readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8');
  expect(changelog.replace(/\s+/g, ' ')).toContain(
    `${KNOWN_PLUGINS.length} known plugins, and ${fixes.length} settings that end their refusals, ${tried.length} of them tried on the real plugin`,
  );
});

/** Who is named, and who is hinted at, by an answer; of all known plugins. */
function suspects(path: string, observed: Partial<Observed>, as: Identity = 'anonymous') {
  const seen = symptom(path, observed, as);
  const like = (wanted: string) =>
    KNOWN_PLUGINS.filter(({ signs }) => signs.some((sign) => likeness(seen, sign) === wanted)).map(
      ({ slug }) => slug,
    );
  const named = like('named');
  return { named, hinted: like('hinted').filter((slug) => !named.includes(slug)) };
}

describe('an answer that was seen on a real site', () => {
  const posts = '/wp-json/wp/v2/posts';
  it.each<[string, string, Partial<Observed>, string[]]>([
    [
      'Disable REST API',
      posts,
      {
        code: 'rest_cannot_access',
        message: 'DRA: Only authenticated users can access the REST API.',
      },
      ['disable-json-api'],
    ],
    [
      'Password Protected',
      posts,
      { code: 'rest_cannot_access', message: 'Only authenticated users can access the REST API.' },
      ['password-protected'],
    ],
    [
      'Force Login',
      posts,
      { code: 'rest_unauthorized', message: 'Only authenticated users can access the REST API.' },
      ['wp-force-login'],
    ],
    [
      'Disable WP REST API',
      posts,
      { code: 'rest_login_required', message: 'REST API restricted to authenticated users.' },
      ['disable-wp-rest-api'],
    ],
    [
      'Disable XML-RPC-API',
      posts,
      { code: 'restx_logged_out', message: 'Sorry, you must be logged in to make a request.' },
      ['disable-xml-rpc-api'],
    ],
    [
      'ASE',
      posts,
      { code: 'rest_api_authentication_required', message: 'translated' },
      ['admin-site-enhancements'],
    ],
    [
      'Solid Security',
      posts,
      { code: 'itsec_rest_api_access_restricted', message: 'translated' },
      ['better-wp-security'],
    ],
    [
      'Shield',
      posts,
      { code: 'shield_block_anon_restapi', message: 'translated' },
      ['wp-simple-firewall'],
    ],
    [
      'My Private Site',
      posts,
      {
        status: 403,
        code: 'rest_forbidden',
        message: 'REST requests are blocked by My Private Site.',
      },
      ['jonradio-private-site'],
    ],
    [
      'miniOrange',
      posts,
      { code: 'UNAUTHORIZED', message: 'Sorry, you are not allowed to access REST API.' },
      ['wp-rest-api-authentication'],
    ],
    [
      'AIOS',
      posts,
      { status: 403, code: 'wp_die', message: 'You are not authorized to perform this action.' },
      ['all-in-one-wp-security-and-firewall'],
    ],
    [
      'HTTP Auth by its realm',
      '/',
      { message: 'Ask Bob.', challenges: [{ scheme: 'Basic', realm: 'Restricted Site' }] },
      ['http-auth'],
    ],
    [
      'WP BASIC Auth',
      '/',
      { message: 'You need to enter a Username and a Password if you want to see this website.' },
      ['wp-basic-auth'],
    ],
    [
      'Stop User Enumeration',
      '/wp-json/wp/v2/users',
      {
        code: 'rest_cannot_access',
        message: 'Only authenticated users can access the User endpoint REST API.',
      },
      ['stop-user-enumeration'],
    ],
    [
      'Really Simple Security',
      '/wp-json/wp/v2/users',
      {
        code: 'rest_user_cannot_view',
        message: 'Sorry, you are not allowed to access users without authentication.',
      },
      ['really-simple-ssl'],
    ],
    [
      'CMP, not WP Hide, which has the same code',
      posts,
      {
        code: 'rest_disabled',
        message: 'JSON API is disabled by CMP – Coming Soon & Maintenance Plugin.',
      },
      ['cmp-coming-soon-maintenance'],
    ],
    [
      'WP Hide',
      posts,
      { status: 400, code: 'rest_disabled', message: 'The service is currently disabled.' },
      ['wp-hide-security-enhancer'],
    ],
    [
      'BuddyPress Members Only',
      posts,
      {
        code: 'rest_api_disabled',
        message: 'Only authenticated users can access protected content.',
      },
      ['buddypress-members-only'],
    ],
    [
      'Authorizer',
      posts,
      {
        code: 'rest_cannot_view',
        message:
          'Notice: You are browsing this site anonymously, and only have access to a portion of its content.',
      },
      ['authorizer'],
    ],
    [
      'PPWP',
      posts,
      {
        code: 'rest_forbidden',
        message: 'Access to the REST API is restricted due to sitewide protection.',
      },
      ['password-protect-page'],
    ],
    [
      'Patchstack',
      posts,
      {
        code: 'rest_authorization_required',
        message: 'The WP REST API cannot be accessed by unauthorized users.',
      },
      ['patchstack'],
    ],
    [
      'IP Geo Block',
      posts,
      { status: 403, code: 'wp_die', message: 'Sorry, your request cannot be accepted.' },
      ['ip-geo-block'],
    ],
    [
      'Security Optimizer, asked over REST',
      posts,
      {
        status: 403,
        code: 'wp_die',
        message:
          'You don’t have access to this page. Please contact the administrator of this website for further assistance.',
      },
      ['sg-security'],
    ],
    [
      'Security Ninja, on a page',
      '/',
      { status: 403, message: 'You are not allowed to visit this website. IP: 203.0.113.9' },
      ['security-ninja'],
    ],
    [
      'AAM',
      posts,
      { status: 403, code: 'rest_access_disabled', message: 'translated' },
      ['advanced-access-manager'],
    ],
    [
      'SecuPress',
      '/?rest_route=/wp/v2/users',
      { code: 'rest_cannot_access', message: 'Something went wrong.' },
      ['secupress'],
    ],
    [
      'Content Control',
      posts,
      { status: 403, code: 'rest_forbidden', message: 'You do not have permission to do this.' },
      ['content-control'],
    ],
    [
      's2Member',
      '/wp-json/wp/v2/posts/1',
      {
        status: 403,
        code: 'rest_forbidden',
        message: 'You do not have access to this post. [post level 0]',
      },
      ['s2member'],
    ],
  ])('names %s', (_, path, observed, named) => {
    expect(suspects(path, observed).named).toEqual(named);
  });

  it('hints at those with the same code when its message is translated', () => {
    const { named, hinted } = suspects(posts, {
      code: 'rest_cannot_access',
      message: 'Nur für Angemeldete.',
    });
    expect(named).toEqual([]);
    expect(hinted).toEqual(['disable-json-api', 'password-protected']);
  });

  it('hints at those that switch application passwords off, and at no other', () => {
    const silent = { code: 'rest_not_logged_in', message: 'You are not currently logged in.' };
    const { named, hinted } = suspects('/wp-json/wp/v2/users/me', silent, 'application-password');
    expect(named).toEqual([]);
    expect(hinted).toEqual([
      'admin-site-enhancements',
      'all-in-one-wp-security-and-firewall',
      'better-wp-security',
      'disable-application-passwords',
      'patchstack',
      'registered-users-only',
      'wordfence',
      'wp-security-hardening',
    ]);
    const orders = suspects(
      '/wp-json/wc/v3/orders',
      { code: 'woocommerce_rest_cannot_view' },
      'application-password',
    );
    expect(orders.hinted).toContain('wordfence');
    expect(orders.named).toEqual([]);
  });

  it('names Two Factor also behind the prefix that a token plugin gives to its code', () => {
    const { named } = suspects('/wp-json/jwt-auth/v1/token', {
      code: '[jwt_auth] invalid_application_credentials',
      message: 'Error: API login for user disabled.',
    });
    // Whoever asks with an account password is refused, also without a credential in the header.
    expect(named).toEqual(['two-factor']);
  });

  it('hints at those that remove the list of users, where it is removed', () => {
    const gone = { status: 404, code: 'rest_no_route', message: 'No route was found.' };
    const asVisitor = suspects('/wp-json/wp/v2/users', gone).hinted;
    expect(asVisitor).toEqual([
      'advanced-ip-blocker',
      'defender-security',
      'smntcs-disable-rest-api-user-endpoints',
    ]);
    const asApp = suspects('/wp-json/wp/v2/users', gone, 'application-password').hinted;
    expect(asApp).toEqual(['smntcs-disable-rest-api-user-endpoints']);
  });

  it('names no plugin for words that any server uses', () => {
    for (const message of [
      '403 Forbidden',
      'Forbidden',
      'Access Denied',
      'Something went wrong.',
      'Unauthorized access',
    ]) {
      expect(suspects('/', { status: 403, message })).toEqual({ named: [], hinted: [] });
    }
  });

  it('never names WooCommerce for making a wrong password visible, nor for closing its own orders', () => {
    const wrong = {
      code: 'incorrect_password',
      message: 'The provided password is an invalid application password.',
    };
    const all = suspects('/wp-json/wp/v2/users/me', wrong, 'application-password');
    expect([...all.named, ...all.hinted]).not.toContain('woocommerce');
    const closed = suspects('/wp-json/wc/v3/orders', { code: 'woocommerce_rest_cannot_view' });
    expect([...closed.named, ...closed.hinted]).not.toContain('woocommerce');
  });
});

describe('an answer of a plugin that is not on the list of active ones', () => {
  const named = (code: string | null, message: string) =>
    knownByAnswer(symptom('/wp-json/wp/v2/posts', { code, message })).map(({ slug }) => slug);

  it('names no plugin by a common code in other words', () => {
    expect(named('rest_login_required', 'Only members may use this.')).toEqual([]);
    expect(named('rest_cannot_access', 'Members only.')).toEqual([]);
  });

  it('names the plugin where code and words fit, and where the code is used by it alone', () => {
    const words = 'REST API restricted to authenticated users.';
    expect(named('rest_login_required', words)).toEqual(['disable-wp-rest-api']);
    expect(named('shield_block_anon_restapi', 'In any language.')).toEqual(['wp-simple-firewall']);
  });
});
