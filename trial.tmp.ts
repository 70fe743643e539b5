import { spawnSync, spawn } from 'node:child_process';
import { DEMO_SCENARIOS } from './mocks/embedded/samples.ts';
import { startWordPress } from './mocks/embedded/start.ts';
const scenario = DEMO_SCENARIOS[0]!;
const site = await startWordPress({ ...scenario.site, onProgress: (l) => console.error(l) });
const env = { ...process.env, WP_BISECT_USER: site.user, WP_BISECT_PASSWORD: site.password, WP_BISECT_HOME: '/tmp/rep/home' };
const run = (args: string[]) => new Promise<void>((r) => { const c = spawn(process.execPath, ['dist/cli.js', ...args], { env, stdio: 'inherit' }); c.on('exit', (code) => { console.error('EXIT', code, args.join(' ')); r(); }); });
try {
  await run([site.url, '--bisect', '--yes', '--output', '/tmp/rep/out/a.json', '--blueprint', '/tmp/rep/out/bp.json']);
  await run([site.url, '--bisect', '--yes', '--quiet', '--output', '/tmp/rep/out/a.html']);
  await run(['--recheck', '/tmp/rep/out/a.json']);
  await run([site.url, '--recheck', '/tmp/rep/out/a.json', '--format', 'json', '--output', '/tmp/rep/out/r.json']);
  await run([site.url, '--diagnose', '--quiet', '--output', '/tmp/rep/out/d.html']);
} finally { await site.stop(); }
