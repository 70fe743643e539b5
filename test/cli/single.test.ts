// The single executable, for people without Node: built, and run without any Node or package beside it.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../mocks/simulated/serve.ts';
import { createSite } from '../../mocks/simulated/site.ts';
import { Session } from '../ui/terminal.ts';

/** True where npm has the Node that goes inside already: nothing is downloaded for a test. */
function canBuild(): boolean {
  const [, node = ''] = /const NODE = '(.+)';/.exec(SCRIPT) ?? [];
  const args = ['--offline', '--yes', '--package', node, 'node', '--version'];
  const shell = process.platform === 'win32';
  return spawnSync('npx', args, { encoding: 'utf8', shell }).status === 0;
}

const SCRIPT = await readFile('build/single.mjs', 'utf8');
const ADMIN = { login: 'admin', password: 'c0rrect-Horse!battery', role: 'administrator' } as const;
const name = process.platform === 'win32' ? 'wp-bisect.exe' : 'wp-bisect';

describe.skipIf(!canBuild())(
  'the single executable (needs the Node that `npm run build:single` fetches)',
  () => {
    let folder: string;
    let program: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'wp-bisect-single-'));
      program = join(folder, name);
      const built = spawnSync(process.execPath, ['build/single.mjs', folder], { encoding: 'utf8' });
      expect(built.status, built.stderr).toBe(0);
    }, 240_000);
    afterAll(() => rm(folder, { recursive: true, force: true }));

    /** Runs it where no Node is to be found. */
    async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
      const child = spawn(program, args, {
        env: { PATH: '/nowhere', HOME: folder, WP_BISECT_HOME: join(folder, 'home'), ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (text) => {
          said += text;
        });
      }
      const code = await new Promise((ended) => child.on('close', ended));
      return { code, said };
    }

    const illSite = () =>
      createSite({
        users: [ADMIN],
        plugins: ['seo', 'shop', 'guard', 'mail'],
        rules: [{ when: 'guard', at: 'anonymous-rest' }],
      });

    it('prints its version and help, and refuses unknown flags', async () => {
      const { version } = JSON.parse(await readFile('package.json', 'utf8'));
      expect(await run(['--version'])).toEqual({ code: 0, said: `${version}\n` });
      const help = await run(['--help']);
      expect([help.code, help.said.split('\n')[0]]).toEqual([0, 'Examples:']);
      expect((await run(['--no-such-flag'])).code).toBe(2);
    });

    it('prints the tracer, which is inside', async () => {
      const { code, said } = await run(['example.com', '--tracer']);
      expect(code).toBe(0);
      expect(said).toContain('Plugin Name: wp-bisect Tracer');
    });

    it('finds the culprit, and leaves the site as it was', async () => {
      const site = illSite();
      const before = [...site.active].sort();
      const served = await serve(site);
      const account = { WP_BISECT_USER: ADMIN.login, WP_BISECT_PASSWORD: ADMIN.password };
      const { code, said } = await run([served.url, '--bisect'], account);
      await served.close();
      expect(code, said).toBe(0);
      expect(said).toContain('guard/guard');
      expect([...site.active].sort()).toEqual(before);
    });

    it('draws its screens', async () => {
      const session = new Session(program, { single: true, env: { WP_BISECT_HOME: folder } });
      await session.shows('Which site?');
      session.type('\u0003');
      expect(await session.end()).toBe(130);
    });

    it('has the notices of everything inside beside it', async () => {
      const notices = await readFile(join(folder, 'THIRD-PARTY-NOTICES'), 'utf8');
      for (const part of ['Node.js', 'react ', 'undici ', 'commander ']) {
        expect(notices).toContain(part);
      }
    });
  },
);
