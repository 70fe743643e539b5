import type { NotLooked } from '../../model/facts/server.ts';
import { clean, safeUrl } from '../format.ts';
import type { FindingWords } from './words.ts';

const REASONS: Partial<Record<NotLooked['why'], string>> = {
  'host-unknown': 'no server is known under that name',
  'connection-refused': 'the connection is refused',
  'connection-failed': 'the connection fails',
  'timed-out': 'no answer came in time',
  tls: 'its certificate is not trusted',
  'bad-proxy': 'the proxy of this machine cannot be used',
  'redirect-loop': 'it redirects in a circle, or too often',
  'rate-limited': 'it answers that there were too many requests',
  'proxy-authentication': 'a proxy on the way wants a login (407)',
  'not-a-url': 'it is not an address',
  'enough-asked': 'enough had been asked of the site by then',
  'not-a-read': 'the failing request writes, and a diagnosis only reads',
};

/** What a check could not look at, in words. */
export function notLookedWords({ url, why }: NotLooked): FindingWords {
  return {
    evidence: `${safeUrl(url)} could not be looked at: ${REASONS[why] ?? clean(why, 60)}.`,
    meaning: 'This says nothing about the cause.',
    advice: ADVICE[why] ?? '',
  };
}

const ADVICE: Partial<Record<NotLooked['why'], string>> = {
  'host-unknown': 'Check the spelling of the address, and that this machine is online.',
  'connection-refused': 'Check the address and the port, and whether the web server is running.',
  'connection-failed': 'Check that this machine is online and that the site opens in a browser.',
  'timed-out': 'Try again later, or allow more time with --timeout SECONDS.',
  tls: 'For a private certificate, give its authority with --ca-file FILE.',
  'bad-proxy': 'Check HTTPS_PROXY and HTTP_PROXY; NO_PROXY=host goes past them.',
  'proxy-authentication':
    'Put user and password into HTTPS_PROXY (http://user:password@proxy:port), or go past the proxy with NO_PROXY.',
  'not-a-read': 'Name a GET request of the same kind with --request, if there is one.',
};
