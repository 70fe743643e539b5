<?php
/**
 * Plugin Name: Login Doorman
 * Description: A second password before the login form.
 * Version: 3.3.3
 * Author: Doorman
 * Plugin URI: https://example.com/plugins/login-doorman
 * License: GPL-2.0-or-later
 *
 * Blocks: wp-login.php, 401 with a Basic realm. No session can be opened; application passwords pass.
 */

add_action(
	'login_init',
	static function () {
		if ( 'doorman' === ( $_SERVER['PHP_AUTH_USER'] ?? '' ) ) {
			return;
		}
		status_header( 401 );
		header( 'WWW-Authenticate: Basic realm="Doorman"' );
		echo 'Who is calling?';
		exit;
	}
);
