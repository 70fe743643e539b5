// Passwords for machines: from a pipe, from a program, from the keyring; never ignored, never in an argument.

import { PassThrough, Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { serve } from '../../mocks/simulated/serve.ts';
import { createSite } from '../../mocks/simulated/site.ts';
import type { Served } from '../../mocks/simulated/types.ts';
import { check } from '../../src/commands/check.ts';
import { reach, signIn } from '../../src/commands/connect.ts';
import { readSecret } from '../../src/commands/given-input.ts';
import { untilOneSite } from '../../src/commands/sign-in.ts';
import { isProblem } from '../../src/model/errors.ts';
import { parseOptions } from '../../src/options/parse-options.ts';
import type { ProgramCall, ProgramEnd } from '../../src/system/programs.ts';
import { en } from '../language/english.ts';
import { createDesk, type Desk } from './desk.ts';

const PASSWORD = 'c0rrect-Horse!battery';

function optionsOf(args: readonly string[]) {
  const parsed = parseOptions(en, args);
  if (parsed.type !== 'run') throw new Error(parsed.type);
  return parsed.options;
}

/** A stdin that is no terminal and says this; `null`: open, and silent. */
function piped(text: string | null): NodeJS.ReadStream {
  return (text === null ? new PassThrough() : Readable.from([Buffer.from(text)])) as never;
}

function read(
  args: readonly string[],
  given: { stdin?: NodeJS.ReadStream; end?: Partial<ProgramEnd> },
) {
  const calls: ProgramCall[] = [];
  const ended: ProgramEnd = {
    type: 'exited',
    code: 0,
    cause: null,
    stdout: '',
    stderr: '',
    ...given.end,
  };
  const options = readSecret({
    options: optionsOf(args),
    env: {},
    stdin: given.stdin ?? piped(''),
    platform: 'linux',
    signal: new AbortController().signal,
    runProgram: async (call) => {
      calls.push(call);
      return ended;
    },
  });
  return { options, calls };
}

async function why(options: Promise<unknown>): Promise<string> {
  const error = await options.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!isProblem(error, 'no-secret')) throw new Error(`no problem: ${error}`);
  return error.facts.why;
}

describe('a piped password', () => {
  const args = ['example.com', '--bisect', '--user', 'admin', '--password-stdin'];

  it.each([
    ['one line', `${PASSWORD}\n`, PASSWORD],
    ['no line end', PASSWORD, PASSWORD],
    ['a line end of Windows', `${PASSWORD}\r\n`, PASSWORD],
    ['notes below it', `${PASSWORD}\nlogin: admin\n`, PASSWORD],
    ['spaces that belong to it', '  a b  \n', '  a b  '],
    ['other alphabets', 'Ünï¢ødé-пароль\n', 'Ünï¢ødé-пароль'],
  ])('is read: %s', async (_, said, secret) => {
    const { secrets } = await read(args, { stdin: piped(said) }).options;
    expect(secrets).toMatchObject({ password: secret, applicationPassword: null });
  });

  it('can be an application password', async () => {
    const app = ['example.com', '--check', '--app-password-stdin'];
    const { secrets } = await read(app, { stdin: piped('abcd efgh\n') }).options;
    expect(secrets).toMatchObject({ password: null, applicationPassword: 'abcd efgh' });
  });

  it('is missed where nothing comes, and where a terminal would wait for ever', async () => {
    expect(await why(read(args, { stdin: piped('') }).options)).toBe('empty');
    expect(await why(read(args, { stdin: piped('\n') }).options)).toBe('empty');
    const terminal = { isTTY: true } as NodeJS.ReadStream;
    expect(await why(read(args, { stdin: terminal }).options)).toBe('terminal');
  });

  it('is refused, not ignored, where nothing says what it is', async () => {
    const unsaid = ['example.com', '--check', '--user', 'admin'];
    expect(await why(read(unsaid, { stdin: piped(`${PASSWORD}\n`) }).options)).toBe('unasked-for');
    for (const stdin of [piped(''), piped('\n'), piped(null)]) {
      const { secrets } = await read(unsaid, { stdin }).options;
      expect(secrets.password).toBeNull();
    }
  });
});

describe('a program that prints the password', () => {
  const line = (command: string) => [
    'https://example.com/blog',
    '--check',
    '--user',
    "o'Neil",
    '--password-command',
    command,
  ];

  it('is run without a shell, with this site in its arguments', async () => {
    const command = `pass show "wp/{host}" '{site}' {user} '$HOME' ';rm' {other}`;
    const { options, calls } = read(line(command), { end: { stdout: `${PASSWORD}\nurl: x\n` } });
    expect((await options).secrets.password).toBe(PASSWORD);
    expect(calls).toEqual([
      expect.objectContaining({
        program: 'pass',
        args: [
          'show',
          'wp/example.com',
          'https://example.com/blog',
          "o'Neil",
          '$HOME',
          ';rm',
          '{other}',
        ],
      }),
    ]);
  });

  it.each([
    [{ code: 1, stdout: PASSWORD }, 'failed'],
    [{ stdout: '\n' }, 'empty'],
    [{ type: 'not-started', code: null }, 'not-started'],
    [{ type: 'timed-out', code: null }, 'timed-out'],
  ] as const)('%j: the run ends before anything is sent', async (end, reason) => {
    expect(await why(read(line('pass show x'), { end }).options)).toBe(reason);
  });
});

describe('the keyring, where nobody is asked', () => {
  const served: Served[] = [];
  afterEach(async () => {
    for (const one of served.splice(0)) await one.close();
  });

  async function deskOf(mode: string, { works = true, args = [] as readonly string[] } = {}) {
    const site = createSite({
      users: [{ login: 'admin', password: PASSWORD }],
      plugins: ['guard'],
    });
    served.push(await serve(site));
    const desk = createDesk({ args: [site.url, mode, ...args], noKeyring: !works });
    desk.sites.push({ site: site.url, user: 'admin', kept: [{ user: 'admin', kind: 'session' }] });
    await desk.context.keyring.set({ site: site.url, user: 'admin', kind: 'session' }, PASSWORD);
    return { desk, site };
  }

  const connect = async ({ context }: Desk) => {
    return untilOneSite(context, async (here) => {
      const reached = await reach(here);
      return signIn(here, reached).finally(() => reached.connection.close());
    });
  };

  it('gives the password that somebody allowed to be kept', async () => {
    const { desk } = await deskOf('--bisect');
    expect((await connect(desk)).access.session).toBeDefined();
  });

  it('gives it to a check, too', async () => {
    const { desk, site } = await deskOf('--check');
    const { report } = await check(desk.context);
    expect(report.health).toBe('well');
    expect(site.log.some(({ as }) => as === 'session')).toBe(true);
  });

  it('gives nobody the password of another user', async () => {
    const { desk } = await deskOf('--bisect', { args: ['--user', 'somebody'] });
    await expect(connect(desk)).rejects.toMatchObject({ code: 'no-credentials' });
  });

  it('is not waited for where it is locked', async () => {
    const { desk } = await deskOf('--bisect', { works: false });
    await expect(connect(desk)).rejects.toMatchObject({ code: 'no-user' });
  });
});
