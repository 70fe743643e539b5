import { createHash, randomBytes } from 'node:crypto';
import { can, createNonce, md5, verifyNonce } from './accounts.ts';
import { toSpec } from './installed.ts';
import { escapeHtml, type Reply, redirect, withHeaders } from './reply.ts';
import { isOn, type SiteState } from './state.ts';
import type { PluginSpec } from './types.ts';
import type { Visit } from './visit.ts';

/** The must-use plugin that the Health Check plugin writes when its first session starts, and leaves there. */
const TROUBLESHOOTING_FILE = 'health-check-troubleshooting-mode.php';
const COOKIE = 'wp-health-check-disable-plugins';
const HASH = 'health-check-disable-plugin-hash';
const ALLOWED = 'health-check-allowed-plugins';
const THEME = 'health-check-current-theme';
const FORM_ACTION = 'health-check-enable-troubleshooting';
/** Newest first; the first one installed is forced on a session that has not chosen a theme. */
const DEFAULT_THEMES = 'five four three two one'
  .split(' ')
  .map((year) => `twentytwenty${year}`)
  .concat(
    'twentytwenty',
    'nineteen seventeen sixteen fifteen fourteen thirteen twelve eleven ten'
      .split(' ')
      .map((year) => `twenty${year}`),
  );
/** What the links of a session carry and its redirects drop. */
const ARGUMENTS = [
  COOKIE,
  'health-check-disable-plugins-hash',
  'health-check-disable-troubleshooting',
  'health-check-change-active-theme',
  'health-check-troubleshoot-enable-plugin',
  'health-check-troubleshoot-disable-plugin',
  'health-check-theme-force-switch',
  '_wpnonce',
];

/** The plugin as the directory of wordpress.org delivers it. */
export const HEALTH_CHECK: PluginSpec = toSpec({
  file: 'health-check/health-check.php',
  name: 'Health Check & Troubleshooting',
  version: '1.7.1',
  author: 'The WordPress.org community',
  authorUri: 'https://wordpress.org/plugins/health-check/',
  uri: 'https://wordpress.org/plugins/health-check/',
  description: 'Checks the health of your WordPress install.',
});

/**
 * A session holds for the one visitor whose cookie, with the MD5 of the address, is the hash in the options: a
 * second tester replaces the first, and a changed address ends it.
 */
export function isTroubleshooting(
  state: SiteState,
  cookies: ReadonlyMap<string, string>,
  url: URL,
  address: string,
): boolean {
  if (!state.mustUse.has(TROUBLESHOOTING_FILE)) return false;
  const cookie = cookies.get(COOKIE);
  const given = cookie === undefined ? url.searchParams.get(HASH) : cookie + md5(address);
  return given !== null && given !== '' && given === state.table.get(HASH);
}

/**
 * `active_plugins` as the session sees it: by folder (a single file's folder is `hello.php`), from the query or from
 * what the session has stored. Network-active plugins are another option, which is not filtered.
 */
export function troubleshootingFilter(state: SiteState, url: URL): readonly string[] {
  const asked = url.searchParams.get(ALLOWED);
  const allowed = asked === null ? storedAllowed(state) : asked.split(',');
  return state.active.filter((file) => allowed.includes(file.split('/')[0] ?? file));
}

/** The theme of the session: the chosen one, else the newest default theme there is, else the site's own. */
export function troubleshootingTheme(state: SiteState): string {
  const themes = [state.theme, ...(state.options.themes ?? ['twentytwentyfive'])];
  return (
    state.table.get(THEME) ?? DEFAULT_THEMES.find((theme) => themes.includes(theme)) ?? state.theme
  );
}

/**
 * What the plugin and its must-use file do at `init`: start a session (POST with nonce), and inside one follow the
 * links that end it or change its theme or its allowed plugins. A reply replaces the page; cookies go with the page.
 */
export function troubleshootingInit(visit: Visit): {
  reply?: Reply;
  setCookies: readonly string[];
} {
  const { state, url } = visit;
  const started = startSession(visit);
  if (started) return { setCookies: [started] };
  if (!visit.troubleshooting) return { setCookies: [] };

  if (url.searchParams.has('health-check-disable-troubleshooting')) {
    if (!hasNonce(visit, 'health-check-disable-troubleshooting', '')) return { setCookies: [] };
    return {
      reply: withHeaders(backWithoutArguments(url), [['set-cookie', endSession(state)]]),
      setCookies: [],
    };
  }
  const theme = url.searchParams.get('health-check-change-active-theme');
  if (theme !== null && hasNonce(visit, 'health-check-change-active-theme', theme)) {
    state.table.set(THEME, theme);
    return { reply: backWithoutArguments(url), setCookies: [] };
  }
  for (const way of ['enable', 'disable']) {
    const folder = url.searchParams.get(`health-check-troubleshoot-${way}-plugin`);
    if (folder === null || !hasNonce(visit, `health-check-troubleshoot-${way}-plugin`, folder))
      continue;
    const others = storedAllowed(state).filter((name) => name !== folder);
    state.table.set(ALLOWED, JSON.stringify(way === 'enable' ? [...others, folder] : others));
    return { reply: backWithoutArguments(url), setCookies: [] };
  }
  return { setCookies: [] };
}

/** Ends the session, as the link and a logout do. The hash and the must-use file stay until the plugin is deleted. */
export function endSession(state: SiteState): string {
  for (const option of [
    ALLOWED,
    THEME,
    'health-check-default-theme',
    'health-check-dashboard-notices',
  ]) {
    state.table.delete(option);
  }
  return `${COOKIE}=deleted; expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0; path=${state.base.pathname}`;
}

/** Its uninstall.php: what goes when the plugin is deleted (the list of allowed plugins is forgotten there). */
export function uninstallHealthCheck(state: SiteState): void {
  for (const option of [
    HASH,
    THEME,
    'health-check-default-theme',
    'health-check-dashboard-notices',
  ]) {
    state.table.delete(option);
  }
  state.mustUse.delete(TROUBLESHOOTING_FILE);
}

/** Content of `site-health.php?tab=troubleshoot`; empty when the plugin does not run in this request. */
export function troubleshootTab(visit: Visit): string {
  const { state } = visit;
  if (!visit.running.includes(HEALTH_CHECK.file)) return '';
  const intro = '<div class="health-check-body"><h2>Troubleshooting mode</h2>';
  if (visit.body.fields.has('health-check-troubleshoot-mode')) {
    if (!writeMustUseFile(state)) {
      return `${intro}<form action="" method="post"><div id="request-filesystem-credentials-form"><h1>Connection Information</h1><label><input name="hostname" type="text" id="hostname" /></label></div></form></div>`;
    }
    return `${intro}<div class="notice notice-success inline"><p>You have successfully enabled Troubleshooting Mode, all plugins will appear inactive until you disable Troubleshooting Mode, or log out and back in again.</p></div></div>`;
  }
  if (visit.troubleshooting) {
    return `${intro}<p><a class="button button-primary" href="?tab=troubleshoot&#038;health-check-disable-troubleshooting=1">Disable Troubleshooting Mode</a></p></div>`;
  }
  const nonce = createNonce(state, FORM_ACTION, visit.session);
  return `${intro}
<form action="" method="post" class="form" style="text-align: center;">
<input type="hidden" id="_wpnonce" name="_wpnonce" value="${nonce}" /><input type="hidden" name="_wp_http_referer" value="${escapeHtml(visit.url.pathname + visit.url.search)}" />
<input type="hidden" name="health-check-troubleshoot-mode" value="true">
<p><button type="submit" class="button button-primary">Enable Troubleshooting Mode</button></p>
</form></div>`;
}

/** Links of the toolbar inside a session, with their nonces. */
export function troubleshootingToolbar(visit: Visit): string {
  if (!visit.troubleshooting || !visit.session) return '';
  const { state } = visit;
  const link = (id: string, label: string, argument: string, value: string, nonceFor: string) => {
    const target = new URL(visit.url);
    for (const name of ARGUMENTS) target.searchParams.delete(name);
    target.searchParams.set(argument, value);
    target.searchParams.set(
      '_wpnonce',
      createNonce(state, actionOf(argument, nonceFor), visit.session),
    );
    return `<li id="wp-admin-bar-health-check-${id}"><a class="ab-item" href="${escapeHtml(target.href)}">${escapeHtml(label)}</a></li>`;
  };
  const themes = [...new Set([state.theme, ...(state.options.themes ?? ['twentytwentyfive'])])];
  const links = [
    ...visit.unfiltered.map((file) => {
      const folder = file.split('/')[0] ?? file;
      const way = storedAllowed(state).includes(folder) ? 'disable' : 'enable';
      return link(
        `plugin-${folder}`,
        `${way} ${folder}`,
        `health-check-troubleshoot-${way}-plugin`,
        folder,
        folder,
      );
    }),
    ...themes
      .filter((theme) => theme !== visit.around.theme)
      .map((theme) =>
        link(
          `theme-${theme}`,
          `Switch to ${theme}`,
          'health-check-change-active-theme',
          theme,
          theme,
        ),
      ),
    link(
      'disable',
      'Disable Troubleshooting Mode',
      'health-check-disable-troubleshooting',
      '1',
      '',
    ),
  ];
  return `<ul id="wp-admin-bar-health-check">${links.join('\n')}</ul>`;
}

function startSession(visit: Visit): string | undefined {
  const { state, body } = visit;
  if (visit.method !== 'POST' || !body.fields.has('health-check-troubleshoot-mode'))
    return undefined;
  if (!isOn(state, HEALTH_CHECK.file) || !visit.running.includes(HEALTH_CHECK.file))
    return undefined;
  if (!can(state, visit.session?.account, 'view_site_health_checks')) return undefined;
  if (!verifyNonce(state, body.fields.get('_wpnonce') ?? '', FORM_ACTION, visit.session))
    return undefined;
  const cookie = createHash('md5').update(randomBytes(8)).digest('hex');
  state.table.set(ALLOWED, '[]');
  state.table.set(HASH, cookie + md5(visit.seen.address));
  return `${COOKIE}=${cookie}; path=${state.base.pathname}`;
}

function writeMustUseFile(state: SiteState): boolean {
  const files = state.options.install?.files ?? 'direct';
  if (files === 'no-credentials' || files === 'wrong-credentials')
    return state.mustUse.has(TROUBLESHOOTING_FILE);
  state.mustUse.add(TROUBLESHOOTING_FILE);
  return true;
}

function storedAllowed(state: SiteState): readonly string[] {
  return JSON.parse(state.table.get(ALLOWED) ?? '[]') as string[];
}

function hasNonce(visit: Visit, argument: string, assets: string): boolean {
  const nonce = visit.url.searchParams.get('_wpnonce') ?? '';
  return verifyNonce(visit.state, nonce, actionOf(argument, assets), visit.session);
}

function actionOf(argument: string, assets: string): string {
  return `${argument}-${md5(assets)}`;
}

function backWithoutArguments(url: URL): Reply {
  const target = new URL(url);
  for (const name of ARGUMENTS) target.searchParams.delete(name);
  return redirect(target.pathname + target.search);
}
