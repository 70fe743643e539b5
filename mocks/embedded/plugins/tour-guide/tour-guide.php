<?php
/**
 * Plugin Name: Tour Guide
 * Description: Shows new owners around.
 * Version: 2.1.0
 * Author: Lantern
 * Plugin URI: https://example.com/plugins/tour-guide
 * License: GPL-2.0-or-later
 *
 * Answers its own activation with 302 and exit: over REST the client sees a redirect although the plugin is active,
 * in the form the rest of the batch is not processed.
 */

add_action(
	'activated_plugin',
	static function ( $plugin ) {
		if ( plugin_basename( __FILE__ ) === $plugin ) {
			wp_safe_redirect( admin_url( 'index.php?page=tour' ) );
			exit;
		}
	}
);
