import type { Answerer, GateFacts } from '../../model/facts/server.ts';
import { clean, pathOf, safeUrl } from '../format.ts';
import { answererFirst, answererName, type FindingWords, hostingOf, named } from './words.ts';

/** Who asks for a login before WordPress does, in words. */
export function gateWords(facts: GateFacts): FindingWords {
  switch (facts.kind) {
    case 'gate-everywhere':
      return everywhere(facts);
    case 'gate-place':
      return place(facts);
    case 'gate-opened':
      return {
        evidence: `${answererFirst(facts)} asks strangers for a password${named(facts.realm)}, even for ${pathOf(facts.file)}; --gate opens it.`,
        meaning:
          'The gate was passed, so a 401 that is left comes from behind it. Behind a gate an application password cannot be sent: both need the Authorization header.',
        advice: `If the site is public by now, remove the gate: ${whereToLook(facts)}.`,
      };
    case 'gate-unproven':
      return {
        evidence: facts.isFileOpen
          ? `${safeUrl(facts.url)} asks for a password${named(facts.realm)}; the file ${pathOf(facts.file)} does not.`
          : `${safeUrl(facts.url)} asks for a password${named(facts.realm)}, and so does ${pathOf(facts.file)}, with a page that PHP may have made.`,
        meaning: `Nothing shows who asks: a rule of ${answererName(facts)} for this place, or PHP (a plugin or the theme).`,
        advice: `Look for a rule first: ${whereToLook(facts)}. If there is none, go on with the plugins (--gate USER gets past the password meanwhile).`,
      };
    case 'gate-of-php':
      return {
        evidence: `${safeUrl(facts.url)} asks for a password${named(facts.realm)}${facts.file === null ? ', and the answer was made by PHP' : `; the file ${pathOf(facts.file)} is served without one`}.`,
        meaning:
          'Not the cause: the web server asks nobody. Something that runs in PHP does: a plugin, a must-use plugin or the theme.',
        advice:
          'Go on with the search among the plugins. If the login page asks too, get past it with --gate USER.',
      };
    case 'files-refused':
      return {
        evidence: `${answererFirst(facts)} answers ${facts.status} to ${pathOf(facts.file)}, a plain file of WordPress that no plugin sees.`,
        meaning:
          'The server refuses this machine, or this folder, without asking for a password. It may refuse other requests as well.',
        advice: `Look for rules that deny: "deny" in nginx, "Require" in Apache's .htaccess, blocked addresses at the host.`,
      };
    case 'no-gate':
      return {
        evidence:
          facts.file === null
            ? 'No request was met by a password prompt of the web server.'
            : `The file ${pathOf(facts.file)} is served without a password.`,
        meaning: 'Not the cause: the web server asks for no login.',
        advice: '',
      };
  }
}

function everywhere(facts: Extract<GateFacts, { kind: 'gate-everywhere' }>): FindingWords {
  const { url, file, refused, writtenBy } = facts;
  const seen =
    file === null
      ? `for ${safeUrl(url)} and for plain files of WordPress`
      : `even for ${pathOf(file)}, a plain file`;
  const writer =
    writtenBy === null
      ? ''
      : ` The name is that of ${clean(writtenBy, 60)}, a plugin that writes such a rule into .htaccess.`;
  return {
    evidence: `${answererFirst(facts)} ${asks(facts)} ${seen}.`,
    meaning: `No PHP runs for such a file, so no plugin can have made this 401: the server itself has a gate, as staging sites do.${writer}`,
    advice: `To remove it: ${whereToLook(facts)}. ${refused ? 'The user or the password given with --gate is wrong: check both.' : goOn(facts)}`,
  };
}

type Asks = { readonly realm: string | null; readonly scheme: string | null };

function asks({ realm, scheme }: Asks): string {
  return scheme === null
    ? 'answers 401, without asking for a password,'
    : `asks for a password${named(realm)}`;
}

/** How to get past it: `--gate` speaks Basic only. */
function goOn({ scheme }: Asks): string {
  if (scheme === null) {
    return 'Since it asks for nothing, --gate cannot open it: let the address of this machine through there.';
  }
  if (!/^basic$/i.test(scheme)) {
    return `--gate speaks Basic only, and this gate wants ${clean(scheme, 30)}: let the address of this machine through there.`;
  }
  return 'To go on behind it: --gate USER, its password in WP_BISECT_GATE_PASSWORD, and the password of the account in WP_BISECT_PASSWORD (no application password works behind a gate).';
}

const PLACES: Readonly<Record<Extract<GateFacts, { kind: 'gate-place' }>['place'], string>> = {
  'wp-admin': 'the folder wp-admin',
  'wp-login': 'the login page',
  rest: 'the REST API (wp-json)',
  elsewhere: 'this address',
};

const CAREFUL: Partial<Record<Extract<GateFacts, { kind: 'gate-place' }>['place'], string>> = {
  'wp-admin':
    ' If wp-admin is to stay closed, leave admin-ajax.php open: visitors and the editor need it.',
  rest: ' The block editor and many plugins need the REST API.',
};

function place(facts: Extract<GateFacts, { kind: 'gate-place' }>): FindingWords {
  const { url, proof } = facts;
  const how =
    proof === 'static-file'
      ? 'so it does for a plain file in that folder'
      : 'with its own error page, while other files are open';
  return {
    evidence: `${answererFirst(facts)} ${asks(facts)} at ${safeUrl(url)}: ${how}.`,
    meaning: `The server guards ${PLACES[facts.place]}; WordPress and its plugins are not asked.`,
    advice: `To remove the rule: ${whereToLook(facts)}.${CAREFUL[facts.place] ?? ''} ${goOn(facts)}`,
  };
}

const PANELS =
  'a host\'s panel calls it "Directory Privacy" (cPanel), "Password-Protected Directories" (Plesk) or a staging lock';

/** The exact place of the rule, for this server. */
function whereToLook(who: Answerer): string {
  const host = hostingOf(who);
  const at =
    host === null
      ? PANELS
      : `at ${host} the lock of the site or of its staging copy is in the dashboard; elsewhere ${PANELS}`;
  switch (who.server) {
    case 'nginx':
    case 'openresty':
      return `"auth_basic" in nginx's configuration (server or location block); ${at}`;
    case 'apache':
      return `"AuthType Basic" and "AuthUserFile" (a .htpasswd) in the .htaccess of the folder or of one above it, or in the VirtualHost; ${at}`;
    case 'litespeed':
      return `"AuthType Basic" in .htaccess, or Security > Realms of the virtual host in LiteSpeed's WebAdmin; ${at}`;
    case 'iis':
      return 'IIS Manager > the site > Authentication: enable Anonymous, disable Basic and Windows Authentication';
    default:
      return `"auth_basic" (nginx), "AuthType Basic" with a .htpasswd in .htaccess (Apache, LiteSpeed); ${at}`;
  }
}
