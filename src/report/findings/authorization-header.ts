/** The header that carries credentials, in words. */

import type { Language } from '../../language/language.ts';
import type { HeaderFacts, ServerKind } from '../../model/facts/access.ts';
import { clean, safeUrl } from '../format.ts';
import type { FindingWords } from './words.ts';

/** Whether the Authorization header reaches PHP. */
export function headerWords(t: Language, facts: HeaderFacts): FindingWords {
  switch (facts.kind) {
    case 'header-arrives':
      return {
        evidence:
          facts.shownBy === 'site-health'
            ? t.__('Site Health says that the Authorization header reaches PHP.')
            : t.__(
                'WordPress has read the user name and the application password, so the Authorization header reaches PHP.',
              ),
        meaning: t.__('A lost header is not the cause.'),
        advice: '',
      };
    case 'header-lost':
      return {
        evidence: t.__('Site Health says that the Authorization header does not reach PHP.'),
        meaning: facts.matters
          ? t.__(
              'WordPress never sees an application password or token, right or wrong, and answers as it does without a login: 401. No plugin has to be deactivated.',
            )
          : t.__(
              'Application passwords and tokens cannot work here. The failing request is sent without them, so this does not explain it.',
            ),
        advice: rule(t, facts.server),
      };
    case 'header-foreign':
      return {
        evidence: t.__(
          'WordPress complains of a user name or password (%(code)s) at %(url)s, but wp-bisect sent no credential with that request.',
          { code: clean(facts.code ?? '', 80), url: safeUrl(facts.url) },
        ),
        meaning: facts.gate
          ? t.__(
              'WordPress takes the password of the server (--gate) for an application password. A plugin such as WooCommerce only makes WordPress look at it early: no plugin is to blame.',
            )
          : t.__(
              'Something in front of WordPress, such as a single sign-on proxy or a password gate, adds an Authorization header, and WordPress takes it for an application password. A plugin such as WooCommerce only makes WordPress look at it early: no plugin is to blame.',
            ),
        advice: t.__(
          "Have the proxy or the server keep that header from PHP. On nginx with PHP-FPM: fastcgi_param HTTP_AUTHORIZATION \"\"; on Apache: RequestHeader unset Authorization. Or, on a site that needs no application passwords, add to a must-use plugin: add_filter( 'wp_is_application_passwords_available', '__return_false' );",
        ),
      };
    case 'header-unknown':
      return {
        evidence: unknown(t, facts.why),
        meaning: t.__('It is unknown whether the Authorization header reaches PHP.'),
        advice:
          facts.why === 'no-session'
            ? t.__(
                'Give the account password of an administrator (WP_BISECT_PASSWORD): Site Health answers only signed-in users. Or look at wp-admin > Tools > Site Health.',
              )
            : t.__('Look at wp-admin > Tools > Site Health > Status.'),
      };
  }
}

type Why = (HeaderFacts & { kind: 'header-unknown' })['why'];

function unknown(t: Language, why: Why): string {
  const reasons: Readonly<Record<Why, string>> = {
    'no-session': t.__(
      'Site Health was not asked, because this run is not signed in with the account password.',
    ),
    gate: t.__('A password gate uses the same header, so the test would say nothing.'),
    refused: t.__('Site Health did not make its test for this session.'),
    'no-answer': t.__('Site Health did not answer.'),
  };
  return reasons[why];
}

/** How this server passes the header on. */
function rule(t: Language, server: ServerKind): string {
  const permalinks = t.__(
    'On Apache or LiteSpeed, save wp-admin > Settings > Permalinks once. WordPress then writes its own rule (RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]) between its BEGIN and END lines in .htaccess, and changes nothing else.',
  );
  switch (server) {
    case 'apache':
      return `${permalinks} ${t.__('If the rule is there already, set "CGIPassAuth On" for the folder (Apache 2.4.13 or later); a host can set it.')}`;
    case 'litespeed':
      return `${permalinks} ${t.__('If the rule is there already, ask the host.')}`;
    case 'nginx':
      return t.__(
        'On nginx with PHP-FPM, add "fastcgi_param HTTP_AUTHORIZATION $http_authorization;" where the other fastcgi_param lines are, and reload nginx. If Apache runs behind nginx, save wp-admin > Settings > Permalinks once instead. A host can do either.',
      );
    case 'iis':
      return t.__(
        'On IIS, enable only "Anonymous Authentication" for the site, so that IIS does not take the header for itself, and restart the PHP FastCGI process. A host can do that.',
      );
    case 'other':
      return `${t.__('The web server does not say its name (a proxy or CDN may hide it).')} ${permalinks} ${t.__('On nginx with PHP-FPM the line is "fastcgi_param HTTP_AUTHORIZATION $http_authorization;". Ask the host which server it is.')}`;
  }
}
