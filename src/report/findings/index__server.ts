/** What the checks of the address and of the server found, in words: seen, meaning, next step. */

import type { NotLooked, ServerFacts } from '../../model/facts/server.ts';
import type { Finding, Found } from '../../model/findings.ts';
import { clean, safeUrl } from '../format.ts';
import { addressWords } from './address.ts';
import { challengeWords } from './www-authenticate.ts';
import { firewallWords } from './firewall.ts';
import { gateWords } from './gate.ts';
import { iisWords } from './iis.ts';
import { statusWords } from './status.ts';
import type { Words } from './words.ts';

/** The finding in words. Text from the site is made safe to print, and short. */
export function serverFinding({ check, result, facts }: Found<ServerFacts>): Finding {
  return { check, result, ...words(facts) };
}

function words(facts: ServerFacts): Words {
  switch (facts.kind) {
    case 'address':
      return addressWords(facts);
    case 'gate-everywhere':
    case 'gate-place':
    case 'gate-opened':
    case 'gate-unproven':
    case 'gate-of-php':
    case 'files-refused':
    case 'no-gate':
      return gateWords(facts);
    case 'challenge':
    case 'challenge-missing':
    case 'proxy-wants-login':
    case 'no-challenge':
      return challengeWords(facts);
    case 'iis':
    case 'iis-page':
    case 'not-iis':
      return iisWords(facts);
    case 'firewall':
    case 'firewall-present':
    case 'no-firewall':
      return firewallWords(facts);
    case 'relatives':
    case 'only-401':
    case 'no-relative':
      return statusWords(facts);
    case 'not-looked':
      return notLooked(facts);
  }
}

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

function notLooked({ url, why }: NotLooked): Words {
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
