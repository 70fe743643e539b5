import { HttpHandler, matchRequestUrl, type RequestHandler } from 'msw';
import { REST_ROUTES } from './rest-routes.ts';
import type { SimulatedSite } from './types.ts';

/** Pages of WordPress that are no REST routes, by the pattern that a test overrides. */
const PAGES = [
  '*/wp-login.php',
  '*/wp-admin/admin-ajax.php',
  '*/wp-admin/plugins.php',
  '*/wp-admin/site-health.php',
  '*/wp-admin/*',
];

/**
 * MSW handlers of one site, one for each route (`*` + `/wp-json/wp/v2/plugins`, ...) and a last one for every other
 * address of the site. Give several sites' handlers to one server to simulate several; `server.use(http.get(...))`
 * overrides one route, and the site does not see what is answered so. Requests to other origins fall through. A cut
 * connection is a network error.
 */
export function handlersFor(site: SimulatedSite, address?: string): RequestHandler[] {
  const routes = REST_ROUTES.filter(({ path }) => path !== '*').map(({ path, methods }) => {
    return new SiteHandler(
      site,
      `*/wp-json${path}`,
      new RegExp(`^(${methods.join('|')})$`),
      address,
    );
  });
  const pages = PAGES.map((path) => new SiteHandler(site, path, ANY_METHOD, address));
  return [...routes, ...pages, new SiteHandler(site, /.*/, ANY_METHOD, address)];
}

const ANY_METHOD = /.*/;

/**
 * Every route leads through the whole site: its server, its cache, its plugins and its log come before the route.
 *
 * MSW 2 remembers Set-Cookie by itself and appends what it remembers, attributes included, to later Cookie headers.
 * The site must see what the client has sent, so parsing leaves the request alone.
 */
class SiteHandler extends HttpHandler {
  readonly #site: SimulatedSite;
  readonly #path: string | RegExp;

  constructor(site: SimulatedSite, path: string | RegExp, method: RegExp, address?: string) {
    super(method, path, ({ request }) => site.handle(request, address));
    this.#site = site;
    this.#path = path;
  }

  override async parse({ request }: { request: Request }) {
    const matches = this.#site.owns(request.url) && leadsTo(request.url, this.#path);
    return { match: { matches, params: {} }, cookies: {} };
  }
}

function leadsTo(url: string, path: string | RegExp): boolean {
  try {
    return matchRequestUrl(new URL(url), path).matches;
  } catch {
    // A broken escape (`%E0%A4`) has no meaning for MSW; the site's last handler takes it as it is.
    return path instanceof RegExp;
  }
}
