<?php
/**
 * Plugin Name: Loyalty Points
 * Description: Points for regulars.
 * Version: 2.8.8
 * Author: Ribbon Commerce
 * Plugin URI: https://example.com/plugins/loyalty-points
 * License: GPL-2.0-or-later
 *
 * Touches the user early, as big shop plugins do. Innocent, but it changes an error: with it a wrong application
 * password is 401 incorrect_password everywhere, without it core treats the caller as anonymous.
 */

add_filter(
	'rest_authentication_errors',
	static function ( $result ) {
		wp_get_current_user();
		return $result;
	},
	10
);
