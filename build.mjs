// Builds dist/: a guard that old versions of Node can read (cli.js), a tiny entry (start.js: version, help,
// argument errors) and lazily loaded chunks behind it, so that `--version` costs little more than starting
// Node and unattended mode never loads React.
// `node build.mjs FOLDER` builds elsewhere, for tests.
import { spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { noticesFor } from './build/notices.mjs';
import { rollUpTypes } from './build/roll-up-types.mjs';

const { version, homepage = '', engines } = JSON.parse(await readFile('package.json', 'utf8'));
const tracer = await readFile('companion/wp-bisect-tracer/wp-bisect-tracer.php', 'utf8');
const dist = process.argv[2] ?? 'dist';
await rm(dist, { recursive: true, force: true });

const common = {
  bundle: true,
  metafile: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  logLevel: 'warning',
  legalComments: 'linked',
  define: {
    'process.env.NODE_ENV': '"production"',
    __VERSION__: JSON.stringify(version),
    __HOMEPAGE__: JSON.stringify(homepage),
    // Byte for byte the shipped file: what a run uploads does not depend on where it was installed.
    __TRACER__: JSON.stringify(tracer),
  },
};

const program = await build({
  ...common,
  entryPoints: { start: 'src/cli.ts' },
  outdir: dist,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  minifySyntax: true,
  minifyWhitespace: true,
  // Native and optional: found beside the package where it was installed, and missing without harm.
  external: ['@napi-rs/keyring'],
  banner: {
    // What CommonJS packages inside the bundle expect to find.
    js: [
      "import { createRequire as __createRequire } from 'node:module';",
      "import { fileURLToPath as __fileURLToPath } from 'node:url';",
      'const require = __createRequire(import.meta.url);',
      'const __filename = __fileURLToPath(import.meta.url);',
    ].join('\n'),
  },
  plugins: [
    {
      // Ink loads React's devtools where DEV=true; they are no part of this program.
      name: 'ink-without-devtools',
      setup(b) {
        b.onLoad({ filter: /ink[\\/]build[\\/]reconciler\.js$/ }, async ({ path }) => {
          const text = await readFile(path, 'utf8');
          const contents = text.replace("if (process.env['DEV'] === 'true') {", 'if (false) {');
          if (contents === text) {
            throw new Error('ink has changed: see the plugin ink-without-devtools.');
          }
          return { contents };
        });
      },
    },
    {
      // Ink's layout engine fetches itself from a data: URL, which loads all of Node's fetch before the
      // first frame. Handed its bytes, it starts without.
      name: 'yoga-without-fetch',
      setup(b) {
        b.onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, async ({ path }) => {
          const [before, bytes, after, ...more] = (await readFile(path, 'utf8')).split(
            /(?<="data:application\/octet-stream;base64,)([A-Za-z0-9+/=]{1000,})(?=")/,
          );
          const contents = `${before}${after}`.replace(
            'loadYoga = loadYoga || {};',
            `loadYoga = { wasmBinary: Buffer.from('${bytes}', 'base64') };`,
          );
          if (after === undefined || more.length > 0 || !contents.includes('wasmBinary: Buffer')) {
            throw new Error('yoga-layout has changed: see the plugin yoga-without-fetch.');
          }
          return { contents };
        });
      },
    },
  ],
});
const search = await build({
  ...common,
  entryPoints: { search: 'src/search/index.ts' },
  outdir: dist,
});
const man = await build({
  ...common,
  entryPoints: ['src/options/man-page.ts'],
  write: false,
  legalComments: 'none',
  banner: { js: "import { createRequire } from 'node:module';const require = createRequire('/');" },
});
const { manPage } = await import(
  `data:text/javascript;base64,${Buffer.from(man.outputFiles[0].contents).toString('base64')}`
);
await writeFile(join(dist, 'wp-bisect.1'), manPage(version));

const notices = await noticesFor([program.metafile, search.metafile]);
await writeFile(join(dist, 'THIRD-PARTY-NOTICES'), notices);

const guard = await readFile('build/old-node.js', 'utf8');
const cli = join(dist, 'cli.js');
await writeFile(cli, guard.replace('__NEEDS__', engines.node.replace(/^>=/, '')));
await chmod(cli, 0o755);
await copyFile('src/report/report.schema.json', join(dist, 'report.schema.json'));

const tsc = createRequire(import.meta.url)
  .resolve('typescript/package.json')
  .replace('package.json', 'bin/tsc');
const types = await mkdtemp(join(tmpdir(), 'wp-bisect-types-'));
const { status } = spawnSync(
  process.execPath,
  [tsc, '-p', 'tsconfig.types.json', '--outDir', types],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
if (status === 0) {
  const rolledUp = await rollUpTypes(join(types, 'search/index.d.ts'));
  await writeFile(join(dist, 'search.d.ts'), rolledUp);
}
await rm(types, { recursive: true, force: true });
