<?php
/**
 * Plugin Name: Image Diet
 * Description: Smaller pictures, same smile.
 * Version: 3.5.6
 * Author: Slim Pixel
 * Plugin URI: https://example.com/plugins/image-diet
 * License: GPL-2.0-or-later
 */

add_filter( 'jpeg_quality', static fn() => 78 );
add_filter( 'big_image_size_threshold', static fn() => 1920 );
