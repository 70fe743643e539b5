<?php
/**
 * Plugin Name: Application Password Lockdown
 * Description: Switches application passwords off for everybody.
 * Version: 1.2.0
 * Author: Deadbolt Security
 * Plugin URI: https://example.com/plugins/no-app-passwords
 * License: GPL-2.0-or-later
 *
 * Blocks: application passwords. They are not even looked at, so the caller is anonymous: /users/me answers 401
 * rest_not_logged_in and /plugins 401 rest_cannot_view_plugins, exactly as for a wrong password. Anonymous and
 * cookie + nonce pass. As a large firewall plugin does by default.
 */

add_filter( 'wp_is_application_passwords_available', '__return_false' );
