<?php
/**
 * Plugin Name: API Off Switch
 * Description: Turns the REST API off. All of it.
 * Version: 1.8
 * Author: Minimal Surface
 * Plugin URI: https://example.com/plugins/api-off-switch
 * License: GPL-2.0-or-later
 *
 * Blocks: every REST request, cookie + nonce and application password included, 401 rest_api_off.
 * Only the form on wp-admin/plugins.php is left.
 */

add_filter(
	'rest_authentication_errors',
	static fn() => new WP_Error( 'rest_api_off', 'The REST API is switched off.', array( 'status' => 401 ) ),
	999
);
