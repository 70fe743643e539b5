import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where PHP sees things. */
export type Places = {
  readonly site: string;
  readonly sqlite: string;
  readonly private: string;
  readonly log: string;
};

/** In the emulated file system of PHP in WebAssembly. */
export const VFS: Places = {
  site: '/wordpress',
  sqlite: '/sqlite',
  private: '/private',
  log: '/private/php-errors.log',
};

/** Under a PHP of this system: where things are. */
export const placesOnDisk = (privateDir: string, sqliteDir: string): Places => ({
  site: siteFolders(privateDir).root,
  sqlite: sqliteDir,
  private: privateDir,
  log: join(privateDir, 'php-errors.log'),
});

/** The themes that ship with WordPress and are offered on every embedded site. */
export const CORE_THEMES: readonly string[] = ['twentytwentyfive', 'twentytwentyfour'];

/** The folders of WordPress that no site changes and that all sites therefore share, read-only by convention. */
export const SHARED_FOLDERS: readonly string[] = [
  'wp-admin',
  'wp-includes',
  ...CORE_THEMES.map((theme) => `wp-content/themes/${theme}`),
];

/** Host folders of one site, inside its private folder. */
export const siteFolders = (privateDir: string) => ({
  root: join(privateDir, 'site'),
  content: join(privateDir, 'site', 'wp-content'),
  plugins: join(privateDir, 'site', 'wp-content', 'plugins'),
  muPlugins: join(privateDir, 'site', 'wp-content', 'mu-plugins'),
  themes: join(privateDir, 'site', 'wp-content', 'themes'),
  database: join(privateDir, 'database.sqlite'),
});

/** What PHP must see for a site: its private folder, with the shared parts of WordPress laid over it. */
export const siteMounts = (privateDir: string, wordpressDir: string, sqliteDir: string) => [
  { at: VFS.site, from: siteFolders(privateDir).root },
  ...SHARED_FOLDERS.map((folder) => ({
    at: `${VFS.site}/${folder}`,
    from: join(wordpressDir, folder),
  })),
  { at: VFS.sqlite, from: sqliteDir },
  { at: VFS.private, from: privateDir },
];

/** Lays out the files of a WordPress without plugins: 20 small files are copied, the rest is mounted. */
export const layOutSite = (
  privateDir: string,
  wordpressDir: string,
  places: Places = VFS,
): void => {
  const folders = siteFolders(privateDir);
  for (const folder of SHARED_FOLDERS) mkdirSync(join(folders.root, folder), { recursive: true });
  for (const folder of [folders.plugins, join(folders.content, 'uploads')]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.php'), '<?php\n// Silence is golden.\n');
  }
  for (const name of readdirSync(wordpressDir)) {
    if (name.endsWith('.php')) cpSync(join(wordpressDir, name), join(folders.root, name));
  }
  writeFileSync(
    join(folders.content, 'db.php'),
    `<?php\n/**\n * Plugin Name: SQLite database\n */\nrequire_once '${places.sqlite}/wp-includes/sqlite/db.php';\n`,
  );
};

/** Constant name -> value, as written into wp-config.php. */
export type Constants = Readonly<Record<string, string | number | boolean>>;

/** The wp-config.php of an embedded site: loopback only, no cron, no mail. */
export const wpConfig = (constants: Constants, secret: string, places: Places = VFS): string => {
  const keys = ['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'].flatMap((name) => [
    [`${name}_KEY`, `${secret} ${name} key`],
    [`${name}_SALT`, `${secret} ${name} salt`],
  ]);
  const all: Record<string, string | number | boolean> = {
    DB_NAME: 'wordpress',
    DB_USER: '',
    DB_PASSWORD: '',
    DB_HOST: '',
    DB_CHARSET: 'utf8mb4',
    DB_COLLATE: '',
    DB_ENGINE: 'sqlite',
    DB_DIR: `${places.private}/`,
    DB_FILE: 'database.sqlite',
    SQLITE_DB_DROPIN_VERSION: '3.0.2',
    ...Object.fromEntries(keys),
    WP_ENVIRONMENT_TYPE: 'local',
    WP_HTTP_BLOCK_EXTERNAL: true,
    DISABLE_WP_CRON: true,
    AUTOMATIC_UPDATER_DISABLED: true,
    FS_METHOD: 'direct',
    ...constants,
  };
  const lines = Object.entries(all).map(
    ([name, value]) => `defined( ${php(name)} ) || define( ${php(name)}, ${php(value)} );`,
  );
  return `<?php
${lines.join('\n')}
$table_prefix = 'wp_';
if ( ! function_exists( 'wp_mail' ) ) {
	// There is no mail on loopback: everything is "sent".
	function wp_mail() {
		return true;
	}
}
if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
`;
};

/** A PHP literal. */
export const php = (value: string | number | boolean): string =>
  typeof value === 'string'
    ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
    : String(value);
