/** What a person sees of a refused request: where it shows, as a code. The sentences are in `report/screens/`. */

import type { Effect, SymptomRequest } from '../model/report.ts';
import { isLoginPage } from '../wordpress/http/login-url.ts';
import { restRouteOf } from '../wordpress/http/urls.ts';

/** Where this request shows when it is refused; null where nobody can tell from the request alone. */
export function effectOf(request: SymptomRequest): Effect | null {
  switch (request.as) {
    case 'application-password':
      return 'app-password';
    case 'woocommerce-keys':
      return 'shop-keys';
    case 'bearer':
      return 'app-token';
    case 'session':
      return inSession(request);
    case 'anonymous':
      return forVisitors(request);
  }
}

function inSession({ url }: SymptomRequest): Effect | null {
  const route = restRouteOf(url);
  const { pathname } = new URL(url);
  // The heartbeat: it keeps a post from being edited twice, and its login alive.
  if (/\/wp-admin\/admin-ajax\.php$/.test(pathname)) return 'editor';
  if (route === null) return /\/wp-admin\//.test(pathname) ? 'wp-admin' : null;
  return /\/application-passwords$/.test(route) ? 'application-passwords-off' : 'editor';
}

function forVisitors({ url }: SymptomRequest): Effect | null {
  const address = new URL(url);
  const route = restRouteOf(url);
  if (route !== null) {
    const isCore = /^\/(?:wp\/v2(?:\/.*)?)?$/.test(route);
    // Hidden user names are usual protection: nobody misses them.
    if (/^\/wp\/v2\/users/.test(route)) return null;
    return isCore ? 'reading-apps' : 'page-feature';
  }
  if (isLoginPage(address)) return 'login-page';
  if (address.searchParams.has('feed') || /\/feed\/?$/.test(address.pathname)) return 'feed';
  return /\.\w+$/.test(address.pathname) ? null : 'front-page';
}
