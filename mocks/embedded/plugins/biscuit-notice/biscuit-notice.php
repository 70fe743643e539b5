<?php
/**
 * Plugin Name: Biscuit Notice
 * Description: Asks about cookies, offers biscuits.
 * Version: 4.12.1
 * Author: Crumb Compliance
 * Plugin URI: https://example.com/plugins/biscuit-notice
 * License: GPL-2.0-or-later
 */

add_action(
	'wp_footer',
	static function () {
		echo '<div id="biscuit-notice" role="dialog">This site uses cookies. <button>Fine</button></div>';
	}
);
