import { HttpHandler, type RequestHandler } from 'msw';
import type { SimulatedSite } from './types.ts';

/**
 * MSW handlers for one site (give several sites' handlers to one server to simulate several). Requests to other
 * origins fall through. A cut connection is a network error.
 */
export function handlersFor(site: SimulatedSite, address?: string): RequestHandler[] {
  return [new SiteHandler(site, address)];
}

/**
 * MSW 2 remembers Set-Cookie by itself and appends what it remembers, attributes included, to later Cookie headers.
 * The site must see what the client has sent, so parsing leaves the request alone.
 */
class SiteHandler extends HttpHandler {
  readonly #site: SimulatedSite;

  constructor(site: SimulatedSite, address?: string) {
    super(/.*/, /.*/, ({ request }) => site.handle(request, address));
    this.#site = site;
  }

  override async parse({ request }: { request: Request }) {
    return { match: { matches: this.#site.owns(request.url), params: {} }, cookies: {} };
  }
}
