import { folderOf, idOf } from '../../src/model/plugin-ids.ts';
import { troubleshootingToolbar } from './health-check.ts';
import { runHook } from './hooks.ts';
import {
  escapeHtml,
  HTML,
  htmlPage,
  NO_CACHE,
  type Reply,
  redirect,
  withHeaders,
} from './reply.ts';
import { restUrl } from './rest-answer.ts';
import { holdsDuring, locate, type Visit } from './visit.ts';

/** Everything visitors see: front page, posts, feed, robots.txt, and the shortcuts to the login. */
export function serveFront(visit: Visit): Reply {
  const { state, path } = visit;
  const hooked = runHook(visit, 'parse_request') ?? runHook(visit, 'template_redirect');
  if (hooked) return hooked;
  const plain = path.replace(/\/$/, '');
  if (plain === '/robots.txt') {
    const body = 'User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n';
    return { status: 200, headers: [['content-type', 'text/plain; charset=utf-8']], body };
  }
  if (plain === '/xmlrpc.php') {
    return {
      status: 405,
      headers: [
        ['content-type', 'text/plain;charset=UTF-8'],
        ['allow', 'POST'],
      ],
      body: 'XML-RPC server accepts POST requests only.',
    };
  }
  const { frontPage } = locate(state, visit.url);
  const query = visit.url.searchParams;
  if (plain === '/feed' || query.has('feed')) return feed(visit);
  if (frontPage) return page(visit, '<article><h2>Hello world!</h2></article>');
  if (
    plain === '/hello-world' ||
    plain === '/sample-page' ||
    query.has('p') ||
    query.has('page_id')
  ) {
    return page(visit, '<article><h1>Hello world!</h1></article>');
  }
  if (query.has('s')) return page(visit, '<p>Search results</p>');
  // Wp_redirect_admin_locations(), with pretty permalinks only.
  if ((state.options.permalinks ?? 'pretty') === 'pretty') {
    if (plain === '/admin' || plain === '/dashboard')
      return redirect(`${state.base.href}wp-admin/`);
    if (plain === '/login') return redirect(`${state.base.href}wp-login.php`);
  }
  return notFoundPage(visit);
}

/** The theme's 404 page. */
export function notFoundPage(visit: Visit): Reply {
  const title = `Page not found – ${visit.state.options.title ?? 'Simulated site'}`;
  return withHeaders(htmlPage(404, title, '<h1>Page not found</h1>'), [
    ...NO_CACHE,
    ...restLink(visit),
  ]);
}

function page(visit: Visit, content: string): Reply {
  const { state } = visit;
  const title = escapeHtml(state.options.title ?? 'Simulated site');
  const root = restUrl(state, '/');
  const announced = restLink(visit).length > 0;
  const body = `<!DOCTYPE html>
<html lang="en-US">
<head>
<meta charset="UTF-8" />
<title>${title}</title>
<meta name="generator" content="WordPress ${state.options.wordpress ?? '7.1.1'}" />
${announced ? `<link rel="https://api.w.org/" href="${escapeHtml(root)}" />` : ''}
<link rel='stylesheet' href='${state.base.href}wp-content/themes/${visit.around.theme}/style.css' media='all' />
${visit.running.map((file) => styleOf(visit, file)).join('')}</head>
<body class="home blog wp-theme-${visit.around.theme}${visit.session ? ' logged-in admin-bar' : ''}">
${content}
${troubleshootingToolbar(visit)}
</body>
</html>
`;
  const cached = visit.session || visit.troubleshooting ? NO_CACHE : [];
  return { status: 200, headers: [HTML, ...restLink(visit), ...cached], body };
}

/** What a plugin shows of itself to everybody while it runs. */
function styleOf({ state }: Visit, file: string): string {
  const folder = folderOf(idOf(file)).replace(/\.php$/, '');
  const href = `${state.base.href}wp-content/plugins/${folder}/style.css`;
  return `<link rel='stylesheet' id='${folder}-css' href='${href}' media='all' />\n`;
}

function restLink(visit: Visit): readonly (readonly [string, string])[] {
  const { rest, restLinkHiddenWhile } = visit.state.options;
  if (holdsDuring(visit, restLinkHiddenWhile, false) || (rest ?? 'on') !== 'on') return [];
  return [['link', `<${restUrl(visit.state, '/')}>; rel="https://api.w.org/"`]];
}

function feed(visit: Visit): Reply {
  const title = escapeHtml(visit.state.options.title ?? 'Simulated site');
  const body = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>${title}</title><link>${visit.state.base.href}</link><generator>https://wordpress.org/?v=${visit.state.options.wordpress ?? '7.1.1'}</generator></channel></rss>\n`;
  return { status: 200, headers: [['content-type', 'application/rss+xml; charset=UTF-8']], body };
}
