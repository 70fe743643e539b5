import { afterEach, describe, expect, it } from 'vitest';
import { serve } from '../../mocks/simulated/serve.ts';
import { createSite } from '../../mocks/simulated/site.ts';
import type { Served, SimulatedSite, SiteOptions } from '../../mocks/simulated/types.ts';
import { signIn } from '../../src/commands/connect.ts';
import type { Connected } from '../../src/commands/context.ts';
import { reach } from '../../src/commands/reach.ts';
import { untilOneSite } from '../../src/commands/sign-in.ts';
import { explain } from '../../src/report/problems/index.ts';
import { en } from '../language/english.ts';
import { createTestContext, type TestContext, type TestContextOptions } from './test-context.ts';

const PASSWORD = 'c0rrect-Horse!battery';
const APPLICATION_PASSWORD = 'abcd EFGH 1234 ijkl MNOP 5678';
const ADMIN = {
  login: 'admin',
  password: PASSWORD,
  applicationPasswords: [APPLICATION_PASSWORD],
} as const;

/** A typed answer. */
const typed = (secret: string, keep = false) =>
  ({ way: 'password', user: 'admin', secret, keep }) as const;

describe('the connect step', () => {
  const served: Served[] = [];
  afterEach(async () => {
    for (const one of served.splice(0)) await one.close();
  });

  async function open(options: SiteOptions = {}): Promise<SimulatedSite> {
    const site = createSite({ users: [ADMIN], plugins: ['guard'], ...options });
    served.push(await serve(site));
    return site;
  }

  /** Connects as the program does, and lets go again. */
  function connect(testContext: TestContext): Promise<Connected> {
    return untilOneSite(testContext.context, async (context) => {
      const reached = await reach(context);
      return signIn(context, reached).finally(() => reached.connection.close());
    });
  }

  async function at(site: SimulatedSite, given: TestContextOptions = {}) {
    const testContext = createTestContext({ args: [site.url], ...given });
    return { testContext, connected: await connect(testContext) };
  }

  it('offers the last user name where it asks line by line, as --restore does', async () => {
    const site = await open();
    const offered: unknown[] = [];
    const ask = {
      user: async (known?: string | null) => {
        offered.push(known);
        return 'admin';
      },
      credential: async () => 'password' as const,
      secret: async () => PASSWORD,
    };
    const testContext = createTestContext({ args: [site.url, '--restore'], ask });
    for (let time = 0; time < 2; time += 1) {
      await testContext.context.remembered.note(site.url, time === 0 ? {} : { user: 'admin' });
      await connect(testContext);
    }
    expect(offered).toEqual([null, 'admin']);
  });

  const whys = ({ accessOffers }: TestContext, index = 0) =>
    Object.fromEntries(accessOffers[index]!.ways.map(({ way, why }) => [way, why]));

  it('offers every way to sign in, with the reason where one is closed', async () => {
    const { testContext } = await at(await open(), { answers: [typed(PASSWORD)] });
    expect(whys(testContext)).toEqual({
      browser: null,
      saved: 'none-saved',
      password: null,
      'application-password': null,
    });
    expect(testContext.accessOffers[0]).toMatchObject({ user: null, mayKeep: true, refused: null });
  });

  it('says why there are no application passwords, and that there is no keyring', async () => {
    const off = await open({
      rules: [{ when: 'guard', at: 'application-passwords' }],
    });
    const one = await at(off, { answers: [typed(PASSWORD)], noKeyring: true });
    expect(whys(one.testContext)).toMatchObject({
      browser: 'not-offered',
      'application-password': 'not-offered',
      saved: 'no-keyring',
    });
    expect(one.testContext.accessOffers[0]?.mayKeep).toBe(false);
  });

  it('asks again after a refusal, with the reason and the user', async () => {
    const site = await open();
    const { testContext, connected } = await at(site, {
      answers: [typed('wrong'), typed(PASSWORD)],
    });
    expect(testContext.accessOffers[1]).toMatchObject({
      user: 'admin',
      refused: { code: 'wrong-password' },
    });
    expect(connected.access.user).toBe('admin');
    // A diagnosis knows what was typed by its shape: not what it is, and not that nothing was given.
    expect(connected.given).toEqual({ user: 'name', applicationPassword: null, password: 'other' });
    expect(site.counters).toMatchObject({ logins: 1, failedLogins: 1 });
  });

  it('sends a password that was refused only once, however often it is typed', async () => {
    const site = await open();
    const answers = [typed('wrong'), typed('wrong', true), typed('wrong'), typed(PASSWORD)];
    const env = { WP_BISECT_USER: 'admin', WP_BISECT_PASSWORD: 'wrong' };
    const { testContext } = await at(site, { answers, env });
    expect(testContext.accessOffers.map(({ refused }) => refused?.code)).toEqual([
      'wrong-password',
      'wrong-password',
      'wrong-password',
      'wrong-password',
    ]);
    expect(site.counters.failedLogins).toBe(1);
    // The screen says so: it would look as if nothing had happened.
    const again = testContext.accessOffers.map(({ refused }) => refused?.notSentAgain);
    expect(again).toEqual([false, true, true, true]);
    expect(explain(en, testContext.accessOffers[1]!.refused!, 'asked').remedy).toContain('again');
  });

  describe('where the login asks for a second factor', () => {
    const TWO_FACTOR = { users: [{ ...ADMIN, twoFactor: true }] };
    const applicationPassword = {
      way: 'application-password',
      user: 'admin',
      secret: APPLICATION_PASSWORD,
      keep: false,
    } as const;

    it('does not advise an application password where the site takes none', async () => {
      const site = await open({
        ...TWO_FACTOR,
        rules: [{ when: 'guard', at: 'application-passwords' }],
      });
      const testContext = createTestContext({
        args: [site.url],
        answers: [typed(PASSWORD), { way: 'back' }],
      });
      await connect(testContext).catch(() => null);
      expect(testContext.accessOffers[1]?.refused).toMatchObject({
        code: 'two-factor',
        otherWay: 'closed',
      });
    });

    it('advises neither password instead of the other once both were refused', async () => {
      const site = await open({
        ...TWO_FACTOR,
        rules: [{ when: 'guard', at: 'rest-without-session', answer: { die: true } }],
      });
      const testContext = createTestContext({
        args: [site.url],
        answers: [typed(PASSWORD), applicationPassword, typed(PASSWORD), { way: 'back' }],
      });
      await connect(testContext).catch(() => null);
      const refusals = testContext.accessOffers.map(({ refused }) => refused);
      expect(refusals.map((refused) => refused && [refused.code, refused.otherWay])).toEqual([
        null,
        ['two-factor', 'open'],
        ['application-passwords-refused', 'refused'],
        ['two-factor', 'refused'],
      ]);
      const { remedy } = explain(en, refusals[2]!, 'asked');
      expect(remedy).not.toContain('would work instead');
    });
  });

  it('ends when the login is locked', async () => {
    const site = await open({ login: { lockoutAfter: 2 } });
    const testContext = createTestContext({
      args: [site.url],
      answers: [typed('wrong'), typed('wrong, too')],
    });
    await expect(connect(testContext)).rejects.toMatchObject({ code: 'locked-out' });
    expect(testContext.accessOffers).toHaveLength(2);
  });

  it('ends when the site is gone, and not by asking for passwords', async () => {
    const site = await open();
    site.on('request', ({ area, request }) =>
      area === 'login' && request.method === 'POST' ? 'drop' : undefined,
    );
    const testContext = createTestContext({ args: [site.url], answers: [typed(PASSWORD)] });
    await expect(connect(testContext)).rejects.toMatchObject({ code: 'connection-failed' });
  });

  it('takes credentials from the environment without asking, and asks when they are refused', async () => {
    const site = await open();
    const env = { WP_BISECT_USER: 'admin', WP_BISECT_PASSWORD: PASSWORD };
    expect((await at(site, { env })).testContext.accessOffers).toEqual([]);
    const stale = { ...env, WP_BISECT_PASSWORD: 'of last year' };
    const { testContext } = await at(site, { env: stale, answers: [typed(PASSWORD)] });
    expect(testContext.accessOffers[0]).toMatchObject({
      user: 'admin',
      refused: { code: 'wrong-password' },
    });
  });

  it('goes back to the question for the site', async () => {
    const wrong = await open();
    const right = await open();
    const testContext = createTestContext({
      args: [wrong.url],
      typedSites: [right.url],
      answers: [{ way: 'back' }, typed(PASSWORD)],
    });
    expect((await connect(testContext)).address.home).toBe(right.url);
    expect(testContext.sitesAsked).toEqual([wrong.url]);
    expect(wrong.counters).toMatchObject({ logins: 0, failedLogins: 0 });
  });

  it('remembers the site once it is found, and the user once signed in', async () => {
    const site = await open();
    const env = { WP_BISECT_USER: 'nobody', WP_BISECT_PASSWORD: 'x' };
    const testContext = createTestContext({
      args: [site.url],
      env,
      ask: { access: () => Promise.reject(STOP) },
    });
    await expect(connect(testContext)).rejects.toBe(STOP);
    expect(testContext.rememberedSites).toEqual([{ site: site.url, user: null, kept: [] }]);
    const { testContext: second } = await at(site, { answers: [typed(PASSWORD)] });
    expect(second.rememberedSites).toEqual([{ site: site.url, user: 'admin', kept: [] }]);
    expect(JSON.stringify(second.rememberedSites)).not.toContain(PASSWORD);
  });

  it('saves a proven password on request, uses it, and removes it when it is refused', async () => {
    const site = await open();
    const testContext = createTestContext({
      args: [site.url],
      answers: [typed('wrong', true), typed(PASSWORD, true), { way: 'saved', keep: true }],
    });
    await connect(testContext);
    expect([...testContext.secrets]).toEqual([[`${site.url} admin session`, PASSWORD]]);
    expect(testContext.notes).toMatchObject([{ type: 'keyring', what: 'kept' }]);
    await connect(testContext);
    expect(whys(testContext, 2)).toMatchObject({ saved: null });
    expect(testContext.accessOffers[2]?.user).toBe('admin');

    testContext.secrets.set(`${site.url} admin session`, 'changed meanwhile');
    const stale = createTestContext({
      args: [site.url],
      answers: [{ way: 'saved', keep: true }, typed(PASSWORD)],
    });
    for (const entry of testContext.secrets) stale.secrets.set(...entry);
    stale.rememberedSites.push(...testContext.rememberedSites);
    await connect(stale);
    expect(stale.secrets.size).toBe(0);
    expect(stale.notes).toMatchObject([{ type: 'keyring', what: 'removed', user: 'admin' }]);
    expect(whys(stale, 1)).toMatchObject({ saved: 'none-saved' });
    expect(stale.rememberedSites[0]?.kept).toEqual([]);
  });

  it('keeps a saved password that a plugin refuses', async () => {
    const site = await open();
    const answer = { way: 'application-password', user: 'admin', keep: true } as const;
    const testContext = createTestContext({
      args: [site.url],
      answers: [
        { ...answer, secret: APPLICATION_PASSWORD },
        { way: 'saved', keep: true },
        typed(PASSWORD),
      ],
    });
    await connect(testContext);
    site.change({
      rules: [{ when: 'guard', at: 'rest-without-session', answer: { die: true } }],
    });
    await connect(testContext);
    expect(testContext.accessOffers[2]?.refused?.code).toBe('application-passwords-refused');
    expect([...testContext.secrets.keys()]).toEqual([`${site.url} admin application-password`]);
    expect(testContext.notes.map((note) => note.type === 'keyring' && note.what)).toEqual(['kept']);
  });

  it('asks for the password again where the keyring was emptied', async () => {
    const site = await open();
    const testContext = createTestContext({
      args: [site.url],
      answers: [{ way: 'saved', keep: true }, typed(PASSWORD)],
    });
    testContext.rememberedSites.push({
      site: site.url,
      user: 'admin',
      kept: [{ user: 'admin', kind: 'session' }],
    });
    await connect(testContext);
    expect(testContext.accessOffers[1]).toMatchObject({ refused: { code: 'none-kept' } });
    expect(whys(testContext, 1)).toMatchObject({ saved: 'none-saved' });
  });

  it('asks nothing and remembers nothing in an unattended run', async () => {
    const site = await open();
    const env = { WP_BISECT_USER: 'admin', WP_BISECT_PASSWORD: 'wrong' };
    const testContext = createTestContext({ args: [site.url, '--bisect'], env });
    await expect(connect(testContext)).rejects.toMatchObject({ code: 'wrong-password' });
    expect(testContext.rememberedSites).toEqual([]);
    expect(testContext.accessOffers).toEqual([]);
  });
});

const STOP = new DOMException('given up', 'AbortError');
