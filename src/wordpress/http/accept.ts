/** The Accept header: WordPress tells fatal errors and wp_die() as JSON only to those who accept JSON. */

/** As a browser asks for a page. */
export const PAGE_TYPES = 'text/html,application/xhtml+xml,*/*;q=0.8';
export const JSON_TYPE = 'application/json';

/** What is asked for at an address of the REST API, or of a page. */
export function acceptOf(isRest: boolean): string {
  return isRest ? JSON_TYPE : PAGE_TYPES;
}

/** True when the request brings an Accept header of its own. */
export function hasAccept(headers: Readonly<Record<string, string>> = {}): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'accept');
}
