<?php
/**
 * Plugin Name: Chatty Installer
 * Description: Cannot keep quiet while it is being switched on.
 * Version: 0.7.1
 * Author: Parrot Software
 * Plugin URI: https://example.com/plugins/chatty-installer
 * License: GPL-2.0-or-later
 *
 * Prints during activation: over REST 500 unexpected_output although the plugin IS active.
 */

register_activation_hook(
	__FILE__,
	static function () {
		echo 'Creating tables... done!';
	}
);
