<?php
/**
 * Plugin Name: Gate Lodge
 * Description: A password before the whole site, asked for by WordPress itself.
 * Version: 1.1.0
 * Author: Lodge Keepers
 * Plugin URI: https://example.com/plugins/gate-lodge
 * License: GPL-2.0-or-later
 *
 * Blocks: every request that reaches PHP (REST, pages, wp-login.php, wp-admin), 401 wp_die with a Basic
 * realm, until "keeper" and "lantern" are sent. Static files stay open: the server knows nothing of it.
 */

add_action(
	'init',
	static function () {
		$user     = $_SERVER['PHP_AUTH_USER'] ?? '';
		$password = $_SERVER['PHP_AUTH_PW'] ?? '';
		if ( 'keeper' === $user && 'lantern' === $password ) {
			return;
		}
		header( 'WWW-Authenticate: Basic realm="Gate Lodge"' );
		wp_die( 'Ring the bell.', 'Closed', array( 'response' => 401 ) );
	}
);
