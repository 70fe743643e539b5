import { describe, expect, it } from 'vitest';
import { createSite } from '../../mocks/simulated/site.ts';
import { orLostAccount } from '../../src/commands/lost-account.ts';
import { Problem } from '../../src/model/errors.ts';
import { findSite } from '../../src/wordpress/discover/find-site.ts';
import { proveAccess } from '../../src/wordpress/sign-in/sign-in.ts';
import { internet } from '../wordpress/http/small-internet.ts';

const E = 'https://example.com';
const REST = new Problem('rest-unavailable', { url: E, status: 401, code: 'rest_login_required' });
const PAGE = new Problem('page-refused', { url: E, status: 403, said: null });
const APP = { applicationPassword: 'abcd EFGH 1234 ijkl MNOP 5678' };
const PASSWORD = { password: 'password' };

/** An administrator signs in, something happens to the account or the site, and a run ends with a problem. */
async function signedIn(credential: typeof APP | typeof PASSWORD) {
  const user = {
    login: 'admin',
    password: 'password',
    role: 'administrator' as 'administrator' | 'editor',
    applicationPasswords: [APP.applicationPassword],
  };
  const site = createSite({ url: E, users: [user] });
  let instead: Response | null = null;
  const { connection } = internet({
    [E]: async (request) => instead?.clone() ?? site.handle(request),
  });
  const address = await findSite(E, { connection });
  const access = await proveAccess({ user: 'admin', ...credential, address, connection });
  return {
    user,
    site,
    answerAll: (answer: Response) => {
      instead = answer;
    },
    told: async (problem: Problem) => {
      const end = await orLostAccount(problem, { access });
      return end && { code: end.code, facts: end.facts };
    },
  };
}

describe('a run that ends because the site refuses its account', () => {
  it('tells a revoked application password, not a REST API that does not work', async () => {
    const { site, told } = await signedIn(APP);
    site.revokeApplicationPasswords('admin');
    expect(await told(REST)).toEqual({
      code: 'account-lost',
      facts: { user: 'admin', credential: 'application-password', why: 'password' },
    });
  });

  it('tells a changed password, not a session that ended', async () => {
    const { site, user, told } = await signedIn(PASSWORD);
    user.password = 'another one';
    site.endSessions();
    expect(await told(PAGE)).toEqual({
      code: 'account-lost',
      facts: { user: 'admin', credential: 'session', why: 'password' },
    });
  });

  it.each([
    ['a session', PASSWORD, PAGE, 'session'],
    ['an application password', APP, REST, 'application-password'],
  ])(
    'tells that the account of %s may no longer manage plugins',
    async (_, given, problem, credential) => {
      const { user, told } = await signedIn(given);
      user.role = 'editor';
      expect(await told(problem)).toEqual({
        code: 'account-lost',
        facts: { user: 'admin', credential, why: 'rights' },
      });
    },
  );
});

describe('a run that ends for another reason', () => {
  it('keeps the page that a plugin or a firewall closes, where the account may still manage plugins', async () => {
    const { told } = await signedIn(PASSWORD);
    expect(await told(PAGE)).toMatchObject({ code: 'page-refused' });
  });

  it.each([
    ['an error of the server', new Response('Fatal error', { status: 500 })],
    ['a firewall that refuses everything', new Response('<h1>Forbidden</h1>', { status: 403 })],
    ['a REST API that is gone', Response.json({ code: 'rest_no_route' }, { status: 404 })],
  ])('does not accuse the account of %s', async (_, answer) => {
    const { answerAll, told } = await signedIn(APP);
    answerAll(answer);
    expect(await told(REST)).toMatchObject({ code: 'rest-unavailable' });
  });
});
