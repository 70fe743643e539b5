// A type name that is exported has one meaning in the whole source tree.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const DECLARED = /^(?<exported>export )?(?:declare )?(?:type|interface) (?<name>\w+)\b(?! *\})/gm;

type Declaration = { readonly file: string; readonly isExported: boolean };

/** Where src declares a type of each name; a re-export declares nothing. */
function declarations(): ReadonlyMap<string, readonly Declaration[]> {
  const known = new Map<string, Declaration[]>();
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((each) => /\.tsx?$/.test(each)).sort()) {
    for (const { groups } of readFileSync(`src/${file}`, 'utf8').matchAll(DECLARED)) {
      const { name = '', exported } = groups ?? {};
      known.set(name, [...(known.get(name) ?? []), { file, isExported: exported !== undefined }]);
    }
  }
  return known;
}

it('no type has the name of a type that another file exports', () => {
  const shared = [...declarations()].filter(
    ([, all]) => all.length > 1 && all.some(({ isExported }) => isExported),
  );
  expect(shared.map(([name, all]) => `${name}: ${all.map(({ file }) => file).join(', ')}`)).toEqual(
    [],
  );
});
