<?php
/**
 * Plugin Name: Backup Basket
 * Description: A copy of everything, every night.
 * Version: 1.16.40
 * Author: Wicker Software
 * Plugin URI: https://example.com/plugins/backup-basket
 * License: GPL-2.0-or-later
 */

register_activation_hook( __FILE__, 'backup_basket_schedule' );
register_deactivation_hook( __FILE__, static fn() => wp_clear_scheduled_hook( 'backup_basket_run' ) );

function backup_basket_schedule() {
	if ( ! wp_next_scheduled( 'backup_basket_run' ) ) {
		wp_schedule_event( time() + DAY_IN_SECONDS, 'daily', 'backup_basket_run' );
	}
}
