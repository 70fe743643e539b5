<?php
/**
 * Plugin Name: Rule Writer
 * Description: Protects the API with rules for the web server.
 * Version: 2.0.3
 * Author: Deadbolt Security
 * Plugin URI: https://example.com/plugins/rule-writer
 * License: GPL-2.0-or-later
 *
 * Makes the web server itself ask for a password below /wp-json/ (401 with the realm "Rule Writer", no WordPress in
 * the answer). A real deactivation takes the rules away; leaving the plugin out of a request does not.
 */

add_action( 'init', 'rule_writer_write' );
register_activation_hook( __FILE__, 'rule_writer_write' );
register_deactivation_hook( __FILE__, static fn() => wp_delete_file( ABSPATH . '.htaccess' ) );

function rule_writer_write() {
	if ( file_exists( ABSPATH . '.htaccess' ) ) {
		return;
	}
	file_put_contents(
		ABSPATH . '.htaccess',
		"# BEGIN Rule Writer\n<If \"%{REQUEST_URI} =~ m#^/wp-json/#\">\nAuthType Basic\nAuthName \"Rule Writer\"\nRequire valid-user\n</If>\n# END Rule Writer\n"
	);
}
