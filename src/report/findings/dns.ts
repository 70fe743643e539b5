/** Where the site's name leads, in words. */

import type { AddressAnswer, NameFacts, SystemKind } from '../../model/facts/access.ts';
import { clean, list } from '../format.ts';
import type { FindingWords } from './words.ts';

/** Whether the name leads to the right server. */
export function nameWords(facts: NameFacts): FindingWords {
  switch (facts.kind) {
    case 'names-local':
      return {
        evidence: {
          loopback: `${host(facts)} is this machine.`,
          'ip-address': `${host(facts)} is an address, no name.`,
          'private-name': `${host(facts)} is a private name that no public DNS serves.`,
        }[facts.why],
        meaning: 'DNS is not the cause.',
        advice: '',
      };
    case 'names-agree':
      return {
        evidence: `${host(facts)} leads to ${addresses(facts.addresses)}${facts.zoneAsked ? ', as its own name servers say' : '; its own name servers could not be asked from here'}.${facts.compared.length > 0 ? ` ${list(facts.compared.map(({ address }) => address))} answer alike.` : ''}`,
        meaning: facts.zoneAsked ? 'DNS is not the cause.' : 'Nothing speaks for DNS as the cause.',
        advice: '',
      };
    case 'names-hosts-file':
      return {
        evidence: `The hosts file of this computer sends ${host(facts)} to ${facts.address}${facts.zone ? `; the public DNS says ${addresses(facts.zone)}` : ''}.${answers(facts.compared)}`,
        meaning: meaningOf(facts.compared, facts.fails, facts.address),
        advice: areAlike(facts.compared)
          ? ''
          : `If that line is left over from a move or a test, take it out of ${hostsFile(facts.system)} (as administrator). Everybody else gets the public address.`,
      };
    case 'names-differ':
      return {
        evidence: `This computer takes ${host(facts)} for ${addresses(facts.addresses)}; the zone's own name servers say ${addresses(facts.zone)}.${answers(facts.compared)}`,
        meaning: meaningOf(facts.compared, facts.fails, facts.addresses[0] ?? ''),
        advice: areAlike(facts.compared)
          ? ''
          : `The site may have moved, and an old answer is still remembered (or the provider gives different answers by place). ${flush(facts.system)}`,
      };
    case 'names-servers-differ':
      return {
        evidence: `${host(facts)} leads to ${addresses(facts.addresses)}.${answers(facts.compared)}`,
        meaning: `The request fails at ${list(facts.fails)} and not at the other: these are two servers, and no plugin of one site explains it.`,
        advice:
          'Ask whoever runs the DNS zone whether both addresses belong to this site. A forgotten AAAA (IPv6) or A record of an old server is the usual reason: remove it.',
      };
    case 'names-not-found':
      return {
        evidence: `This computer finds no address for ${host(facts)} (${clean(facts.code, 40)})${facts.zone && facts.zone.length > 0 ? `; the zone's own name servers say ${addresses(facts.zone)}` : ''}.`,
        meaning:
          facts.zone && facts.zone.length > 0
            ? 'The name exists, and this computer still remembers that it did not.'
            : 'The name is mistyped, or its domain or record is gone. A 401 does not come from there.',
        advice:
          facts.zone && facts.zone.length > 0
            ? flush(facts.system)
            : 'Check the spelling, and whether the domain is still registered.',
      };
    case 'names-unknown':
      return {
        evidence:
          facts.host === null
            ? 'There is no host name to look up.'
            : `${clean(facts.host, 200)} could not be looked up from here.`,
        meaning: 'Whether DNS plays a part is not known.',
        advice: '',
      };
  }
}

function host(facts: { readonly host: string }): string {
  return clean(facts.host, 200);
}

function addresses(found: readonly string[]): string {
  return found.length === 0 ? 'no address' : list(found.slice(0, 4).map((one) => clean(one, 60)));
}

function answers(compared: readonly AddressAnswer[]): string {
  if (compared.length < 2) return '';
  const each = compared.map(({ address, status, code }) => {
    const said = status === 0 ? 'does not answer' : `answers ${status}`;
    return `${clean(address, 60)} ${said}${code ? ` ${clean(code, 80)}` : ''}`;
  });
  return ` Asked the same, ${list(each)}.`;
}

function meaningOf(
  compared: readonly AddressAnswer[],
  fails: readonly string[],
  own: string,
): string {
  if (compared.length < 2) return 'It may be another server than the one everybody else reaches.';
  const works = compared.some(({ status }) => status >= 200 && status < 300);
  if (fails.length === 1 && fails[0] === own && works) {
    return 'This computer asks an old or wrong server, and only that one refuses. No plugin has to be switched.';
  }
  return areAlike(compared)
    ? 'Both answer the same, so this is not the cause.'
    : 'The two are different servers; the failure is not explained by that alone.';
}

function areAlike([one, other]: readonly AddressAnswer[]): boolean {
  if (one === undefined || one.status === 0) return false;
  return one.status === other?.status && one.code === other.code;
}

function hostsFile(system: SystemKind): string {
  return system === 'windows' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';
}

function flush(system: SystemKind): string {
  switch (system) {
    case 'windows':
      return 'Let the computer forget it: ipconfig /flushdns';
    case 'macos':
      return 'Let the computer forget it: sudo dscacheutil -flushcache; sudo killall -HUP mDNSResponder';
    case 'linux':
      return 'Let the computer forget it: resolvectl flush-caches';
    case 'other':
      return 'Restart the computer or the router, so that it forgets old names.';
  }
}
