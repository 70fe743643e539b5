<?php
/**
 * Plugin Name: Woolshop Subscriptions
 * Description: A parcel of wool every month.
 * Version: 6.3.0
 * Author: Ribbon Commerce
 * Plugin URI: https://example.com/plugins/woolshop-subscriptions
 * License: GPL-2.0-or-later
 * Requires Plugins: woolshop
 *
 * Second in a dependency chain; harmless.
 */

add_filter( 'woolshop_product_types', static fn( $types ) => array( ...(array) $types, 'subscription' ) );
