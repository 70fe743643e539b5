<?php
/**
 * Plugin Name: Admin Paint
 * Description: Calmer colours for the dashboard.
 * Version: 1.1.0
 * Author: Limewash
 * Plugin URI: https://example.com/plugins/admin-paint
 * License: GPL-2.0-or-later
 */

add_action(
	'admin_head',
	static function () {
		echo '<style>#wpadminbar{background:#345}</style>';
	}
);
