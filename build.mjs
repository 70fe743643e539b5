// Builds dist/: a tiny entry (version, help, argument errors) and lazily loaded chunks behind it,
// so that `--version` costs little more than starting Node and unattended mode never loads React.
// `node build.mjs FOLDER` builds elsewhere, for tests.
import { spawnSync } from 'node:child_process';
import { chmod, copyFile, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

const { version, homepage = '' } = JSON.parse(await readFile('package.json', 'utf8'));
const tracer = await readFile('companion/wp-bisect-tracer/wp-bisect-tracer.php', 'utf8');
const dist = process.argv[2] ?? 'dist';
await rm(dist, { recursive: true, force: true });

const common = {
  bundle: true,
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

await build({
  ...common,
  entryPoints: { cli: 'src/cli.ts' },
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
      // Ink asks for the React devtools only when DEV=true; the package is not a dependency.
      name: 'no-react-devtools',
      setup(b) {
        b.onResolve({ filter: /^react-devtools-core$/ }, () => ({
          path: 'stub',
          namespace: 'stub',
        }));
        b.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({
          contents: 'export default undefined',
        }));
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
await build({ ...common, entryPoints: { search: 'src/search/index.ts' }, outdir: dist });
await chmod(join(dist, 'cli.js'), 0o755);
await copyFile('src/report/report.schema.json', join(dist, 'report.schema.json'));

const tsc = createRequire(import.meta.url)
  .resolve('typescript/package.json')
  .replace('package.json', 'bin/tsc');
const types = spawnSync(
  process.execPath,
  [tsc, '-p', 'tsconfig.types.json', '--outDir', join(dist, 'types')],
  { stdio: 'inherit' },
);
process.exitCode = types.status ?? 1;
