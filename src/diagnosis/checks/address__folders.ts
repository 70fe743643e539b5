/** The addresses above an address. All pure. */

/** The most folders that are tried for one address. */
const MOST_FOLDERS = 3;

/**
 * `/a/b` and `/a` for `/a/b/c`, nearest first, three at most; for `?rest_route=` the routes above. Not
 * the front page, whose being open tells nothing, and not `/wp-json/wp`, which is no route.
 */
export function foldersAbove(url: string): readonly string[] {
  const { origin, pathname, searchParams } = new URL(url);
  const route = searchParams.get('rest_route');
  const shorter = pathsAbove(route ?? pathname);
  return shorter
    .map((path) =>
      route === null ? `${origin}${path}` : `${origin}${pathname}?rest_route=${path}`,
    )
    .slice(0, MOST_FOLDERS);
}

/** A final slash is kept as it was written: WordPress redirects to the other form. */
function pathsAbove(path: string): readonly string[] {
  const slash = path.endsWith('/') ? '/' : '';
  const segments = path.split('/').filter(Boolean);
  return segments
    .map((_, index) => segments.length - 1 - index)
    .filter((length) => length > 0 && !/^v\d+$/.test(segments[length] ?? ''))
    .map((length) => `/${segments.slice(0, length).join('/')}${slash}`);
}
