/** What stands at the address. */

import { clean, duration, type Given, type Sentences, safeUrl } from '../format.ts';

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
  'cached-list': ({ url }) => ({
    fact: `A cache answers for the list of plugins (${safeUrl(url)}): it does not show which are active now.`,
    remedy: 'Keep wp-admin and the REST API out of the cache, or empty it, then try again.',
  }),
  'not-wordpress': ({ url, status }) => ({
    fact: `There is no WordPress at ${safeUrl(url)} (answer ${status}).`,
    remedy:
      'If WordPress is in a subfolder, give it too: example.com/blog. A link to its /wp-admin works as well.',
  }),
  'rest-unavailable': ({ url, status, code }, given) => ({
    fact: `The REST API of the site does not work: ${safeUrl(url)} answers ${answer(status, code)}.`,
    remedy: `Give ${accountPassword(given)}: signed in, the plugins page of wp-admin works without the REST API.`,
  }),
  'wordpress-too-old': ({ url }, given) => ({
    fact: `The WordPress at ${safeUrl(url)} is older than 5.5: its REST API cannot switch plugins.`,
    remedy: `Give ${accountPassword(given)} and use --switch admin, or update WordPress.`,
  }),
  'gate-closed': ({ url, realm, refused, byPlugin }, given) => {
    const name = realm === null ? '' : ` "${clean(realm, 80)}"`;
    if (byPlugin && !refused) {
      return {
        fact: `A plugin of the site asks for a password of its own${name}, also at the login page: ${safeUrl(url)}.`,
        remedy: `To get past it, ${gateUser(given)}, together with ${accountPassword(given)}. Visitors are then looked at without it, so the plugin can be found.`,
      };
    }
    return refused
      ? {
          fact: `The password gate${name} in front of ${safeUrl(url)} refuses this user and password.`,
          remedy: `Check --gate USER and ${given === 'asked' ? 'its password' : 'WP_BISECT_GATE_PASSWORD'}. They belong to the server (often a staging area), not to WordPress.`,
        }
      : {
          fact: `The server asks for a password of its own${name} before WordPress is reached: ${safeUrl(url)}.`,
          remedy: `To go on behind it, ${gateUser(given)}. Behind a gate only ${accountPassword(given)} works, not an application password.`,
        };
  },
  'bot-challenge': ({ url, by }) => ({
    fact: `${clean(by, 60)} stands in front of ${safeUrl(url)} and wants to see a browser.`,
    remedy:
      'Let the IP address of this machine through at that service, or start from a machine that it lets through.',
  }),
  'rate-limited': ({ url, retryAfterSeconds }) => ({
    fact: `${safeUrl(url)} answers 429: too many requests.`,
    remedy:
      retryAfterSeconds === null
        ? 'Wait some minutes, then try again.'
        : `Try again in ${duration(retryAfterSeconds)}.`,
  }),
  'server-error': ({ url, status, excerpt }, given) => ({
    fact: `${safeUrl(url)} answers ${status}, an error of the server${excerpt === '' ? '' : `: "${clean(excerpt, 200)}"`}.`,
    remedy:
      status === 500
        ? fatal(given)
        : 'That is another fault than a 401. See the error log of the server (or wp-content/debug.log) and mend it first.',
  }),
};

/** A fatal error locks the login page, too; WordPress has a way in for that. */
function fatal(given: Given): string {
  const where =
    given === 'asked' ? 'run wp-bisect SITE again, and give that link when it asks' : BY_LINK;
  return `This is a fatal error, not a 401. WordPress mails the administrator a link for it: ${where}. Without the mail, the server's error log (or wp-content/debug.log) names the plugin.`;
}

const BY_LINK =
  'put that link into WP_BISECT_RECOVERY_LINK, and run wp-bisect SITE --bisect --fails-on 500';

function accountPassword(given: Given): string {
  return given === 'asked'
    ? 'the password of the account'
    : 'the password of the account (WP_BISECT_PASSWORD)';
}

function gateUser(given: Given): string {
  return given === 'asked'
    ? 'start again with --gate USER (its password is asked for)'
    : 'give its user with --gate USER and its password in WP_BISECT_GATE_PASSWORD';
}

function answer(status: number, code: string | null): string {
  return code === null ? `${status}` : `${status} ${clean(code, 80)}`;
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
  'host-unknown': ({ host }) => ({
    fact: `No server is known under the name ${clean(host)}.`,
    remedy: 'Check the spelling, and that this machine is online.',
  }),
  'connection-refused': ({ host }) => ({
    fact: `${clean(host)} refuses the connection.`,
    remedy:
      'Check the address and the port, whether the web server is running, and whether a firewall or a VPN stands between.',
  }),
  'connection-failed': ({ host, cause }) => ({
    fact: `The connection to ${clean(host)} failed (${clean(cause, 120)}).`,
    remedy:
      'Check that this machine is online and that the site opens in a browser, then try again.',
  }),
  'timed-out': ({ url, seconds }) => ({
    fact: `${safeUrl(url)} did not answer within ${duration(seconds)}.`,
    remedy: 'Try again later, or allow more time with --timeout SECONDS.',
  }),
  tls: ({ host, cause }) => ({
    fact: `The certificate of ${clean(host)} is not trusted (${clean(cause, 160)}).`,
    remedy:
      'For a private certificate, give its authority with --ca-file FILE. On a machine of your own, --insecure checks none.',
  }),
  'bad-proxy': ({ proxy, cause }) => ({
    fact: `The proxy ${safeUrl(proxy)} cannot be used (${clean(cause, 120)}).`,
    remedy: 'Check HTTPS_PROXY and HTTP_PROXY; NO_PROXY=host goes past them.',
  }),
  'plain-http-refused': ({ host }) => ({
    fact: `${clean(host)} does not answer over https, so your password would travel unencrypted. It was not sent.`,
    remedy: `If that is how the site works, type the address with http:// (http://${clean(host)}), or add --allow-http.`,
  }),
  'redirected-away': ({ from, to }) => ({
    fact: `${safeUrl(from)} leads to another site, ${safeUrl(to)}. Passwords are not sent along.`,
    remedy: `If that is your site, start again with ${safeUrl(to)}. If it is a login in front of your site, a service token opens it: --site-header "Name: @env:VARIABLE".`,
  }),
  'redirect-loop': ({ url }) => ({
    fact: `${safeUrl(url)} redirects in a circle.`,
    remedy:
      'Often the address is set to https in WordPress and to http at the server, or the reverse. Try the other one.',
  }),
};
