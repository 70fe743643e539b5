/**
 * `npm run test:nodes`: the built program on every version of Node that it says it runs on, and what it says on one
 * that is too old. The versions come from the npm package `node`.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { serve } from '../mocks/simulated/serve.ts';
import { createSite } from '../mocks/simulated/site.ts';

const VERSIONS = ['20.19.0', '22', '24', '26'];
const TOO_OLD = '16';
const CLI = resolve('dist/cli.js');
const ADMIN = { login: 'admin', password: 'c0rrect-Horse!battery', role: 'administrator' } as const;

type Ended = { readonly code: number | null; readonly said: string };

function onNode(
  version: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const child = spawn('npx', ['--yes', `node@${version}`, CLI, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  return new Promise((ended) => child.on('close', (code) => ended({ code, said })));
}

/** What goes wrong on this version; empty where all is well. */
async function faultsOn(version: string): Promise<readonly string[]> {
  const faults: string[] = [];
  const expected = async (what: string, ran: Promise<Ended>, code: number, text: RegExp) => {
    const ended = await ran;
    if (ended.code !== code || !text.test(ended.said)) {
      faults.push(`${what}: exit code ${ended.code}\n${ended.said}`);
    }
  };
  await expected('--version', onNode(version, ['--version']), 0, /^\d+\.\d+\.\d+/m);
  await expected('--help', onNode(version, ['--help']), 0, /^Examples:/m);
  const site = createSite({
    users: [ADMIN],
    plugins: ['seo', 'shop', 'guard', 'mail'],
    rules: [{ when: 'guard', at: 'anonymous-rest' }],
  });
  const served = await serve(site);
  const env = { WP_BISECT_USER: ADMIN.login, WP_BISECT_PASSWORD: ADMIN.password };
  await expected('--bisect', onNode(version, [served.url, '--bisect'], env), 0, /guard\/guard/);
  await expected('--check', onNode(version, [served.url, '--check']), 6, /refused/);
  await served.close();
  return faults;
}

let failed = false;
for (const version of VERSIONS) {
  const faults = await faultsOn(version);
  process.stdout.write(`Node ${version}: ${faults.length === 0 ? 'works' : faults.join('\n')}\n`);
  failed ||= faults.length > 0;
}
const { code, said } = await onNode(TOO_OLD, ['--version']);
const isTold = code === 2 && /needs Node\.js 20\.19 or later/.test(said);
process.stdout.write(`Node ${TOO_OLD}: ${isTold ? 'is told what is needed' : said}\n`);
process.exitCode = failed || !isTold ? 1 : 0;
