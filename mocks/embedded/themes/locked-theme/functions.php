<?php
/**
 * A snippet somebody pasted from a forum: anonymous REST requests are answered 401 theme_says_no.
 */

add_filter(
	'rest_authentication_errors',
	static function ( $result ) {
		if ( ! empty( $result ) || is_user_logged_in() ) {
			return $result;
		}
		return new WP_Error( 'theme_says_no', 'Not for visitors.', array( 'status' => 401 ) );
	},
	99
);
