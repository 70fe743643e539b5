<?php
/**
 * Plugin Name: Strict Sessions
 * Description: Ends sessions that nobody uses.
 * Version: 1.3.1
 * Author: Hourglass
 * Plugin URI: https://example.com/plugins/strict-sessions
 * License: GPL-2.0-or-later
 *
 * Half of a pair: lets guests in unless another plugin says otherwise, and Guest Basket does.
 * Together they block anonymous REST requests, 401 session_required.
 */

add_filter(
	'rest_authentication_errors',
	static function ( $result ) {
		if ( ! empty( $result ) || is_user_logged_in() || apply_filters( 'strict_sessions_guest_allowed', true ) ) {
			return $result;
		}
		return new WP_Error( 'session_required', 'A session is required.', array( 'status' => 401 ) );
	},
	99
);
