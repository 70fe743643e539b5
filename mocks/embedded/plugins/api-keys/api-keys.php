<?php
/**
 * Plugin Name: API Keys
 * Description: Keys for programs that talk to this site.
 * Version: 1.5.0
 * Author: Keyring
 * Plugin URI: https://example.com/plugins/api-keys
 * License: GPL-2.0-or-later
 *
 * A cure: with the must-use plugin require-api-keys.php the site answers 401 whenever this plugin is OFF.
 * Adding a plugin may make a 401 go away; a search must not take that for guilt.
 */

define( 'API_KEYS_LOADED', true );
