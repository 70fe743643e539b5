// A type name has one meaning in the whole source tree.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const EXPORTED = /^export (?:declare )?(?:type|interface) (\w+)\b(?! *\})/gm;

/** The files of src that declare an exported type of each name; a re-export declares nothing. */
function declarations(): ReadonlyMap<string, readonly string[]> {
  const known = new Map<string, string[]>();
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((each) => /\.tsx?$/.test(each)).sort()) {
    for (const [, name = ''] of readFileSync(`src/${file}`, 'utf8').matchAll(EXPORTED)) {
      known.set(name, [...(known.get(name) ?? []), file]);
    }
  }
  return known;
}

it('no two exported types share a name', () => {
  const shared = [...declarations()].filter(([, files]) => files.length > 1);
  expect(shared.map(([name, files]) => `${name}: ${files.join(', ')}`)).toEqual([]);
});
