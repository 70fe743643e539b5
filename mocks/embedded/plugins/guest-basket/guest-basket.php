<?php
/**
 * Plugin Name: Guest Basket
 * Description: Lets visitors fill a basket before they register.
 * Version: 2.6.0
 * Author: Ribbon Commerce
 * Plugin URI: https://example.com/plugins/guest-basket
 * License: GPL-2.0-or-later
 *
 * Half of a pair: declares guests to be a matter of the session. Alone it changes nothing.
 */

add_filter( 'strict_sessions_guest_allowed', '__return_false' );
