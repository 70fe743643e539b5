// What `npm ci` installs is fixed to the byte, comes from the public registry, and runs nothing.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

type Entry = {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
};
type Package = {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
};

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const manifest: Package = read('package.json');
const locks: Readonly<Record<string, string>> = {
  'this package': 'package-lock.json',
  'the embedded WordPress': 'mocks/embedded/runtime/package-lock.json',
};

describe.each(Object.entries(locks))('the package lock of %s', (_, path) => {
  const entries = Object.entries<Entry>(read(path).packages).filter(
    ([name, entry]) => name.includes('node_modules/') && !('link' in entry),
  );

  test('names every package with a strong hash, from the public registry or from nowhere', () => {
    expect(entries.length).toBeGreaterThan(10);
    for (const [name, { integrity, resolved, version }] of entries) {
      expect(integrity, name).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
      expect(version, name).toMatch(/^\d+\.\d+\.\d+/);
      expect(resolved ?? 'https://registry.npmjs.org/', name).toMatch(
        /^https:\/\/registry\.npmjs\.org\//,
      );
    }
  });
});

test('turns off the install script of every package that has one', () => {
  const entries = Object.entries<Entry>(read('package-lock.json').packages);
  const scripted = entries
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([name]) => name.replace(/^.*node_modules\//, ''));
  for (const name of scripted) expect(manifest.allowScripts[name], name).toBe(false);
});

test('every version is exact, and SECURITY.md explains every production dependency', () => {
  const production = { ...manifest.dependencies, ...manifest.optionalDependencies };
  for (const [name, version] of Object.entries({ ...production, ...manifest.devDependencies })) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  }
  const explained = readFileSync('SECURITY.md', 'utf8');
  for (const name of Object.keys(production)) expect(explained).toContain(`| \`${name}\` |`);
});
