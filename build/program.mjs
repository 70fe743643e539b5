// How the program is bundled, for dist/ and for the single executable alike.
import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';

const { version, homepage = '', engines } = JSON.parse(await readFile('package.json', 'utf8'));
const tracer = await readFile('companion/wp-bisect-tracer/wp-bisect-tracer.php', 'utf8');

/** The version of the package, and the oldest Node that runs it. */
export const PACKAGE = { version, needs: engines.node.replace(/^>=/, '') };

/**
 * Texts whose characters are one column wide each, and never part of a wider one: Latin, Cyrillic, the marks of
 * sentences, and the signs and frames of the screens.
 */
export const NARROW =
  /^[\u0020-\u007e\u00a0-\u00a8\u00aa-\u00ac\u00af-\u017f\u0400-\u0482\u048a-\u052f\u2010-\u2015\u2018-\u201f\u2022\u2026\u2039\u203a\u2190-\u2193\u2500-\u25a1\u25b8\u2713\u2717\u2800-\u28ff]*$/;

/** What every bundle has in common. */
export const common = {
  bundle: true,
  metafile: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  logLevel: 'warning',
  legalComments: 'linked',
  // Cyrillic as it is: an escape takes six bytes a letter.
  charset: 'utf8',
  define: {
    'process.env.NODE_ENV': '"production"',
    __VERSION__: JSON.stringify(version),
    __HOMEPAGE__: JSON.stringify(homepage),
    // Byte for byte the shipped file: what a run uploads does not depend on where it was installed.
    __TRACER__: JSON.stringify(tracer),
  },
};

/** The program: how it is split, named and placed is for the caller to add. */
export const program = {
  ...common,
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
      // A third of what the first screen loads; its names are seen in stacks of React's own errors only.
      name: 'react-with-short-names',
      setup(b) {
        b.onLoad({ filter: /react-reconciler\.production\.js$/ }, async ({ path }) => {
          const { code } = await transform(await readFile(path, 'utf8'), {
            minifyIdentifiers: true,
            legalComments: 'inline',
          });
          return { contents: code };
        });
      },
    },
    {
      // Measuring a text needs expressions of all of Unicode, which take as long to make as Node takes to start.
      // They are made for the first text that needs them; one of narrow characters alone does not.
      name: 'width-of-narrow-characters',
      setup(b) {
        b.onLoad({ filter: /string-width[\\/]index\.js$/ }, async ({ path }) => {
          const text = await readFile(path, 'utf8');
          const made = [];
          const later = (name, value) => {
            made.push(`${name} = ${value};`);
            return `let ${name};`;
          };
          const lazy = text
            .replace(/^const (\w+) = (new Intl\.Segmenter\(\));$/m, (_, name, value) =>
              later(name, value),
            )
            .replace(/^const (\w+) = \/(.*\\p\{.*)\/([a-z]+);$/gm, (_, name, source, flags) =>
              later(name, `new RegExp(${JSON.stringify(source)}, '${flags}')`),
            );
          const slow = 'let width = 0;\n\tconst eastAsianWidthOptions';
          const contents = lazy.replace(
            slow,
            () => `if (ambiguousIsNarrow && ${NARROW}.test(string)) return string.length;
              if (segmenter === undefined) { ${made.join(' ')} }
              ${slow}`,
          );
          if (contents === lazy || made.length !== 5) {
            throw new Error('string-width has changed: see the plugin width-of-narrow-characters.');
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
};
