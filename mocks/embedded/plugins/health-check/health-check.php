<?php
/**
 * Plugin Name: Health Check & Troubleshooting (stand-in)
 * Description: Leaves plugins out for one browser session. A stand-in, written from observed behaviour, for the plugin of that name.
 * Version: 1.7.1
 * Author: Otter & Daughters
 * Plugin URI: https://example.com/plugins/health-check
 * License: GPL-2.0-or-later
 *
 * What it shares with the original, because clients depend on it:
 * - the tab Troubleshooting of wp-admin/site-health.php with a form (_wpnonce, health-check-troubleshoot-mode=true);
 * - sending the form stores a hash bound to the sender's address in an option, empties the list of allowed plugins,
 *   sets the cookie wp-health-check-disable-plugins for the whole site, and copies a must-use plugin into place
 *   (the cookie is sent with that same answer, the must-use plugin works from the next request on);
 * - the must-use plugin stays when troubleshooting ends, and so does the hash; both go when this plugin is deleted.
 */

const HEALTH_CHECK_MU_FILE = 'health-check-troubleshooting-mode.php';

add_filter(
	'site_health_navigation_tabs',
	static fn( $tabs ) => array_merge( $tabs, array( 'troubleshoot' => 'Troubleshooting' ) )
);
add_action( 'site_health_tab_content', 'health_check_tab' );
add_action( 'init', 'health_check_start' );

function health_check_start() {
	if ( ! isset( $_POST['health-check-troubleshoot-mode'] ) || ! current_user_can( 'view_site_health_checks' ) ) {
		return;
	}
	$nonce = wp_unslash( $_POST['_wpnonce'] ?? '' );
	if ( ! wp_verify_nonce( $nonce, 'health-check-enable-troubleshooting' ) ) {
		return;
	}
	$secret = bin2hex( random_bytes( 16 ) );
	update_option( 'health-check-allowed-plugins', array() );
	update_option( 'health-check-disable-plugin-hash', $secret . md5( $_SERVER['REMOTE_ADDR'] ) );
	setcookie( 'wp-health-check-disable-plugins', $secret, 0, COOKIEPATH, COOKIE_DOMAIN );
}

function health_check_tab( $tab ) {
	if ( 'troubleshoot' !== $tab ) {
		return;
	}
	if ( isset( $_POST['health-check-troubleshoot-mode'] ) ) {
		health_check_install_must_use();
	}
	?>
	<div class="health-check-body">
		<h2>Troubleshooting mode</h2>
		<form action="" method="post" class="form">
			<?php wp_nonce_field( 'health-check-enable-troubleshooting' ); ?>
			<input type="hidden" name="health-check-troubleshoot-mode" value="true">
			<p><button type="submit" class="button button-primary">Enable Troubleshooting Mode</button></p>
		</form>
	</div>
	<?php
}

function health_check_install_must_use() {
	$target = trailingslashit( WPMU_PLUGIN_DIR ) . HEALTH_CHECK_MU_FILE;
	$done   = file_exists( $target );
	if ( ! $done && ( is_dir( WPMU_PLUGIN_DIR ) || wp_mkdir_p( WPMU_PLUGIN_DIR ) ) ) {
		$done = copy( __DIR__ . '/mu-plugin/' . HEALTH_CHECK_MU_FILE, $target );
	}
	if ( $done ) {
		echo '<div class="notice notice-success inline"><p>You have successfully enabled Troubleshooting Mode.</p></div>';
	} else {
		echo '<div class="notice notice-error inline"><p>We were unable to copy the plugin file required to enable the Troubleshooting Mode.</p></div>';
	}
}
