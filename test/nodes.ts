/**
 * `npm run test:nodes`: the built program on every version of Node that it says it runs on, on Bun and Deno,
 * and what it says on a Node that is too old. All of them come from npm packages.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { generate } from 'selfsigned';
import { serve } from '../mocks/simulated/serve.ts';
import { createSite } from '../mocks/simulated/site.ts';

/** How a runtime is called, and how it starts a script. */
type Runtime = { readonly name: string; readonly command: readonly string[] };

const NODES = ['20.19.0', '22', '24', '26'].map(nodeOf);
/** The variable from which each takes a private authority: `--ca-file` has no effect there. */
const OTHERS: readonly (Runtime & { readonly authority: string })[] = [
  { name: 'Bun', command: ['bun'], authority: 'NODE_EXTRA_CA_CERTS' },
  { name: 'Deno', command: ['deno', 'run', '-A'], authority: 'DENO_CERT' },
];
const TOO_OLD = ['10', '16'].map(nodeOf);
const CLI = resolve('dist/cli.js');
const ADMIN = { login: 'admin', password: 'c0rrect-Horse!battery', role: 'administrator' } as const;
const ACCOUNT = { WP_BISECT_USER: ADMIN.login, WP_BISECT_PASSWORD: ADMIN.password };

function nodeOf(version: string): Runtime {
  return { name: `Node ${version}`, command: [`node@${version}`] };
}

type Ended = { readonly code: number | null; readonly said: string };

function on(
  { command }: Runtime,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const child = spawn('npx', ['--yes', ...command, CLI, ...args], {
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

/** Collects what goes wrong. */
class Faults {
  readonly told: string[] = [];

  async expect(what: string, ran: Promise<Ended>, code: number, text: RegExp): Promise<void> {
    const ended = await ran;
    if (ended.code === code && text.test(ended.said)) return;
    this.told.push(`${what}: exit code ${ended.code}\n${ended.said}`);
  }

  /** One line for a runtime; true where all is well. */
  tell(name: string, well: string): boolean {
    const isWell = this.told.length === 0;
    process.stdout.write(`${name}: ${isWell ? well : this.told.join('\n')}\n`);
    return isWell;
  }
}

function illSite() {
  return createSite({
    users: [ADMIN],
    plugins: ['seo', 'shop', 'guard', 'mail'],
    rules: [{ when: 'guard', at: 'anonymous-rest' }],
  });
}

async function tryOut(runtime: Runtime): Promise<Faults> {
  const faults = new Faults();
  await faults.expect('--version', on(runtime, ['--version']), 0, /^\d+\.\d+\.\d+/m);
  await faults.expect('--help', on(runtime, ['--help']), 0, /^Examples:/m);
  const { url, close } = await serve(illSite());
  await faults.expect('--bisect', on(runtime, [url, '--bisect'], ACCOUNT), 0, /guard\/guard/);
  await faults.expect('--check', on(runtime, [url, '--check']), 6, /refuses something/);
  await close();
  return faults;
}

/** A certificate that nobody knows: refused, taken from the variable, and a flag without effect is told. */
async function tryCertificates(
  runtime: (typeof OTHERS)[number],
  faults: Faults,
  folder: string,
): Promise<void> {
  const { authority, key, cert } = await issueCertificate();
  const { url, close } = await serve(illSite(), { https: { key, cert } });
  const file = join(folder, 'authority.pem');
  await writeFile(file, authority);
  const known = { [runtime.authority]: file };
  await faults.expect('an unknown authority', on(runtime, [url, '--check']), 3, /certificate/);
  await faults.expect('a known one', on(runtime, [url, '--check'], known), 6, /refuses something/);
  const told = new RegExp(`no effect on ${runtime.name}.*Node\\.js 20\\.19`);
  await faults.expect('--insecure', on(runtime, [url, '--check', '--insecure']), 2, told);
  await faults.expect('--ca-file', on(runtime, [url, '--check', '--ca-file', file]), 2, told);
  await close();
}

/** A certificate for loopback and the authority that signed it. Deno takes none that is its own authority. */
async function issueCertificate() {
  const curve = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;
  const root = await generate([{ name: 'commonName', value: 'wp-bisect test authority' }], {
    ...curve,
    extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
  });
  const leaf = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    ...curve,
    ca: { key: root.private, cert: root.cert },
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  return { authority: root.cert, key: leaf.private, cert: leaf.cert };
}

const folder = await mkdtemp(join(tmpdir(), 'wp-bisect-nodes-'));
const wells: boolean[] = [];
for (const runtime of NODES) wells.push((await tryOut(runtime)).tell(runtime.name, 'works'));
for (const runtime of OTHERS) {
  const faults = await tryOut(runtime);
  await tryCertificates(runtime, faults, folder);
  wells.push(faults.tell(runtime.name, 'works, and says what does not'));
}
for (const runtime of TOO_OLD) {
  const faults = new Faults();
  await faults.expect('--version', on(runtime, ['--version']), 2, /needs Node\.js 20\.19 or later/);
  wells.push(faults.tell(runtime.name, 'is told what is needed'));
}
await rm(folder, { recursive: true, force: true });
process.exitCode = wells.every(Boolean) ? 0 : 1;
