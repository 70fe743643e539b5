<?php
/**
 * Plugin Name: Health Check Troubleshooting Mode (stand-in)
 * Description: Leaves plugins out and switches the theme for whoever carries the session cookie.
 * Version: 1.9.2
 * License: GPL-2.0-or-later
 *
 * - A request belongs to the session when cookie wp-health-check-disable-plugins + md5(address), or the parameter
 *   health-check-disable-plugin-hash, equals the stored hash. One session per site: the next one ends it.
 * - Only plugins whose folder is allowed are loaded; a single-file plugin's "folder" is its file name with .php.
 *   ?health-check-allowed-plugins=a,b replaces the stored list for this request.
 * - Without a chosen theme (option health-check-current-theme) a default theme that is older than this plugin is used.
 * - Network-activated plugins are not left out.
 */

final class Health_Check_Troubleshooting_MU {
	private const DEFAULT_THEMES = array( 'twentytwentyfour', 'twentytwentythree', 'twentytwentytwo', 'twentytwentyone' );
	private const LEAVE          = 'health-check-disable-troubleshooting';
	private const CHANGE_THEME   = 'health-check-change-active-theme';

	private $ask_to_confirm = array();

	/** The site's own list, read before any filter of this plugin. */
	private $installed_active;

	public function __construct() {
		$this->installed_active = get_option( 'active_plugins' );
		add_filter( 'option_active_plugins', array( $this, 'only_allowed' ) );
		add_filter( 'pre_option_template', array( $this, 'theme' ) );
		add_filter( 'pre_option_stylesheet', array( $this, 'theme' ) );
		if ( ! $this->is_troubleshooting() ) {
			return;
		}
		wp_suspend_cache_addition( true );
		add_action( 'init', 'nocache_headers' );
		add_action( 'init', array( $this, 'obey_links' ) );
		add_action( 'admin_bar_menu', array( $this, 'admin_bar' ), 999 );
		add_action( 'admin_footer', array( $this, 'confirmation' ) );
		add_action( 'wp_logout', array( $this, 'leave' ) );
		add_filter( 'wp_fatal_error_handler_enabled', '__return_false' );
		add_filter( 'user_has_cap', static fn( $caps ) => array_merge( $caps, array( 'switch_themes' => false ) ) );
		// Whatever activates a plugin now would store the shortened list: put the whole one back.
		add_action( 'activated_plugin', fn() => update_option( 'active_plugins', $this->installed_active ) );
	}

	public function is_troubleshooting() {
		$given = $_GET['health-check-disable-plugin-hash'] ?? '';
		if ( isset( $_COOKIE['wp-health-check-disable-plugins'] ) ) {
			$given = $_COOKIE['wp-health-check-disable-plugins'] . md5( $_SERVER['REMOTE_ADDR'] ?? '' );
		}
		$expected = get_option( 'health-check-disable-plugin-hash' );
		return ! empty( $expected ) && $expected === $given;
	}

	public function only_allowed( $plugins ) {
		if ( ! $this->is_troubleshooting() ) {
			return $plugins;
		}
		$allowed = (array) get_option( 'health-check-allowed-plugins', array() );
		if ( isset( $_GET['health-check-allowed-plugins'] ) ) {
			$allowed = explode( ',', $_GET['health-check-allowed-plugins'] );
		}
		return array_filter( $plugins, static fn( $file ) => in_array( strtok( $file, '/' ), $allowed, true ) );
	}

	public function theme( $unchanged ) {
		if ( ! $this->is_troubleshooting() ) {
			return $unchanged;
		}
		$chosen = get_option( 'health-check-current-theme', false );
		if ( false !== $chosen ) {
			return $chosen;
		}
		foreach ( self::DEFAULT_THEMES as $theme ) {
			if ( is_dir( WP_CONTENT_DIR . '/themes/' . $theme ) ) {
				return $theme;
			}
		}
		return $unchanged;
	}

	/** Links with a nonce change the session; without a nonce the next admin page asks for confirmation. */
	public function obey_links() {
		$used = array( self::LEAVE, self::CHANGE_THEME, '_wpnonce' );
		if ( isset( $_GET[ self::LEAVE ] ) ) {
			if ( ! $this->confirmed( self::LEAVE, '' ) ) {
				return;
			}
			$this->leave();
			wp_redirect( remove_query_arg( $used ) );
			exit;
		}
		if ( isset( $_GET[ self::CHANGE_THEME ] ) ) {
			if ( ! $this->confirmed( self::CHANGE_THEME, $_GET[ self::CHANGE_THEME ] ) ) {
				return;
			}
			update_option( 'health-check-current-theme', $_GET[ self::CHANGE_THEME ] );
			wp_redirect( remove_query_arg( $used ) );
			exit;
		}
	}

	private function confirmed( $action, $on ) {
		if ( wp_verify_nonce( $_GET['_wpnonce'] ?? '', $this->nonce_action( $action, $on ) ) ) {
			return true;
		}
		$this->ask_to_confirm = array(
			'_wpnonce' => wp_create_nonce( $this->nonce_action( $action, $on ) ),
			$action    => '' === $on ? 1 : $on,
		);
		return false;
	}

	private function nonce_action( $action, $on ) {
		return $action . '-' . md5( $on );
	}

	public function confirmation() {
		if ( ! $this->ask_to_confirm ) {
			return;
		}
		echo '<div id="health-check-nonce-validator"><form action="" method="get">';
		foreach ( $this->ask_to_confirm as $name => $value ) {
			printf( '<input type="hidden" name="%s" value="%s" />', esc_attr( $name ), esc_attr( $value ) );
		}
		echo '<button type="submit">Confirm</button></form></div>';
	}

	public function leave() {
		setcookie( 'wp-health-check-disable-plugins', '', 0, COOKIEPATH, COOKIE_DOMAIN );
		unset( $_COOKIE['wp-health-check-disable-plugins'] );
		foreach ( array( 'allowed-plugins', 'default-theme', 'current-theme', 'dashboard-notices', 'backup-plugin-list' ) as $option ) {
			delete_option( "health-check-$option" );
		}
	}

	public function admin_bar( $menu ) {
		$menu->add_menu( array( 'id' => 'health-check', 'title' => 'Troubleshooting Mode', 'href' => admin_url( '/' ) ) );
		foreach ( wp_get_themes() as $slug => $theme ) {
			$this->add_link( $menu, 'health-check-theme-' . sanitize_title( $slug ), 'Switch to ' . $theme->get( 'Name' ), self::CHANGE_THEME, $slug );
		}
		$this->add_link( $menu, 'health-check-disable', 'Disable Troubleshooting Mode', self::LEAVE, '' );
	}

	private function add_link( $menu, $id, $title, $action, $on ) {
		$menu->add_node(
			array(
				'id'     => $id,
				'title'  => esc_html( $title ),
				'parent' => 'health-check',
				'href'   => add_query_arg(
					array(
						$action    => '' === $on ? true : $on,
						'_wpnonce' => wp_create_nonce( $this->nonce_action( $action, $on ) ),
					)
				),
			)
		);
	}
}

new Health_Check_Troubleshooting_MU();
