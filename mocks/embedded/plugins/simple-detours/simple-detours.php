<?php
/**
 * Plugin Name: Simple Detours
 * Description: Sends old addresses to new ones.
 * Version: 5.5.2
 * Author: Signpost
 * Plugin URI: https://example.com/plugins/simple-detours
 * License: GPL-2.0-or-later
 */

add_action(
	'template_redirect',
	static function () {
		$path = trim( (string) wp_parse_url( $_SERVER['REQUEST_URI'] ?? '', PHP_URL_PATH ), '/' );
		if ( 'old-home' === $path ) {
			wp_safe_redirect( home_url( '/' ), 301 );
			exit;
		}
	}
);
