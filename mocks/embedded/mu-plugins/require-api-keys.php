<?php
/**
 * Plugin Name: Require API Keys
 * Description: The house does not open without the API Keys plugin: 401 api_keys_missing for every anonymous REST request while it is off.
 * Version: 1.0.0
 * License: GPL-2.0-or-later
 */

add_filter(
	'rest_authentication_errors',
	static function ( $result ) {
		if ( ! empty( $result ) || is_user_logged_in() || defined( 'API_KEYS_LOADED' ) ) {
			return $result;
		}
		return new WP_Error( 'api_keys_missing', 'No key, no entry.', array( 'status' => 401 ) );
	},
	99
);
