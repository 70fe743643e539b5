import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { linkShared } from './native-php.ts';
import { fileOf, pluginsIn, pluginsOnDisk } from './plugin-files.ts';
import type { ChildSetup } from './protocol.ts';
import type { Provisioned } from './provision.ts';
import { CORE_THEMES, layOutSite, placesOnDisk, siteFolders, VFS } from './site.ts';
import type { PluginId, WordPressOptions } from './types.ts';

const QUIET_THEME = 'quiet-theme';
const here = import.meta.dirname;

/** Lays out the files of a site and decides what is active; throws when an option names what is not there. */
export const layOut = (
  privateDir: string,
  provisioned: Provisioned,
  options: WordPressOptions,
  nativePhp: string | null,
): ChildSetup => {
  const { wordpressDir, sqliteDir } = provisioned;
  layOutSite(privateDir, wordpressDir, nativePhp ? placesOnDisk(privateDir, sqliteDir) : VFS);
  if (nativePhp) linkShared(privateDir, wordpressDir);
  const folders = siteFolders(privateDir);
  const present = [
    ...options.plugins.map((id) => addSample(id, folders.plugins)),
    ...(options.mount ?? []).flatMap((path) => addMounted(path, folders.plugins)),
  ];
  mkdirSync(folders.muPlugins, { recursive: true });
  for (const name of options.muPlugins ?? []) addMustUse(name, folders.muPlugins);
  cpSync(join(here, 'themes'), folders.themes, { recursive: true });
  const networkActive = options.networkActive;
  const active = options.active ?? present.filter((id) => !networkActive?.includes(id));
  mustBePresent([...active, ...(networkActive ?? [])], folders.plugins);
  return {
    ...provisioned,
    privateDir,
    nativePhp,
    activeFiles: active.map(fileOf),
    networkActiveFiles: networkActive?.map(fileOf),
    subdomains: options.subdomains,
    theme: existingTheme(options.theme ?? QUIET_THEME, folders.themes),
    requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
    options: {
      permalinks: options.permalinks,
      constants: options.constants,
      siteOptions: options.siteOptions,
      port: options.port,
      subfolder: options.subfolder,
      siteUrl: options.siteUrl,
      latencyMs: options.latencyMs,
      server: options.server,
    },
  };
};

const addSample = (id: PluginId, pluginsDir: string): PluginId => {
  if (!existsSync(join(here, 'plugins', fileOf(id)))) {
    throw new Error(
      `There is no sample plugin "${id}". The names are in mocks/embedded/sample-plugins.ts.`,
    );
  }
  const name = id.includes('/') ? id.split('/', 1)[0]! : fileOf(id);
  cpSync(join(here, 'plugins', name), join(pluginsDir, name), { recursive: true });
  return id;
};

const addMounted = (path: string, pluginsDir: string): PluginId[] => {
  if (!existsSync(path)) {
    throw new Error(`Nothing to mount at ${path}. Give a plugin's folder or its single .php file.`);
  }
  const found = pluginsIn(path);
  if (found.length === 0) {
    throw new Error(`${path} is not a plugin: no file of it has a "Plugin Name:" header.`);
  }
  cpSync(path, join(pluginsDir, basename(path)), { recursive: true, dereference: true });
  return found;
};

const addMustUse = (name: string, muPluginsDir: string): void => {
  const source = join(here, 'mu-plugins', `${name}.php`);
  if (!existsSync(source)) throw new Error(`There is no sample must-use plugin "${name}".`);
  cpSync(source, join(muPluginsDir, `${name}.php`));
};

const existingTheme = (theme: string, themesDir: string): string => {
  if (!CORE_THEMES.includes(theme) && !existsSync(join(themesDir, theme))) {
    throw new Error(`There is no theme "${theme}".`);
  }
  return theme;
};

const mustBePresent = (wanted: readonly PluginId[], pluginsDir: string): void => {
  const onSite = new Set(pluginsOnDisk(pluginsDir));
  const missing = wanted.filter((id) => !onSite.has(id));
  if (missing.length > 0) {
    throw new Error(`Not on the site, so not to be activated: ${missing.join(', ')}.`);
  }
};
