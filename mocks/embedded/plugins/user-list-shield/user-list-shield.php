<?php
/**
 * Plugin Name: User List Shield
 * Description: Nobody counts our users.
 * Version: 1.4.6
 * Author: Deadbolt Security
 * Plugin URI: https://example.com/plugins/user-list-shield
 * License: GPL-2.0-or-later
 *
 * Blocks: anonymous requests below /wp/v2/users, 401 user_list_shielded. Nothing else.
 */

add_filter(
	'rest_pre_dispatch',
	static function ( $result, $server, $request ) {
		if ( ! str_starts_with( $request->get_route(), '/wp/v2/users' ) || is_user_logged_in() ) {
			return $result;
		}
		return new WP_Error( 'user_list_shielded', 'The list of users is not public.', array( 'status' => 401 ) );
	},
	10,
	3
);
