<?php
/**
 * Plugin Name: Web.Counter
 * Description: Counts visits without cookies.
 * Version: 1.0.3
 * Author: Abacus Analytics
 * Plugin URI: https://example.com/plugins/web.counter
 * License: GPL-2.0-or-later
 *
 * The dot in folder and file name is the point: core's REST route takes no dot, so this plugin is in the
 * list of /wp/v2/plugins and yet cannot be switched there. The form on plugins.php can.
 */

add_action(
	'wp_footer',
	static function () {
		echo '<!-- counted -->';
	}
);
