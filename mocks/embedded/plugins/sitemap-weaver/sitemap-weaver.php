<?php
/**
 * Plugin Name: Sitemap Weaver SEO
 * Description: Descriptions and sitemaps for search engines.
 * Version: 22.4
 * Author: Loom SEO
 * Plugin URI: https://example.com/plugins/sitemap-weaver
 * License: GPL-2.0-or-later
 */

add_action(
	'wp_head',
	static function () {
		echo '<meta name="description" content="' . esc_attr( get_bloginfo( 'description' ) ) . '">';
	}
);
