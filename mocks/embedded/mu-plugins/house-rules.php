<?php
/**
 * Plugin Name: House Rules
 * Description: What the agency put here in 2019: anonymous REST requests are answered 401 house_rules, whatever plugins are active.
 * Version: 1.0.0
 * License: GPL-2.0-or-later
 */

add_filter(
	'rest_authentication_errors',
	static function ( $result ) {
		if ( ! empty( $result ) || is_user_logged_in() ) {
			return $result;
		}
		return new WP_Error( 'house_rules', 'House rules apply.', array( 'status' => 401 ) );
	},
	99
);
