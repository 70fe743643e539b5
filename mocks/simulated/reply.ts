import { nginxBody } from '../server-pages.ts';
import type { Visit } from './visit.ts';

/** An answer before it becomes a Response. */
export interface Reply {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  /** REST error code, for the log. */
  readonly code?: string;
  /** The connection is cut instead. */
  readonly dropped?: true;
  /** Answered by the web server: no PHP ran, nothing is printed before it. */
  readonly server?: true;
}

type HeaderPairs = readonly (readonly [string, string])[];

/** Content type of pages. */
export const HTML: readonly [string, string] = ['content-type', 'text/html; charset=UTF-8'];
/** Content type of REST answers. */
export const JSON_TYPE: readonly [string, string] = [
  'content-type',
  'application/json; charset=UTF-8',
];
/** Wp_get_nocache_headers(). */
export const NO_CACHE: HeaderPairs = [
  ['expires', 'Wed, 11 Jan 1984 05:00:00 GMT'],
  ['cache-control', 'no-cache, must-revalidate, max-age=0, no-store, private'],
];

/** No answer: the connection is cut. */
export const DROPPED: Reply = { status: 0, headers: [], body: '', dropped: true };

/** A page of WordPress with this title and content. */
export function htmlPage(
  status: number,
  title: string,
  content: string,
  headers: HeaderPairs = [],
): Reply {
  const body = `<!DOCTYPE html>\n<html lang="en-US">\n<head>\n<meta charset="UTF-8" />\n<title>${escapeHtml(title)}</title>\n</head>\n<body>\n${content}\n</body>\n</html>\n`;
  return { status, headers: [HTML, ...headers], body };
}

/** A page of the web server itself, in nginx' words. */
export function nginxPage(status: number, title: string, headers: HeaderPairs = []): Reply {
  const all = [['content-type', 'text/html'], ...headers] as const;
  return { status, headers: all, body: nginxBody(title), server: true };
}

/** Wp_redirect(): no body. */
export function redirect(location: string, status = 302, headers: HeaderPairs = []): Reply {
  return {
    status,
    headers: [HTML, ['location', location], ['x-redirect-by', 'WordPress'], ...headers],
    body: '',
  };
}

/** Wp_die(): JSON for clients that accept JSON, else the page with `wp-die-message` (functions.php). */
export function wpDie(
  message: string,
  status: number,
  wantsJson: boolean,
  headers: HeaderPairs = [],
): Reply {
  if (wantsJson) {
    const error = { code: 'wp_die', message, data: { status }, additional_errors: [] };
    return {
      status,
      headers: [JSON_TYPE, ...NO_CACHE, ...headers],
      body: JSON.stringify(error),
      code: 'wp_die',
    };
  }
  const content = `<div class="wp-die-message">${message}</div>`;
  return { ...htmlPage(status, 'WordPress › Error', content, [...NO_CACHE, ...headers]) };
}

/** The fatal error handler: JSON names the file, the page does not (class-wp-fatal-error-handler.php). */
export function fatalError({ state, wantsJson, troubleshooting }: Visit, file: string): Reply {
  // Health Check switches the handler off in its sessions: nothing is printed at all.
  if (troubleshooting) return { status: 500, headers: [HTML], body: '' };
  const message = 'There has been a critical error on this website.';
  if (wantsJson) {
    const error = {
      code: 'internal_server_error',
      message: `<p>${message}</p><p><a href="https://wordpress.org/documentation/article/faq-troubleshooting/">Learn more about troubleshooting WordPress.</a></p>`,
      data: {
        status: 500,
        error: {
          type: 1,
          message: `Uncaught Error: Call to undefined function in /var/www/html/wp-content/${file}:42`,
          file: `/var/www/html/wp-content/${file}`,
          line: 42,
        },
      },
      additional_errors: [],
    };
    return {
      status: 500,
      headers: [JSON_TYPE, ...NO_CACHE],
      body: JSON.stringify(error),
      code: 'internal_server_error',
    };
  }
  const content = `<div class="wp-die-message"><p>${message}</p></div>`;
  return htmlPage(500, `${state.options.title ?? 'Simulated site'} › Error`, content, NO_CACHE);
}

/** Text inside HTML. */
export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

/** The same answer with more headers. */
export function withHeaders(reply: Reply, headers: HeaderPairs): Reply {
  return { ...reply, headers: [...reply.headers, ...headers] };
}

/** The Response the client gets; a HEAD request gets no body. */
export function toResponse(reply: Reply, method: string): Response {
  if (reply.dropped) return Response.error();
  const headers = new Headers();
  for (const [name, value] of reply.headers) headers.append(name, value);
  const bodyless = method === 'HEAD' || reply.status === 204 || reply.status === 304;
  return new Response(bodyless ? null : reply.body, { status: reply.status, headers });
}
