import type { PluginSpec } from './types.ts';

/** A plugin whose files are there. */
export interface InstalledPlugin {
  /** `folder/file.php`: what WordPress' own option holds. */
  readonly file: string;
  /** The REST identifier: the file without `.php`. */
  readonly id: string;
  /** `folder`; for a single file its name without `.php`. */
  readonly folder: string;
  readonly name: string;
  readonly spec: PluginSpec;
}

/** Full form of a plugin given as a string or with a short file name. */
export function toSpec(given: string | PluginSpec): PluginSpec {
  const spec = typeof given === 'string' ? { file: given } : given;
  return { ...spec, file: toFile(spec.file) };
}

/** `shop` -> `shop/shop.php`, `shop/main` -> `shop/main.php`, `hello.php` stays. */
export function toFile(name: string): string {
  if (name.endsWith('.php')) return name;
  return name.includes('/') ? `${name}.php` : `${name}/${name}.php`;
}

/** The plugin a full spec describes, name made up where it has none. */
export function toInstalled(spec: PluginSpec): InstalledPlugin {
  const id = spec.file.replace(/\.php$/, '');
  const folder = id.split('/')[0] ?? id;
  const words = folder.split(/[-_]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return { file: spec.file, id, folder, name: spec.name ?? words.join(' '), spec };
}
