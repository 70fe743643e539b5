<?php
/**
 * Plugin Name: Hidden Door
 * Description: Moves the login page to /front-door/.
 * Version: 1.9.17
 * Author: Deadbolt Security
 * Plugin URI: https://example.com/plugins/hidden-door
 * License: GPL-2.0-or-later
 *
 * Hides wp-login.php: 404. The form lives at /front-door/.
 */

add_action(
	'init',
	static function () {
		global $error, $interim_login, $action, $user_login, $errors;
		$path = trim( (string) wp_parse_url( $_SERVER['REQUEST_URI'] ?? '', PHP_URL_PATH ), '/' );
		if ( 'wp-login.php' === $path ) {
			status_header( 404 );
			nocache_headers();
			exit( 'Not found.' );
		}
		if ( 'front-door' === $path ) {
			require_once ABSPATH . 'wp-login.php';
			exit;
		}
		if ( 'wp-admin' === strtok( $path, '/' ) && ! is_user_logged_in() && ! wp_doing_ajax() ) {
			status_header( 404 );
			nocache_headers();
			exit( 'Not found.' );
		}
	}
);

add_filter(
	'site_url',
	static fn( $url ) => str_replace( 'wp-login.php', 'front-door/', $url )
);
