<?php
/**
 * Plugin Name: Tidy Goodbye
 * Description: Removes its settings when it is switched off.
 * Version: 2.0.0
 * Author: Clean Exit
 * Plugin URI: https://example.com/plugins/tidy-goodbye
 * License: GPL-2.0-or-later
 *
 * Deactivation deletes the option tidy_goodbye_settings: harm that no restore can mend.
 */

register_activation_hook( __FILE__, static fn() => add_option( 'tidy_goodbye_settings', 'default' ) );
register_deactivation_hook( __FILE__, static fn() => delete_option( 'tidy_goodbye_settings' ) );
