import { createHash, createHmac, randomBytes } from 'node:crypto';
import { type Account, type SiteState, withoutSpaces } from './state.ts';
import type { Role } from './types.ts';

const HALF_A_DAY = 12 * 60 * 60 * 1000;
const TWO_DAYS = 48 * 60 * 60 * 1000;
const TWO_WEEKS = 14 * 24 * 60 * 60 * 1000;

/** A user behind valid cookies. */
export interface Session {
  readonly account: Account;
  readonly token: string;
}

/** Names of the cookies: they end in the MD5 of the site's address (default-constants.php). */
export function cookieNames(state: SiteState): { auth: string; loggedIn: string } {
  const hash = md5(state.base.href.replace(/\/$/, ''));
  return {
    auth: `wordpress_${isSsl(state) ? 'sec_' : ''}${hash}`,
    loggedIn: `wordpress_logged_in_${hash}`,
  };
}

/** What PHP's is_ssl() says: the scheme, unless TLS ends at a proxy that does not tell. */
export function isSsl(state: SiteState): boolean {
  return state.base.protocol === 'https:' && state.options.phpSeesTls !== false;
}

/** Starts a session; the Set-Cookie lines are the ones wp_set_auth_cookie() sends. */
export function startSession(
  state: SiteState,
  account: Account,
  remember = false,
): { token: string; value: string; setCookies: readonly string[] } {
  const token = randomBytes(21).toString('hex');
  const expires = state.clock.now() + (remember ? TWO_WEEKS : TWO_DAYS);
  account.sessions.set(token, expires);
  const seconds = Math.floor(expires / 1000);
  const login = account.spec.login;
  const value = encodeURIComponent(
    `${login}|${seconds}|${token}|${sign(state, `${login}|${seconds}|${token}`)}`,
  );
  const { auth, loggedIn } = cookieNames(state);
  const root = state.base.pathname;
  const until = remember
    ? `; expires=${new Date(expires).toUTCString()}; Max-Age=${TWO_WEEKS / 1000}`
    : '';
  const secure = isSsl(state) ? '; secure' : '';
  const line = (name: string, path: string) =>
    `${name}=${value}${until}; path=${path}${secure}; HttpOnly`;
  return {
    token,
    value,
    setCookies: [
      line(auth, `${root}wp-content/plugins`),
      line(auth, `${root}wp-admin`),
      line(loggedIn, root),
    ],
  };
}

/** The lines with which wp_clear_auth_cookie() deletes them all. */
export function clearingCookies(state: SiteState): readonly string[] {
  const { auth, loggedIn } = cookieNames(state);
  const root = state.base.pathname;
  const line = (name: string, path: string) =>
    `${name}=%20; expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0; path=${path}`;
  return [
    line(auth, `${root}wp-admin`),
    line(auth, `${root}wp-content/plugins`),
    line(loggedIn, root),
  ];
}

/**
 * The session behind the cookies. wp-admin believes only `wordpress_[sec_]*`, everything else only
 * `wordpress_logged_in_*` (which the scheme cookie's path never lets there).
 */
export function sessionFrom(
  state: SiteState,
  cookies: ReadonlyMap<string, string>,
  where: 'admin' | 'elsewhere',
): Session | undefined {
  const names = cookieNames(state);
  const value = cookies.get(where === 'admin' ? names.auth : names.loggedIn);
  const [login, seconds, token, signature] = (value ?? '').split('|');
  if (!login || !token || signature !== sign(state, `${login}|${seconds}|${token}`))
    return undefined;
  const account = state.accounts.find((candidate) => candidate.spec.login === login);
  const expires = account?.sessions.get(token);
  if (!account || expires === undefined || expires < state.clock.now()) return undefined;
  return { account, token };
}

/** A nonce as wp_create_nonce() makes it: 10 hex digits, good for 12 to 24 hours. */
export function createNonce(
  state: SiteState,
  action: string,
  session: Session | undefined,
): string {
  return nonceAt(state, action, session, tick(state));
}

/** True for a nonce of this action and session, made in the current half day or the one before. */
export function verifyNonce(
  state: SiteState,
  nonce: string,
  action: string,
  session: Session | undefined,
): boolean {
  return [0, 1].some((age) => nonce === nonceAt(state, action, session, tick(state) - age));
}

/** Login name or e-mail address to account. */
export function accountNamed(state: SiteState, login: string): Account | undefined {
  return state.accounts.find(
    ({ spec }) => spec.login === login || (spec.email ?? `${spec.login}@example.org`) === login,
  );
}

/** True for one of the account's application passwords, spaces or not. */
export function hasApplicationPassword(account: Account, password: string): boolean {
  return account.applicationPasswords.has(withoutSpaces(password));
}

/** Somebody once made one; until then core ignores them altogether (user.php:382). */
export function applicationPasswordsInUse(state: SiteState): boolean {
  return (
    state.table.has('using_application_passwords') ||
    state.accounts.some((a) => a.applicationPasswords.size > 0)
  );
}

/** Makes one more; in groups of four, as wp-admin shows it. */
export function newApplicationPassword(account: Account): string {
  const password = randomBytes(12).toString('hex');
  account.applicationPasswords.add(password);
  return password.replace(/(.{4})(?=.)/g, '$1 ');
}

const SUBSCRIBER = ['read', 'level_0'];
const AUTHOR = [
  ...SUBSCRIBER,
  'edit_posts',
  'upload_files',
  'publish_posts',
  'delete_posts',
  'level_2',
];
const EDITOR = [
  ...AUTHOR,
  'edit_others_posts',
  'edit_pages',
  'moderate_comments',
  'manage_categories',
  'level_7',
];
const ADMINISTRATOR = [
  ...EDITOR,
  'activate_plugins',
  'edit_plugins',
  'install_plugins',
  'update_plugins',
  'delete_plugins',
  'manage_options',
  'list_users',
  'edit_users',
  'switch_themes',
  'edit_theme_options',
  'view_site_health_checks',
  'level_10',
];
const CAPABILITIES: Readonly<Record<Role, readonly string[]>> = {
  administrator: ADMINISTRATOR,
  editor: EDITOR,
  author: AUTHOR,
  subscriber: SUBSCRIBER,
};
const FILE_CAPABILITIES = ['install_plugins', 'update_plugins', 'delete_plugins', 'edit_plugins'];

/** current_user_can(): roles, multisite's super admins, DISALLOW_FILE_MODS (capabilities.php). */
export function can(state: SiteState, account: Account | undefined, capability: string): boolean {
  if (!account) return false;
  const role = roleOf(account);
  const isSuper = state.options.multisite === true && isSuperAdmin(account);
  if (FILE_CAPABILITIES.includes(capability) && state.options.install?.files === 'forbidden')
    return false;
  if (capability === 'manage_network_plugins') return isSuper;
  if (state.options.multisite && !isSuper) {
    if (capability === 'activate_plugins' || FILE_CAPABILITIES.includes(capability)) return false;
  }
  return isSuper || CAPABILITIES[role].includes(capability);
}

/** The `capabilities` member of users/me?context=edit: of the role, not what map_meta_cap makes of them. */
export function roleCapabilities(account: Account): Readonly<Record<string, boolean>> {
  const role = roleOf(account);
  return Object.fromEntries([...CAPABILITIES[role], role].map((capability) => [capability, true]));
}

/** The user's role; administrator unless said otherwise. */
export function roleOf(account: Account): Role {
  return account.spec.role ?? 'administrator';
}

function isSuperAdmin(account: Account): boolean {
  return account.spec.superAdmin ?? roleOf(account) === 'administrator';
}

/** MD5 in hex, as PHP prints it. */
export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function sign(state: SiteState, text: string): string {
  return createHmac('sha256', `auth-${state.options.seed ?? 1}`)
    .update(text)
    .digest('hex');
}

function tick(state: SiteState): number {
  return Math.ceil(state.clock.now() / HALF_A_DAY);
}

function nonceAt(
  state: SiteState,
  action: string,
  session: Session | undefined,
  at: number,
): string {
  const who = `${session?.account.id ?? 0}|${session?.token ?? ''}`;
  return createHmac('md5', `nonce-${state.options.seed ?? 1}`)
    .update(`${at}|${action}|${who}`)
    .digest('hex')
    .slice(-12, -2);
}
