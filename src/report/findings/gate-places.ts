/** Where the rule of a password gate is written, for each web server and host. */

import type { Language } from '../../language/language.ts';
import type { Answerer } from '../../model/facts/server.ts';
import { hostingOf } from './words.ts';

/** The exact place of the rule for this server, one sentence each. */
export function whereToLook(t: Language, who: Answerer): readonly string[] {
  if (who.server === 'iis') {
    return [
      t.__(
        'The rule: in IIS Manager > the site > Authentication, enable Anonymous, disable Basic and Windows Authentication.',
      ),
    ];
  }
  const host = hostingOf(who);
  return [
    ofServer(t, who.server),
    ...(host === null
      ? []
      : [
          t.__('At %(host)s, the dashboard has the lock of the site or of its staging copy.', {
            host,
          }),
        ]),
    t.__(
      'Hosting panels call it "Directory Privacy" (cPanel), "Password-Protected Directories" (Plesk) or a staging lock.',
    ),
  ];
}

function ofServer(t: Language, server: string | null): string {
  switch (server) {
    case 'nginx':
    case 'openresty':
      return t.__('The rule: "auth_basic" in nginx\'s configuration (server or location block).');
    case 'apache':
      return t.__(
        'The rule: "AuthType Basic" and "AuthUserFile" (a .htpasswd) in the .htaccess of the folder or of one above it, or in the VirtualHost.',
      );
    case 'litespeed':
      return t.__(
        'The rule: "AuthType Basic" in .htaccess, or Security > Realms of the virtual host in LiteSpeed\'s WebAdmin.',
      );
    default:
      return t.__(
        'The rule: "auth_basic" (nginx), or "AuthType Basic" with a .htpasswd in .htaccess (Apache, LiteSpeed).',
      );
  }
}
