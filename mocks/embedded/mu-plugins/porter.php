<?php
/**
 * Plugin Name: Porter
 * Description: A portal in front: whoever does not bring the service token gets 401, whatever they ask for. Behind it, POST porter/v1/letters wants a JSON body with a name.
 * Version: 1.0.0
 * License: GPL-2.0-or-later
 */

if ( ( $_SERVER['HTTP_X_PORTER_TOKEN'] ?? '' ) !== 'lamp-oil/4711&more' ) {
	status_header( 401 );
	header( 'Content-Type: text/html' );
	exit( '<title>Porter</title><p>Who goes there?</p>' );
}

add_action(
	'rest_api_init',
	static function () {
		register_rest_route(
			'porter/v1',
			'/letters',
			array(
				'methods'             => 'POST',
				'callback'            => static fn( WP_REST_Request $request ) => array(
					'to'   => $request['name'],
					'type' => $request->get_content_type()['value'] ?? '',
				),
				'permission_callback' => '__return_true',
				'args'                => array( 'name' => array( 'required' => true ) ),
			)
		);
	}
);
