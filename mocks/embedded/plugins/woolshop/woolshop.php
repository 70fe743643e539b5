<?php
/**
 * Plugin Name: Woolshop
 * Description: Sells wool.
 * Version: 10.1.2
 * Author: Ribbon Commerce
 * Plugin URI: https://example.com/plugins/woolshop
 * License: GPL-2.0-or-later
 *
 * The root of a dependency chain; harmless.
 */

define( 'WOOLSHOP_VERSION', '10.1.2' );

add_action(
	'rest_api_init',
	static function () {
		register_rest_route(
			'woolshop/v3',
			'/products',
			array(
				'methods'             => 'GET',
				'callback'            => static fn() => array( array( 'id' => 7, 'name' => 'Sock yarn' ) ),
				'permission_callback' => '__return_true',
			)
		);
	}
);
