<?php
/**
 * Plugin Name: Stray Notice
 * Description: A plugin with a warning nobody ever fixed.
 * Version: 0.2
 * Author: Weekend Project
 * Plugin URI: https://example.com/plugins/stray-notice
 * License: GPL-2.0-or-later
 *
 * Every REST answer starts with a PHP warning, then comes the JSON.
 */

add_action(
	'rest_api_init',
	static function () {
		echo "<br />\n<b>Warning</b>:  Undefined array key \"colour\" in <b>stray-notice.php</b> on line <b>9</b><br />\n";
	},
	1
);
