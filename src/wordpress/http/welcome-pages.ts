/**
 * Plugins that were just activated redirect wp-admin, admin-ajax.php included, to their welcome page: once each,
 * one after the other. Asking again gets past them all.
 */

/** A redirect to the same page as often as this does not end. */
const SAME_PAGE = 3;

/** No site has more plugins than this that were activated and never looked at. */
const MOST = 12;

/** Tells whether one more try may get past these redirects; to be asked once for each, with where it leads. */
export function welcomePages(samePage = SAME_PAGE): (location: string) => boolean {
  const seen = new Map<string, number>();
  let met = 0;
  return (location) => {
    const times = (seen.get(location) ?? 0) + 1;
    seen.set(location, times);
    met += 1;
    return times < samePage && met < MOST;
  };
}
