/** The addresses above an address. All pure. */

/** The most folders that are tried for one address. */
const MOST_FOLDERS = 3;

/** `/a/b` and `/a` for `/a/b/c`, nearest first, three at most; for `?rest_route=` the routes above. */
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
  return segments.map((_, index) => {
    const kept = segments.slice(0, segments.length - 1 - index);
    return kept.length === 0 ? '/' : `/${kept.join('/')}${slash}`;
  });
}
