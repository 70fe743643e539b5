/** What stands at the address. */

import type { Language } from '../../language/language.ts';
import type { ProblemFacts } from '../../model/errors.ts';
import { isRefusal } from '../../model/facts/server.ts';
import { CLOUDFLARE_ACCESS, portalAt } from '../../model/portals.ts';
import { type CredentialSource, clean, type Sentence, type Sentences, safeUrl } from '../format.ts';
import { tlsWords } from './tls.ts';

export const SITE: Sentences<
  | 'not-wordpress'
  | 'rest-unavailable'
  | 'wordpress-too-old'
  | 'gate-closed'
  | 'bot-challenge'
  | 'rate-limited'
  | 'server-error'
  | 'cached-list'
> = {
  'cached-list': (t, { url }) => ({
    fact: t.__(
      'A cache answers for the list of plugins (%(url)s), so the list does not show which plugins are active now.',
      { url: safeUrl(url) },
    ),
    remedy: t.__('Keep wp-admin and the REST API out of the cache, or empty it, then try again.'),
  }),
  'not-wordpress': (t, { url, status }) =>
    isRefusal(status)
      ? keptOut(t, url, status)
      : {
          fact: t.__('There is no WordPress at %(url)s (answer %(status)s).', {
            url: safeUrl(url),
            status,
          }),
          remedy: t.__(
            'If WordPress is in a subfolder, add the folder: example.com/blog. A link to its /wp-admin works as well.',
          ),
        },
  'rest-unavailable': (t, { url, status, code }, given) => ({
    fact: t.__('The REST API of the site does not work: %(url)s answers %(answer)s.', {
      url: safeUrl(url),
      answer: code === null ? status : `${status} ${clean(code, 80)}`,
    }),
    remedy:
      given === 'asked'
        ? t.__(
            'Give the account password: when you are signed in, the plugins page of wp-admin works without the REST API.',
          )
        : t.__(
            'Give the account password (WP_BISECT_PASSWORD): when you are signed in, the plugins page of wp-admin works without the REST API.',
          ),
  }),
  'wordpress-too-old': (t, { url }, given) => ({
    fact: t.__('The WordPress at %(url)s is older than 5.5: its REST API cannot switch plugins.', {
      url: safeUrl(url),
    }),
    remedy:
      given === 'asked'
        ? t.__('Give the account password and use --switch admin, or update WordPress.')
        : t.__(
            'Give the account password (WP_BISECT_PASSWORD) and use --switch admin, or update WordPress.',
          ),
  }),
  'gate-closed': (t, facts, given) => gateClosed(t, facts, given),
  'bot-challenge': (t, { url, by }) => ({
    fact: t.__('%(by)s in front of %(url)s demands a browser.', {
      by: clean(by, 60),
      url: safeUrl(url),
    }),
    remedy: t.__(
      'Let the IP address of this machine through at that service, or start from a machine that it lets through.',
    ),
  }),
  'rate-limited': (t, { url, retryAfterSeconds }) => ({
    fact: t.__('%(url)s answers 429: too many requests.', { url: safeUrl(url) }),
    remedy:
      retryAfterSeconds === null
        ? t.__('Wait some minutes, then try again.')
        : t.__('Try again in %(duration)s.', { duration: t.duration(retryAfterSeconds) }),
  }),
  'server-error': (t, { url, status, excerpt }, given) => ({
    fact:
      excerpt === ''
        ? t.__('%(url)s answers %(status)s, an error of the server.', {
            url: safeUrl(url),
            status,
          })
        : t.__('%(url)s answers %(status)s, an error of the server: "%(words)s".', {
            url: safeUrl(url),
            status,
            words: clean(excerpt, 200),
          }),
    remedy:
      status === 500
        ? fatal(t, given)
        : t.__(
            'This is a server error, not a 401. Check the error log of the server (or wp-content/debug.log) and fix it first.',
          ),
  }),
};

/** A fatal error locks the login page, too; WordPress has a way in for that. */
function fatal(t: Language, given: CredentialSource): string {
  return given === 'asked'
    ? t.__(
        "This is a fatal error, not a 401. WordPress mails the administrator a link for it. Run wp-bisect SITE again, and give that link when it asks. Without the mail, the server's error log (or wp-content/debug.log) names the plugin.",
      )
    : t.__(
        "This is a fatal error, not a 401. WordPress mails the administrator a link for it. Put that link into WP_BISECT_RECOVERY_LINK: wp-bisect SITE --restore brings back what a run has left off, and --bisect --fails-on 500 finds the plugin. Without the mail, the server's error log (or wp-content/debug.log) names the plugin.",
      );
}

function gateClosed(
  t: Language,
  { url, realm, refused, byPlugin }: ProblemFacts['gate-closed'],
  given: CredentialSource,
): Sentence {
  const at = { url: safeUrl(url) };
  const name = clean(realm ?? '', 80);
  const named = (sentence: string) =>
    name === '' ? sentence : `${sentence} ${t.__('The prompt says "%(realm)s".', { realm: name })}`;
  if (refused) {
    return {
      fact: named(
        t.__('The password gate in front of %(url)s refuses this user and password.', at),
      ),
      remedy:
        given === 'asked'
          ? t.__(
              'Check --gate USER and its password. They belong to the server (often a staging area), not to WordPress.',
            )
          : t.__(
              'Check --gate USER and WP_BISECT_GATE_PASSWORD. They belong to the server (often a staging area), not to WordPress.',
            ),
    };
  }
  const open =
    given === 'asked'
      ? t.__('To get past it, start again with --gate USER: wp-bisect then asks for its password.')
      : t.__(
          'To get past it, give its user with --gate USER and its password in WP_BISECT_GATE_PASSWORD.',
        );
  if (byPlugin) {
    const also =
      given === 'asked'
        ? t.__(
            'Give the account password, too. wp-bisect then sends the requests of visitors without the gate password, so that it can find the plugin.',
          )
        : t.__(
            'Give the account password (WP_BISECT_PASSWORD), too. wp-bisect then sends the requests of visitors without the gate password, so that it can find the plugin.',
          );
    return {
      fact: named(
        t.__(
          'A plugin of the site asks for a password of its own, also at the login page: %(url)s.',
          at,
        ),
      ),
      remedy: `${open} ${also}`,
    };
  }
  const only =
    given === 'asked'
      ? t.__('Behind a gate only the account password works, not an application password.')
      : t.__(
          'Behind a gate only the account password (WP_BISECT_PASSWORD) works, not an application password.',
        );
  return {
    fact: named(t.__('The server asks for a password before WordPress runs: %(url)s.', at)),
    remedy: `${open} ${only}`,
  };
}

/** The network between here and the site. */
export const NETWORK: Sentences<
  | 'host-unknown'
  | 'connection-refused'
  | 'connection-failed'
  | 'timed-out'
  | 'tls'
  | 'bad-proxy'
  | 'plain-http-refused'
  | 'redirected-away'
  | 'redirect-loop'
> = {
  'host-unknown': (t, { host }) => ({
    fact: t.__('There is no server with the name %(host)s.', { host: clean(host) }),
    remedy: t.__('Check the spelling, and that this machine is online.'),
  }),
  'connection-refused': (t, { host }) => ({
    fact: t.__('%(host)s refuses the connection.', { host: clean(host) }),
    remedy: t.__(
      'Check the address and the port, whether the web server is running, and whether a firewall or a VPN blocks the way.',
    ),
  }),
  'connection-failed': (t, { host, cause }) => ({
    fact: t.__('The connection to %(host)s failed (%(cause)s).', {
      host: clean(host),
      cause: clean(cause, 120),
    }),
    remedy: t.__(
      'Check that this machine is online and that the site opens in a browser, then try again.',
    ),
  }),
  'timed-out': (t, { url, seconds }) => ({
    fact: t.__('%(url)s did not answer within %(duration)s.', {
      url: safeUrl(url),
      duration: t.duration(seconds),
    }),
    remedy: t.__('Try again later, or allow more time with --timeout SECONDS.'),
  }),
  tls: tlsWords,
  'bad-proxy': (t, { proxy, cause }) => ({
    fact: t.__('The proxy %(proxy)s cannot be used (%(cause)s).', {
      proxy: safeUrl(proxy),
      cause: clean(cause, 120),
    }),
    remedy: t.__('Check HTTPS_PROXY and HTTP_PROXY; NO_PROXY=host bypasses them.'),
  }),
  'plain-http-refused': (t, { host }) => ({
    fact: t.__(
      '%(host)s does not answer over https, so your password would travel unencrypted. wp-bisect did not send it.',
      { host: clean(host) },
    ),
    remedy: t.__(
      'If the site works that way, type the address with http:// (http://%(host)s), or add --allow-http.',
      { host: clean(host) },
    ),
  }),
  'redirected-away': (t, { from, to }) =>
    portalWords(t, from, to) ?? {
      fact: t.__('%(from)s leads to another site, %(to)s. wp-bisect sends no password there.', {
        from: safeUrl(from),
        to: safeUrl(to),
      }),
      remedy: t.__(
        'If that is your site, start again with %(to)s. If that is a login page in front of your site, open it with a service token: --site-header "Name: @env:VARIABLE".',
        { to: safeUrl(to) },
      ),
    },
  'redirect-loop': (t, { url }) => ({
    fact: t.__('%(url)s redirects in a circle.', { url: safeUrl(url) }),
    remedy: t.__(
      'Often the address is set to https in WordPress and to http at the server, or the reverse. Try the other one.',
    ),
  }),
};

/** A portal in front is not the site under another name: nothing is gained by starting again there. */
export function portalWords(t: Language, from: string, to: string): Sentence | null {
  const portal = portalAt(to);
  if (portal === null) return null;
  const places = { from: safeUrl(from), to: safeUrl(to) };
  return {
    fact:
      portal.name === null
        ? t.__(
            'A single sign-on portal stands in front of %(from)s: it asks for a login at %(to)s.',
            places,
          )
        : t.__(
            'A single sign-on portal (%(portal)s) stands in front of %(from)s: it asks for a login at %(to)s.',
            { ...places, portal: portal.name },
          ),
    remedy:
      portal.name === CLOUDFLARE_ACCESS
        ? t.__(
            'Make a service token in Cloudflare Zero Trust, let a policy accept it, and add: --site-header "CF-Access-Client-Id: @env:NAME" --site-header "CF-Access-Client-Secret: @env:NAME". Or let a bypass rule admit the address of this machine.',
          )
        : t.__(
            'Open the way with a service token of the portal: --site-header "Name: @env:VARIABLE". Or let a bypass rule admit the address of this machine, or the site run without the portal for the test.',
          ),
  };
}

/** Whatever is asked is refused: what is behind that cannot be told. */
export function keptOut(t: Language, url: string, status: number): Sentence {
  return {
    fact: t.__('%(url)s answers %(status)s, and shows no sign of WordPress.', {
      url: safeUrl(url),
      status,
    }),
    remedy: t.__(
      'A firewall, a plugin or a login in front of the site may keep this computer out. Open the address in a browser on this computer. If it opens there, allow the address of this computer. If that does not help, it may refuse programs that are no browser: add --site-header "User-Agent: Mozilla/5.0".',
    ),
  };
}
