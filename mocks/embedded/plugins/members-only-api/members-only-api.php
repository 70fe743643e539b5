<?php
/**
 * Plugin Name: Members Only API
 * Description: The REST API is for people who have signed in.
 * Version: 2.4.1
 * Author: Velvet Rope
 * Plugin URI: https://example.com/plugins/members-only-api
 * License: GPL-2.0-or-later
 *
 * Blocks: anonymous REST requests, 401 rest_login_required. Application passwords and cookie + nonce pass.
 * As the many "disable REST API for visitors" plugins do; priority 99 lets the application password be read first.
 */

add_filter(
	'rest_authentication_errors',
	static function ( $result ) {
		if ( ! empty( $result ) || is_user_logged_in() ) {
			return $result;
		}
		return new WP_Error( 'rest_login_required', 'Only members may use this.', array( 'status' => 401 ) );
	},
	99
);
