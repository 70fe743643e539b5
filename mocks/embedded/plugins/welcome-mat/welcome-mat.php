<?php
/**
 * Plugin Name: Welcome Mat
 * Description: Wipes feet, shows a setup page.
 * Version: 1.14.0
 * Author: Lantern
 * Plugin URI: https://example.com/plugins/welcome-mat
 * License: GPL-2.0-or-later
 *
 * After (re)activation the next request to wp-admin, admin-ajax.php included, is one redirect to a setup page.
 */

register_activation_hook( __FILE__, static fn() => update_option( 'welcome_mat_pending', 1 ) );

add_action(
	'admin_init',
	static function () {
		if ( get_option( 'welcome_mat_pending' ) ) {
			delete_option( 'welcome_mat_pending' );
			wp_safe_redirect( admin_url( 'index.php?welcome=mat' ) );
			exit;
		}
	}
);
