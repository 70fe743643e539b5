import { describe, expect, it } from 'vitest';
import type { AppIdentity } from '../../src/model/report.ts';
import { firstLook } from '../../src/symptoms/first-look.ts';
import { survey } from '../../src/symptoms/survey.ts';
import { ADDRESS, fakeClient, get, html, json, restError } from './answers.ts';

const ROUTE = '/wp-json/wc/v3/orders';
const REFUSED = 'woocommerce_rest_authentication_error';

const look = (as: AppIdentity, status: number, code: string, message = 'No.') =>
  firstLook([get(ROUTE, as)], {
    clients: {
      anonymous: fakeClient('anonymous', () => html(200, 'x')),
      [as]: fakeClient(as, () => restError(status, code, message)),
    },
  });

describe("an app's credential", () => {
  it.each([
    ['woocommerce-keys', 401, REFUSED, 'Consumer key is invalid.', 'wrong'],
    [
      'woocommerce-keys',
      401,
      REFUSED,
      'The API key provided does not have write permissions.',
      'read-only',
    ],
    [
      'woocommerce-keys',
      401,
      REFUSED,
      'The API key provided does not have read permissions.',
      'write-only',
    ],
    ['woocommerce-keys', 403, 'woocommerce_rest_cannot_view', 'Sorry.', 'not-allowed'],
    ['woocommerce-keys', 403, 'woocommerce_rest_cannot_create', 'Sorry.', 'not-allowed'],
    ['bearer', 403, 'jwt_auth_invalid_token', 'Expired token', 'expired'],
    ['bearer', 403, 'jwt_auth_invalid_token', 'Signature verification failed', 'wrong'],
    ['bearer', 400, 'simple-jwt-login-middleware', 'Signature verification failed', 'wrong'],
    ['bearer', 400, 'simple-jwt-login-middleware', 'Expired token', 'expired'],
    ['bearer', 403, 'jwt_auth_bad_config', 'JWT is not configured properly', 'not-configured'],
  ] as const)(
    '%s, answered %i %s "%s", is %s: nothing to search for',
    async (as, status, code, message, why) => {
      const found = await look(as, status, code, message);
      // The doubt is all that is told: the same answer is no other error, and no request that works.
      expect(found.anomalies).toEqual([{ type: 'credential-doubtful', credential: as, why, code }]);
      expect([found.symptoms, found.healthy]).toEqual([[], []]);
    },
  );

  it.each([
    ['woocommerce-keys', 'shop_door_closed'],
    ['bearer', 'rest_login_required'],
  ] as const)(
    '%s is not doubted where a plugin refuses it in words of its own (%s)',
    async (as, code) => {
      const { anomalies, symptoms } = await look(as, 401, code);
      expect(anomalies).toEqual([]);
      expect(symptoms).toMatchObject([{ observed: { code } }]);
    },
  );
});

describe("WooCommerce's own API", () => {
  const asked = async (as: 'application-password' | 'session', audience?: 'editor' | 'app') => {
    const client = fakeClient(as, (_, path) =>
      path.includes('/wc/v3') ? restError(401, 'shop_door_closed') : json(200, []),
    );
    const anonymous = fakeClient('anonymous', () => json(200, []));
    const { symptoms } = await survey({
      address: ADDRESS,
      clients: { anonymous, [as]: client },
      audience,
    });
    return symptoms.map(({ observed }) => observed.code);
  };

  it('is requested as the administrator, so that a plugin that closes only it is found', async () => {
    expect(await asked('application-password')).toEqual(['shop_door_closed']);
    expect(await asked('session')).toEqual(['shop_door_closed']);
    expect(await asked('application-password', 'app')).toEqual(['shop_door_closed']);
  });

  it('is not examined for --for editor', async () => {
    expect(await asked('session', 'editor')).toEqual([]);
  });
});
