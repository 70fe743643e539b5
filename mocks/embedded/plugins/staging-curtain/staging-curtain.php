<?php
/**
 * Plugin Name: Staging Curtain
 * Description: A password prompt in front of the pages of a site.
 * Version: 1.0.8
 * Author: Backstage
 * Plugin URI: https://example.com/plugins/staging-curtain
 * License: GPL-2.0-or-later
 *
 * Blocks: every page for visitors, 401 with its own Basic realm. REST, login and wp-admin pass: REST requests are
 * over before template_redirect.
 */

add_action(
	'template_redirect',
	static function () {
		if ( is_user_logged_in() ) {
			return;
		}
		status_header( 401 );
		header( 'WWW-Authenticate: Basic realm="Behind the curtain"' );
		echo '<h1>Not yet open</h1>';
		exit;
	},
	1
);
