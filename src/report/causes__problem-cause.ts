/** What a problem that stopped a run says of the 401 itself. */

import { isProblem, type Problem } from '../model/errors.ts';
import type { CheckId, Finding } from '../model/findings.ts';
import type { Cause } from '../model/report.ts';
import { explain } from './problems/index.ts';

type Meaning = {
  readonly check: CheckId;
  readonly kind: Cause['kind'];
  /** False where something else, such as a plugin, would look the same. */
  readonly certain: boolean;
  readonly meaning: string;
};

/** The cause that a problem is; null where it is none, or where a plugin may be behind it. */
export function causeOfProblem(problem: Problem): Cause | null {
  const meant = meaningOf(problem);
  if (!meant?.certain) return null;
  const { fact, remedy } = explain(problem);
  return { kind: meant.kind, evidence: fact, advice: remedy };
}

/** The same as a finding of the check that looks at it; null where the problem says nothing of a 401. */
export function findingOfProblem(problem: Problem): Finding | null {
  const meant = meaningOf(problem);
  if (meant === null) return null;
  const { fact, remedy } = explain(problem);
  return {
    check: meant.check,
    result: meant.certain ? 'cause' : 'clue',
    evidence: fact,
    meaning: meant.meaning,
    advice: remedy,
  };
}

const IN_FRONT = 'It answers before WordPress runs, so no plugin is asked.';
const WITHOUT_LOGIN = 'WordPress treats the request as one without a login, and refuses it.';

function meaningOf(problem: Problem): Meaning | null {
  const means = (check: CheckId, kind: Cause['kind'], certain: boolean, meaning: string) => ({
    check,
    kind,
    certain,
    meaning,
  });
  if (isProblem(problem, 'gate-closed')) {
    return problem.facts.byPlugin
      ? means('gate', 'plugin-suspected', false, 'WordPress itself sends this question.')
      : means('gate', 'server-basic-auth', true, IN_FRONT);
  }
  if (isProblem(problem, 'application-passwords-refused')) return passwordsRefused(problem);
  switch (problem.code) {
    case 'bot-challenge':
      return means('firewall', 'bot-challenge', true, IN_FRONT);
    case 'rate-limited':
      return means(
        'steadiness',
        'rate-limit',
        true,
        'The site refuses everybody who asks as often.',
      );
    case 'redirected-away':
    case 'redirect-loop':
      return means('address', 'redirect', true, 'Clients lose the password on such a way.');
    case 'not-wordpress':
      return means('address', 'wrong-address', true, 'Whatever answers there is not the site.');
    case 'wrong-password':
    case 'unknown-user':
    case 'application-password-as-account-password':
    case 'account-password-as-application-password':
      return means('credentials', 'wrong-credentials', true, WITHOUT_LOGIN);
    case 'not-allowed':
      return means('credentials', 'not-allowed', true, 'WordPress knows the user, and refuses.');
    case 'locked-out':
      return means(
        'steadiness',
        'lockout',
        true,
        'Whoever tries meanwhile is refused, right or not.',
      );
    default:
      return null;
  }
}

function passwordsRefused({ facts }: Problem<'application-passwords-refused'>): Meaning | null {
  const { why, suspects } = facts;
  switch (why) {
    case 'gate':
      return { check: 'gate', kind: 'server-basic-auth', certain: true, meaning: IN_FRONT };
    case 'no-https':
      return {
        check: 'credentials',
        kind: 'application-passwords-off',
        certain: true,
        meaning: WITHOUT_LOGIN,
      };
    case 'header-stripped-or-wrong':
      return {
        check: 'credentials',
        kind: 'wrong-credentials',
        // Plugins that are known to swallow right application passwords leave it open.
        certain: suspects.length === 0,
        meaning: WITHOUT_LOGIN,
      };
    case 'switched-off':
    case 'blocked':
    case 'same-as-anonymous':
      return {
        check: 'credentials',
        kind: 'plugin-suspected',
        certain: false,
        meaning: 'A plugin can do that to every application password, right or wrong.',
      };
  }
}
