<?php
/**
 * Plugin Name: Village Calendar
 * Description: Events, markets and choir practice.
 * Version: 6.8.1
 * Author: Parish Digital
 * Plugin URI: https://example.com/plugins/village-calendar
 * License: GPL-2.0-or-later
 */

add_action(
	'init',
	static function () {
		register_post_type( 'village_event', array( 'label' => 'Events', 'public' => true, 'show_in_rest' => true ) );
	}
);
