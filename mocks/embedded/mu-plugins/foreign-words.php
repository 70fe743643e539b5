<?php
/**
 * Plugin Name: Foreign Words
 * Description: A WordPress in Russian, German or Arabic (FOREIGN_LOCALE) without a language pack: WordPress' own words where a program may read them, foreign letters in every other one.
 * License: GPL-2.0-or-later
 */

const FOREIGN_WORDS = array(
	'ru_RU' => array(
		'Plugins'                 => 'Плагины',
		'Activate'                => 'Активировать',
		'Deactivate'              => 'Деактивировать',
		'Delete'                  => 'Удалить',
		'Settings'                => 'Настройки',
		'Log In'                  => 'Войти',
		'Password'                => 'Пароль',
		'Username or Email Address' => 'Имя пользователя или email',
		'Application Passwords'   => 'Пароли приложений',
		'Auto-updates disabled'   => 'Автообновления отключены',
		'By %s'                   => 'Автор: %s',
		'Version %s'              => 'Версия %s',
		'Sorry, you are not allowed to do that.' => 'Извините, вам не разрешено выполнять данное действие.',
		'<strong>Error:</strong> The password you entered for the username %s is incorrect.' => '<strong>Ошибка:</strong> введённый вами пароль пользователя %s неверен.',
		'<strong>Error:</strong> The username <strong>%s</strong> is not registered on this site. If you are unsure of your username, try your email address instead.' => '<strong>Ошибка:</strong> имя пользователя <strong>%s</strong> не зарегистрировано на этом сайте. Если вы не уверены в своём имени пользователя, попробуйте использовать адрес email.',
		'Lost your password?'     => 'Забыли пароль?',
	),
	'de_DE' => array(
		'Plugins'                 => 'Plugins',
		'Activate'                => 'Aktivieren',
		'Deactivate'              => 'Deaktivieren',
		'Delete'                  => 'Löschen',
		'Settings'                => 'Einstellungen',
		'Log In'                  => 'Anmelden',
		'Password'                => 'Passwort',
		'Username or Email Address' => 'Benutzername oder E-Mail-Adresse',
		'Application Passwords'   => 'Anwendungspasswörter',
		'Auto-updates disabled'   => 'Automatische Aktualisierungen deaktiviert',
		'By %s'                   => 'Von %s',
		'Version %s'              => 'Version %s',
		'Sorry, you are not allowed to do that.' => 'Du bist leider nicht berechtigt, das zu tun.',
		'<strong>Error:</strong> The password you entered for the username %s is incorrect.' => '<strong>Fehler:</strong> Das Passwort, das du für den Benutzernamen %s eingegeben hast, ist nicht korrekt.',
		'<strong>Error:</strong> The username <strong>%s</strong> is not registered on this site. If you are unsure of your username, try your email address instead.' => '<strong>Fehler:</strong> Der Benutzername <strong>%s</strong> ist auf dieser Website nicht registriert. Falls du dir nicht sicher bist, versuche es stattdessen mit deiner E-Mail-Adresse.',
		'Lost your password?'     => 'Passwort vergessen?',
	),
	'ar' => array(
		'Plugins'                 => 'إضافات',
		'Activate'                => 'تفعيل',
		'Deactivate'              => 'تعطيل',
		'Delete'                  => 'حذف',
		'Settings'                => 'الإعدادات',
		'Log In'                  => 'تسجيل الدخول',
		'Password'                => 'كلمة المرور',
		'Username or Email Address' => 'اسم المستخدم أو البريد الإلكتروني',
		'Application Passwords'   => 'كلمات مرور التطبيقات',
		'Auto-updates disabled'   => 'التحديثات التلقائية معطلة',
		'By %s'                   => 'بواسطة %s',
		'Version %s'              => 'النسخة %s',
		'Sorry, you are not allowed to do that.' => 'عذرًا، غير مسموح لك بالقيام بذلك.',
		'<strong>Error:</strong> The password you entered for the username %s is incorrect.' => '<strong>خطأ:</strong> كلمة المرور التي أدخلتها لاسم المستخدم %s غير صحيحة.',
		'<strong>Error:</strong> The username <strong>%s</strong> is not registered on this site. If you are unsure of your username, try your email address instead.' => '<strong>خطأ:</strong> اسم المستخدم <strong>%s</strong> غير مسجل على هذا الموقع. إذا لم تكن متأكدًا من اسم المستخدم، جرّب بريدك الإلكتروني بدلًا منه.',
		'Lost your password?'     => 'هل فقدت كلمة مرورك؟',
	),
);

// A letter for each of a to z.
const FOREIGN_LETTERS = array(
	'ru_RU' => 'абцдефгхийклмнопщрстувшжыз',
	'de_DE' => 'äbçdëfğhïjķłmñöpqřşťüvŵxÿž',
	'ar'    => 'ابجدهفغحيجكلمنوبقرستعوشخيز',
);

define( 'FOREIGN', defined( 'FOREIGN_LOCALE' ) ? FOREIGN_LOCALE : 'ru_RU' );

add_filter( 'locale', fn() => FOREIGN );
add_filter( 'gettext', 'foreign_words', 10, 2 );
add_filter( 'gettext_with_context', 'foreign_words_in_context', 10, 3 );
add_filter( 'ngettext', fn( $translated ) => foreign_words( $translated, $translated ) );

/** The same; Arabic is written from right to left, and WordPress asks for that with a text. */
function foreign_words_in_context( string $translated, string $text, string $context ): string {
	if ( 'text direction' === $context ) {
		return 'ar' === FOREIGN ? 'rtl' : $translated;
	}
	return foreign_words( $translated, $text );
}

/** The foreign words of a text. Names of settings that are read by code (`html_lang_attribute`) stay. */
function foreign_words( string $translated, string $text ): string {
	$known = FOREIGN_WORDS[ FOREIGN ][ $text ] ?? null;
	if ( null !== $known ) {
		return $known;
	}
	if ( preg_match( '/^[a-z0-9_-]*$/', $text ) ) {
		return $translated;
	}
	$letters = array();
	foreach ( mb_str_split( FOREIGN_LETTERS[ FOREIGN ] ) as $index => $letter ) {
		$latin                           = chr( ord( 'a' ) + $index );
		$letters[ $latin ]               = $letter;
		$letters[ strtoupper( $latin ) ] = mb_strtoupper( $letter );
	}
	// Tags, entities and placeholders stay.
	$parts = preg_split( '/(<[^>]*>|&[#\w]+;|%(?:\d+\$)?[-+0-9.]*[a-zA-Z%]|https?:\S+)/', $text, -1, PREG_SPLIT_DELIM_CAPTURE );
	foreach ( $parts as $index => $part ) {
		if ( 0 === $index % 2 ) {
			$parts[ $index ] = strtr( $part, $letters );
		}
	}
	return implode( '', $parts );
}
