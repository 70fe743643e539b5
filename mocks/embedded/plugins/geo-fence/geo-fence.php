<?php
/**
 * Plugin Name: Geo Fence
 * Description: Knows where visitors come from.
 * Version: 1.9.2
 * Author: Three Locks
 * Plugin URI: https://example.com/plugins/geo-fence
 * License: GPL-2.0-or-later
 *
 * One of three (geo-fence, bot-sieve, night-watch): adds one to the visitor's risk. No two of them block anything.
 */

add_filter( 'three_locks_risk', static fn( $risk ) => $risk + 1 );
