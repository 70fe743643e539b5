import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADMIN, EDITOR } from './accounts.ts';
import { openPhp } from './php.ts';
import { layOutSite, php, siteFolders, siteMounts, VFS, wpConfig } from './site.ts';

// Runs as a child of provision.ts: PHP blocks the event loop, and the runtime never quite lets go of it.
const [packagesDir, wordpressDir, sqliteDir, target] = process.argv.slice(2);

/** Installs WordPress once and keeps its database: every site starts from a copy of it. */
const makeTemplate = async (): Promise<void> => {
  if (!packagesDir || !wordpressDir || !sqliteDir || !target) {
    throw new Error('Usage: template.ts PACKAGES WORDPRESS SQLITE TARGET');
  }
  const privateDir = `${target}.making`;
  mkdirSync(privateDir, { recursive: true });
  layOutSite(privateDir, wordpressDir);
  const folders = siteFolders(privateDir);
  const config = wpConfig(
    { WP_SITEURL: 'http://127.0.0.1', WP_HOME: 'http://127.0.0.1' },
    'template',
  );
  writeFileSync(join(folders.root, 'wp-config.php'), config);
  const runtime = await openPhp({
    packagesDir,
    mounts: siteMounts(privateDir, wordpressDir, sqliteDir),
    logFile: VFS.log,
  });
  const printed = await runtime.evaluate(installer);
  if (!printed.endsWith('installed')) throw new Error(`WordPress did not install: ${printed}`);
  renameSync(folders.database, target);
  rmSync(privateDir, { recursive: true, force: true });
};

// admin_email_lifespan: a site that sits in the cache for half a year must not begin to ask
// "is this address still right?" at the login.
const installer = `<?php
$_SERVER['HTTP_HOST'] = '127.0.0.1';
define( 'WP_INSTALLING', true );
require '${VFS.site}/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( 'Otter & Daughters', ${php(ADMIN.user)}, 'admin@example.com', true, '', ${php(ADMIN.password)}, 'en_US' );
wp_insert_user( array( 'user_login' => ${php(EDITOR.user)}, 'user_pass' => ${php(EDITOR.password)}, 'user_email' => 'editor@example.com', 'role' => 'editor' ) );
update_option( 'admin_email_lifespan', 4102444800 );
update_option( 'permalink_structure', '/%postname%/' );
update_option( 'blogdescription', 'Wool, buttons and patience' );
global $wp_rewrite;
$wp_rewrite->init();
$wp_rewrite->set_permalink_structure( '/%postname%/' );
flush_rewrite_rules( false );
echo 'installed';
`;

await makeTemplate();
process.exit(0);
