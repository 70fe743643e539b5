// The package as people install it: packed, put into an empty folder, run from there.
import { spawn } from 'node:child_process';
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

let folder: string;
let installed: string;
let install: Ended;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wp-bisect-package-'));
  const source = join(folder, 'source');
  await copySource(source);
  const built = await run(process.execPath, ['build.mjs'], source);
  expect(built, built.stderr).toMatchObject({ code: 0 });
  const packed = await run(
    'npm',
    ['pack', '--ignore-scripts', '--pack-destination', folder],
    source,
  );
  expect(packed, packed.stderr).toMatchObject({ code: 0 });
  const [archive] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  const user = join(folder, 'user');
  await mkdir(user);
  await writeFile(join(user, 'package.json'), '{ "private": true }');
  // Offline: whatever is not in the package would have to come from somewhere.
  const flags = ['--offline', '--omit=optional', '--no-audit', '--no-fund'];
  install = await run('npm', ['install', ...flags, join(folder, archive ?? '')], user);
  installed = join(user, 'node_modules/wp-bisect');
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the package', () => {
  it('installs nothing but the optional keyring, without a warning', async () => {
    const { code, stderr } = install;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const names = await readdir(join(installed, '..'));
    expect(names.filter((name) => !name.startsWith('.'))).toEqual(['wp-bisect']);
    const { dependencies = {}, optionalDependencies } = await manifest();
    expect(dependencies).toEqual({});
    expect(Object.keys(optionalDependencies ?? {})).toEqual(['@napi-rs/keyring']);
  });

  // The keyring takes 3.5 MB.
  it('takes less than 4.5 MB, so that with the keyring it stays below 8', async () => {
    expect(await sizeOf(installed)).toBeLessThan(4_500_000);
  });

  it('starts where it was installed', async () => {
    const { version } = await manifest();
    const { code, stdout } = await run(
      process.execPath,
      [join(installed, 'dist/cli.js'), '-V'],
      folder,
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` });
  });

  it('diagnoses a site from there: every module of a run is inside', async () => {
    const args = [join(installed, 'dist/cli.js'), 'http://127.0.0.1:1/', '--diagnose'];
    const { code, stdout, stderr } = await run(process.execPath, args, folder);
    expect({ code }, stdout + stderr).toEqual({ code: 3 });
    expect(stdout + stderr).not.toMatch(/ERR_MODULE_NOT_FOUND|Cannot find/);
  });

  it('exports wp-bisect/search with one file of types', async () => {
    const user = join(installed, '../..');
    const files = await readdir(join(installed, 'dist'), { recursive: true });
    expect(files.filter((name) => name.endsWith('.d.ts'))).toEqual(['search.d.ts']);
    const script = `import { findCulprits, type SearchStep } from 'wp-bisect/search';
const search = findCulprits({ suspects: ['a', 'b'] });
for (let step = search.next(); !step.done; ) {
  const { active }: SearchStep = step.value;
  step = search.next(active.includes('b') ? 'fails' : 'passes');
  if (step.done) console.log(step.value.culprits[0]?.plugins.join());
}
`;
    await writeFile(join(user, 'use.mts'), script);
    const tsc = resolve('node_modules/typescript/bin/tsc');
    const flags = [
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--strict',
      '--types',
      '',
      'use.mts',
    ];
    const compiled = await run(process.execPath, [tsc, ...flags], user);
    expect(compiled, compiled.stdout).toMatchObject({ code: 0 });
    const used = await run(process.execPath, ['use.mjs'], user);
    expect(used).toMatchObject({ code: 0, stdout: 'b\n' });
  });

  it('has the notice of every package that the bundle holds', async () => {
    const notices = await readFile(join(installed, 'dist/THIRD-PARTY-NOTICES'), 'utf8');
    const missing = (await bundledPackages()).filter((title) => !notices.includes(`\n${title}\n`));
    expect(missing).toEqual([]);
    for (const text of notices.split(`\n${'-'.repeat(80)}\n`).slice(1)) {
      expect(text).toMatch(/\nLicense: \S/);
      expect(text).toMatch(/copyright|licen[cs]e/i);
      const [, under] = /Its license text is the one under (.+), above\./.exec(text) ?? [];
      if (under === undefined) expect(text.length, text).toBeGreaterThan(400);
      else expect(notices.indexOf(`\n${under}\n`), text).toBeLessThan(notices.indexOf(text));
    }
  });

  it('holds the source that the GPL asks for, and no development tools of React', async () => {
    const files = await readdir(installed, { recursive: true });
    expect(files).toContain('LICENSE');
    const source = await run('tar', ['-tzf', join(installed, 'dist/source.tar.gz')], folder);
    const packed = source.stdout.split('\n');
    for (const name of [
      'build.mjs',
      'src/cli.ts',
      'build/notices.mjs',
      'languages/wp-bisect-ru_RU.po',
    ]) {
      expect(packed).toContain(name);
    }
    const chunks = (await readdir(join(installed, 'dist/chunks'))).filter((one) =>
      one.endsWith('.js'),
    );
    expect(chunks.filter((name) => name.startsWith('devtools'))).toEqual([]);
    for (const name of chunks) {
      const text = await readFile(join(installed, 'dist/chunks', name), 'utf8');
      expect(text, name).not.toContain('react-devtools-core');
    }
  });
});

/** What the lockfile and the comments of the bundle say: another way than the metafile that made the notices. */
async function bundledPackages(): Promise<readonly string[]> {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    entryPoints: ['src/cli.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    outdir: 'unused',
    metafile: true,
    splitting: true,
    // Only the development tools of Ink, which are left out, use these two.
    external: ['@napi-rs/keyring', 'react-devtools-core', 'ws'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version: string }>>;
  };
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(
    inputs.flatMap((path) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  );
  return [...folders].map((path) => {
    const name = path.replace(/.*node_modules\//, '');
    return `${name} ${lock.packages[path]?.version}`;
  });
}

async function manifest() {
  return JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as {
    readonly version: string;
    readonly dependencies?: object;
    readonly optionalDependencies?: object;
  };
}

/** A copy to build in: the tree that tests run in stays as it is. */
async function copySource(target: string): Promise<void> {
  await mkdir(target);
  const { files } = JSON.parse(await readFile('package.json', 'utf8')) as { files: string[] };
  const names = [
    ...files.filter((name) => name !== 'dist'),
    ...['src', 'build', 'build.mjs', 'languages', 'tsconfig.json', 'tsconfig.types.json'],
    ...['package.json', 'README.md', 'LICENSE'],
  ];
  for (const name of names) await cp(name, join(target, name), { recursive: true });
  await symlink(resolve('node_modules'), join(target, 'node_modules'));
}

async function sizeOf(path: string): Promise<number> {
  const names = await readdir(path, { recursive: true });
  const sizes = await Promise.all(
    names.map(async (name) => {
      const found = await stat(join(path, name));
      return found.isFile() ? found.size : 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function run(program: string, args: readonly string[], cwd: string): Promise<Ended> {
  const child = spawn(program, [...args], {
    cwd,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((ended) => child.on('close', (code) => ended({ code, stdout, stderr })));
}
