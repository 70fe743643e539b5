// Builds the executable as the package does: whole, or around a stand-in for src/main.ts.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

/** A built executable in a folder of its own. */
export type Built = { readonly cli: string; remove(): Promise<void> };

/** Builds everything as `npm run build` does, from the sources as they are now. */
export async function buildWholeCli(): Promise<Built> {
  const folder = await mkdtemp(join(tmpdir(), 'wp-bisect-cli-'));
  const builder = spawn(process.execPath, ['build.mjs', folder], { stdio: 'inherit' });
  const code = await new Promise((ended) => builder.on('close', ended));
  if (code !== 0) throw new Error(`build.mjs ended with ${code}.`);
  // In the package this is said by its package.json.
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  return {
    cli: join(folder, 'cli.js'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Builds src/cli.ts with test/cli/fixtures/main.ts behind it. */
export async function buildCli(): Promise<Built> {
  const folder = await mkdtemp(join(tmpdir(), 'wp-bisect-cli-'));
  await build({
    entryPoints: { cli: resolve('src/cli.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    logLevel: 'error',
    define: { __VERSION__: '"1.2.3"' },
    banner: {
      js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);",
    },
    plugins: [
      {
        name: 'stand-in',
        setup(b) {
          b.onResolve({ filter: /^\.\/main\.ts$/ }, () => ({
            path: resolve('test/cli/fixtures/main.ts'),
          }));
          // No screen is shown: what would draw one is left out.
          b.onResolve({ filter: /^\.\/ui\/start-ui\.tsx$/ }, () => ({
            path: './no-screens.mjs',
            external: true,
          }));
        },
      },
    ],
  });
  return {
    cli: join(folder, 'cli.mjs'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
