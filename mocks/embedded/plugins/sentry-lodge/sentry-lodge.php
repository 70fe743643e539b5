<?php
/**
 * Plugin Name: Sentry Lodge
 * Description: Asks who goes there before anything else runs.
 * Version: 7.0.9
 * Author: Deadbolt Security
 * Plugin URI: https://example.com/plugins/sentry-lodge
 * License: GPL-2.0-or-later
 *
 * Blocks: anonymous and application-password REST requests, 401 sentry_lodge_halt; cookie + nonce pass.
 * It decides at init, when an application password has not been read yet (REST_REQUEST does not exist so early),
 * as several security suites do.
 */

add_action(
	'init',
	static function () {
		$path = (string) ( $_SERVER['REQUEST_URI'] ?? '' );
		$rest = str_contains( $path, '/wp-json' ) || isset( $_GET['rest_route'] );
		if ( ! $rest || is_user_logged_in() ) {
			return;
		}
		add_filter(
			'rest_authentication_errors',
			static fn() => new WP_Error( 'sentry_lodge_halt', 'Halt. Sign in first.', array( 'status' => 401 ) ),
			200
		);
	}
);
