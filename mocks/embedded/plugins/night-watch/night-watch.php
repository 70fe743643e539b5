<?php
/**
 * Plugin Name: Night Watch
 * Description: Refuses risky visitors.
 * Version: 2.2.0
 * Author: Three Locks
 * Plugin URI: https://example.com/plugins/night-watch
 * License: GPL-2.0-or-later
 *
 * One of three (geo-fence, bot-sieve, night-watch): refuses anonymous REST requests of visitors with a risk of three,
 * 401 three_locks_refused. Only all three together get there.
 */

add_filter( 'three_locks_risk', static fn( $risk ) => $risk + 1 );

add_filter(
	'rest_authentication_errors',
	static function ( $result ) {
		if ( ! empty( $result ) || is_user_logged_in() || apply_filters( 'three_locks_risk', 0 ) < 3 ) {
			return $result;
		}
		return new WP_Error( 'three_locks_refused', 'Too risky.', array( 'status' => 401 ) );
	},
	99
);
