/**
 * Plugins that were just activated redirect wp-admin, admin-ajax.php included, to their welcome page: once each,
 * one after the other. Asking again gets past them all.
 */

/** A redirect to the same page as often as this does not end. */
const SAME_PAGE = 3;

/** No site has more plugins than this that were activated and never looked at. */
const MOST = 12;

/** What gets past a redirect: asking again, a look at where it leads and then asking again, or nothing. */
export type Pass = 'again' | 'look' | null;

/**
 * Tells what may get past these redirects; to be asked once for each, with where it leads and from where.
 * Some plugins insist: all of wp-admin leads to their page until somebody has looked at it, as a browser
 * does at once. A page of theirs is looked at once; an address that does something never is.
 */
export function welcomePages(samePage = SAME_PAGE): (location: string, from: string) => Pass {
  const seen = new Map<string, number>();
  let met = 0;
  return (location, from) => {
    const times = (seen.get(location) ?? 0) + 1;
    seen.set(location, times);
    met += 1;
    if (met >= MOST || times > samePage) return null;
    if (times < samePage) return 'again';
    return isPluginPage(location, from) ? 'look' : null;
  };
}

/** A page that a plugin has added to this wp-admin (`admin.php?page=…`), and nothing else. */
function isPluginPage(location: string, from: string): boolean {
  if (!URL.canParse(location) || new URL(location).origin !== new URL(from).origin) return false;
  const { pathname, searchParams } = new URL(location);
  return (
    /\/wp-admin\/(?:[a-z]+-)*[a-z]+\.php$/.test(pathname) &&
    searchParams.has('page') &&
    !searchParams.has('action')
  );
}
