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
import { common, PACKAGE, program } from './build/program.mjs';
import { rollUpTypes } from './build/roll-up-types.mjs';

const dist = process.argv[2] ?? 'dist';
await rm(dist, { recursive: true, force: true });

const built = await build({
  ...program,
  entryPoints: { start: 'src/cli.ts' },
  outdir: dist,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
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
await writeFile(join(dist, 'wp-bisect.1'), manPage(PACKAGE.version));

const notices = await noticesFor([built.metafile, search.metafile]);
await writeFile(join(dist, 'THIRD-PARTY-NOTICES'), notices);

const guard = await readFile('build/old-node.js', 'utf8');
const cli = join(dist, 'cli.js');
await writeFile(cli, guard.replace('__NEEDS__', PACKAGE.needs));
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

// What the GPL asks for, in an eighth of the room: the source, and all that builds the program from it.
// `npm run i18n` makes the template of translations anew from the source, and the compiled ones from the translated.
const SOURCE = [
  'src',
  'build',
  'build.mjs',
  'companion',
  'languages/wp-bisect-ru_RU.po',
  'package.json',
  'tsconfig.json',
];
const packed = spawnSync(
  'tar',
  [
    '-czf',
    join(dist, 'source.tar.gz'),
    '--exclude=src/language/ru.ts',
    ...SOURCE,
    'tsconfig.types.json',
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
if (packed.status !== 0) console.warn('source.tar.gz was not made: tar is missing or failed.');
