import { type Session, sessionFrom } from './accounts.ts';
import { parseFormula } from './formula.ts';
import { isTroubleshooting, troubleshootingFilter, troubleshootingTheme } from './health-check.ts';
import { holds, type RuleRequest, type Surroundings } from './rules.ts';
import type { SiteState } from './state.ts';
import type { Area, Identity, Seen } from './types.ts';

/** One PHP process: a request, and the plugin list as this process has read it. */
export interface Visit {
  readonly state: SiteState;
  readonly seen: Seen;
  readonly url: URL;
  readonly area: Area;
  readonly path: string;
  readonly method: string;
  readonly headers: Headers;
  readonly cookies: ReadonlyMap<string, string>;
  readonly body: Body;
  readonly wantsJson: boolean;
  /** Basic credentials as PHP sees them. */
  readonly basic: { readonly user: string; readonly password: string } | undefined;
  /** The whole option `active_plugins` when the process started. */
  readonly unfiltered: readonly string[];
  /** The option as this process believes it to be: another process may have written meanwhile. */
  active: readonly string[];
  network: readonly string[];
  /** Files of the plugins that run. */
  readonly running: readonly string[];
  readonly troubleshooting: boolean;
  readonly around: Surroundings;
  readonly session: Session | undefined;
  /** Who the request turned out to be; set by the REST server. */
  identity: { as: Identity; user: string };
}

/** A request body, read as PHP and the REST server read it. */
export interface Body {
  readonly text: string;
  /** Form fields; `name[]` keeps its brackets. */
  readonly fields: URLSearchParams;
  readonly json: Readonly<Record<string, unknown>> | undefined;
  /** The type said JSON, but the text is not. */
  readonly isBrokenJson: boolean;
}

/** Where in WordPress a URL leads. The path is below the site's base; REST routes start with a slash. */
export function locate(
  state: SiteState,
  url: URL,
): { area: Area; path: string; frontPage: boolean } {
  const base = state.base.pathname;
  const inside = `${url.pathname}/`.startsWith(base)
    ? url.pathname.slice(base.length - 1) || '/'
    : undefined;
  if (inside === undefined) return { area: 'server', path: url.pathname, frontPage: false };
  const at = (area: Area, path = inside) => ({ area, path, frontPage: false });

  const restRoute = url.searchParams.get('rest_route');
  const permalinks = state.options.permalinks ?? 'pretty';
  const prefix = permalinks === 'index.php' ? '/index.php/wp-json' : '/wp-json';
  if (permalinks !== 'plain' && (inside === prefix || inside.startsWith(`${prefix}/`))) {
    // nginx hands anything that looks like a script to PHP, which has no such file.
    if (inside.endsWith('.php')) return at('server');
    // The query wins over the rewritten path, and only there is a route decoded (WP::parse_request).
    return at('rest', route(restRoute ?? inside.slice(prefix.length)));
  }
  const isIndex = inside === '/' || inside === '/index.php';
  if (isIndex && restRoute) return at('rest', route(restRoute));
  if (
    inside === '/wp-login.php' ||
    inside.replace(/^\/|\/$/g, '') === state.options.login?.hiddenAt
  ) {
    return at('login');
  }
  if (inside === '/wp-admin/admin-ajax.php') return at('ajax');
  if (inside === '/wp-admin' || inside.startsWith('/wp-admin/')) return at('admin');
  if (/^\/(wp-content|wp-includes)\//.test(inside) || /\.(css|js|png|ico|txt\.gz)$/.test(inside))
    return at('static');
  return { area: 'front', path: inside, frontPage: isIndex && !isPageQuery(url) };
}

/** Starts the process: reads the plugin list now. */
export function startVisit(state: SiteState, seen: Seen, body: Body): Visit {
  const { request } = seen;
  const url = new URL(request.url);
  const cookies = parseCookies(request.headers.get('cookie') ?? '');
  const troubleshooting = isTroubleshooting(state, cookies, url, seen.address);
  const stored = state.options.sees?.(seen) ?? state.active;
  const active = troubleshooting ? troubleshootingFilter(state, url) : stored;
  const running = [...state.network, ...active].filter((file) => state.installed.has(file));
  const isAdmin = seen.area === 'admin' || seen.area === 'ajax';
  const session = sessionFrom(state, cookies, isAdmin ? 'admin' : 'elsewhere');
  return {
    state,
    seen,
    url,
    area: seen.area,
    path: seen.path,
    method: request.method,
    headers: request.headers,
    cookies,
    body,
    wantsJson: /\bapplication\/json\b/.test(request.headers.get('accept') ?? ''),
    basic: state.options.stripsAuthorization
      ? undefined
      : basicFrom(request.headers.get('authorization')),
    unfiltered: state.active,
    active,
    network: state.network,
    running,
    troubleshooting,
    around: {
      running,
      theme: troubleshooting ? troubleshootingTheme(state) : state.theme,
      mustUse: state.mustUse,
      dropIns: state.dropIns,
      leftovers: state.leftovers,
    },
    session,
    identity: session
      ? { as: 'session', user: session.account.spec.login }
      : { as: 'anonymous', user: '' },
  };
}

/** The visit as rules match it. */
export function ruleRequest(visit: Visit): RuleRequest {
  const { frontPage } = locate(visit.state, visit.url);
  return { area: visit.area, method: visit.method, path: visit.path, frontPage };
}

/** Value of an optional formula during the visit; without one, the default. */
export function holdsDuring(
  visit: Visit,
  formula: string | undefined,
  otherwise: boolean,
): boolean {
  return formula === undefined ? otherwise : holds(parseFormula(formula), visit.around);
}

/** Reads a body once: form fields, multipart or JSON. */
export async function readBody(request: Request): Promise<Body> {
  const type = request.headers.get('content-type') ?? '';
  const text = request.body === null ? '' : await request.text();
  if (/\bapplication\/([\w.+-]+\+)?json\b/.test(type)) {
    const json = text === '' ? {} : parseJson(text);
    const isObject = typeof json === 'object' && json !== null;
    return {
      text,
      fields: new URLSearchParams(),
      json: isObject ? (json as Record<string, unknown>) : undefined,
      isBrokenJson: json === undefined,
    };
  }
  if (type.startsWith('multipart/form-data')) {
    const data = await multipart(text, type);
    const pairs = [...data].map(([name, value]) => [name, String(value)]);
    return { text, fields: new URLSearchParams(pairs), json: undefined, isBrokenJson: false };
  }
  const isForm = type.startsWith('application/x-www-form-urlencoded');
  return {
    text,
    fields: new URLSearchParams(isForm ? text : ''),
    json: undefined,
    isBrokenJson: false,
  };
}

/** Values of a PHP array field: `name[]=a&name[1]=b`. */
export function arrayField(fields: URLSearchParams, name: string): readonly string[] {
  return [...fields]
    .filter(([key]) => key.replace(/\[\d*\]$/, '[]') === `${name}[]`)
    .map(([, value]) => value);
}

function parseCookies(header: string): ReadonlyMap<string, string> {
  const pairs = header.split(';').flatMap((pair) => {
    const at = pair.indexOf('=');
    if (at < 0) return [];
    return [[pair.slice(0, at).trim(), decode(pair.slice(at + 1).trim())] as const];
  });
  return new Map(pairs.filter(([, value]) => value.trim() !== ''));
}

function basicFrom(header: string | null): Visit['basic'] {
  // Core's own pattern (load.php:121): nothing but `Basic <base64>`.
  const encoded = /^Basic ([A-Za-z\d+/]+=*)$/i.exec(header ?? '')?.[1];
  if (!encoded) return undefined;
  const [user = '', password] = Buffer.from(encoded, 'base64').toString('utf8').split(/:(.*)/s);
  return password === undefined ? undefined : { user, password };
}

function route(path: string): string {
  const slashed = path.startsWith('/') ? path : `/${path}`;
  return slashed.length > 1 ? slashed.replace(/\/+$/, '') || '/' : slashed;
}

function isPageQuery(url: URL): boolean {
  return ['p', 'page_id', 's', 'feed', 'cat', 'author'].some((name) => url.searchParams.has(name));
}

/** PHP makes nothing of a body whose parts it cannot find. */
async function multipart(text: string, type: string): Promise<FormData> {
  try {
    return await new Response(text, { headers: { 'content-type': type } }).formData();
  } catch {
    return new FormData();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
