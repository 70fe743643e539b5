<?php
/**
 * Plugin Name: Ledger Keeper
 * Description: Counts what is done to it.
 * Version: 1.0.0
 * Author: Ledger Bros
 * Plugin URI: https://example.com/plugins/ledger-keeper
 * License: GPL-2.0-or-later
 *
 * Counts its own activations and deactivations in the options ledger_keeper_activations and
 * ledger_keeper_deactivations, to measure the harm of a way of switching.
 */

register_activation_hook( __FILE__, static fn() => ledger_keeper_count( 'activations' ) );
register_deactivation_hook( __FILE__, static fn() => ledger_keeper_count( 'deactivations' ) );

function ledger_keeper_count( $what ) {
	update_option( "ledger_keeper_$what", 1 + (int) get_option( "ledger_keeper_$what", 0 ) );
}
