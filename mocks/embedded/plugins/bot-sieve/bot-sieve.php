<?php
/**
 * Plugin Name: Bot Sieve
 * Description: Tells people from programs.
 * Version: 3.0.5
 * Author: Three Locks
 * Plugin URI: https://example.com/plugins/bot-sieve
 * License: GPL-2.0-or-later
 *
 * One of three (geo-fence, bot-sieve, night-watch): adds one to the visitor's risk. No two of them block anything.
 */

add_filter( 'three_locks_risk', static fn( $risk ) => $risk + 1 );
