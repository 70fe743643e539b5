<?php
/**
 * Plugin Name: Twin Tools: Footnotes
 * Description: Small print at the end of a post.
 * Version: 2.3.0
 * Author: Twin Tools
 * Plugin URI: https://example.com/plugins/twin-tools
 * License: GPL-2.0-or-later
 *
 * One of two plugins in one folder; the other is headings.php.
 */

add_shortcode( 'footnote', static fn( $attributes, $content = '' ) => '<sup>' . esc_html( $content ) . '</sup>' );
