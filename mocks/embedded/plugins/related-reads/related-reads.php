<?php
/**
 * Plugin Name: Related Reads
 * Description: Three more things to read under every post.
 * Version: 0.9.3
 * Author: Margin Notes
 * Plugin URI: https://example.com/plugins/related-reads
 * License: GPL-2.0-or-later
 */

add_filter(
	'the_content',
	static fn( $content ) => is_singular( 'post' ) ? $content . '<aside>More to read soon.</aside>' : $content
);
