<?php
/**
 * Plugin Name: wp-bisect Tracer
 * Description: Names the line of code that refused one marked request. wp-bisect puts it here for one run and removes it afterwards. You can delete it at any time.
 * Version: 1.0.0
 * Requires at least: 5.5
 * Requires PHP: 7.4
 * Author: wp-bisect
 * License: GPL-2.0-or-later
 *
 * For every request without the run's random token, this file returns in its first line and changes nothing. With the
 * token it watches that one request and adds one header to its answer: which file, line, function and hook answered.
 * It changes no answer, writes no file and no option, and tells neither arguments, values nor absolute paths.
 *
 * This program is free software; you can redistribute it and/or modify it under the terms of the GNU General Public
 * License as published by the Free Software Foundation; either version 2 of the License, or (at your option) any later
 * version. It comes without any warranty: https://www.gnu.org/licenses/gpl-2.0.html
 */

defined( 'ABSPATH' ) || exit;

( new class() {
	/** SHA-256 of the run's token. The token itself stands nowhere on this site. Empty: no token fits. */
	private const TOKEN_HASH = '';
	/** From this second on (Unix time) the file does nothing any more. */
	private const EXPIRES = 0;

	private const HEADER = 'X-WP-Bisect-Trace';
	/** A longer header makes some servers answer 502. */
	private const LONGEST = 900;
	/** Hooks that decide who the caller is, or that answer in the route's place. */
	private const DECIDING = array( 'rest_authentication_errors', 'rest_pre_dispatch', 'rest_request_before_callbacks', 'determine_current_user', 'application_password_is_api_request', 'wp_is_application_passwords_available', 'wp_is_application_passwords_available_for_user' );

	private $errors  = array(); // Every WP_Error: the object, code, status, and the place that made it.
	private $status  = null;    // The last call of status_header(): code and place.
	private $rest    = null;    // The REST answer: its status, and its error code or ''.
	private $error   = null;    // The WP_Error that became the REST answer, where a filter showed it.
	private $handler = array(); // The callbacks of the route that answered, the one that decided first.
	private $current = array(); // By deciding hook: its value so far.
	private $changes = array(); // Callbacks of deciding hooks that changed the value.
	private $watched = array(); // By deciding hook: priorities that are watched already.
	private $adders  = array(); // By deciding hook and callback: the plugin file that was loaded when it appeared.

	public function start() {
		// Switching this plugin on or off leaves the list of plugins as it was. These run at no other time.
		register_activation_hook( __FILE__, array( $this, 'keep_order' ) );
		register_deactivation_hook( __FILE__, array( $this, 'leave_no_entry' ) );

		$token = isset( $_SERVER['HTTP_X_WP_BISECT_TRACE'] ) ? (string) $_SERVER['HTTP_X_WP_BISECT_TRACE'] : '';
		if ( '' === $token || time() >= self::EXPIRES || ! hash_equals( self::TOKEN_HASH, hash( 'sha256', $token ) ) || ! function_exists( 'header_register_callback' ) ) {
			return;
		}
		unset( $_SERVER['HTTP_X_WP_BISECT_TRACE'] ); // Plugins that log requests do not get to see it.
		defined( 'DONOTCACHEPAGE' ) || define( 'DONOTCACHEPAGE', true );
		header_register_callback( array( $this, 'add_header' ) );

		add_action( 'wp_error_added', array( $this, 'see_error' ), PHP_INT_MIN, 4 );
		add_filter( 'status_header', array( $this, 'see_status' ), PHP_INT_MAX, 2 );
		foreach ( array( 'rest_authentication_errors', 'rest_pre_dispatch', 'rest_request_after_callbacks' ) as $hook ) {
			add_filter( $hook, array( $this, 'see_result' ), PHP_INT_MAX, 2 );
		}
		add_filter( 'rest_post_dispatch', array( $this, 'see_rest_answer' ), PHP_INT_MAX );
		foreach ( array( 'mu_plugin_loaded', 'network_plugin_loaded', 'plugin_loaded' ) as $hook ) {
			add_action( $hook, array( $this, 'see_loaded' ), PHP_INT_MIN );
		}
		foreach ( self::DECIDING as $hook ) {
			add_filter( $hook, array( $this, 'watch' ), PHP_INT_MIN );
		}
		$this->see_loaded( '' );
	}

	/** WordPress sorts its active plugins by name at every activation. At this one, the others keep their places. */
	public function keep_order() {
		$own    = plugin_basename( __FILE__ );
		$before = (array) get_option( 'active_plugins', array() );
		add_filter(
			'pre_update_option_active_plugins',
			static function ( $plugins ) use ( $own, $before ) {
				$others = array_diff( (array) $plugins, array( $own ) );
				$same   = ! array_diff( $others, $before ) && ! array_diff( $before, $others );
				return $same && in_array( $own, $plugins, true ) ? array( -1 => $own ) + $before : $plugins;
			}
		);
	}

	/** Without this, the tracer would stay under "recently active" on the page of plugins. */
	public function leave_no_entry() {
		add_filter(
			'pre_update_option_recently_activated',
			static function ( $plugins ) {
				unset( $plugins[ plugin_basename( __FILE__ ) ] );
				return $plugins;
			}
		);
	}

	/* What is seen while WordPress answers. Every filter gives back what it was given. */

	public function see_error( $code, $message, $data, $error ) {
		$status                                 = is_array( $data ) && isset( $data['status'] ) ? (int) $data['status'] : 0;
		$this->errors[ spl_object_id( $error ) ] = array( $error, $code, $status, $this->caller( false ) );
	}

	public function see_status( $header, $code ) {
		$this->status = array( (int) $code, $this->caller( true ) );
		return $header;
	}

	public function see_result( $result, $handler = null ) {
		if ( 'rest_request_after_callbacks' === current_filter() ) {
			$parts         = is_wp_error( $result ) ? array( 'permission_callback' => 1, 'callback' => 1 ) : array( 'callback' => 1 );
			$this->handler = array_intersect_key( (array) $handler, $parts );
			krsort( $this->handler );
		}
		$this->error = is_wp_error( $result ) ? $result : null;
		return $result;
	}

	public function see_rest_answer( $response ) {
		if ( $response instanceof WP_HTTP_Response ) {
			$data       = $response->get_data();
			$this->rest = array( $response->get_status(), is_array( $data ) && isset( $data['code'] ) ? $data['code'] : '' );
		}
		return $response;
	}

	/** Notes which callbacks of the deciding hooks a plugin file has just added. */
	public function see_loaded( $file ) {
		foreach ( self::DECIDING as $hook ) {
			foreach ( $this->callbacks( $hook ) as $priority => $callbacks ) {
				foreach ( array_keys( $callbacks ) as $id ) {
					$this->adders += array( "$hook $priority $id" => $file );
				}
			}
		}
	}

	/** First callback of a deciding hook: has the value looked at after each priority. */
	public function watch( $value ) {
		$hook                   = current_filter();
		$this->current[ $hook ] = $value;
		foreach ( array_keys( $this->callbacks( $hook ) ) as $priority ) {
			if ( PHP_INT_MIN === $priority || isset( $this->watched[ $hook ][ $priority ] ) ) {
				continue;
			}
			$this->watched[ $hook ][ $priority ] = true;
			add_filter(
				$hook,
				function ( $value ) use ( $hook, $priority ) {
					if ( $value !== $this->current[ $hook ] ) {
						$this->changes[]        = array( $hook, $priority, is_object( $value ) ? ( is_wp_error( $value ) ? 'error' : 'answer' ) : ( $value ? 'true' : 'false' ) );
						$this->current[ $hook ] = $value;
					}
					return $value;
				},
				$priority
			);
		}
		return $value;
	}

	/* What is told. PHP calls this once, when it is about to send the answer's headers. */

	public function add_header() {
		$record = array( 'status' => http_response_code() );
		try {
			$trace = $record['status'] >= 300 ? $this->answerer( $record['status'] ) : null;
			if ( $trace ) {
				$record += $trace;
			}
			foreach ( $this->changes as list( $hook, $priority, $gave ) ) {
				$place = $this->at_priority( $hook, $priority );
				if ( $place ) {
					$record['changes'][ "$hook $priority" ] = array( $hook, $priority, $gave, $place['file'], $place['line'] );
				}
			}
			$record['changes'] = isset( $record['changes'] ) ? array_values( $record['changes'] ) : array();
		} catch ( Throwable $e ) {
			$record['failed'] = get_class( $e );
		}
		// What does not fit is left out, the least important first.
		foreach ( array( '', 'changes', 'function', 'file' ) as $spare ) {
			unset( $record[ $spare ] );
			$json = json_encode( $record, JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE );
			if ( is_string( $json ) && strlen( $json ) <= self::LONGEST ) {
				header( self::HEADER . ': ' . $json );
				break;
			}
		}
		header( 'Cache-Control: no-store, private' );
	}

	/** Who gave this status, by the strongest evidence that there is. */
	private function answerer( $status ) {
		if ( $this->status && $this->status[0] === $status && $this->is_foreign( $this->status[1] ) ) {
			return $this->status[1];
		}
		$fatal = error_get_last();
		if ( 500 === $status && $fatal && $fatal['type'] & ( E_ERROR | E_PARSE | E_COMPILE_ERROR | E_USER_ERROR | E_RECOVERABLE_ERROR ) ) {
			return $this->place( $fatal['file'], $fatal['line'] );
		}
		if ( ! $this->rest || $this->rest[0] !== $status ) {
			return $this->status && $this->status[0] === $status ? $this->status[1] : $this->at_exit();
		}
		$made = $this->place_of_error( $status );
		if ( $this->is_foreign( $made ) ) {
			return $made;
		}
		foreach ( $this->changes as list( $hook, $priority, $gave ) ) {
			if ( 0 === strpos( $hook, 'rest_' ) ) {
				$refused = 'error' === $gave || 'answer' === $gave;
			} else {
				$refused = 'false' === $gave && ( 'determine_current_user' === $hook || isset( $_SERVER['PHP_AUTH_USER'] ) );
			}
			$place   = $refused ? $this->at_priority( $hook, $priority ) : null;
			if ( $this->is_foreign( $place ) ) {
				return $place;
			}
		}
		foreach ( $this->handler as $callback ) {
			$place = $this->place_of( $callback );
			if ( $this->is_foreign( $place ) ) {
				return $place;
			}
		}
		return $made;
	}

	private function place_of_error( $status ) {
		$id = $this->error ? spl_object_id( $this->error ) : 0;
		if ( isset( $this->errors[ $id ] ) && $this->errors[ $id ][1] === $this->rest[1] ) {
			return $this->errors[ $id ][3];
		}
		foreach ( array_reverse( $this->errors ) as list( , $code, $its_status, $place ) ) {
			if ( $code === $this->rest[1] && ( 0 === $its_status || $its_status === $status ) ) {
				return $place;
			}
		}
		return null;
	}

	/** Code that ended PHP without a word to WordPress: where output began, inside a hook, or in a file being loaded. */
	private function at_exit() {
		$place = $this->caller( true );
		if ( $this->is_foreign( $place ) ) {
			return $place;
		}
		foreach ( array_reverse( $GLOBALS['wp_current_filter'] ) as $hook ) {
			$priority = 'shutdown' !== $hook && isset( $GLOBALS['wp_filter'][ $hook ] ) ? $GLOBALS['wp_filter'][ $hook ]->current_priority() : false;
			$place    = false === $priority ? null : $this->at_priority( $hook, $priority, true );
			if ( $this->is_foreign( $place ) ) {
				return $place;
			}
		}
		$loading = ! did_action( 'plugins_loaded' ) || ( did_action( 'setup_theme' ) && ! did_action( 'after_setup_theme' ) );
		foreach ( $loading ? array_reverse( get_included_files() ) : array() as $file ) {
			$place = $this->place( $file );
			if ( $this->is_foreign( $place ) && 'other' !== $place['kind'] ) {
				return array( 'line' => $this->exit_line( $file ) ) + $place;
			}
		}
		return null;
	}

	/** The foreign callback of a hook at a priority; null where there are several of several plugins. */
	private function at_priority( $hook, $priority, $exits = false ) {
		$found     = array();
		$callbacks = $this->callbacks( $hook );
		foreach ( isset( $callbacks[ $priority ] ) ? $callbacks[ $priority ] : array() as $id => $callback ) {
			$place = $this->place_of( $callback['function'], $exits );
			if ( $place && ! $this->is_foreign( $place ) && ! $exits && '__return_' === substr( $place['function'], 0, 9 ) ) {
				$place = $this->added( $hook, "$hook $priority $id", $place['function'] );
			}
			if ( $place && ( $exits || $this->is_foreign( $place ) ) ) {
				$found[] = array( 'hook' => $hook, 'priority' => $priority ) + $place;
			}
		}
		// Those that have an `exit` of their own come before those that call something.
		$certain = $exits ? array_filter( array_column( $found, 'exits' ) ) : array();
		$found   = $certain ? array_values( array_intersect_key( $found, $certain ) ) : array_values( array_filter( $found, array( $this, 'is_foreign' ) ) );
		if ( count( array_unique( array_column( $found, 'file' ) ) ) !== 1 || ! $this->is_foreign( $found[0] ) ) {
			return null;
		}
		unset( $found[0]['exits'] );
		return count( $found ) > 1 ? array( 'line' => null, 'function' => null ) + $found[0] : $found[0];
	}

	/** Who added a callback of core's (`__return_false`): the line that names the hook, in the plugin that was loading. */
	private function added( $hook, $key, $function ) {
		$adder  = isset( $this->adders[ $key ] ) && '' !== $this->adders[ $key ] ? $this->place( $this->adders[ $key ] ) : null;
		$folder = $adder ? dirname( $adder['file'] ) . '/' : '';
		$places = array();
		foreach ( get_included_files() as $file ) {
			$place = $this->place( $file );
			$ours  = ! $adder || $place && ( $place['file'] === $adder['file'] || ( substr_count( $folder, '/' ) > 2 && 0 === strpos( $place['file'], $folder ) ) );
			if ( ! $ours || ! $this->is_foreign( $place ) || ! is_readable( $file ) ) {
				continue;
			}
			foreach ( file( $file ) as $number => $text ) {
				if ( preg_match( '/[\'"]' . $hook . '[\'"]/', $text ) && false !== strpos( $text, $function ) ) {
					$places[] = array( 'line' => $number + 1, 'function' => $function ) + $place;
				}
			}
		}
		return 1 === count( $places ) ? $places[0] : $adder;
	}

	/* Places: kind, file (relative to the WordPress folder), line, function. */

	/** The code that called WordPress: the nearest caller, or the nearest that is not WordPress' own. */
	private function caller( $foreign ) {
		$own     = null;
		$frames  = debug_backtrace( DEBUG_BACKTRACE_IGNORE_ARGS );
		$current = array_diff( $GLOBALS['wp_current_filter'], array( 'wp_error_added', 'status_header' ) );
		$hook    = $current ? end( $current ) : null;
		foreach ( $frames as $i => $frame ) {
			$place = isset( $frame['file'] ) ? $this->place( $frame['file'], $frame['line'] ) : null;
			if ( ! $place || preg_match( '#^wp-includes/(class-wp-hook|class-wp-error|plugin)\.php$#', $place['file'] ) ) {
				continue;
			}
			// Every file of the front controller includes the next one: that is no answer.
			if ( 'other' === $place['kind'] && preg_match( '/^(require|include)(_once)?$/', $frame['function'] ) ) {
				continue;
			}
			$outer             = isset( $frames[ $i + 1 ] ) ? $frames[ $i + 1 ] : array( 'function' => '' );
			$place['function'] = $this->name( isset( $outer['class'] ) ? $outer['class'] : '', $outer['function'] );
			if ( null !== $hook && isset( $GLOBALS['wp_filter'][ $hook ] ) ) {
				$place['hook']     = $hook;
				$place['priority'] = $GLOBALS['wp_filter'][ $hook ]->current_priority();
			}
			if ( ! $foreign || $this->is_foreign( $place ) ) {
				return $place;
			}
			$own = $own ? $own : $place;
		}
		return $own;
	}

	private function place_of( $callback, $exits = false ) {
		try {
			$callback = is_string( $callback ) && strpos( $callback, '::' ) ? explode( '::', $callback ) : $callback;
			if ( is_object( $callback ) && ! $callback instanceof Closure ) {
				$callback = array( $callback, '__invoke' );
			}
			$code = is_array( $callback ) ? new ReflectionMethod( $callback[0], $callback[1] ) : new ReflectionFunction( $callback );
		} catch ( Throwable $e ) {
			return null;
		}
		$place = $code->getFileName() ? $this->place( $code->getFileName(), $code->getStartLine() ) : null;
		if ( $place ) {
			$place['function'] = $this->name( isset( $code->class ) ? $code->class : '', $code->getName() );
			$line              = $exits ? $this->exit_line( $code->getFileName(), $code->getStartLine(), $code->getEndLine() ) : null;
			$place             = ( $exits ? array( 'exits' => null !== $line, 'line' => $line ? $line : $place['line'] ) : array() ) + $place;
		}
		return $place;
	}

	/** The line of `exit` or `die` in a part of a file, where there is exactly one. */
	private function exit_line( $file, $from = 1, $to = PHP_INT_MAX ) {
		$lines = array();
		foreach ( function_exists( 'token_get_all' ) && is_readable( $file ) ? token_get_all( (string) file_get_contents( $file ) ) : array() as $token ) {
			if ( is_array( $token ) && T_EXIT === $token[0] && $token[2] >= $from && $token[2] <= $to && ! $this->is_guard( $file, $token[2] ) ) {
				$lines[] = $token[2];
			}
		}
		return 1 === count( $lines ) ? $lines[0] : null;
	}

	/** `defined( 'ABSPATH' ) || exit;` and the like end no request of WordPress. */
	private function is_guard( $file, $line ) {
		$lines = file( $file );
		return false !== strpos( ( $line > 1 ? $lines[ $line - 2 ] : '' ) . $lines[ $line - 1 ], 'defined' );
	}

	private function place( $file, $line = null ) {
		$file = wp_normalize_path( $file );
		if ( preg_match( '/^(.*?)\((\d+)\) : /', $file, $evaluated ) ) {
			list( , $file, $line ) = $evaluated;
		}
		if ( wp_normalize_path( __FILE__ ) === $file ) {
			return null;
		}
		$base = wp_normalize_path( ABSPATH );
		foreach ( isset( $GLOBALS['wp_plugin_paths'] ) ? $GLOBALS['wp_plugin_paths'] : array() as $path => $real ) {
			$file = 0 === strpos( $file, $real . '/' ) ? $path . substr( $file, strlen( $real ) ) : $file;
		}
		$found = array( 'other', basename( $file ) );
		foreach ( $this->folders() as list( $folder, $kind, $usual ) ) {
			foreach ( array( $folder, (string) realpath( $folder ) ) as $each ) {
				$each = trailingslashit( wp_normalize_path( $each ) );
				if ( '/' === $each || 0 !== strpos( $file, $each ) ) {
					continue;
				}
				$rest   = substr( $file, strlen( $each ) );
				$folder = trailingslashit( wp_normalize_path( $folder ) );
				$found  = array( $kind, ( 0 === strpos( $folder, $base ) ? substr( $folder, strlen( $base ) ) : $usual ) . $rest );
				if ( ( 'drop-in' === $kind && strpos( $rest, '/' ) ) || ( '' === $usual && ! preg_match( '/^(index|xmlrpc|wp-(?!config)[a-z-]+)\.php$/', $rest ) ) ) {
					$found[0] = 'other';
				}
				break 2;
			}
		}
		return array( 'kind' => $found[0], 'file' => $found[1], 'line' => null === $line ? null : (int) $line, 'function' => null, 'hook' => null, 'priority' => null );
	}

	private function folders() {
		return array(
			array( WPMU_PLUGIN_DIR, 'must-use', 'wp-content/mu-plugins/' ),
			array( WP_PLUGIN_DIR, 'plugin', 'wp-content/plugins/' ),
			array( WP_CONTENT_DIR . '/themes', 'theme', 'wp-content/themes/' ),
			array( WP_CONTENT_DIR, 'drop-in', 'wp-content/' ),
			array( ABSPATH . 'wp-includes', 'core', 'wp-includes/' ),
			array( ABSPATH . 'wp-admin', 'core', 'wp-admin/' ),
			array( ABSPATH, 'core', '' ),
		);
	}

	private function is_foreign( $place ) {
		return $place && 'core' !== $place['kind'];
	}

	/** A function's name, without the absolute paths that PHP puts into the names of closures and nameless classes. */
	private function name( $class, $function ) {
		$class    = preg_replace( '/@anonymous.*/s', '@anonymous', (string) $class );
		$function = preg_replace( '/\{closure.*/s', '{closure}', (string) $function );
		return ( '' === $class || '{closure}' === $function ? '' : $class . '::' ) . $function;
	}

	private function callbacks( $hook ) {
		return isset( $GLOBALS['wp_filter'][ $hook ] ) ? $GLOBALS['wp_filter'][ $hook ]->callbacks : array();
	}
} )->start();
