<?php
/**
 * Plugin Name: Frozen Cache
 * Description: Very fast, very stubborn.
 * Version: 3.1.0
 * Author: Larder Labs
 * Plugin URI: https://example.com/plugins/frozen-cache
 * License: GPL-2.0-or-later
 *
 * Deactivation over REST is a fatal error (500) and the plugin stays active; through the form it works.
 * As a popular cache plugin does with another admin-only function.
 */

register_deactivation_hook(
	__FILE__,
	static function () {
		// get_current_screen() exists in wp-admin only.
		get_current_screen();
	}
);
