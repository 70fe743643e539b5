<?php
/**
 * Plugin Name: Gift Wallet
 * Description: Gift vouchers with a balance.
 * Version: 4.0.2
 * Author: Ribbon Commerce
 * Plugin URI: https://example.com/plugins/gift-wallet
 * License: GPL-2.0-or-later
 *
 * Blocks: its own route /gift-wallet/v1/balance for everybody, 401 gift_wallet_invalid_key. With the plugin off the
 * route is 404: the symptom is gone, the answer is not 200.
 */

add_action(
	'rest_api_init',
	static function () {
		register_rest_route(
			'gift-wallet/v1',
			'/balance',
			array(
				'methods'             => 'GET',
				'callback'            => static fn() => array( 'balance' => 0 ),
				'permission_callback' => static fn() => new WP_Error(
					'gift_wallet_invalid_key',
					'The licence key of this shop has expired.',
					array( 'status' => 401 )
				),
			)
		);
	}
);
