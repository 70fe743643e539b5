<?php
/**
 * Plugin Name: Russian Words
 * Description: A WordPress in Russian without a language pack: the locale, WordPress' own Russian where a program may read it, Cyrillic letters for every other word.
 * License: GPL-2.0-or-later
 */

const RUSSIAN_WORDS = array(
	'Plugins'                 => 'Плагины',
	'Activate'                => 'Активировать',
	'Deactivate'              => 'Деактивировать',
	'Delete'                  => 'Удалить',
	'Settings'                => 'Настройки',
	'Log In'                  => 'Войти',
	'Password'                => 'Пароль',
	'Username or Email Address' => 'Имя пользователя или email',
	'Application Passwords'   => 'Пароли приложений',
	'Sorry, you are not allowed to do that.' => 'Извините, вам не разрешено выполнять данное действие.',
	'<strong>Error:</strong> The password you entered for the username %s is incorrect.' => '<strong>Ошибка:</strong> введённый вами пароль пользователя %s неверен.',
	'<strong>Error:</strong> The username <strong>%s</strong> is not registered on this site. If you are unsure of your username, try your email address instead.' => '<strong>Ошибка:</strong> имя пользователя <strong>%s</strong> не зарегистрировано на этом сайте. Если вы не уверены в своём имени пользователя, попробуйте использовать адрес email.',
	'Lost your password?'     => 'Забыли пароль?',
);

const LETTERS = array(
	'a' => 'а', 'b' => 'б', 'c' => 'ц', 'd' => 'д', 'e' => 'е', 'f' => 'ф', 'g' => 'г', 'h' => 'х', 'i' => 'и',
	'j' => 'й', 'k' => 'к', 'l' => 'л', 'm' => 'м', 'n' => 'н', 'o' => 'о', 'p' => 'п', 'q' => 'щ', 'r' => 'р',
	's' => 'с', 't' => 'т', 'u' => 'у', 'v' => 'в', 'w' => 'ш', 'x' => 'ж', 'y' => 'ы', 'z' => 'з',
);

add_filter( 'locale', fn() => 'ru_RU' );
add_filter( 'gettext', 'russian_words', 10, 2 );
add_filter( 'gettext_with_context', fn( $translated, $text, $context ) => 'text direction' === $context ? $translated : russian_words( $translated, $text ), 10, 3 );
add_filter( 'ngettext', fn( $translated ) => russian_words( $translated, $translated ) );

/** The Russian of a text. Names of settings that are read by code (`html_lang_attribute`) stay. */
function russian_words( string $translated, string $text ): string {
	if ( isset( RUSSIAN_WORDS[ $text ] ) ) {
		return RUSSIAN_WORDS[ $text ];
	}
	if ( preg_match( '/^[a-z0-9_-]*$/', $text ) ) {
		return $translated;
	}
	$upper = array();
	foreach ( LETTERS as $latin => $cyrillic ) {
		$upper[ strtoupper( $latin ) ] = mb_strtoupper( $cyrillic );
	}
	// Tags, entities and placeholders stay.
	$parts = preg_split( '/(<[^>]*>|&[#\w]+;|%(?:\d+\$)?[-+0-9.]*[a-zA-Z%]|https?:\S+)/', $text, -1, PREG_SPLIT_DELIM_CAPTURE );
	foreach ( $parts as $index => $part ) {
		if ( 0 === $index % 2 ) {
			$parts[ $index ] = strtr( $part, LETTERS + $upper );
		}
	}
	return implode( '', $parts );
}
