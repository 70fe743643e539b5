import type { Language } from '../../language/language.ts';
import type { NotLooked } from '../../model/facts/server.ts';
import { clean, safeUrl } from '../format.ts';
import type { FindingWords } from './words.ts';

/** What a check could not look at, in words. */
export function notLookedWords(t: Language, { url, why }: NotLooked): FindingWords {
  return {
    evidence: `${t.__('%(url)s could not be checked.', { url: safeUrl(url) })} ${reason(t, why)}`,
    meaning: t.__('This says nothing about the cause.'),
    advice: adviceOn(t, why),
  };
}

function reason(t: Language, why: NotLooked['why']): string {
  switch (why) {
    case 'host-unknown':
      return t.__('No server has that name.');
    case 'connection-refused':
      return t.__('The server refuses the connection.');
    case 'connection-failed':
      return t.__('The connection fails.');
    case 'timed-out':
      return t.__('The site did not answer in time.');
    case 'tls':
      return t.__('This computer does not trust its certificate.');
    case 'bad-proxy':
      return t.__('The proxy of this machine cannot be used.');
    case 'redirect-loop':
      return t.__('It redirects in a circle, or too often.');
    case 'rate-limited':
      return t.__('The site answers that there were too many requests.');
    case 'proxy-authentication':
      return t.__('A proxy on the way wants a login (407).');
    case 'not-a-url':
      return t.__('It is not an address.');
    case 'enough-asked':
      return t.__('The diagnosis had reached its limit of requests.');
    case 'not-a-read':
      return t.__('The failing request writes, and a diagnosis only reads.');
    default:
      return t.__('The reason: %(code)s.', { code: clean(why, 60) });
  }
}

function adviceOn(t: Language, why: NotLooked['why']): string {
  switch (why) {
    case 'host-unknown':
      return t.__('Check the spelling of the address, and that this machine is online.');
    case 'connection-refused':
      return t.__('Check the address and the port, and whether the web server is running.');
    case 'connection-failed':
      return t.__('Check that this machine is online and that the site opens in a browser.');
    case 'timed-out':
      return t.__('Try again later, or allow more time with --timeout SECONDS.');
    case 'tls':
      return t.__('For a private certificate, give its authority with --ca-file FILE.');
    case 'bad-proxy':
      return t.__('Check HTTPS_PROXY and HTTP_PROXY; NO_PROXY=host bypasses them.');
    case 'proxy-authentication':
      return t.__(
        'Put user and password into HTTPS_PROXY (http://user:password@proxy:port), or bypass the proxy with NO_PROXY.',
      );
    case 'not-a-read':
      return t.__('Name a GET request of the same kind with --request, if there is one.');
    default:
      return '';
  }
}
