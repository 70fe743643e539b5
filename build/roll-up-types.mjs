// One .d.ts for wp-bisect/search: the declarations of the modules that its index re-exports, put together.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const IMPORT = /^import\b[^;]*?from '(\.[^']+)';\n/gm;
const REEXPORT = /^export \{([^}]*)\} from '(\.[^']+)';\n/gm;

/**
 * The declarations behind an index that only re-exports. What the index does not name stays private. Rejects
 * where two modules declare the same name, which would need renaming, or import from elsewhere.
 */
export async function rollUpTypes(index) {
  const text = await readFile(index, 'utf8');
  const exported = new Set();
  const modules = new Map();
  for (const [, names, path] of text.matchAll(REEXPORT)) {
    for (const name of names.split(',')) exported.add(name.replace('type', '').trim());
    await read(join(dirname(index), path), modules);
  }
  const declared = [...modules.values()].flatMap((one) => namesIn(one));
  const twice = declared.find((name, place) => declared.indexOf(name) !== place);
  if (twice !== undefined) throw new Error(`${twice} is declared twice below ${index}.`);
  const missing = [...exported].filter((name) => name !== '' && !declared.includes(name));
  if (missing.length > 0) throw new Error(`${index} exports what is not there: ${missing}`);
  const intro = /^\/\*\*[\s\S]*?\*\/\n/.exec(text)?.[0] ?? '';
  const bodies = [...modules.values()].map((body) => privately(body, exported));
  return `${intro}\n${bodies.join('\n')}\nexport {};\n`;
}

async function read(path, modules) {
  const file = path.replace(/\.[jt]s$/, '.d.ts');
  if (modules.has(file)) return;
  modules.set(file, '');
  const text = await readFile(file, 'utf8');
  for (const [, from] of text.matchAll(IMPORT)) await read(join(dirname(file), from), modules);
  const body = text.replaceAll(IMPORT, '').replaceAll(/^export \{\};\n/gm, '');
  if (/^(?:import|export \{|export \*)/m.test(body))
    throw new Error(`${file} imports from elsewhere.`);
  modules.set(file, body);
}

const DECLARED = /^export (?:declare )?(?:type|interface|const|function|class) (\w+)/gm;

function namesIn(body) {
  return [...body.matchAll(DECLARED)].map(([, name]) => name);
}

function privately(body, exported) {
  return body.replaceAll(DECLARED, (whole, name) =>
    exported.has(name) ? whole : whole.replace(/^export (?:declare )?/, 'declare '),
  );
}
