/** What a problem that stopped a run says of the 401 itself. */

import { type Language, said } from '../language/language.ts';
import { isProblem, type Problem } from '../model/errors.ts';
import { isRefusal } from '../model/facts/server.ts';
import type { CheckId, Finding } from '../model/findings.ts';
import type { Cause } from '../model/report.ts';
import { checkNamed } from './findings/index.ts';
import { explain } from './problems/index.ts';

type Meaning = {
  readonly check: CheckId;
  readonly kind: Cause['kind'];
  /** False where something else, such as a plugin, would look the same. */
  readonly certain: boolean;
  readonly meaning: string;
};

/** The cause that a problem is; null where it is none, or where a plugin may be behind it. */
export function causeOfProblem(t: Language, problem: Problem): Cause | null {
  const meant = meaningOf(t, problem);
  if (!meant?.certain) return null;
  const { kind } = meant;
  return said(t, (to) => {
    const { fact, remedy } = explain(to, problem);
    return { kind, evidence: fact, advice: remedy, facts: factsOf(problem) };
  });
}

/** The same as a finding of the check that looks at it; null where the problem says nothing of a 401. */
export function findingOfProblem(t: Language, problem: Problem): Finding | null {
  const meant = meaningOf(t, problem);
  if (meant === null) return null;
  const { check } = meant;
  const result = meant.certain ? 'cause' : 'clue';
  return said(t, (to): Finding => {
    const { fact, remedy } = explain(to, problem);
    return {
      check,
      label: to.__(checkNamed(check).label),
      result,
      evidence: fact,
      meaning: meaningOf(to, problem)?.meaning ?? '',
      advice: remedy,
      facts: factsOf(problem),
    };
  });
}

function factsOf({ code, facts }: Problem) {
  return { ...facts, kind: code };
}

function inFront(t: Language): string {
  return t.__('It answers before WordPress runs, so the request reaches no plugin.');
}

function mayBeInside(t: Language): string {
  return t.__('What refuses stands in front of the site, or is one of its plugins.');
}

function withoutLogin(t: Language): string {
  return t.__('WordPress treats the request as one without a login, and refuses it.');
}

function meaningOf(t: Language, problem: Problem): Meaning | null {
  const means = (check: CheckId, kind: Cause['kind'], certain: boolean, meaning: string) => ({
    check,
    kind,
    certain,
    meaning,
  });
  if (isProblem(problem, 'gate-closed')) {
    return problem.facts.byPlugin
      ? means('gate', 'plugin-suspected', false, t.__('WordPress itself sends this question.'))
      : means('gate', 'server-basic-auth', true, inFront(t));
  }
  if (isProblem(problem, 'not-wordpress') && isRefusal(problem.facts.status)) {
    return means('address', 'firewall', false, mayBeInside(t));
  }
  if (isProblem(problem, 'application-passwords-refused')) return passwordsRefused(t, problem);
  switch (problem.code) {
    case 'bot-challenge':
      return means('firewall', 'bot-challenge', true, inFront(t));
    case 'rate-limited':
      return means(
        'flakiness',
        'rate-limit',
        true,
        t.__('The site refuses every client that sends as many requests.'),
      );
    case 'redirected-away':
    case 'redirect-loop':
      return means(
        'address',
        'redirect',
        true,
        t.__('Clients lose the password at such a redirect.'),
      );
    case 'not-wordpress':
      return means(
        'address',
        'wrong-address',
        true,
        t.__('Something else than the site answers there.'),
      );
    case 'wrong-password':
    case 'unknown-user':
    case 'application-password-as-account-password':
    case 'account-password-as-application-password':
      return means('credentials', 'wrong-credentials', true, withoutLogin(t));
    case 'not-allowed':
      return means(
        'credentials',
        'not-allowed',
        true,
        t.__('WordPress knows the user, and refuses.'),
      );
    case 'locked-out':
      return means(
        'flakiness',
        'lockout',
        true,
        t.__('Until the lock ends, the site refuses every password, right or wrong.'),
      );
    default:
      return null;
  }
}

function passwordsRefused(
  t: Language,
  { facts }: Problem<'application-passwords-refused'>,
): Meaning | null {
  const { why, suspects } = facts;
  switch (why) {
    case 'gate':
      return { check: 'gate', kind: 'server-basic-auth', certain: true, meaning: inFront(t) };
    case 'no-https':
      return {
        check: 'credentials',
        kind: 'application-passwords-off',
        certain: true,
        meaning: withoutLogin(t),
      };
    case 'header-stripped-or-wrong':
      return {
        check: 'credentials',
        kind: 'wrong-credentials',
        // Plugins that are known to swallow right application passwords leave it open.
        certain: suspects.length === 0,
        meaning: withoutLogin(t),
      };
    case 'switched-off':
    case 'blocked':
    case 'same-as-anonymous':
      return {
        check: 'credentials',
        kind: 'plugin-suspected',
        certain: false,
        meaning: t.__('A plugin can do that to every application password, right or wrong.'),
      };
  }
}
