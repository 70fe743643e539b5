/** The header that carries credentials, in words. */

import type { HeaderFacts, ServerKind } from '../../model/facts/access.ts';
import type { FindingWords } from './words.ts';

/** Whether the Authorization header reaches PHP. */
export function headerWords(facts: HeaderFacts): FindingWords {
  switch (facts.kind) {
    case 'header-arrives':
      return {
        evidence:
          facts.shownBy === 'site-health'
            ? 'Site Health says that the Authorization header reaches PHP.'
            : 'WordPress has read the user name and the application password, so the Authorization header reaches PHP.',
        meaning: 'A lost header is not the cause.',
        advice: '',
      };
    case 'header-lost':
      return {
        evidence: 'Site Health says that the Authorization header does not reach PHP.',
        meaning: facts.matters
          ? 'Every application password and token is ignored, right or wrong, and the request counts as a stranger: that is the 401. No plugin has to be switched.'
          : 'Application passwords and tokens cannot work here. What fails is sent without them, so this does not explain it.',
        advice: RULES[facts.server],
      };
    case 'header-unknown':
      return {
        evidence: UNKNOWN[facts.why],
        meaning: 'Whether the Authorization header reaches PHP is not known.',
        advice:
          facts.why === 'no-session'
            ? 'Give the account password of an administrator (WP_BISECT_PASSWORD): Site Health tells it to whoever is signed in. Or look at wp-admin > Tools > Site Health.'
            : 'Look at wp-admin > Tools > Site Health > Status.',
      };
  }
}

const UNKNOWN: Readonly<Record<(HeaderFacts & { kind: 'header-unknown' })['why'], string>> = {
  'no-session': 'Site Health could not be asked: nobody is signed in with the account password.',
  gate: 'A password gate uses the same header, so the test would say nothing.',
  refused: 'Site Health did not make its test for this session.',
  'no-answer': 'Site Health could not be asked.',
};

const APACHE =
  'save wp-admin > Settings > Permalinks once: WordPress then writes its own rule (RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]) between its BEGIN and END lines in .htaccess, and changes nothing else.';

const RULES: Readonly<Record<ServerKind, string>> = {
  apache: `On Apache, ${APACHE} If it is there already, "CGIPassAuth On" for the folder does it (Apache 2.4.13 or later); a host can set it.`,
  litespeed: `On LiteSpeed, ${APACHE} If it is there already, ask the host.`,
  nginx:
    'On nginx with PHP-FPM, add "fastcgi_param HTTP_AUTHORIZATION $http_authorization;" where the other fastcgi_param lines are, and reload nginx. If Apache stands behind nginx, save wp-admin > Settings > Permalinks once instead. A host can do either.',
  iis: 'On IIS, let only "Anonymous Authentication" be on for the site, so that IIS does not take the header for itself, and restart the PHP FastCGI process. A host can do that.',
  other: `The web server does not say its name (a proxy or CDN may hide it). On Apache, ${APACHE} On nginx with PHP-FPM the line is "fastcgi_param HTTP_AUTHORIZATION $http_authorization;". Ask the host which one it is.`,
};
