<?php
/**
 * Plugin Name: Woolshop Gift Subscriptions
 * Description: A parcel of wool for somebody else.
 * Version: 1.2.4
 * Author: Ribbon Commerce
 * Plugin URI: https://example.com/plugins/woolshop-gifts
 * License: GPL-2.0-or-later
 * Requires Plugins: woolshop-subscriptions
 *
 * Third in a dependency chain; harmless.
 */

add_filter( 'woolshop_product_types', static fn( $types ) => array( ...(array) $types, 'gift' ) );
