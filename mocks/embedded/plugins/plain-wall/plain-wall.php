<?php
/**
 * Plugin Name: Plain Wall
 * Description: Keeps strangers out of the API in the bluntest way.
 * Version: 0.4
 * Author: Masonry
 * Plugin URI: https://example.com/plugins/plain-wall
 * License: GPL-2.0-or-later
 *
 * Blocks: anonymous and application-password REST requests through wp_die(), 401. With Accept: application/json the
 * code is wp_die, without it the answer is an HTML page.
 */

add_action(
	'rest_api_init',
	static function () {
		if ( ! is_user_logged_in() ) {
			wp_die( 'You have met the wall.', 'Unauthorized', array( 'response' => 401 ) );
		}
	}
);
