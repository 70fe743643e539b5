<?php
/**
 * Plugin Name: Picture Rows Gallery
 * Description: Photographs in tidy rows.
 * Version: 2.0.14
 * Author: Studio Heron
 * Plugin URI: https://example.com/plugins/picture-rows
 * License: GPL-2.0-or-later
 */

add_shortcode( 'picture-rows', static fn() => '<div class="picture-rows"></div>' );
add_action( 'init', static fn() => add_image_size( 'picture-row', 480, 320, true ) );
