import { clean, duration, safeUrl } from '../format.ts';
import type { Sentences } from '../format__sentence.ts';

/** The network between here and the site. */
export const NETWORK: Sentences<
  | 'host-unknown'
  | 'connection-refused'
  | 'connection-failed'
  | 'timed-out'
  | 'tls'
  | 'bad-proxy'
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
  'redirected-away': ({ from, to }) => ({
    fact: `${safeUrl(from)} leads to another site, ${safeUrl(to)}. Passwords are not sent along.`,
    remedy: `If that is your site, start again with ${safeUrl(to)}.`,
  }),
  'redirect-loop': ({ url }) => ({
    fact: `${safeUrl(url)} redirects in a circle.`,
    remedy:
      'Often the address is set to https in WordPress and to http at the server, or the reverse. Try the other one.',
  }),
};
