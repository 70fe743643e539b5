<?php
/**
 * Plugin Name: Second Factor
 * Description: A code after the password.
 * Version: 0.15.0
 * Author: Deadbolt Security
 * Plugin URI: https://example.com/plugins/second-factor
 * License: GPL-2.0-or-later
 *
 * After the right password the answer is 200 with a form for a code, and no login cookie. Application passwords pass.
 */

add_action(
	'set_auth_cookie',
	static function () {
		if ( 'wp-login.php' === ( $GLOBALS['pagenow'] ?? '' ) ) {
			add_filter( 'send_auth_cookies', '__return_false' );
		}
	},
	1
);

add_action(
	'wp_login',
	static function () {
		login_header( 'Second factor' );
		echo '<form name="validate_2fa_form" method="post"><label>Code <input name="two-factor-code"></label></form>';
		login_footer();
		exit;
	},
	1
);
