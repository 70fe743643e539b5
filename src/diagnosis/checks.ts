/** What kind of cause a finding would be, in the words of the report's JSON. */

import type { AccessFacts, Refusal } from '../model/facts/access.ts';
import type { PluginFacts } from '../model/facts/plugins.ts';
import type { AddressNote, ServerFacts } from '../model/facts/server.ts';
import type { Cause } from '../model/report.ts';

type Kind = Cause['kind'];

/** The kind of what the address, or something in front of WordPress, has to do with it. */
export function serverKind(facts: ServerFacts): Kind {
  switch (facts.kind) {
    case 'address':
      return addressKind(facts.notes[0]);
    case 'gate-everywhere':
    case 'gate-place':
    case 'gate-opened':
    case 'gate-unproven':
      return 'server-basic-auth';
    case 'gate-of-php':
      return 'plugin-suspected';
    case 'challenge':
    case 'challenge-missing':
      return facts.by === 'server' || facts.by === 'proxy' ? 'server-basic-auth' : 'unknown';
    case 'files-refused':
    case 'proxy-wants-login':
      return 'server';
    case 'iis':
    case 'iis-page':
      return 'iis';
    case 'firewall':
      return facts.action === 'challenge' ? 'bot-challenge' : 'firewall';
    case 'firewall-present':
      return 'firewall';
    case 'relatives':
      return 'another-status';
    case 'no-gate':
    case 'no-challenge':
    case 'not-iis':
    case 'no-firewall':
    case 'only-401':
    case 'no-relative':
    case 'not-looked':
      return 'unknown';
  }
}

function addressKind(note: AddressNote | undefined): Kind {
  switch (note?.note) {
    case 'redirected-away':
    case 'redirect-loop':
    case 'redirects':
      return 'redirect';
    default:
      return 'wrong-address';
  }
}

/** The kind of what credentials, caches, names or sessions have to do with it. */
export function accessKind(facts: AccessFacts): Kind {
  switch (facts.kind) {
    case 'credentials-refused':
      return refusalKind(facts.refused.find(({ certain }) => certain) ?? facts.refused[0]);
    case 'header-lost':
      return 'authorization-header-stripped';
    case 'cache-refuses':
    case 'cache-dead-nonce':
    case 'cache-agrees':
      return 'cache';
    case 'cache-own-nonce':
    case 'session-seen':
      return 'stale-session';
    case 'names-hosts-file':
    case 'names-differ':
    case 'names-servers-differ':
    case 'names-not-found':
      return 'dns';
    case 'steady-flaps':
      return 'flapping';
    case 'steady-rate-limited':
      return 'rate-limit';
    case 'steady-locked-out':
      return facts.lockout.where === 'site' ? 'address-blocked' : 'lockout';
    default:
      return 'unknown';
  }
}

function refusalKind(refusal: Refusal | undefined): Kind {
  switch (refusal?.why) {
    case 'switched-off':
    case 'for-this-user':
    case 'no-https':
    case 'https-not-seen':
      return 'application-passwords-off';
    case 'not-allowed':
      return 'not-allowed';
    case 'locked-out':
      return 'lockout';
    case 'gate':
      return 'server-basic-auth';
    case 'challenge':
      return 'bot-challenge';
    case 'rate-limited':
      return 'rate-limit';
    default:
      return 'wrong-credentials';
  }
}

/** The kind of a suspicion: an answer that only one plugin gives, or nothing to go by. */
export function pluginKind(facts: PluginFacts): Kind {
  const isNamed = facts.kind === 'fingerprint' && facts.likeness === 'named';
  return isNamed || facts.kind === 'fatal' ? 'plugin-suspected' : 'unknown';
}
