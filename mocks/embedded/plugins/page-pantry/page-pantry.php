<?php
/**
 * Plugin Name: Page Pantry Cache
 * Description: Keeps pages ready on the shelf.
 * Version: 3.1.0
 * Author: Larder Labs
 * Plugin URI: https://example.com/plugins/page-pantry
 * License: GPL-2.0-or-later
 */

add_filter(
	'wp_headers',
	static function ( $headers ) {
		$headers['X-Page-Pantry'] = 'miss';
		return $headers;
	}
);
