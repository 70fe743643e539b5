<?php
/**
 * Plugin Name: Coin Flip Guard
 * Description: Blocks some of the requests, some of the time.
 * Version: 1.1.1
 * Author: Heads or Tails
 * Plugin URI: https://example.com/plugins/coin-flip-guard
 * License: GPL-2.0-or-later
 *
 * Blocks: about half of the anonymous REST requests, 401 coin_flip_tails. Options coin_flip_percent and coin_flip_seed
 * set the rate and make the sequence repeatable; coin_flip_count counts.
 */

add_filter(
	'rest_authentication_errors',
	static function ( $result ) {
		if ( ! empty( $result ) || is_user_logged_in() ) {
			return $result;
		}
		$flips = (int) get_option( 'coin_flip_count', 0 );
		update_option( 'coin_flip_count', $flips + 1 );
		$draw = hexdec( substr( md5( get_option( 'coin_flip_seed', '1' ) . ':' . $flips ), 0, 8 ) ) % 100;
		if ( $draw >= (int) get_option( 'coin_flip_percent', 50 ) ) {
			return $result;
		}
		return new WP_Error( 'coin_flip_tails', 'Tails.', array( 'status' => 401 ) );
	},
	99
);
