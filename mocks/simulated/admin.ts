import { can, createNonce } from './accounts.ts';
import { adminHtml } from './admin-html.ts';
import {
  applicationPasswordsAvailable,
  applicationPasswordsSupported,
} from './application-passwords.ts';
import { troubleshootTab } from './health-check.ts';
import { runHook } from './hooks.ts';
import { loginIsHidden, loginUrl } from './login.ts';
import { servePluginsPage } from './plugins-page.ts';
import { HTML, htmlPage, NO_CACHE, type Reply, redirect, wpDie } from './reply.ts';
import { debugTab } from './site-health.ts';
import { deactivateUnmet } from './switching.ts';
import { holdsDuring, type Visit } from './visit.ts';

/** Wp-admin/*: no session, no entry; then what plugins do at admin_init; then the page. */
export function serveAdmin(visit: Visit): Reply {
  const { state, path, session } = visit;
  if (path === '/wp-admin') return redirect(`${state.base.href}wp-admin/`, 301);
  if (!session) {
    if (loginIsHidden(visit)) return redirect(`${state.base.href}404/`);
    return redirect(loginUrl(visit), 302, NO_CACHE);
  }
  const early = adminInit(visit);
  if (early) return early;
  const onboarding = visit.method === 'GET' ? nextOnboarding(visit) : undefined;
  if (onboarding && !onboarding.withPage) return redirect(onboarding.location, 302, NO_CACHE);
  const page = adminPage(visit);
  if (!onboarding) return page;
  // Some plugins forget to exit after the redirect: the page comes along.
  return { ...page, status: 302, headers: [...page.headers, ['location', onboarding.location]] };
}

/** Wp-admin/admin-ajax.php: the REST nonce; `0` for what nobody handles. */
export function serveAjax(visit: Visit): Reply {
  const { state, session } = visit;
  const early = adminInit(visit);
  if (early) return early;
  const onboarding = session && nextOnboarding(visit);
  if (onboarding) return redirect(onboarding.location, 302, NO_CACHE);
  const action = visit.url.searchParams.get('action') ?? visit.body.fields.get('action');
  if (action === 'rest-nonce' && session) {
    return {
      status: 200,
      headers: [HTML, ...NO_CACHE],
      body: createNonce(state, 'wp_rest', session),
    };
  }
  // A heartbeat is heard in a body only, and does nothing without a nonce of its own.
  if (visit.body.fields.get('action') === 'heartbeat' && session) {
    const headers = [['content-type', 'application/json; charset=UTF-8'], ...NO_CACHE] as const;
    return { status: 200, headers, body: '{"success":false}' };
  }
  return { status: 400, headers: [HTML, ...NO_CACHE], body: '0' };
}

function adminPage(visit: Visit): Reply {
  const { state, path, session } = visit;
  switch (path) {
    case '/wp-admin/':
    case '/wp-admin/index.php':
      return adminHtml(visit, 'Dashboard', '<div id="dashboard-widgets"></div>');
    case '/wp-admin/profile.php':
      return adminHtml(visit, 'Profile', profileForm(visit));
    case '/wp-admin/plugins.php':
      return servePluginsPage(visit);
    case '/wp-admin/site-health.php': {
      if (!can(state, session?.account, 'view_site_health_checks')) {
        const message = 'Sorry, you are not allowed to access site health information.';
        return wpDie(message, 403, visit.wantsJson);
      }
      const tab = visit.url.searchParams.get('tab');
      const info = tab === 'debug' ? debugTab(visit) : '<div class="health-check-body"></div>';
      return adminHtml(
        visit,
        'Site Health',
        tab === 'troubleshoot' ? troubleshootTab(visit) : info,
      );
    }
    case '/wp-admin/admin.php':
      return adminHtml(visit, 'Welcome', '<p>Thank you for installing.</p>');
    default:
      return htmlPage(404, 'Page not found', '<h1>Page not found</h1>', NO_CACHE);
  }
}

function adminInit(visit: Visit): Reply | undefined {
  const answer = runHook(visit, 'admin_init');
  if (answer) return answer;
  deactivateUnmet(visit, (needs) => holdsDuring(visit, needs, true));
  return undefined;
}

/** The first plugin activated since, whose redirect is still due; it happens once. */
function nextOnboarding(visit: Visit): { location: string; withPage: boolean } | undefined {
  const { state } = visit;
  for (const file of state.onboarding) {
    const plugin = state.installed.get(file);
    const onboarding = plugin?.spec.onboarding;
    if (!plugin || !onboarding || !visit.running.includes(file)) continue;
    const {
      to = `wp-admin/admin.php?page=${plugin.folder}-welcome`,
      page = false,
      ajax = false,
      insists = false,
    } = typeof onboarding === 'object' ? onboarding : {};
    if (visit.area === 'ajax' && !ajax) continue;
    const location = new URL(to, state.base).href;
    const isThere = location === visit.url.href;
    if (isThere === insists) {
      state.onboarding = state.onboarding.filter((other) => other !== file);
    }
    // A plugin does not redirect its own welcome page.
    if (isThere) continue;
    return { location, withPage: page };
  }
  return undefined;
}

/** Core leaves the section out where a filter takes application passwords away (wp-admin/user-edit.php). */
function profileForm(visit: Visit): string {
  const isThere = applicationPasswordsAvailable(visit) || !applicationPasswordsSupported(visit);
  const section = isThere
    ? '<div class="application-passwords" id="application-passwords-section"></div>'
    : '';
  return `<form id="your-profile" method="post">${section}</form>`;
}
