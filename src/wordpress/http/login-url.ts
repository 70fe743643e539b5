/** Which addresses and pages are a login form. */

import { redirectTarget } from './redirect.ts';
import type { HttpAnswer } from './types.ts';

/** True for WordPress' own login file, which lies beside its other files. */
export function isLoginFile(url: URL): boolean {
  return url.pathname.endsWith('/wp-login.php');
}

/** True for WordPress' own login form, wherever a plugin has moved it: `auth_redirect()` sends `reauth` along. */
export function isLogin(url: URL): boolean {
  return isLoginFile(url) || url.searchParams.has('reauth');
}

/** True for the login form, and for what plugins put in its place by query (`?password-protected=login`). */
export function isLoginPage(url: URL): boolean {
  return isLogin(url) || url.searchParams.get('password-protected') === 'login';
}

/** True when an answer redirects to WordPress' login form (or to `loginUrl`, where that one is hidden). */
export function leadsToLogin(answer: HttpAnswer, loginUrl?: string): boolean {
  const target = redirectTarget(answer);
  if (target === null) return false;
  return isLogin(target) || (loginUrl !== undefined && isSamePage(target, new URL(loginUrl)));
}

/** True for a page that shows WordPress' login form. */
export function showsLoginForm(html: string): boolean {
  return /\bid=["']loginform["']/i.test(html);
}

function isSamePage(one: URL, other: URL): boolean {
  return one.origin === other.origin && trimmedPath(one) === trimmedPath(other);
}

function trimmedPath({ pathname }: URL): string {
  return pathname.replace(/(?<!\/)\/+$/, '');
}
