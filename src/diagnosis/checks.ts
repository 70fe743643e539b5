/** What kind of cause a finding would be, in the words of the report's JSON. */

import { isProblem } from '../model/errors.ts';
import type { AccessFacts, Refusal } from '../model/facts/access.ts';
import type { CauseFacts } from '../model/facts/no-plugin.ts';
import type { PluginFacts } from '../model/facts/plugins.ts';
import type { AddressNote, ServerFacts } from '../model/facts/server.ts';
import type { Found } from '../model/findings.ts';
import type { Cause } from '../model/report.ts';
import { tellable } from '../wordpress/http/urls.ts';
import { address } from './checks/address.ts';
import { authorizationHeader } from './checks/authorization-header.ts';
import { cache } from './checks/cache.ts';
import { credentials, typedCredentials } from './checks/credentials.ts';
import { dns } from './checks/dns.ts';
import { firewall } from './checks/firewall.ts';
import { interrupted, steadiness } from './checks/flakiness.ts';
import { gate, notWordPress, server } from './checks/gate.ts';
import { iis } from './checks/iis.ts';
import { leftoverFile, leftoverRules } from './checks/leftover-files.ts';
import { dropIn, mustUse, theme } from './checks/must-use.ts';
import { namedButNotTested, onlyOnesLeft, routeGone } from './checks/plugin.ts';
import { sessionLife } from './checks/session.ts';
import { byDesign, status } from './checks/status.ts';
import { challenge } from './checks/www-authenticate.ts';
import {
  type AfterSearchInput,
  type DiagnosisInput,
  type SceneCheck,
  unexplained,
} from './input.ts';

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

/** The checks on credentials, caches, names, repetition and sessions. They read, and change nothing. */

/** Together at most ten requests where something fails, six where nothing does (see `look.ts`). */
export const ACCESS_CHECKS: readonly SceneCheck<AccessFacts>[] = [
  { check: 'credentials', run: typedCredentials },
  { check: 'authorization-header', run: authorizationHeader },
  { check: 'dns', run: dns },
  { check: 'cache', run: cache },
  { check: 'steadiness', run: steadiness },
  { check: 'session', run: sessionLife },
];

/** Who says 401 when no plugin does. Read-only. */

/** One check: facts when it knows the cause, null when it does not. */
export type Check = (circumstances: AfterSearchInput) => Promise<CauseFacts | null>;

/** The surest evidence first: what was observed, then what is there, then what is left. */
const CHECKS: readonly Check[] = [
  interrupted,
  namedButNotTested,
  leftoverRules,
  server,
  byDesign,
  credentials,
  routeGone,
  leftoverFile,
  mustUse,
  dropIn,
  onlyOnesLeft,
  notWordPress,
  theme,
];

/** The most likely cause, with the facts it rests on; `unknown` when no check has an answer. */
export async function explain(circumstances: AfterSearchInput): Promise<CauseFacts> {
  for (const check of CHECKS) {
    const facts = await check(circumstances);
    if (facts) return facts;
  }
  const [first] = unexplained(circumstances);
  const code = first?.observation.observed.code ?? null;
  return { kind: 'unknown', code, theme: circumstances.theme };
}

/** The checks that look at the address and at whoever answers before WordPress. Read-only. */

type Run = (scene: DiagnosisInput) => Promise<Found<ServerFacts>>;

/**
 * Address, gate, challenge, IIS, firewall, status: they share what they ask for, so all of them are to
 * be given the same `Scene` object. Together they send at most 8 requests, 4 where nothing fails.
 */
export const SERVER_CHECKS: readonly SceneCheck<ServerFacts>[] = [
  checked('address', address),
  checked('gate', gate),
  checked('challenge', challenge),
  checked('iis', iis),
  checked('firewall', firewall),
  checked('status', status),
];

/** What goes wrong in a check is no reason for the diagnosis to end; only the person ends it. */
function checked(check: Found<ServerFacts>['check'], run: Run): SceneCheck<ServerFacts> {
  return {
    check,
    run: async (scene) => {
      try {
        return await run(scene);
      } catch (error) {
        if (scene.signal.aborted) throw error;
        const why = isProblem(error) ? error.code : 'unexpected';
        const facts = { kind: 'not-looked', url: tellable(scene.typed), why } as const;
        return { check, result: 'not-checked', facts };
      }
    },
  };
}
