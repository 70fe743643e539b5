import { serveAdmin, serveAjax } from './admin.ts';
import { serveFront } from './front.ts';
import { troubleshootingInit } from './health-check.ts';
import { runHook } from './hooks.ts';
import { serveLogin } from './login.ts';
import { fatalError, HTML, htmlPage, nginxPage, type Reply, withHeaders } from './reply.ts';
import { serveRest } from './rest.ts';
import { canonicalRedirect, fromCache, intoCache, serverAnswer } from './server.ts';
import type { SiteState } from './state.ts';
import type { Seen } from './types.ts';
import { type Body, startVisit, type Visit } from './visit.ts';

/** What became of a request; there is no visit when PHP did not run. */
export interface Dispatched {
  readonly reply: Reply;
  readonly visit: Visit | undefined;
}

/** One request from the network cable to the answer: server, cache, then WordPress. */
export async function dispatch(state: SiteState, seen: Seen, body: Body): Promise<Dispatched> {
  const done = (reply: Reply, visit?: Visit): Dispatched => ({ reply, visit });
  const url = new URL(seen.request.url);
  const moved =
    canonicalRedirect(state, url) ?? serverAnswer(state, seen) ?? fromCache(state, seen);
  if (moved) return done(moved);
  if (state.options.kind === 'not-wordpress') return done(otherSite(seen));
  if (seen.area === 'server' || seen.area === 'static')
    return done(nginxPage(404, '404 Not Found'));

  const visit = startVisit(state, seen, body);
  // From here on another request may change the list that this one has already read.
  const { latency = 0 } = state.options;
  await state.clock.wait(typeof latency === 'number' ? latency : latency(seen));
  return done(intoCache(state, seen, runWordPress(visit)), visit);
}

function runWordPress(visit: Visit): Reply {
  const broken = visit.running.find((file) => visit.state.broken.has(file));
  if (broken) return fatalError(visit, `plugins/${broken}`);
  const early = runHook(visit, 'plugins_loaded') ?? runHook(visit, 'init');
  if (early) return printed(visit, early);
  const { reply, setCookies } = troubleshootingInit(visit);
  const cookies = setCookies.map((line) => ['set-cookie', line] as const);
  return printed(visit, withHeaders(reply ?? route(visit), cookies));
}

function route(visit: Visit): Reply {
  switch (visit.area) {
    case 'rest':
      return restSwitchedOff(visit) ?? serveRest(visit);
    case 'login':
      return runHook(visit, 'login_init') ?? serveLogin(visit);
    case 'admin':
      return serveAdmin(visit);
    case 'ajax':
      return serveAjax(visit);
    default:
      return serveFront(visit);
  }
}

function restSwitchedOff(visit: Visit): Reply | undefined {
  switch (visit.state.options.rest ?? 'on') {
    case 'on':
      return undefined;
    case 'not-found':
      return htmlPage(404, 'Page not found', '<h1>Page not found</h1>');
    case 'html':
      return htmlPage(
        200,
        visit.state.options.title ?? 'Simulated site',
        '<article><h2>Hello world!</h2></article>',
      );
  }
}

/** What plugins print comes before everything; the site's notice before JSON. */
function printed(visit: Visit, reply: Reply): Reply {
  if (reply.server || reply.dropped || reply.body === '') return reply;
  const prints = visit.running
    .map((file) => visit.state.installed.get(file)?.spec.prints ?? '')
    .join('');
  const isJson = reply.headers.some(
    ([name, value]) => name === 'content-type' && value.includes('json'),
  );
  const notice = isJson ? (visit.state.options.notice ?? '') : '';
  return { ...reply, body: prints + notice + reply.body };
}

function otherSite(seen: Seen): Reply {
  if (new URL(seen.request.url).pathname === '/') {
    return {
      status: 200,
      headers: [HTML],
      body: '<html><head><title>It works!</title></head><body><h1>It works!</h1></body></html>',
      server: true,
    };
  }
  return nginxPage(404, '404 Not Found');
}
