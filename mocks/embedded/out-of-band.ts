import type { ChildSetup } from './protocol.ts';
import { type Places, php } from './site.ts';

/** What is read and written behind a site's back, as scripts for a PHP that sees things at these places. */
export const outOfBand = (places: Places) => {
  const DATABASE = `<?php
$database = new PDO( 'sqlite:${places.private}/database.sqlite' );
`;

  // Loads WordPress as a plugin-free bystander: what a test reads or writes this way must neither trip
  // over a blocker nor run anybody's hooks.
  const BARE_WORDPRESS = `${DATABASE}
$address = $database->query( "SELECT option_value FROM wp_options WHERE option_name = 'siteurl'" )->fetchColumn();
$_SERVER['HTTP_HOST'] = explode( '/', $address )[2];
$_SERVER['REQUEST_URI'] = '/';
unset( $database, $address );
$GLOBALS['wp_filter'] = array();
$wp_bisect_none = array( 'function' => '__return_empty_array', 'accepted_args' => 0 );
foreach ( array( 'pre_option_active_plugins', 'pre_site_option_active_sitewide_plugins' ) as $wp_bisect_hook ) {
	$GLOBALS['wp_filter'][ $wp_bisect_hook ] = array( 0 => array( 'none' => $wp_bisect_none ) );
}
define( 'WPMU_PLUGIN_DIR', '${places.private}/none' );
define( 'WP_USE_THEMES', false );
define( 'WP_DISABLE_FATAL_ERROR_HANDLER', true );
require '${places.site}/wp-load.php';
remove_all_filters( 'pre_option_active_plugins' );
remove_all_filters( 'pre_site_option_active_sitewide_plugins' );
ini_set( 'display_errors', '1' );
ini_set( 'html_errors', '0' );
`;

  /** Code that runs with WordPress loaded and no plugin. */
  const withWordPress = (code: string): string => `${BARE_WORDPRESS}\n${code}`;

  /** Makes a fresh template database into this site: address, permalinks, theme, options, active plugins. */
  const prepareSite = (setup: ChildSetup, url: string): string => {
    const address = url.replace(/\/+$/, '');
    const permalinks = setup.options.permalinks === 'plain' ? '' : '/%postname%/';
    const options = Object.entries(setup.options.siteOptions ?? {});
    return withWordPress(`
update_option( 'siteurl', ${php(address)} );
update_option( 'home', ${php(address)} );
global $wp_rewrite;
$wp_rewrite->set_permalink_structure( ${php(permalinks)} );
flush_rewrite_rules( false );
update_option( 'template', ${php(setup.theme)} );
update_option( 'stylesheet', ${php(setup.theme)} );
${options.map(([name, value]) => `update_option( ${php(name)}, ${php(value)} );`).join('\n')}
update_option( 'active_plugins', ${phpList(setup.activeFiles)} );
`);
  };

  /** Prints the active_plugins option as JSON, read from the database without WordPress. */
  const readActiveFiles = `${DATABASE}
$row = $database->query( "SELECT option_value FROM wp_options WHERE option_name = 'active_plugins'" )->fetch();
echo json_encode( array_values( unserialize( $row[0] ) ), JSON_UNESCAPED_SLASHES );
`;

  const CREDENTIALS = `meta_key IN ( '_application_passwords', 'session_tokens' )`;

  /** Prints all sessions and application passwords as JSON. */
  const readCredentials = `${DATABASE}
echo json_encode( array(
	'meta'   => $database->query( "SELECT user_id, meta_key, meta_value FROM wp_usermeta WHERE ${CREDENTIALS}" )->fetchAll( PDO::FETCH_NUM ),
	'in_use' => $database->query( "SELECT option_value FROM wp_options WHERE option_name = 'using_application_passwords'" )->fetchColumn(),
) );
`;

  /** Puts them back into a database that knows nothing of them. */
  const writeCredentials = (json: string): string => `${DATABASE}
$credentials = json_decode( ${php(json)}, true );
$database->exec( "DELETE FROM wp_usermeta WHERE ${CREDENTIALS}" );
$insert = $database->prepare( 'INSERT INTO wp_usermeta ( user_id, meta_key, meta_value ) VALUES ( ?, ?, ? )' );
foreach ( $credentials['meta'] as $row ) {
	$insert->execute( $row );
}
if ( false !== $credentials['in_use'] ) {
	$database->prepare( "INSERT INTO wp_options ( option_name, option_value, autoload ) VALUES ( 'using_application_passwords', ?, 'off' )" )
		->execute( array( $credentials['in_use'] ) );
}
`;

  /** Writes the active_plugins option without WordPress. */
  const writeActiveFiles = (files: readonly string[]): string => `${DATABASE}
$database->prepare( "UPDATE wp_options SET option_value = ? WHERE option_name = 'active_plugins'" )
	->execute( array( serialize( ${phpList(files)} ) ) );
`;

  /** Prints a new application password of a user, in groups of four. */
  const createApplicationPassword = (name: string, user: string): string =>
    withWordPress(`
$owner = get_user_by( 'login', ${php(user)} );
if ( ! $owner ) {
	throw new Exception( 'no such user' );
}
$made = WP_Application_Passwords::create_new_application_password( $owner->ID, array( 'name' => ${php(name)} ) );
if ( is_wp_error( $made ) ) {
	throw new Exception( $made->get_error_message() );
}
echo WP_Application_Passwords::chunk_password( $made[0] );
`);

  /**
   * Deletes what was not there after the boot. PHP must do it: its emulated file system remembers names, and would
   * go on seeing a file that disappeared behind its back.
   */
  const removeStrayFiles = `<?php
function remove_strays( $folder, $pristine ) {
	foreach ( is_dir( $folder ) ? scandir( $folder ) : array() as $name ) {
		if ( '.' === $name || '..' === $name || is_file( "$pristine/$name" ) ) {
			continue;
		}
		if ( is_dir( "$folder/$name" ) ) {
			remove_strays( "$folder/$name", "$pristine/$name" );
			is_dir( "$pristine/$name" ) || rmdir( "$folder/$name" );
		} else {
			unlink( "$folder/$name" );
		}
	}
}
$content = '${places.site}/wp-content';
foreach ( array( 'plugins', 'mu-plugins', 'uploads' ) as $part ) {
	remove_strays( "$content/$part", "${places.private}/pristine/$part" );
}
foreach ( array( 'advanced-cache.php', 'object-cache.php', 'maintenance.php' ) as $drop_in ) {
	is_file( "$content/$drop_in" ) && unlink( "$content/$drop_in" );
}
foreach ( array( '.htaccess', '.maintenance', '.user.ini' ) as $dot_file ) {
	is_file( "${places.site}/$dot_file" ) && unlink( "${places.site}/$dot_file" );
}
`;

  return {
    withWordPress,
    prepareSite,
    readActiveFiles,
    readCredentials,
    writeCredentials,
    writeActiveFiles,
    createApplicationPassword,
    removeStrayFiles,
  };
};

const phpList = (values: readonly string[]): string => `array( ${values.map(php).join(', ')} )`;
