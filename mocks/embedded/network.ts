import { type Constants, php } from './site.ts';

/** Code for a loaded WordPress that creates the tables of a network whose main site this one becomes. */
export const makeNetwork = (host: string): string => `
define( 'WP_INSTALLING_NETWORK', true );
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/network.php';
foreach ( $wpdb->tables( 'ms_global' ) as $name => $prefixed ) {
	$wpdb->$name = $prefixed;
}
wp_set_current_user( 1 );
install_network();
populate_network( 1, ${php(host)}, 'admin@example.com', 'Otter & Daughters Network', '/', false );
`;

/** What wp-config.php of a network says. */
export const networkConstants = (host: string, subdomains = false): Constants => ({
  MULTISITE: true,
  SUBDOMAIN_INSTALL: subdomains,
  DOMAIN_CURRENT_SITE: host,
  PATH_CURRENT_SITE: '/',
  SITE_ID_CURRENT_SITE: 1,
  BLOG_ID_CURRENT_SITE: 1,
});

/** Code for a loaded WordPress that writes the network's list of active plugins, with no hooks run. */
export const activateForNetwork = (files: readonly string[]): string => `
update_site_option( 'active_sitewide_plugins', array_fill_keys( array( ${files.map(php).join(', ')} ), time() ) );
`;
