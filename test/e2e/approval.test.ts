import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EDITOR } from '../../mocks/embedded/accounts.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import type { EmbeddedWordPress } from '../../mocks/embedded/types.ts';
import { settleMadePasswords } from '../../src/commands/browser-approval.ts';
import { reach, signIn } from '../../src/commands/connect.ts';
import { untilOneSite } from '../../src/commands/sign-in.ts';
import type { HttpAnswer } from '../../src/wordpress/http/types.ts';
import { createDesk, type Desk, type DeskOptions } from '../commands/desk.ts';
import { type Choice, visit } from './person.ts';

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

  /** A desk whose browser is a person who makes this choice. */
  function createOffice(
    choice: Choice,
    given: DeskOptions = {},
    account: { user: string; password: string } = site,
  ) {
    const visits: Promise<readonly HttpAnswer[]>[] = [];
    const desk = createDesk({
      args: [site.url],
      answers: [BROWSER],
      openPage: async (url) => {
        visits.push(visit(url, choice, account));
        return 'opened';
      },
      ...given,
    });
    return { desk, visited: async () => (await Promise.all(visits)).flat() };
  }

  async function connect({ context }: Desk) {
    return untilOneSite(context, async (here) => {
      const reached = await reach(here);
      return signIn(here, reached).finally(() => reached.connection.close());
    });
  }

  it('signs in, works, and is revoked at the end', async () => {
    const { desk, visited } = createOffice('approve');
    const { access } = await connect(desk);
    expect(access).toMatchObject({ user: 'admin', session: undefined });
    expect((await access.applicationPassword!.rest({ path: '/wp/v2/plugins' })).json).toHaveLength(
      2,
    );
    expect(await names()).toEqual(['wp-bisect on desk, 2026-01-15']);
    expect(desk.sites).toEqual([{ site: site.url, user: 'admin', kept: [] }]);
    const last = (await visited()).at(-1);
    expect(last?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
    expect(last?.text).toContain('You can close this window');

    const [note] = await settleMadePasswords(desk.context);
    expect(note).toEqual({
      type: 'application-password-made',
      name: 'wp-bisect on desk, 2026-01-15',
      user: 'admin',
      profile: `${site.url}wp-admin/profile.php#application-passwords-section`,
      now: 'revoked',
    });
    expect(await names()).toEqual([]);
  });

  it('tells the password to nobody but the site', async () => {
    const { desk, visited } = createOffice('approve');
    await connect(desk);
    const password = new URL((await visited()).at(-1)!.url).searchParams.get('password');
    expect(password).toMatch(/^[a-zA-Z0-9]{24}$/);
    const told = JSON.stringify([desk.events, desk.notes, desk.sites, desk.offers]);
    expect(told).not.toContain(password);
    expect((await visited()).at(-1)?.text).not.toContain(password);
    await settleMadePasswords(desk.context);
  });

  it('stays where the person keeps it: in the keyring, or by their answer', async () => {
    const kept = createOffice('approve', { answers: [{ ...BROWSER, keep: true }] }).desk;
    await connect(kept);
    expect([...kept.secrets.keys()]).toEqual([`${site.url} admin application-password`]);
    expect(await settleMadePasswords(kept.context)).toMatchObject([{ now: 'kept' }]);
    const asked: unknown[] = [];
    const confirm = async (question: unknown) => {
      asked.push(question);
      return false;
    };
    const answered = createOffice('approve', { ask: { confirm } }).desk;
    await connect(answered);
    expect(await settleMadePasswords(answered.context)).toMatchObject([{ now: 'kept' }]);
    expect(asked).toMatchObject([{ type: 'revoke-application-password' }]);
    expect(await names()).toHaveLength(2);
  });

  it('is revoked also where the keyring refuses it, or the person stops the program', async () => {
    const controller = new AbortController();
    const { desk } = createOffice('approve', {
      answers: [{ ...BROWSER, keep: true }],
      signal: controller.signal,
    });
    await connect({
      ...desk,
      context: { ...desk.context, keyring: { ...desk.context.keyring, set: async () => false } },
    });
    controller.abort();
    expect(await settleMadePasswords(desk.context)).toMatchObject([{ now: 'revoked' }]);
    expect(desk.notes).toMatchObject([{ type: 'keyring', what: 'not-kept' }]);
    expect(await names()).toEqual([]);
  });

  it('is told where the site would not revoke it', async () => {
    const { desk } = createOffice('approve');
    await connect(desk);
    await site.setActive(['no-app-passwords/no-app-passwords']);
    expect(await settleMadePasswords(desk.context)).toMatchObject([{ now: 'not-revoked' }]);
    expect(await names()).toHaveLength(1);
  });

  it('somebody who may not manage plugins is told so, and loses the password again', async () => {
    // Not asked about what is of no use: this answer would keep it.
    const ask = { access: asking([BROWSER]), confirm: async () => false };
    const { desk } = createOffice('approve', { ask }, EDITOR);
    await expect(connect(desk)).rejects.toBe(STOP);
    expect(ask.access.refused).toEqual(['not-allowed']);
    expect(await settleMadePasswords(desk.context)).toMatchObject([
      { user: 'editor', now: 'revoked' },
    ]);
  });

  it('a refusal makes none, and asks again', async () => {
    const ask = { access: asking([BROWSER]) };
    const { desk, visited } = createOffice('reject', { ask });
    await expect(connect(desk)).rejects.toBe(STOP);
    expect(ask.access.refused).toEqual(['not-approved']);
    expect((await visited()).at(-1)?.text).toContain('Not approved');
    expect(await names()).toEqual([]);
    expect(await settleMadePasswords(desk.context)).toEqual([]);
  });

  it('where they are off the index says so, and where it is closed the page does', async () => {
    await site.setActive(['no-app-passwords/no-app-passwords']);
    const off = { access: asking([]) };
    await expect(connect(createOffice('approve', { ask: off }).desk)).rejects.toBe(STOP);
    expect(off.access.ways.browser).toBe('not-offered');

    await site.setActive([
      'no-app-passwords/no-app-passwords',
      'members-only-api/members-only-api',
    ]);
    const closed = { access: asking([BROWSER]) };
    const { desk, visited } = createOffice('approve', { ask: closed });
    await expect(connect(desk)).rejects.toBe(STOP);
    expect(closed.access.ways.browser).toBeNull();
    expect(closed.access.refused).toEqual(['application-passwords-refused']);
    expect((await visited()).map(({ status }) => status)).toContain(501);
  });

  it('behind a blocker of strangers it opens the site', async () => {
    await site.setActive(['members-only-api/members-only-api']);
    const { desk } = createOffice('approve');
    expect((await connect(desk)).access.applicationPassword).toBeDefined();
    expect(await settleMadePasswords(desk.context)).toMatchObject([{ now: 'revoked' }]);
  });
});

/** Somebody who gives these answers and then leaves; what they were told meanwhile. */
function asking(answers: readonly (typeof BROWSER)[]) {
  const left = [...answers];
  const refused: string[] = [];
  const ways: Record<string, string | null> = {};
  const access: Desk['context']['ask']['access'] = async (offer) => {
    for (const { way, why } of offer.ways) ways[way] = why;
    if (offer.refused) refused.push(offer.refused.code);
    const answer = left.shift();
    if (answer === undefined) throw STOP;
    return answer;
  };
  return Object.assign(access, { refused, ways });
}
