<?php
/**
 * Plugin Name: Screen Hugger
 * Description: Wants to be switched on from the dashboard.
 * Version: 1.0.0
 * Author: Weekend Project
 * Plugin URI: https://example.com/plugins/screen-hugger
 * License: GPL-2.0-or-later
 *
 * Activation over REST is a fatal error (500, empty body) and the plugin stays inactive; through the form it works.
 */

register_activation_hook(
	__FILE__,
	static function () {
		// get_current_screen() exists in wp-admin only.
		get_current_screen();
	}
);
