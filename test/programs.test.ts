import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRunProgram, type ProgramCall } from '../src/system/programs.ts';

const run = createRunProgram({
  env: { ...process.env, WP_BISECT_PASSWORD: 'hunter2', wp_bisect_app_password: 'x', KEPT: 'yes' },
  platform: process.platform,
  kill: (pid, signal) => process.kill(pid, signal),
});

/** Runs JavaScript in a Node of its own. */
const script = (code: string, rest: Partial<ProgramCall> = {}) =>
  run({ program: process.execPath, args: ['-e', code], timeoutMs: 30_000, ...rest });

/** A server that somebody calls, and that hears the line go dead when the caller is killed. */
async function phone() {
  const server = createServer();
  const gone = new Promise<string>((resolve) => {
    server.once('connection', (socket) => {
      socket.on('error', () => {}).once('close', () => resolve('hung up'));
      socket.resume();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, gone };
}

describe('a program that we run', () => {
  it('gets its arguments as they are, its input, and says how it ended', async () => {
    const code = `process.stdin.setEncoding('utf8').on('data', (all) => {
      console.log(JSON.stringify([process.argv.slice(1), all])); console.error('oh'); process.exitCode = 7; })`;
    const args = ['-e', code, '--', '$HOME', 'a b', `it's`];
    const end = await run({ program: process.execPath, args, input: 'été', timeoutMs: 30_000 });
    expect(end).toMatchObject({ type: 'exited', code: 7, stderr: 'oh\n' });
    expect(JSON.parse(end.stdout)).toEqual([['$HOME', 'a b', `it's`], 'été']);
  });

  it('sees none of our variables, and everything else', async () => {
    const { stdout } = await script('console.log(JSON.stringify(process.env))');
    const names = Object.keys(JSON.parse(stdout));
    expect(names).toContain('KEPT');
    expect(names.filter((name) => /wp_bisect/i.test(name))).toEqual([]);
    expect(stdout).not.toContain('hunter2');
  });

  it('is reported, not thrown, where it is not installed', async () => {
    const end = await run({ program: '/nowhere/wp', args: [], timeoutMs: 1_000 });
    expect(end).toMatchObject({ type: 'not-started', cause: 'ENOENT' });
  });

  it('may end without reading its input', async () => {
    const end = await script('process.exit(0)', { input: 'x'.repeat(4_000_000) });
    expect(end).toMatchObject({ type: 'exited', code: 0 });
  });

  it('is killed with everything it has started where it hangs', async () => {
    const { port, gone } = await phone();
    const grandchild = `require('net').connect(${port}, '127.0.0.1'); setInterval(() => {}, 1000)`;
    const code = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}]);
      setInterval(() => {}, 1000)`;
    const end = await script(code, { timeoutMs: 5_000 });
    expect(end.type).toBe('timed-out');
    expect(await gone).toBe('hung up');
  });

  it('counts as ended although another one still holds its output', async () => {
    const code = `require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { stdio: 'inherit', detached: true }).unref();
      console.log('done')`;
    const started = performance.now();
    const end = await script(code);
    expect(end).toMatchObject({ type: 'exited', code: 0, stdout: 'done\n' });
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('is killed when the caller gives up, and rejects with the reason', async () => {
    const controller = new AbortController();
    const ended = script('setInterval(() => {}, 1000)', { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(ended).rejects.toThrow('enough');
  });

  it('is not started where the caller has already given up', async () => {
    await expect(script('1', { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
  });
});
