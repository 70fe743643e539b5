<?php
/**
 * Plugin Name: Twin Tools: Headings
 * Description: Numbers the headings of long posts.
 * Version: 2.3.0
 * Author: Twin Tools
 * Plugin URI: https://example.com/plugins/twin-tools
 * License: GPL-2.0-or-later
 *
 * One of two plugins in one folder; the other is footnotes.php.
 */

add_filter( 'the_content', static fn( $content ) => str_replace( '<h2>', '<h2 class="numbered">', $content ) );
