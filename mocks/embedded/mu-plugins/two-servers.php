<?php
/**
 * Plugin Name: Two Servers
 * Description: Stands for two web servers over one database, each of which remembers the active plugins for a while, as an object cache of its own does. What wp-content/two-servers.json says: "balance" (turn, random, apart) and "ms".
 * Version: 1.0.0
 * License: GPL-2.0-or-later
 */

( static function () {
	$said = @file_get_contents( WP_CONTENT_DIR . '/two-servers.json' );
	$plan = is_string( $said ) ? json_decode( $said, true ) : null;
	if ( ! is_array( $plan ) ) {
		return;
	}

	$kept   = WP_CONTENT_DIR . '/two-servers-kept.json';
	$all    = json_decode( (string) @file_get_contents( $kept ), true ) ?: array( 'turn' => 0, 'servers' => array() );
	$person = isset( $_SERVER['HTTP_AUTHORIZATION'] ) || preg_grep( '/^wordpress_logged_in/', array_keys( $_COOKIE ) );
	switch ( $plan['balance'] ) {
		case 'turn':
			$server = ++$all['turn'] % 2;
			break;
		case 'apart':
			$server = $person ? 0 : 1;
			break;
		default:
			$server = random_int( 0, 1 );
	}

	$now  = microtime( true ) * 1000;
	$own  = $all['servers'][ $server ] ?? null;
	$keep = static function ( $active ) use ( &$own, &$all, $server, $kept, $plan ) {
		$own                       = array( 'until' => microtime( true ) * 1000 + $plan['ms'], 'active' => $active );
		$all['servers'][ $server ] = $own;
		file_put_contents( $kept, wp_json_encode( $all ), LOCK_EX );
	};
	if ( null === $own || $now >= $own['until'] ) {
		global $wpdb;
		$keep( maybe_unserialize( $wpdb->get_var( "SELECT option_value FROM $wpdb->options WHERE option_name = 'active_plugins'" ) ) );
	} else {
		file_put_contents( $kept, wp_json_encode( $all ), LOCK_EX );
	}

	add_filter(
		'pre_option_active_plugins',
		static function () use ( &$own ) {
			return $own['active'];
		}
	);
	// Who writes remembers what it has written; the other server hears of it when its memory is over.
	add_action(
		'update_option_active_plugins',
		static function ( $old, $active ) use ( $keep ) {
			$keep( $active );
		},
		10,
		2
	);
} )();
