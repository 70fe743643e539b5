/** What a refusal says about its way to sign in: whether trying again with another password can help. Pure. */

import { isProblem, type Problem } from './errors.ts';
import type { SignInIdentity } from './report.ts';

/** The way to sign in that this refusal shuts, whatever is typed; null where another try may open it. */
export function shutBy(problem: Problem): SignInIdentity | null {
  if (isProblem(problem, 'application-passwords-refused')) {
    const { why } = problem.facts;
    // These two are what a mistyped password looks like, too.
    const isUnclear = why === 'header-stripped-or-wrong' || why === 'same-as-anonymous';
    return isUnclear ? null : 'application-password';
  }
  return SHUTS_LOGIN.has(problem.code) ? 'session' : null;
}

const SHUTS_LOGIN: ReadonlySet<string> = new Set([
  'two-factor',
  'captcha',
  'login-hidden',
  'login-failed',
]);
