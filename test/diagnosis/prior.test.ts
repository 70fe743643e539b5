import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hazards, routeOwners } from '../../src/diagnosis/advice.ts';
import { beliefInNoPlugin, weigh } from '../../src/diagnosis/prior.ts';
import type { TraceKind } from '../../src/model/trace.ts';
import { others, plugin, symptom } from './samples.ts';

const POSTS = '/wp-json/wp/v2/posts';
const named = symptom(POSTS, { code: 'rest_login_required' });
const silent = symptom(
  '/wp-json/wp/v2/users/me',
  { code: 'rest_not_logged_in' },
  'application-password',
);
const unknown = symptom(POSTS, { code: 'acme_says_no' });

/** The share of the whole belief that goes to one plugin. */
function belief(weights: Readonly<Record<string, number>>, id: string): number {
  const sum = Object.values(weights).reduce((a, b) => a + b, 0);
  return weights[id]! / sum;
}

describe('application passwords that are switched off', () => {
  it.each(['application_passwords_disabled', 'application_passwords_disabled_for_user'])(
    'raise the weight of plugins that are known to switch them off (%s)',
    (code) => {
      const off = symptom('/wp-json/wp/v2/users/me/application-passwords', { code }, 'session');
      const weights = weigh([off], [plugin('wordfence/wordfence'), ...others(20)]);
      expect(belief(weights, 'wordfence/wordfence')).toBeGreaterThan(0.5);
    },
  );
});

describe('the prior of a plugin', () => {
  it('is the same for all plugins where nothing is known', () => {
    const weights = weigh([unknown], others(5));
    expect(new Set(Object.values(weights))).toEqual(new Set([1]));
  });

  it.each([5, 30, 200])(
    'is about nine in ten for the one that the answer names, among %i',
    (count) => {
      const culprit = plugin('disable-wp-rest-api/disable-wp-rest-api');
      const share = belief(weigh([named], [...others(count), culprit]), culprit.plugin);
      expect(share).toBeGreaterThan(0.85);
      // Never so much that being wrong costs a long search.
      expect(share).toBeLessThan(0.98);
    },
  );

  it('is shared by all plugins that the answer fits', () => {
    const wordfence = plugin('wordfence/wordfence');
    const hardening = plugin('wp-security-hardening/wp-hardening');
    const weights = weigh([silent], [...others(20), wordfence, hardening]);
    expect(belief(weights, wordfence.plugin) + belief(weights, hardening.plugin)).toBeGreaterThan(
      0.7,
    );
    const ratio = weights[wordfence.plugin]! / weights[hardening.plugin]!;
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  it('is higher for plugins whose purpose is refusing requests', () => {
    const plugins = [
      ...others(10),
      plugin('acme-security/acme'),
      plugin('members-club/club'),
      plugin('block-rest-api/x'),
    ];
    const weights = weigh([unknown], plugins);
    for (const id of ['acme-security/acme', 'members-club/club', 'block-rest-api/x']) {
      expect(weights[id]).toBeGreaterThan(weights['gallery-0/gallery']!);
    }
  });

  it.each([
    ['its code begins with the plugin', { code: 'acme_lantern_denied' }],
    ['its code holds one word of it', { code: 'rest_lantern_off' }],
    ['its message names it', { code: 'rest_forbidden', message: 'Lantern: nobody may look.' }],
    [
      'its realm names it',
      { code: null, challenges: [{ scheme: 'Basic', realm: 'The Lanterns' }] },
    ],
  ])('is higher for a plugin in whose words the answer is: %s', (_, observed) => {
    const weights = weigh([symptom(POSTS, observed)], [...others(20), plugin('acme-lantern/main')]);
    expect(belief(weights, 'acme-lantern/main')).toBeGreaterThan(0.5);
  });

  it('is lower for words and purpose than for a known answer, so that the full proof is made', () => {
    const guard = plugin('acme-lantern-security/main');
    const answer = symptom(POSTS, { code: 'acme_lantern_denied' });
    expect(belief(weigh([answer], [...others(40), guard]), guard.plugin)).toBeLessThan(0.88);
  });

  it.each([
    [
      'words that anybody uses to refuse somebody',
      { code: 'rest_access_denied' },
      ['access-denied/x'],
    ],
    [
      'a word of the request, not of the one who answers',
      { code: 'woocommerce_rest_cannot_view' },
      ['woocommerce/woocommerce'],
    ],
    [
      'a maker whose plugins are many here',
      { code: 'acme_no' },
      ['acme-a/x', 'acme-b/x', 'acme-c/x'],
    ],
    ['three letters', { code: 'abc_no' }, ['abc/x']],
  ])('is not raised by %s', (_, observed, ids) => {
    const inactive = plugin('hello/x', { status: 'inactive' });
    const weights = weigh(
      [symptom(POSTS, observed)],
      [...others(9), ...ids.map((id) => plugin(id)), inactive],
    );
    const silent = weigh(
      [symptom(POSTS, { code: 'zzz' })],
      [...others(9), ...ids.map((id) => plugin(id)), inactive],
    );
    expect(weights).toEqual(silent);
  });

  it('is absent for inactive plugins', () => {
    const off = plugin('disable-wp-rest-api/disable-wp-rest-api', { status: 'inactive' });
    expect(weigh([named], [off, ...others(2)])).not.toHaveProperty(off.plugin);
  });

  it('is positive and finite for every plugin, whatever the symptoms', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'wordfence/wordfence',
            'a-login/b',
            'hello',
            'woocommerce/woocommerce',
            'x.y/z',
          ),
          { maxLength: 5 },
        ),
        fc.array(fc.constantFrom(named, silent, unknown, symptom('/', {})), { maxLength: 3 }),
        (ids, symptoms) => {
          const weights = weigh(
            symptoms,
            [...new Set(ids)].map((id) => plugin(id)),
          );
          for (const weight of Object.values(weights)) {
            expect(weight).toBeGreaterThanOrEqual(1);
            expect(weight).toBeLessThan(1e6);
          }
        },
      ),
    );
  });
});

describe('a risk of switching a plugin', () => {
  it('pins plugins that lose something when switched off, and only warns of the others', () => {
    const found = hazards(
      [
        plugin('wordfence/wordfence'),
        plugin('jetpack/jetpack'),
        plugin('gotmls/index'),
        plugin('restricted-site-access/restricted_site_access'),
        plugin('wp-rest-api-authentication/miniorange-api-authentication'),
        plugin('all-in-one-wp-security-and-firewall/wp-security'),
        plugin('hello'),
      ],
      false,
    );
    expect(found.filter(({ pin }) => pin).map((each) => each.plugin)).toEqual([
      'jetpack/jetpack',
      'gotmls/index',
      'restricted-site-access/restricted_site_access',
      'wp-rest-api-authentication/miniorange-api-authentication',
    ]);
    expect(found.filter(({ pin }) => !pin).map(({ plugin: id, grade }) => [id, grade])).toEqual([
      ['wordfence/wordfence', 'drops-protection'],
      ['all-in-one-wp-security-and-firewall/wp-security', 'drops-protection'],
    ]);
  });

  it('pins what only REST breaks just where there is nothing but REST', () => {
    const cache = [plugin('wp-super-cache/wp-cache')];
    expect(hazards(cache, false)).toEqual([]);
    expect(hazards(cache, true)).toMatchObject([{ plugin: 'wp-super-cache/wp-cache', pin: true }]);
  });

  it('is not reported for a plugin that is off already', () => {
    expect(hazards([plugin('jetpack/jetpack', { status: 'inactive' })], true)).toEqual([]);
  });
});

describe('the plugin that serves a route', () => {
  const plugins = [
    plugin('woocommerce/woocommerce'),
    plugin('contact-form-7/wp-contact-form-7'),
    plugin('jetpack/jetpack', { status: 'inactive' }),
  ];
  const of = (path: string) => routeOwners([symptom(path, {}).request], plugins);

  it('is found by the namespace of the route', () => {
    expect(of('/wp-json/wc/v3/orders')).toEqual(['woocommerce/woocommerce']);
    expect(of('/?rest_route=/wc-analytics/reports')).toEqual(['woocommerce/woocommerce']);
    expect(of('/wp-json/contact-form-7/v1/contact-forms')).toEqual([
      'contact-form-7/wp-contact-form-7',
    ]);
  });

  it.each([
    '/wp-json/wp/v2/posts',
    '/wp-json/',
    '/shop/',
    '/wp-json/acme/v1/x',
    '/wp-json/jetpack/v4/x',
  ])('is unknown for %s', (path) => {
    expect(of(path)).toEqual([]);
  });
});

describe('the prior of "no plugin"', () => {
  const answeredBy = (kind: TraceKind) =>
    beliefInNoPlugin({
      ...symptom('/wp-json/', {}),
      trace: {
        kind,
        file: 'x.php',
        line: 1,
        function: null,
        hook: null,
        priority: null,
        plugin: null,
      },
    });

  it('is above a half, so that everything off is asked first, where core answers', () => {
    expect(answeredBy('core')).toBeGreaterThan(0.5);
    expect(answeredBy('core')).toBeLessThan(0.9);
  });

  it.each(['must-use', 'theme', 'drop-in'] as const)(
    'is near certainty where a %s answers',
    (kind) => {
      expect(answeredBy(kind)).toBeGreaterThan(0.9);
    },
  );

  it('is absent where a plugin, an unknown file or nothing is named', () => {
    expect(answeredBy('plugin')).toBeNull();
    expect(answeredBy('other')).toBeNull();
    expect(beliefInNoPlugin({ ...symptom('/wp-json/', {}), trace: null })).toBeNull();
  });
});
