// `npm run build:single`: one executable for people without Node, for the system that it is built on. It is Node
// itself with the program inside (a single executable application). `node build/single.mjs FOLDER` builds elsewhere.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { noticesFor } from './notices.mjs';
import { program } from './program.mjs';

/** The version that goes inside. Older ones take no ES module, and have no --build-sea. */
const NODE = 'node@26.10.0';

const NOTICE = `The executable is Node.js (https://nodejs.org, LICENSE in its sources) with wp-bisect inside. The source of
wp-bisect is in its npm package, in src/ and build/.

`;

/** The executable of the Node that goes inside: this one where it will do, else the one of the npm package. */
function nodeInside() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 25 || (major === 25 && minor >= 7)) return process.execPath;
  const args = ['--yes', '--package', NODE, 'node', '-p', 'process.execPath'];
  return execFileSync('npx', args, {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  }).trim();
}

const target = resolve(process.argv[2] ?? 'single');
const work = await mkdtemp(join(tmpdir(), 'wp-bisect-single-'));
try {
  const main = join(work, 'wp-bisect.mjs');
  const { metafile } = await build({ ...program, entryPoints: ['src/cli.ts'], outfile: main });
  await mkdir(target, { recursive: true });
  const node = nodeInside();
  const output = join(target, process.platform === 'win32' ? 'wp-bisect.exe' : 'wp-bisect');
  const config = join(work, 'sea.json');
  const settings = { main, output, mainFormat: 'module', executable: node };
  await writeFile(config, JSON.stringify({ ...settings, disableExperimentalSEAWarning: true }));
  const { status } = spawnSync(node, ['--build-sea', config], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${node} --build-sea ended with ${status}.`);
  // Whatever changed the bytes of a signed program has to sign it again, or macOS does not start it.
  if (process.platform === 'darwin') execFileSync('codesign', ['--sign', '-', output]);
  await writeFile(join(target, 'THIRD-PARTY-NOTICES'), NOTICE + (await noticesFor([metafile])));
} finally {
  await rm(work, { recursive: true, force: true });
}
