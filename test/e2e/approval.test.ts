import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EDITOR } from '../../mocks/embedded/accounts.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { settleMadePasswords } from '../../src/commands/browser-approval.ts';
import { signIn } from '../../src/commands/connect.ts';
import { reach } from '../../src/commands/reach.ts';
import { untilOneSite } from '../../src/commands/sign-in.ts';
import type { HttpAnswer } from '../../src/wordpress/http/types.ts';
import {
  createTestContext,
  type TestContext,
  type TestContextOptions,
} from '../commands/test-context.ts';
import { type Choice, visitApprovalPage } from './approve-in-browser.ts';

const BROWSER = { way: 'browser', keep: false } as const;
const STOP = new DOMException('given up', 'AbortError');

describe('approving in the browser', () => {
  let site: EmbeddedWordPress;
  beforeAll(async () => {
    site = await startWordPress({
      plugins: ['members-only-api', 'no-app-passwords'].map((folder) => `${folder}/${folder}`),
      active: [],
      subfolder: 'shop',
    });
  });
  afterAll(() => site.stop());
  afterEach(async () => {
    await site.reset();
    await site.runPhp('WP_Application_Passwords::delete_all_application_passwords( 1 );');
  });

  /** The names of the application passwords of a user, out of band. */
  async function names(user = 1): Promise<string[]> {
    return JSON.parse(
      await site.runPhp(
        `echo wp_json_encode( wp_list_pluck( WP_Application_Passwords::get_user_application_passwords( ${user} ), 'name' ) );`,
      ),
    );
  }

  /** A context whose browser is a person who makes this choice. */
  function contextWhoseBrowser(
    choice: Choice,
    given: TestContextOptions = {},
    account: { user: string; password: string } = site,
  ) {
    const visits: Promise<readonly HttpAnswer[]>[] = [];
    const testContext = createTestContext({
      args: [site.url],
      answers: [BROWSER],
      openPage: async (url) => {
        visits.push(visitApprovalPage(url, choice, account));
        return 'opened';
      },
      ...given,
    });
    return { testContext, visited: async () => (await Promise.all(visits)).flat() };
  }

  async function connect({ context }: TestContext) {
    return untilOneSite(context, async (here) => {
      const reached = await reach(here);
      return signIn(here, reached).finally(() => reached.connection.close());
    });
  }

  it('signs in, works, and is revoked at the end', async () => {
    const { testContext, visited } = contextWhoseBrowser('approve');
    const { access } = await connect(testContext);
    expect(access).toMatchObject({ user: 'admin', session: undefined });
    expect((await access.applicationPassword!.rest({ path: '/wp/v2/plugins' })).json).toHaveLength(
      2,
    );
    expect(await names()).toEqual(['wp-bisect on desk, 2026-01-15']);
    expect(testContext.rememberedSites).toEqual([{ site: site.url, user: 'admin', kept: [] }]);
    const last = (await visited()).at(-1);
    expect(last?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
    expect(last?.text).toContain('You can close this window');

    const [note] = await settleMadePasswords(testContext.context);
    expect(note).toEqual({
      type: 'application-password-made',
      name: 'wp-bisect on desk, 2026-01-15',
      user: 'admin',
      profile: `${site.url}wp-admin/profile.php#application-passwords-section`,
      now: 'revoked',
    });
    expect(await names()).toEqual([]);
  });

  it('sends the password to the site only', async () => {
    const { testContext, visited } = contextWhoseBrowser('approve');
    await connect(testContext);
    const password = new URL((await visited()).at(-1)!.url).searchParams.get('password');
    expect(password).toMatch(/^[a-zA-Z0-9]{24}$/);
    const told = JSON.stringify([
      testContext.events,
      testContext.notes,
      testContext.rememberedSites,
      testContext.accessOffers,
    ]);
    expect(told).not.toContain(password);
    expect((await visited()).at(-1)?.text).not.toContain(password);
    await settleMadePasswords(testContext.context);
  });

  it('is not revoked where it was saved in the keyring, or the user says to keep it', async () => {
    const kept = contextWhoseBrowser('approve', {
      answers: [{ ...BROWSER, keep: true }],
    }).testContext;
    await connect(kept);
    expect([...kept.secrets.keys()]).toEqual([`${site.url} admin application-password`]);
    expect(await settleMadePasswords(kept.context)).toMatchObject([{ now: 'kept' }]);
    const asked: unknown[] = [];
    const confirm = async (question: unknown) => {
      asked.push(question);
      return false;
    };
    const answered = contextWhoseBrowser('approve', { ask: { confirm } }).testContext;
    await connect(answered);
    expect(await settleMadePasswords(answered.context)).toMatchObject([{ now: 'kept' }]);
    expect(asked).toMatchObject([{ type: 'revoke-application-password' }]);
    expect(await names()).toHaveLength(2);
  });

  it('is revoked also where the keyring refuses it, or the user stops the program', async () => {
    const controller = new AbortController();
    const { testContext } = contextWhoseBrowser('approve', {
      answers: [{ ...BROWSER, keep: true }],
      signal: controller.signal,
    });
    await connect({
      ...testContext,
      context: {
        ...testContext.context,
        keyring: { ...testContext.context.keyring, set: async () => false },
      },
    });
    controller.abort();
    expect(await settleMadePasswords(testContext.context)).toMatchObject([{ now: 'revoked' }]);
    expect(testContext.notes).toMatchObject([{ type: 'keyring', what: 'not-kept' }]);
    expect(await names()).toEqual([]);
  });

  it('reports a password that the site did not revoke', async () => {
    const { testContext } = contextWhoseBrowser('approve');
    await connect(testContext);
    await site.setActive(['no-app-passwords/no-app-passwords']);
    expect(await settleMadePasswords(testContext.context)).toMatchObject([{ now: 'not-revoked' }]);
    expect(await names()).toHaveLength(1);
  });

  it('is refused for an account that may not manage plugins, and the password is revoked', async () => {
    // Not asked about what is of no use: this answer would keep it.
    const ask = { access: asking([BROWSER]), confirm: async () => false };
    const { testContext } = contextWhoseBrowser('approve', { ask }, EDITOR);
    await expect(connect(testContext)).rejects.toBe(STOP);
    expect(ask.access.refused).toEqual(['not-allowed']);
    expect(await settleMadePasswords(testContext.context)).toMatchObject([
      { user: 'editor', now: 'revoked' },
    ]);
  });

  it('makes no password where the user rejects it, and asks again', async () => {
    const ask = { access: asking([BROWSER]) };
    const { testContext, visited } = contextWhoseBrowser('reject', { ask });
    await expect(connect(testContext)).rejects.toBe(STOP);
    expect(ask.access.refused).toEqual(['not-approved']);
    expect((await visited()).at(-1)?.text).toContain('Not approved');
    expect(await names()).toEqual([]);
    expect(await settleMadePasswords(testContext.context)).toEqual([]);
  });

  it('recognises that application passwords are off, from the REST index or the approval page', async () => {
    await site.setActive(['no-app-passwords/no-app-passwords']);
    const off = { access: asking([]) };
    await expect(connect(contextWhoseBrowser('approve', { ask: off }).testContext)).rejects.toBe(
      STOP,
    );
    expect(off.access.ways.browser).toBe('not-offered');

    await site.setActive([
      'no-app-passwords/no-app-passwords',
      'members-only-api/members-only-api',
    ]);
    const closed = { access: asking([BROWSER]) };
    const { testContext, visited } = contextWhoseBrowser('approve', { ask: closed });
    await expect(connect(testContext)).rejects.toBe(STOP);
    expect(closed.access.ways.browser).toBeNull();
    expect(closed.access.refused).toEqual(['application-passwords-refused']);
    expect((await visited()).map(({ status }) => status)).toContain(501);
  });

  it('works behind a blocker of visitors', async () => {
    await site.setActive(['members-only-api/members-only-api']);
    const { testContext } = contextWhoseBrowser('approve');
    expect((await connect(testContext)).access.applicationPassword).toBeDefined();
    expect(await settleMadePasswords(testContext.context)).toMatchObject([{ now: 'revoked' }]);
  });
});

/** Somebody who gives these answers and then leaves; what they were told meanwhile. */
function asking(answers: readonly (typeof BROWSER)[]) {
  const left = [...answers];
  const refused: string[] = [];
  const ways: Record<string, string | null> = {};
  const access: TestContext['context']['ask']['access'] = async (offer) => {
    for (const { way, why } of offer.ways) ways[way] = why;
    if (offer.refused) refused.push(offer.refused.code);
    const answer = left.shift();
    if (answer === undefined) throw STOP;
    return answer;
  };
  return Object.assign(access, { refused, ways });
}
