<?php
/**
 * Plugin Name: Left Behind
 * Description: Installs a must-use helper and never takes it away.
 * Version: 5.1.0
 * Author: Deadbolt Security
 * Plugin URI: https://example.com/plugins/left-behind
 * License: GPL-2.0-or-later
 *
 * Writes the must-use plugin left-behind-helper.php, which blocks anonymous REST requests (401 left_behind_blocked),
 * and leaves it there when it is deactivated: switching it off is no clean "off".
 */

add_action( 'init', 'left_behind_install' );
register_activation_hook( __FILE__, 'left_behind_install' );

function left_behind_install() {
	$target = WPMU_PLUGIN_DIR . '/left-behind-helper.php';
	if ( ! file_exists( $target ) ) {
		wp_mkdir_p( WPMU_PLUGIN_DIR );
		copy( __DIR__ . '/helper.txt', $target );
	}
}
