/** Where the site's name leads, in words. */

import type { Language } from '../../language/language.ts';
import type { AddressAnswer, NameFacts, SystemKind } from '../../model/facts/access.ts';
import { clean } from '../format.ts';
import type { FindingWords } from './words.ts';

/** Whether the name leads to the right server. */
export function nameWords(t: Language, facts: NameFacts): FindingWords {
  switch (facts.kind) {
    case 'names-local':
      return { evidence: local(t, facts), meaning: t.__('DNS is not the cause.'), advice: '' };
    case 'names-agree':
      return agree(t, facts);
    case 'names-hosts-file':
      return hostsFileWords(t, facts);
    case 'names-differ':
      return {
        evidence: [
          t.__('This computer resolves %(host)s to %(addresses)s.', {
            host: host(facts),
            addresses: addresses(t, facts.addresses),
          }),
          zoneWords(t, facts.zone),
          ...answers(t, facts.compared),
        ].join(' '),
        meaning: meaningOf(t, facts.compared, facts.fails, facts.addresses[0] ?? ''),
        advice: areAlike(facts.compared)
          ? ''
          : `${t.__('The site may have moved while this computer remembers the old address, or the provider gives different answers by place.')} ${flush(t, facts.system)}`,
      };
    case 'names-servers-differ':
      return {
        evidence: [leadsTo(t, host(facts), facts.addresses), ...answers(t, facts.compared)].join(
          ' ',
        ),
        meaning: t.__(
          'The request fails at %(fails)s and not at the other address. These are two servers, and no plugin of one site explains that.',
          { fails: t.list(facts.fails) },
        ),
        advice: t.__(
          'Ask the provider of your DNS whether both addresses belong to this site. The usual reason is a forgotten AAAA (IPv6) or A record of an old server: remove it.',
        ),
      };
    case 'names-not-found':
      return notFound(t, facts);
    case 'names-unknown':
      return {
        evidence:
          facts.host === null
            ? t.__('There is no host name to look up.')
            : t.__('%(host)s could not be looked up from here.', { host: clean(facts.host, 200) }),
        meaning: t.__('It is unknown whether DNS plays a part.'),
        advice: '',
      };
  }
}

function local(t: Language, facts: NameFacts & { kind: 'names-local' }): string {
  switch (facts.why) {
    case 'loopback':
      return t.__('%(host)s is this machine.', { host: host(facts) });
    case 'ip-address':
      return t.__('%(host)s is an IP address, not a name.', { host: host(facts) });
    case 'private-name':
      return t.__('%(host)s is a private name that no public DNS serves.', { host: host(facts) });
  }
}

function agree(t: Language, facts: NameFacts & { kind: 'names-agree' }): FindingWords {
  const { zoneAsked, compared } = facts;
  const found = { host: host(facts), addresses: addresses(t, facts.addresses) };
  return {
    evidence: [
      zoneAsked
        ? t.__('%(host)s leads to %(addresses)s, as its own name servers say.', found)
        : t.__(
            '%(host)s leads to %(addresses)s. Its own name servers could not be reached from here.',
            found,
          ),
      ...(compared.length > 0
        ? [
            t.__('The same answer comes from: %(addresses)s.', {
              addresses: t.list(compared.map(({ address }) => address)),
            }),
          ]
        : []),
    ].join(' '),
    meaning: zoneAsked
      ? t.__('DNS is not the cause.')
      : t.__('Nothing points to DNS as the cause.'),
    advice: '',
  };
}

function hostsFileWords(
  t: Language,
  facts: NameFacts & { kind: 'names-hosts-file' },
): FindingWords {
  return {
    evidence: [
      t.__('The hosts file of this computer sends %(host)s to %(address)s.', {
        host: host(facts),
        address: facts.address,
      }),
      ...(facts.zone ? [publicWords(t, facts.zone)] : []),
      ...answers(t, facts.compared),
    ].join(' '),
    meaning: meaningOf(t, facts.compared, facts.fails, facts.address),
    advice: areAlike(facts.compared)
      ? ''
      : t.__(
          'If that line is left over from a move or a test, remove it from %(file)s (as administrator). All other computers use the public address.',
          { file: hostsFile(facts.system) },
        ),
  };
}

function notFound(t: Language, facts: NameFacts & { kind: 'names-not-found' }): FindingWords {
  const exists = facts.zone !== null && facts.zone !== undefined && facts.zone.length > 0;
  return {
    evidence: [
      t.__('This computer finds no address for %(host)s (%(code)s).', {
        host: host(facts),
        code: clean(facts.code, 40),
      }),
      ...(exists ? [zoneWords(t, facts.zone ?? [])] : []),
    ].join(' '),
    meaning: exists
      ? t.__('The name exists, but this computer still remembers that it did not.')
      : t.__(
          'The name is mistyped, or its domain or record is gone. A 401 does not come from there.',
        ),
    advice: exists
      ? flush(t, facts.system)
      : t.__('Check the spelling, and whether the domain is still registered.'),
  };
}

function host(facts: { readonly host: string }): string {
  return clean(facts.host, 200);
}

function leadsTo(t: Language, name: string, found: readonly string[]): string {
  return t.__('%(host)s leads to %(addresses)s.', { host: name, addresses: addresses(t, found) });
}

function zoneWords(t: Language, zone: readonly string[]): string {
  return zone.length === 0
    ? t.__("The domain's own name servers have no address for it.")
    : t.__("The domain's own name servers say %(addresses)s.", { addresses: addresses(t, zone) });
}

function publicWords(t: Language, zone: readonly string[]): string {
  return zone.length === 0
    ? t.__('The public DNS has no address for it.')
    : t.__('The public DNS says %(addresses)s.', { addresses: addresses(t, zone) });
}

function addresses(t: Language, found: readonly string[]): string {
  return t.list(found.slice(0, 4).map((one) => clean(one, 60)));
}

function answers(t: Language, compared: readonly AddressAnswer[]): readonly string[] {
  if (compared.length < 2) return [];
  return compared.map(({ address: typed, status, code }) => {
    const address = clean(typed, 60);
    if (status === 0) return t.__('%(address)s does not answer the same request.', { address });
    const answer = [status, code && clean(code, 80)].filter(Boolean).join(' ');
    return t.__('%(address)s answers the same request with %(answer)s.', { address, answer });
  });
}

function meaningOf(
  t: Language,
  compared: readonly AddressAnswer[],
  fails: readonly string[],
  own: string,
): string {
  if (compared.length < 2) {
    return t.__('It may be another server than the one that everyone else reaches.');
  }
  const works = compared.some(({ status }) => status >= 200 && status < 300);
  if (fails.length === 1 && fails[0] === own && works) {
    return t.__(
      'This computer asks an old or wrong server, and only that one refuses. No plugin has to be deactivated.',
    );
  }
  return areAlike(compared)
    ? t.__('Both answer the same, so this is not the cause.')
    : t.__('The two are different servers, but that alone does not explain the failure.');
}

function areAlike([one, other]: readonly AddressAnswer[]): boolean {
  if (one === undefined || one.status === 0) return false;
  return one.status === other?.status && one.code === other.code;
}

function hostsFile(system: SystemKind): string {
  return system === 'windows' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';
}

const FLUSH: Readonly<Record<Exclude<SystemKind, 'other'>, string>> = {
  windows: 'ipconfig /flushdns',
  macos: 'sudo dscacheutil -flushcache; sudo killall -HUP mDNSResponder',
  linux: 'resolvectl flush-caches',
};

function flush(t: Language, system: SystemKind): string {
  return system === 'other'
    ? t.__('Restart the computer or the router to clear old DNS answers.')
    : t.__('Clear the DNS cache of this computer: %(command)s', { command: FLUSH[system] });
}
