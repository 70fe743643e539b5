<?php
/**
 * Plugin Name: Newsletter Pigeon
 * Description: Collects addresses for a monthly letter.
 * Version: 8.2.0
 * Author: Coop Mail
 * Plugin URI: https://example.com/plugins/newsletter-pigeon
 * License: GPL-2.0-or-later
 */

add_action(
	'rest_api_init',
	static function () {
		register_rest_route(
			'newsletter-pigeon/v2',
			'/lists',
			array(
				'methods'             => 'GET',
				'callback'            => static fn() => array( 'monthly' ),
				'permission_callback' => '__return_true',
			)
		);
	}
);
