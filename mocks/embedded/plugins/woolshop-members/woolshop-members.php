<?php
/**
 * Plugin Name: Woolshop Members
 * Description: Prices and products for members only.
 * Version: 3.5.0
 * Author: Velvet Rope
 * Plugin URI: https://example.com/plugins/woolshop-members
 * License: GPL-2.0-or-later
 * Requires Plugins: woolshop-subscriptions
 *
 * Third in a dependency chain, and a blocker: anonymous REST requests, 401 woolshop_members_only.
 * It cannot be active without its parents, which are innocent.
 */

add_filter(
	'rest_authentication_errors',
	static function ( $result ) {
		if ( ! empty( $result ) || is_user_logged_in() || ! defined( 'WOOLSHOP_VERSION' ) ) {
			return $result;
		}
		return new WP_Error( 'woolshop_members_only', 'Members only.', array( 'status' => 401 ) );
	},
	99
);
