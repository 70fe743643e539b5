// What the command line names a file for: read once, before anything is sent, and never told.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withGivenFiles } from '../../src/commands/given-input.ts';
import { isProblem } from '../../src/model/errors.ts';
import { parseOptions } from '../../src/options/parse-options.ts';
import { en } from '../language/english.ts';

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
  ])('%j is refused', async (content, reason) => {
    const error = await read(['--site-header', `X-Portal: @${await file(content)}`]).catch(
      (e) => e,
    );
    if (!isProblem(error, 'bad-option')) throw error;
    expect(error.facts.message).toContain(`--site-header X-Portal`);
    expect(error.facts.message).toContain(reason);
    expect(error.facts.message).not.toContain('s3cret');
  });

  it.each(['missing', '.'])('%s is named, with exit code 2', async (name) => {
    const path = join(folder, name);
    const error = await read(['--site-header', `X-Portal: @${path}`]).catch((e) => e);
    expect(error).toMatchObject({ code: 'unreadable-file', exitCode: 2, facts: { path } });
  });
});

describe('the body', () => {
  it.each([
    ['{"a":1}', 'application/json'],
    ['"text"', 'application/json'],
    ['[{"é":"ü"}]\n', 'application/json'],
    ['a=1&b=2', 'application/x-www-form-urlencoded'],
    ['{"a":', 'application/x-www-form-urlencoded'],
    ['', 'application/x-www-form-urlencoded'],
  ])('%j is %s', async (content, type) => {
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

  it('may come from stdin, in pieces', async () => {
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

  it('is an error where there is none', async () => {
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
