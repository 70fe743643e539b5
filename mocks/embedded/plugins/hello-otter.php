<?php
/**
 * Plugin Name: Hello Otter
 * Description: A friendly line at the foot of every page.
 * Version: 1.7.2
 * Author: Otter & Daughters
 * Plugin URI: https://example.com/plugins/hello-otter
 * License: GPL-2.0-or-later
 */

add_action(
	'wp_footer',
	static function () {
		echo '<p>Otters hold hands while they sleep.</p>';
	}
);
