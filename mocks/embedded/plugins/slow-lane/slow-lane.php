<?php
/**
 * Plugin Name: Slow Lane
 * Description: Everybody gets so many requests and no more.
 * Version: 1.2.2
 * Author: Traffic Dept
 * Plugin URI: https://example.com/plugins/slow-lane
 * License: GPL-2.0-or-later
 *
 * Rate limiter: REST answers 429 slow_lane_full with Retry-After once slow_lane_limit requests (10) were made in a
 * window of slow_lane_window seconds (5).
 */

add_filter(
	'rest_pre_dispatch',
	static function ( $result ) {
		$window = (int) get_option( 'slow_lane_window', 5 );
		$slot   = intdiv( time(), max( 1, $window ) );
		$state  = get_option( 'slow_lane_state', array( 'slot' => 0, 'count' => 0 ) );
		$count  = $slot === $state['slot'] ? $state['count'] + 1 : 1;
		update_option( 'slow_lane_state', array( 'slot' => $slot, 'count' => $count ) );
		if ( $count <= (int) get_option( 'slow_lane_limit', 10 ) ) {
			return $result;
		}
		header( 'Retry-After: ' . ( ( $slot + 1 ) * $window - time() ) );
		return new WP_Error( 'slow_lane_full', 'Too many requests.', array( 'status' => 429 ) );
	}
);
