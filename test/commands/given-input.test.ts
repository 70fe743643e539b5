// What the command line names a file for: read once, before anything is sent, and never told.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serve } from '../../mocks/simulated/serve.ts';
import { createSite } from '../../mocks/simulated/site.ts';
import type { Served } from '../../mocks/simulated/types.ts';
import { check } from '../../src/commands/check.ts';
import { signIn } from '../../src/commands/connect.ts';
import { readSecret, withGivenFiles } from '../../src/commands/given-input.ts';
import { reach } from '../../src/commands/reach.ts';
import { untilOneSite } from '../../src/commands/sign-in.ts';
import { isProblem } from '../../src/model/errors.ts';
import { parseOptions } from '../../src/options/parse-options.ts';
import type { ProgramCall, ProgramEnd } from '../../src/system/programs.ts';
import { en } from '../language/english.ts';
import { createTestContext, type TestContext } from './test-context.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wp-bisect-given-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(content: string | Uint8Array): Promise<string> {
  const path = join(folder, 'given');
  await writeFile(path, content);
  return path;
}

function read(args: readonly string[], stdin: NodeJS.ReadStream = Readable.from([]) as never) {
  const parsed = parseOptions(en, ['example.com', '--bisect', '--yes', ...args]);
  if (parsed.type !== 'run') throw new Error(parsed.type);
  return withGivenFiles({ t: en, options: parsed.options, stdin });
}

const POST = ['--request', 'POST /wp-json/x/v1/y'];
const bodyOf = (path: string, stdin?: NodeJS.ReadStream) =>
  read([...POST, '--data', path], stdin).then(({ body }) => body);

describe('the file of a header', () => {
  it('gives its first line, trimmed, as a secret', async () => {
    const path = await file('  t0ken-Zx81 \r\nnotes\n');
    const header = ['--header', `X-Key: @${path}`, '--site-header', `X-Portal: @${path}`];
    const options = await read([...POST, ...header]);
    expect(options).toMatchObject({
      headers: { 'X-Key': 't0ken-Zx81' },
      siteHeaders: { 'X-Portal': 't0ken-Zx81' },
      headerFiles: [],
    });
    expect(new Set(options.hidden)).toEqual(new Set(['t0ken-Zx81']));
  });

  it.each([
    ['\nsecond', 'first line'],
    ['s3cret\u0007bell', 'a header cannot carry'],
  ])('is refused where it holds %j', async (content, reason) => {
    const error = await read(['--site-header', `X-Portal: @${await file(content)}`]).catch(
      (e) => e,
    );
    if (!isProblem(error, 'bad-option')) throw error;
    expect(error.facts.message).toContain(`--site-header X-Portal`);
    expect(error.facts.message).toContain(reason);
    expect(error.facts.message).not.toContain('s3cret');
  });

  it.each(['missing', '.'])(
    'is named where it cannot be read (%s), with exit code 2',
    async (name) => {
      const path = join(folder, name);
      const error = await read(['--site-header', `X-Portal: @${path}`]).catch((e) => e);
      expect(error).toMatchObject({ code: 'unreadable-file', exitCode: 2, facts: { path } });
    },
  );
});

describe('the body', () => {
  it.each([
    ['{"a":1}', 'application/json'],
    ['"text"', 'application/json'],
    ['[{"é":"ü"}]\n', 'application/json'],
    ['a=1&b=2', 'application/x-www-form-urlencoded'],
    ['{"a":', 'application/x-www-form-urlencoded'],
    ['', 'application/x-www-form-urlencoded'],
  ])('%j is sent with the content type %s', async (content, type) => {
    const body = await bodyOf(await file(content));
    expect(body).toMatchObject({ type, size: Buffer.byteLength(content) });
    expect(Buffer.from(body!.bytes()).toString()).toBe(content);
  });

  it('is sent as it is, byte for byte, and written down nowhere', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const body = await bodyOf(await file(bytes));
    expect(body?.bytes()).toEqual(bytes);
    expect(JSON.parse(JSON.stringify(body))).toEqual({ size: 256, type: body?.type });
  });

  it('is read whole from stdin, in which it comes in pieces', async () => {
    const stdin = Readable.from([Buffer.from('{"a"'), Buffer.from(':1}')]) as never;
    expect(await bodyOf('-', stdin)).toMatchObject({ size: 7, type: 'application/json' });
  });

  it('is at most 1 MiB, from a file and from stdin', async () => {
    const most = new Uint8Array(1024 * 1024).fill(97);
    expect(await bodyOf(await file(most))).toMatchObject({ size: most.length });
    const more = new Uint8Array(most.length + 1).fill(97);
    const stdin = Readable.from([Buffer.from(more)]) as never;
    const from = [[await file(more)], ['-', stdin]] as const;
    for (const [path, piped] of from) {
      await expect(bodyOf(path, piped)).rejects.toMatchObject({
        code: 'bad-option',
        facts: { message: expect.stringContaining('1 MiB') },
      });
    }
  });

  it('is an error with exit code 2 where its file is missing or stdin is a terminal', async () => {
    const path = join(folder, 'missing.json');
    await expect(bodyOf(path)).rejects.toMatchObject({
      code: 'unreadable-file',
      exitCode: 2,
      facts: { path },
    });
    await expect(bodyOf('-', { isTTY: true } as never)).rejects.toMatchObject({
      code: 'bad-option',
    });
  });
});

// Passwords for machines: from a pipe, from a program, from the keyring; never ignored, never in an argument.

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

function readGiven(
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
    const { secrets } = await readGiven(args, { stdin: piped(said) }).options;
    expect(secrets).toMatchObject({ password: secret, applicationPassword: null });
  });

  it('can be an application password', async () => {
    const app = ['example.com', '--check', '--app-password-stdin'];
    const { secrets } = await readGiven(app, { stdin: piped('abcd efgh\n') }).options;
    expect(secrets).toMatchObject({ password: null, applicationPassword: 'abcd efgh' });
  });

  it('is a usage error where nothing comes, and where stdin is a terminal', async () => {
    expect(await why(readGiven(args, { stdin: piped('') }).options)).toBe('empty');
    expect(await why(readGiven(args, { stdin: piped('\n') }).options)).toBe('empty');
    const terminal = { isTTY: true } as NodeJS.ReadStream;
    expect(await why(readGiven(args, { stdin: terminal }).options)).toBe('terminal');
  });

  it('is refused where no flag says which credential it is', async () => {
    const unsaid = ['example.com', '--check', '--user', 'admin'];
    expect(await why(readGiven(unsaid, { stdin: piped(`${PASSWORD}\n`) }).options)).toBe(
      'unasked-for',
    );
    for (const stdin of [piped(''), piped('\n'), piped(null)]) {
      const { secrets } = await readGiven(unsaid, { stdin }).options;
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
    const { options, calls } = readGiven(line(command), {
      end: { stdout: `${PASSWORD}\nurl: x\n` },
    });
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
    expect(await why(readGiven(line('pass show x'), { end }).options)).toBe(reason);
  });
});

describe('the keyring in an unattended run', () => {
  const served: Served[] = [];
  afterEach(async () => {
    for (const one of served.splice(0)) await one.close();
  });

  async function contextAt(mode: string, { works = true, args = [] as readonly string[] } = {}) {
    const site = createSite({
      users: [{ login: 'admin', password: PASSWORD }],
      plugins: ['guard'],
    });
    served.push(await serve(site));
    const testContext = createTestContext({ args: [site.url, mode, ...args], noKeyring: !works });
    testContext.rememberedSites.push({
      site: site.url,
      user: 'admin',
      kept: [{ user: 'admin', kind: 'session' }],
    });
    await testContext.context.keyring.set(
      { site: site.url, user: 'admin', kind: 'session' },
      PASSWORD,
    );
    return { testContext, site };
  }

  const connect = async ({ context }: TestContext) => {
    return untilOneSite(context, async (here) => {
      const reached = await reach(here);
      return signIn(here, reached).finally(() => reached.connection.close());
    });
  };

  it('gives the password that was saved with consent', async () => {
    const { testContext } = await contextAt('--bisect');
    expect((await connect(testContext)).access.session).toBeDefined();
  });

  it('gives it to a check, too', async () => {
    const { testContext, site } = await contextAt('--check');
    const { report } = await check(testContext.context);
    expect(report.health).toBe('well');
    expect(site.log.some(({ as }) => as === 'session')).toBe(true);
  });

  it('does not give the password of another user', async () => {
    const { testContext } = await contextAt('--bisect', { args: ['--user', 'somebody'] });
    await expect(connect(testContext)).rejects.toMatchObject({ code: 'no-credentials' });
  });

  it('is not waited for where it is locked', async () => {
    const { testContext } = await contextAt('--bisect', { works: false });
    await expect(connect(testContext)).rejects.toMatchObject({ code: 'no-user' });
  });
});
