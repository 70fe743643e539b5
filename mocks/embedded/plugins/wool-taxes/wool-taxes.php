<?php
/**
 * Plugin Name: Wool Taxes
 * Description: Tax tables for Woolshop.
 * Version: 1.0.1
 * Author: Ledger Bros
 * Plugin URI: https://example.com/plugins/wool-taxes
 * License: GPL-2.0-or-later
 *
 * An add-on from before "Requires Plugins": on any admin page without its parent it deactivates itself. Switching
 * Woolshop off and on again through the form leaves this one off unless somebody puts it back.
 */

add_action(
	'admin_init',
	static function () {
		if ( defined( 'WOOLSHOP_VERSION' ) ) {
			return;
		}
		deactivate_plugins( plugin_basename( __FILE__ ) );
		add_action(
			'admin_notices',
			static function () {
				echo '<div class="notice notice-error"><p>Wool Taxes needs Woolshop and has switched itself off.</p></div>';
			}
		);
	}
);
