<?php
/**
 * Plugin Name: Door Greeter
 * Description: Greets whoever keeps the house.
 * Version: 1.2.0
 * Author: Lantern
 * Plugin URI: https://example.com/plugins/door-greeter
 * License: GPL-2.0-or-later
 *
 * All of wp-admin, admin-ajax.php included, is a redirect to its page until somebody has looked at that.
 */

add_action(
	'admin_menu',
	static function () {
		add_menu_page( 'Greetings', 'Greetings', 'manage_options', 'door-greeter', static fn() => print( 'Good evening.' ) );
	}
);

add_action(
	'admin_init',
	static function () {
		if ( ! is_user_logged_in() || get_option( 'door_greeter_met' ) ) {
			return;
		}
		if ( 'door-greeter' === ( $_GET['page'] ?? '' ) ) {
			update_option( 'door_greeter_met', 1 );
			return;
		}
		wp_safe_redirect( admin_url( 'admin.php?page=door-greeter' ) );
		exit;
	}
);
