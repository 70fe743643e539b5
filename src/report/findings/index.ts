/**
 * The one list of checks, each with its sentences, in the order in which findings are told: from the
 * outside inwards, as a request travels. `docs/add-a-check.md` walks through adding one.
 */

import type { Check } from '../../diagnosis/check.ts';
import { addressCheck } from '../../diagnosis/checks/address.ts';
import { authorizationHeaderCheck } from '../../diagnosis/checks/authorization-header.ts';
import { cacheCheck } from '../../diagnosis/checks/cache.ts';
import { credentialsCheck } from '../../diagnosis/checks/credentials.ts';
import { dnsCheck } from '../../diagnosis/checks/dns.ts';
import { firewallCheck } from '../../diagnosis/checks/firewall.ts';
import { flakinessCheck } from '../../diagnosis/checks/flakiness.ts';
import { gateCheck } from '../../diagnosis/checks/gate.ts';
import { iisCheck } from '../../diagnosis/checks/iis.ts';
import { mustUseCheck } from '../../diagnosis/checks/must-use.ts';
import { pluginCheck } from '../../diagnosis/checks/plugin.ts';
import { sessionCheck } from '../../diagnosis/checks/session.ts';
import { statusCheck } from '../../diagnosis/checks/status.ts';
import { wwwAuthenticateCheck } from '../../diagnosis/checks/www-authenticate.ts';
import type { DiagnosisInput } from '../../diagnosis/input.ts';
import { type Language, msg, said } from '../../language/language.ts';
import { isProblem } from '../../model/errors.ts';
import type { NotLooked } from '../../model/facts/server.ts';
import type { CheckId, Finding, FindingResult, Found } from '../../model/findings.ts';
import type { Cause } from '../../model/report.ts';
import { safeUrl } from '../format.ts';
import { addressWords } from './address.ts';
import { headerWords } from './authorization-header.ts';
import { cacheWords } from './cache.ts';
import { credentialWords } from './credentials.ts';
import { nameWords } from './dns.ts';
import { firewallWords } from './firewall.ts';
import { flakinessWords } from './flakiness.ts';
import { gateWords } from './gate.ts';
import { iisWords } from './iis.ts';
import { mustUseWords } from './must-use.ts';
import { notLookedWords } from './not-looked.ts';
import { pluginWords } from './plugin.ts';
import { sessionWords } from './session.ts';
import { statusWords } from './status.ts';
import type { FindingWords, Telling } from './words.ts';
import { challengeWords } from './www-authenticate.ts';

/** A finding in words, and the kind of cause it would be. */
export type Told = { readonly finding: Finding; readonly kind: Cause['kind'] };

/** A check that can tell what it found. */
export type WordedCheck = Omit<Check<never>, 'run' | 'kindOf' | 'isLeftToSearch'> & {
  /** What it looks at, as it stands in a list; English, to be translated where it is shown. */
  readonly label: string;
  /** Looks; what goes wrong in a check is no reason for the diagnosis to end, only the person ends it. */
  readonly look: (input: DiagnosisInput) => Promise<Found<{ readonly kind: string }>>;
  /** What it found, in words that are safe to print. */
  readonly tell: (
    t: Language,
    found: Found<{ readonly kind: string }>,
    telling: Telling,
  ) => Found<Told>;
};

export const CHECKS: readonly WordedCheck[] = [
  worded(addressCheck, msg('the address'), addressWords),
  worded(dnsCheck, msg('the name servers'), nameWords),
  worded(wwwAuthenticateCheck, msg('who asks for the login'), challengeWords),
  worded(firewallCheck, msg('a firewall'), firewallWords),
  worded(gateCheck, msg('a password gate of the server'), gateWords),
  worded(iisCheck, msg('IIS'), iisWords),
  worded(statusCheck, msg('other errors'), statusWords),
  worded(cacheCheck, msg('a cache'), cacheWords),
  worded(flakinessCheck, msg('whether it comes and goes'), flakinessWords),
  worded(credentialsCheck, msg('the credentials'), credentialWords),
  worded(authorizationHeaderCheck, msg('the Authorization header'), headerWords),
  worded(sessionCheck, msg('the session'), sessionWords),
  worded(mustUseCheck, msg('must-use plugins and drop-ins'), mustUseWords),
  worded(pluginCheck, msg('the plugins'), pluginWords),
];

/** The check of this name. Throws where there is none: names come from this program alone. */
export function checkNamed(id: CheckId): WordedCheck {
  const check = CHECKS.find((each) => each.id === id);
  if (!check) throw new Error(`There is no check ${id}.`);
  return check;
}

function worded<Facts extends { readonly kind: string }>(
  check: Check<Facts>,
  name: string,
  wordsOf: (t: Language, facts: Facts, telling: Telling) => FindingWords,
): WordedCheck {
  const { id, run, kindOf, isLeftToSearch, ...rest } = check;
  return {
    ...rest,
    id,
    label: name,
    async look(input) {
      try {
        return await run(input);
      } catch (error) {
        if (input.signal.aborted) throw error;
        const why = isProblem(error) ? error.code : 'unexpected';
        const facts: NotLooked = { kind: 'not-looked', url: safeUrl(input.typed), why };
        return { check: id, result: 'not-checked', facts };
      }
    },
    tell(t, found, telling) {
      const tellAs = (result: FindingResult, words: (t: Language) => FindingWords): Finding =>
        said(t, (to) => ({
          check: id,
          label: to.__(name),
          result,
          ...words(to),
          facts: found.facts,
        }));
      const { facts: seen } = found;
      if (isNotLooked(seen)) {
        const finding = tellAs(found.result, (to) => notLookedWords(to, seen));
        return { ...found, facts: { finding, kind: 'unknown' } };
      }
      // What `look` of this check found has this check's facts.
      const facts = seen as Facts;
      const isLeft = telling.searchFollows && isLeftToSearch?.(facts) === true;
      const result = isLeft && found.result === 'cause' ? 'clue' : found.result;
      const finding = tellAs(result, (to) => wordsOf(to, facts, telling));
      return { ...found, result, facts: { finding, kind: kindOf(facts) } };
    },
  };
}

function isNotLooked(facts: { readonly kind: string }): facts is NotLooked {
  return facts.kind === 'not-looked';
}
