/** Why a login page did not let somebody in. Reads structure first: the texts are translated. */

import { Problem } from '../../model/errors.ts';
import { isFromWordpress } from '../discover/recognise.ts';
import { rateLimited, serverError } from '../http/answer-problem.ts';
import { basicRealm } from '../http/basic-auth.ts';
import { bodyText, pageSays } from '../http/html.ts';
import { isLoginLockout } from '../http/lockouts.ts';
import { botChallenge } from '../http/response-source.ts';
import type { HttpAnswer } from '../http/types.ts';
import { tellable } from '../http/urls.ts';
import { looksLikeApplicationPassword } from './application-password.ts';
import type { LoginPage } from './login-page.ts';

const CAPTCHA = /captcha|turnstile|not a robot|are you human/i;
const UNKNOWN = /not registered|unknown (user|e-?mail)|invalid user ?name/i;
const SECOND_FACTOR =
  /\b(2fa|two[- ]factor|second factor|one[- ]time (password|code)|authenticat(or|ion) code|verification code)\b/i;

/** An answer of the login page, with its page read. */
export type LoginAnswer = { readonly answer: HttpAnswer; readonly page: LoginPage };

/** Why the page cannot be used at all (no form to fill in), or null when it can. */
export function whyNoForm(
  seen: LoginAnswer,
  context: { readonly hasGate: boolean; readonly asked: string },
): Problem | null {
  const { answer, page } = seen;
  const url = tellable(context.asked);
  const { status } = answer;
  const closed = whyClosed(seen, context);
  if (closed !== null) return closed;
  if (page.form !== null) return page.captcha ? new Problem('captcha', { url }) : null;
  const moved = answer.url !== context.asked || status === 404 || status === 410;
  if (moved || (status >= 300 && status < 400)) return new Problem('login-hidden', { url, status });
  if (status >= 500) return serverError(answer);
  return new Problem('login-failed', {
    url,
    status,
    said: page.error?.text ?? pageSays(answer.text),
  });
}

/** Why the submitted form was not answered with a session. */
export function whyRefused(
  seen: LoginAnswer,
  given: { readonly user: string; readonly password: string; readonly hasGate: boolean },
): Problem {
  const { answer, page } = seen;
  const { user, password } = given;
  const url = tellable(answer.url);
  const text = page.error?.text ?? '';
  const said = text === '' ? null : text;
  const closed = whyClosed(seen, given);
  if (closed !== null) return closed;
  if (page.secondFactor || SECOND_FACTOR.test(text)) return new Problem('two-factor', { user });
  if (CAPTCHA.test(text)) return new Problem('captcha', { url });
  if (page.error === null) {
    if (answer.status >= 500) return serverError(answer);
    return new Problem('login-failed', { url, status: answer.status, said: pageSays(answer.text) });
  }
  if (looksLikeApplicationPassword(password)) {
    return new Problem('application-password-as-account-password', { user });
  }
  const namesUser = page.error.bold.some((bold) => bold.toLowerCase() === user.toLowerCase());
  if (UNKNOWN.test(text) || (namesUser && !page.error.linksToLostPassword))
    return new Problem('unknown-user', { user, said });
  // Core keeps the name in the field for a wrong password only (wp-login.php, $user_login).
  const keptName = page.form?.userValue.toLowerCase() === user.toLowerCase();
  if (page.error.linksToLostPassword || keptName) {
    return new Problem('wrong-password', { credential: 'session', user, said });
  }
  return new Problem('login-failed', { url, status: answer.status, said });
}

/** Reasons that need no form: a browser check, a gate, a lockout, a limit. */
function whyClosed(
  { answer, page }: LoginAnswer,
  context: { readonly hasGate: boolean },
): Problem | null {
  const url = tellable(answer.url);
  const by = botChallenge(answer);
  if (by !== null) return new Problem('bot-challenge', { url, by });
  const realm = basicRealm(answer);
  if (realm !== null) {
    const byPlugin = isFromWordpress(answer);
    return new Problem('gate-closed', { url, realm, refused: context.hasGate, byPlugin });
  }
  const text = page.error?.text ?? (page.form === null ? bodyText(answer.text) : '');
  const blocked = page.error !== null || [401, 403, 429, 503].includes(answer.status);
  if (blocked && isLoginLockout(text)) {
    return new Problem('locked-out', { url, said: text });
  }
  return answer.status === 429 ? rateLimited(answer) : null;
}
