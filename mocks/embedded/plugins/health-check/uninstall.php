<?php
/**
 * Runs when the plugin is deleted.
 */

if ( ! defined( 'WP_UNINSTALL_PLUGIN' ) ) {
	die;
}

foreach ( array( 'disable-plugin-hash', 'default-theme', 'current-theme', 'dashboard-notices' ) as $health_check_option ) {
	delete_option( "health-check-$health_check_option" );
}
wp_delete_file( trailingslashit( WPMU_PLUGIN_DIR ) . 'health-check-troubleshooting-mode.php' );
