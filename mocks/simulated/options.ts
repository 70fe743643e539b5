import type { Seen } from './types.ts';

/** Who WordPress takes the sender of a request for. */
export type Identity = 'anonymous' | 'application-password' | 'session';

/** The part of WordPress a request reaches. `server` means: answered before WordPress (gate, cache, redirect, ...). */
export type Area = 'rest' | 'front' | 'login' | 'admin' | 'ajax' | 'static' | 'server';

/** The ways in which a plugin is switched: REST request, wp-admin form, behind the tool's back. */
export type Channel = 'rest' | 'form' | 'wp-cli' | 'elsewhere';

/** Where WordPress' hooks run, in execution order; a rule answers at one of them. */
export type Hook =
  | 'plugins_loaded'
  | 'init'
  | 'parse_request'
  | 'login_init'
  | 'admin_init'
  | 'rest_api_init'
  | 'rest_authentication_errors'
  | 'rest_pre_dispatch'
  | 'template_redirect';

/** The requests a rule applies to. Every given field must match. */
export interface RequestMatch {
  /** As WordPress sees the sender at the rule's hook (at `init` a valid application password is still anonymous). */
  readonly as?: Identity | readonly Identity[];
  readonly area?: Area | readonly Area[];
  readonly method?: string | readonly string[];
  /** REST namespace, such as `wc/v3`. */
  readonly namespace?: string;
  /** REST route or site path; `*` stands for anything. `/wp/v2/posts*`, `/shop/*`. */
  readonly path?: string;
  /** Wp-login.php or the front page only when it is exactly that (`front` area alone means every front-end URL). */
  readonly frontPage?: boolean;
}

/**
 * Shorthands for the usual targets:
 * - `anonymous-rest`: REST without any credential (a wrong application password included)
 * - `rest-without-session`: REST sent as anonymous *and* with a valid application password (tested at `init`)
 * - `rest`: every REST request
 * - `application-passwords`: not an answer: application passwords do not exist while the formula holds
 * - `front-page`, `front` (all of it), `login-page` (GET and POST of wp-login.php), `admin`
 * - `everything`: every request that reaches PHP
 */
export type Target =
  | 'anonymous-rest'
  | 'rest-without-session'
  | 'rest'
  | 'application-passwords'
  | 'front-page'
  | 'front'
  | 'login-page'
  | 'admin'
  | 'everything'
  | RequestMatch;

/** What a rule answers. Without `body`, REST requests get a REST error and other requests a wp_die() page. */
export interface Answer {
  /** Default 401 (302 with `redirect`, 500 with `fatal`). */
  readonly status?: number;
  /** Default `rest_login_required`. */
  readonly code?: string;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Raw body; the content type is text/html unless `headers` says otherwise. */
  readonly body?: string;
  /** More members of the REST error's `data`. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Location; relative ones are resolved against the site's base URL. */
  readonly redirect?: string;
  /** A PHP fatal error in this file, relative to wp-content (`plugins/shop/shop.php`). */
  readonly fatal?: string;
  /** wp_die(): `{"code":"wp_die"}` for `Accept: application/json`, an HTML page otherwise. */
  readonly die?: boolean;
  /** The connection is cut without an answer. */
  readonly drop?: boolean;
}

/** A failure: while the formula holds over the plugins that are running, these requests get this answer. */
export interface Rule {
  /**
   * `a || b && !c`, parentheses, `true`, `false`. Names: a plugin's folder (`shop`), REST id (`shop/shop`) or file
   * (`shop/shop.php`); `theme:NAME`, `mu:NAME`, `drop-in:NAME`, and `left-by:PLUGIN` for leftovers.
   */
  readonly when: string;
  readonly at: Target;
  readonly answer?: Answer;
  /** Default: `init` for `rest-without-session`, else the usual one of the target. */
  readonly hook?: Hook;
  /** Hook priority, low runs first; default 10. The first rule in hook order answers and masks the others. */
  readonly priority?: number;
  /** Flaky: probability (0..1) that the rule acts on a matching request. Drawn from the site's seed. */
  readonly chance?: number;
}

/** How a plugin misbehaves while it is switched. */
export type Quirk =
  /** Changed, then redirect and exit (`activated_plugin`): REST answers 302. Ends a bulk list. */
  | 'redirect-changed'
  /** Redirect and exit in the (de)activation hook: 302, not changed. Ends a bulk list. */
  | 'redirect-unchanged'
  /** 500 with a JSON error although the change was made (`unexpected_output`). */
  | 'error-changed'
  /** PHP fatal error before the change is saved: 500, empty body (REST), 302 `error=true` (form). Ends a bulk list. */
  | 'fatal-unchanged'
  /** The answer says it worked, the list says it did not. */
  | 'ok-unchanged'
  /** 500 with a JSON error, not changed (`plugin_php_incompatible`, ...). */
  | 'refused'
  /** The answer says it worked; from the next request on everything is a fatal error. */
  | 'fatal-later';

interface QuirkUse {
  readonly quirk: Quirk;
  /** Only the first so many times; default always. */
  readonly times?: number;
}

/** A quirk everywhere, or by channel. */
export type Quirks =
  | Quirk
  | {
      readonly rest?: Quirk | QuirkUse;
      readonly form?: Quirk | QuirkUse;
    };

/** A REST route that exists while its plugin runs. */
interface PluginRoute {
  /** With its namespace: `/wc/v3/orders`. `*` at the end matches the rest. */
  readonly path: string;
  /** Capability needed; without it anybody may read. */
  readonly needs?: string;
  /** Code of the refusal; default `rest_forbidden`. */
  readonly code?: string;
  readonly data?: unknown;
}

/** A plugin: its header, its status at the start, its misbehaviour. */
export interface PluginSpec {
  /** `folder/file.php`, `hello.php`, `folder/file` or just `folder` (meaning `folder/folder.php`). */
  readonly file: string;
  /** Default `active`. `missing`: in the option but its file is gone. */
  readonly status?: 'active' | 'inactive' | 'network-active' | 'missing';
  readonly name?: string;
  readonly version?: string;
  readonly author?: string;
  readonly authorUri?: string;
  readonly uri?: string;
  readonly description?: string;
  readonly networkOnly?: boolean;
  readonly requiresWp?: string;
  readonly requiresPhp?: string;
  /** "Requires Plugins": folders that must be active before this one can be activated. */
  readonly requires?: readonly string[];
  readonly onActivate?: Quirks;
  readonly onDeactivate?: Quirks;
  /** Error code of `refused` / `error-changed`. */
  readonly quirkCode?: string;
  /** Where redirects of quirks lead; default `wp-admin/admin.php?page=<folder>`. */
  readonly quirkLocation?: string;
  /** One redirect at the next wp-admin GET after activation. `page`: the 302 carries the full page. `ajax`: admin-ajax.php is hijacked too. `insists`: until the page it leads to was looked at. */
  readonly onboarding?:
    | boolean
    | {
        readonly to?: string;
        readonly page?: boolean;
        readonly ajax?: boolean;
        readonly insists?: boolean;
      };
  /** Deactivates itself at the next wp-admin request while this formula does not hold. */
  readonly needsUndeclared?: string;
  /** Text printed before every answer of PHP while it runs (a notice, "hello junk"). */
  readonly prints?: string;
  /** Touches the user early, as WooCommerce does: a wrong application password then is 401 `incorrect_password`. */
  readonly touchesUserEarly?: boolean;
  readonly routes?: readonly PluginRoute[];
  /** An update waits: wp-admin prints a second row for the plugin. */
  readonly updateAvailable?: boolean;
  /** Left out of wp-admin's list (`all_plugins` filter); still in the REST list. */
  readonly hidden?: boolean;
  /** What deactivation does not clean up: the atom `left-by:<folder>` holds once the plugin has been active. */
  readonly leaves?: 'must-use' | 'drop-in' | 'htaccess';
  /** With `leaves`: a real deactivation removes it (default true); `false` keeps it for ever. */
  readonly cleansUp?: boolean;
}

/** Core's roles, contributor left out. */
export type Role = 'administrator' | 'editor' | 'author' | 'subscriber';

/** A user and how he can sign in. */
export interface UserSpec {
  readonly login: string;
  readonly password: string;
  readonly role?: Role;
  readonly email?: string;
  readonly name?: string;
  /** Member of a multisite's super admins; default true for administrators. */
  readonly superAdmin?: boolean;
  /** Existing application passwords; spaces do not matter. */
  readonly applicationPasswords?: readonly string[];
  /** Two Factor: a right password answers 200 with another form and no cookie. */
  readonly twoFactor?: boolean;
  /** `wp_is_application_passwords_available_for_user` is false. */
  readonly applicationPasswordsOff?: boolean;
}

interface LoginOptions {
  /** Path of the login form under a hidden-login plugin, such as `my-door`; wp-login.php is then 404 (wp-admin/ too). */
  readonly hiddenAt?: string;
  /** Formula: the login is hidden only while it holds; default always. */
  readonly hiddenWhile?: string;
  /** After login: 302 to `action=confirm_admin_email`. */
  readonly confirmAdminEmail?: boolean;
  /** The form has a captcha which a program cannot solve. */
  readonly captcha?: boolean;
  /** After so many wrong passwords the form refuses everyone. */
  readonly lockoutAfter?: number;
  /** Seconds a lockout lasts; default 1200. */
  readonly lockoutSeconds?: number;
  /** What a lockout looks like; default `page` (200 with a text in `#login_error`). */
  readonly lockoutAs?: 'page' | '403' | '429' | '503';
}

interface GateOptions {
  readonly user: string;
  readonly password: string;
  readonly realm?: string;
  readonly server?: 'nginx' | 'apache';
}

interface RateLimit {
  /** Requests allowed per window. */
  readonly requests: number;
  /** Length of the window. */
  readonly seconds: number;
  /** Seconds said in Retry-After (none when 0); default the rest of the window. */
  readonly retryAfter?: number;
  /** Default 429. */
  readonly status?: number;
  /** Only these areas count and are refused; default all. */
  readonly areas?: readonly Area[];
  /** Formula: limits only while it holds (a security plugin's limiter); default always. */
  readonly while?: string;
}

interface PageCache {
  readonly seconds: number;
  /** Default front and rest. */
  readonly areas?: readonly Area[];
  /** Cacheable statuses; default [200]. */
  readonly statuses?: readonly number[];
  /** A cache that ignores the query string altogether; default false. */
  readonly ignoresQuery?: boolean;
}

/** Time of the site. `wait` is what latency is made of. Milliseconds. */
export interface Clock {
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

/** Plugin directory of wordpress.org as the site sees it, and what it may do with files. */
interface InstallOptions {
  /** `forbidden`: DISALLOW_FILE_MODS; `no-credentials`: fs_unavailable; `wrong-credentials`: unable_to_connect_to_filesystem. */
  readonly files?: 'direct' | 'no-credentials' | 'wrong-credentials' | 'forbidden';
  /** Default reachable. Unreachable: 500 plugins_api_failed. */
  readonly directory?: 'reachable' | 'unreachable';
  /** What can be installed; `health-check` always can. */
  readonly catalogue?: readonly PluginSpec[];
}

/** Everything about a simulated site; all of it JSON but the functions. */
export interface SiteOptions {
  /** Base URL (subfolder included); default `http://site.test/`. `serve` replaces its origin. */
  readonly url?: string;
  readonly title?: string;
  /** Version of WordPress; default 7.1.1. Below 5.5 there is no plugins route, below 5.6 no application passwords. */
  readonly wordpress?: string;
  /** Version of PHP; default 8.2.0. Plugins that require a newer one refuse activation. */
  readonly php?: string;
  /** `local` lets application passwords work without https; default local. */
  readonly environment?: 'local' | 'production';
  /** False: TLS ends at a proxy and PHP does not know it; default true. */
  readonly phpSeesTls?: boolean;
  readonly permalinks?: 'pretty' | 'plain' | 'index.php';
  readonly multisite?: boolean;
  /** A plain string is an active plugin. In the site's order (not sorted). */
  readonly plugins?: readonly (string | PluginSpec)[];
  /** Default: administrator `admin` / `password` with the application password `abcd EFGH 1234 ijkl MNOP 5678`. */
  readonly users?: readonly UserSpec[];
  readonly theme?: string;
  /** Other installed themes; default `twentytwentyfive`. */
  readonly themes?: readonly string[];
  readonly mustUse?: readonly string[];
  readonly dropIns?: readonly string[];
  readonly rules?: readonly Rule[];
  readonly login?: LoginOptions;
  readonly gate?: GateOptions;
  /** The server keeps Authorization from PHP. */
  readonly stripsAuthorization?: boolean;
  /** Origins (`http://site.test`) or host names (`localhost`) that answer 301 to `url`, everything kept but the origin. */
  readonly redirectsFrom?: readonly string[];
  readonly rateLimit?: RateLimit;
  /** `challenge`: Cloudflare's page for everything; else only those areas. */
  readonly cloudflare?: 'challenge' | { readonly areas: readonly Area[] };
  readonly pageCache?: PageCache;
  /** `not-wordpress`: some other web site lives here. */
  readonly kind?: 'wordpress' | 'not-wordpress';
  /** REST switched off by hand: 404, or an HTML page with status 200. */
  readonly rest?: 'on' | 'not-found' | 'html';
  /** Formula: pages do not announce the REST root (`Link` header, `<link>`) while it holds. */
  readonly restLinkHiddenWhile?: string;
  /** Printed before every JSON body (a PHP notice). */
  readonly notice?: string;
  readonly install?: InstallOptions;
  /** Rows per page on plugins.php; default 999. */
  readonly pluginsPerPage?: number;
  /** Milliseconds a request takes (a number, or computed). Uses `clock.wait`, after the request has read its plugin list. */
  readonly latency?: number | ((seen: Seen) => number);
  /**
   * The active plugins (files) that a process finds, where a replica, or a server's own memory, tells
   * it something else than the database; undefined: what the database says.
   */
  readonly sees?: (seen: Seen) => readonly string[] | undefined;
  /** Default: the real one. `virtualClock()` never sleeps. */
  readonly clock?: Clock;
  /** Seed of everything random; default 1. */
  readonly seed?: number;
}
