import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Built, buildCli } from './build.ts';

let built: Built;
beforeAll(async () => {
  built = await buildCli();
});
afterAll(() => built.remove());

type Ended = { code: number | null; signal: string | null; stdout: string; stderr: string };

class Running {
  readonly child: ChildProcessWithoutNullStreams;
  stdout = '';
  stderr = '';
  readonly ended: Promise<Ended>;

  constructor(args: readonly string[], env: Record<string, string> = {}) {
    this.child = spawn(process.execPath, [built.cli, ...args], {
      env: { PATH: process.env.PATH ?? '', ...env },
    });
    this.child.stdout.on('data', (data) => {
      this.stdout += data;
    });
    this.child.stderr.on('data', (data) => {
      this.stderr += data;
    });
    this.ended = new Promise((resolve) =>
      this.child.on('close', (code, signal) =>
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr }),
      ),
    );
  }

  async says(text: string, times = 1): Promise<void> {
    while (this.stderr.split(text).length <= times) {
      await Promise.race([
        new Promise((resolve) => this.child.stderr.once('data', resolve)),
        this.ended.then((ended) => {
          if (ended.stderr.split(text).length > times) return;
          throw new Error(`ended without saying ${text}: ${JSON.stringify(ended)}`);
        }),
      ]);
    }
  }
}

const wpBisect = (args: readonly string[], env?: Record<string, string>) =>
  new Running(args, env).ended;

describe('the command line alone', () => {
  it('--version prints the version and nothing else', async () => {
    for (const flag of ['--version', '-V']) {
      expect(await wpBisect([flag])).toEqual({
        code: 0,
        signal: null,
        stdout: '1.2.3\n',
        stderr: '',
      });
    }
    expect((await wpBisect(['example.com', '--version'])).stdout).toBe('1.2.3\n');
  });

  it('--help goes to stdout and names every exit code', async () => {
    const { code, stdout, stderr } = await wpBisect(['--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const exit of [
      /^ +0 +culprit/m,
      /^ +1 +no plugin/m,
      /^ +2 +wrong usage/m,
      /^ +3 +no access/m,
      /^ +4 +incon/m,
      /^ +5 +site NOT fully/m,
      /^ +6 +--check/m,
      /^ +130 +can/m,
    ]) {
      expect(stdout).toMatch(exit);
    }
  });

  it('an argument error says what is wrong, then what to do, and exits 2', async () => {
    const { code, stdout, stderr } = await wpBisect(['example.com', '--bisekt']);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      "wp-bisect: There is no option '--bisekt'. Did you mean --bisect?\n  wp-bisect --help shows every option.\n",
    );
  });

  it('never repeats a secret that was given as an argument', async () => {
    for (const args of [
      ['--password', 'hunter2'],
      ['--app-password=hunter2'],
      ['--pasword=hunter2'],
      ['https://admin:hunter2@example.com'],
      ['--gate', 'staging:hunter2'],
      ['--request', '/x', '--header', 'Authorization: Basic hunter2'],
    ]) {
      const { code, stdout, stderr } = await wpBisect([...args, '--bisect']);
      expect(code).toBe(2);
      expect(stdout + stderr).not.toContain('hunter2');
    }
  });

  it('without a terminal and --bisect, the error names --bisect', async () => {
    const { code, stderr } = await wpBisect(['example.com']);
    expect(code).toBe(2);
    expect(stderr).toContain('--bisect');
  });
});

describe('a run', () => {
  it('ends with the exit code of its answer', async () => {
    expect(await wpBisect(['found.test', '--bisect'])).toEqual({
      code: 0,
      signal: null,
      stdout: 'the answer\n',
      stderr: '',
    });
  });

  it('shows an error on stderr and ends with its exit code', async () => {
    const { code, stdout, stderr } = await wpBisect(['blocked.test', '--bisect']);
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain('blocked.test');
  });

  it('tells living processes from dead ones, for the lock', async () => {
    expect((await wpBisect(['alive.test', '--bisect'])).stdout).toBe('true false\n');
  });

  it('a bug of the program shows a stack with --verbose only', async () => {
    const brief = await wpBisect(['bug.test', '--bisect']);
    expect(brief.code).toBe(4);
    expect(brief.stderr).toContain('an error of wp-bisect');
    expect(brief.stderr).toContain('TypeError: x is not a function');
    expect(brief.stderr).not.toContain('    at ');
    expect((await wpBisect(['bug.test', '--bisect', '--verbose'])).stderr).toContain('    at ');
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`${signal} restores, then exits 130`, async () => {
      const running = new Running(['slow.test', '--bisect']);
      await running.says('__READY__');
      running.child.kill(signal);
      const { code, signal: killedBy, stderr } = await running.ended;
      expect({ code, killedBy }).toEqual({ code: 130, killedBy: null });
      expect(stderr).toContain('restoring the site first');
      expect(stderr.trimEnd().endsWith('restored')).toBe(true);
    });
  }

  it('that is stopped while it waits is cancelled, not crashed', async () => {
    const running = new Running(['aborts.test', '--bisect']);
    await running.says('__READY__');
    running.child.kill('SIGINT');
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).not.toContain('error');
  });

  it('explains at the second and third Ctrl-C how to restore, and still restores the site', async () => {
    const running = new Running(['slow.test', '--bisect'], { SLOW_RESTORE: '1' });
    await running.says('__READY__');
    running.child.kill('SIGINT');
    await running.says('__RESTORING__');
    running.child.kill('SIGINT');
    await running.says('wp-bisect slow.test --restore');
    running.child.kill('SIGINT');
    await running.says('wp-bisect slow.test --restore', 2);
    running.child.kill('SIGUSR2');
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr.trimEnd().endsWith('restored')).toBe(true);
  });

  it('that crashes, also by an unhandled rejection, restores first, then says so with exit 4', async () => {
    for (const [site, error] of [
      ['crash.test', 'RangeError: out of range'],
      ['rejection.test', 'Error: nobody waited'],
    ] as const) {
      const { code, stderr } = await wpBisect([site, '--bisect']);
      expect(code).toBe(4);
      expect(stderr.indexOf('restored')).toBeGreaterThan(-1);
      expect(stderr.indexOf(error)).toBeGreaterThan(stderr.indexOf('restored\n'));
    }
  });

  it('that never settles does not exit 0', async () => {
    const { code, stderr } = await wpBisect(['dry.test', '--bisect']);
    expect(code).toBe(5);
    expect(stderr).toContain('ended before its work was done');
  });

  it.skipIf(!existsSync('/dev/full'))('does not exit 0 where its answer cannot be written', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [built.cli, 'found.test', '--bisect'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect(status).toBe(2);
    expect(stderr).toContain('ENOSPC');
  });

  it('stops and restores where the reader of its output goes away', async () => {
    const running = new Running(['many-lines.test', '--bisect']);
    await new Promise((resolve) => running.child.stdout.once('data', resolve));
    running.child.stdout.destroy();
    const { code, signal, stderr } = await running.ended;
    expect({ code, signal }).toEqual({ code: 130, signal: null });
    expect(stderr).toContain('restored');
    expect(stderr).not.toContain('EPIPE');
  });
});
