import type { RequestHandler } from 'msw';
import type { Area, Channel, Clock, Identity, PluginSpec, SiteOptions } from './options.ts';

export type * from './options.ts';

/** A request as the site sees it. Given to listeners before it is answered. */
export interface Seen {
  /** 1 for the first request the site got. */
  readonly number: number;
  readonly request: Request;
  readonly area: Area;
  /** Path below the site's base, with a leading slash; the REST route for REST requests. */
  readonly path: string;
  /** Address of the visitor; a listener may change it. */
  address: string;
}

/** A plugin that changed its status. */
export interface Toggle {
  /** REST identifier. */
  readonly plugin: string;
  readonly active: boolean;
  readonly by: Channel;
  readonly at: number;
  /** Number of the request that did it; 0 when nobody asked. */
  readonly request: number;
}

/** A request and what became of it. The log is in the order of the answers. */
export interface LogEntry {
  readonly number: number;
  /** Milliseconds of the site's clock. */
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly area: Area;
  readonly path: string;
  readonly as: Identity;
  /** Login name behind it; empty for anonymous. */
  readonly user: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string;
  /** 0 when the connection was cut. */
  readonly status: number;
  /** REST error code, if the answer has one. */
  readonly code: string;
  /** Plugins which ran during the request (REST ids). */
  readonly running: readonly string[];
  readonly toggles: readonly Toggle[];
}

interface Counters {
  readonly requests: number;
  readonly toggles: number;
  /** Requests that changed the list of active plugins. */
  readonly states: number;
  /** Sum over the plugins active at the start (or the last reset) of the seconds each has been off for visitors. */
  readonly pluginSecondsOff: number;
  readonly logins: number;
  readonly failedLogins: number;
}

/** All that a run must leave as it was. Compare with toEqual; `active` is sorted, since core re-sorts it. */
export interface Snapshot {
  readonly active: readonly string[];
  readonly networkActive: readonly string[];
  readonly installed: readonly string[];
  readonly theme: string;
  readonly mustUse: readonly string[];
  readonly dropIns: readonly string[];
  readonly leftovers: readonly string[];
  readonly options: Readonly<Record<string, string>>;
}

/**
 * Before the site acts. May return (or resolve to) a Response, given instead of the site's, or `drop`: the network
 * fails before the site sees the request. A promise that never settles: the site hangs. Anything else: go on.
 */
export type RequestListener = (seen: Seen, site: SimulatedSite) => unknown;
/** After the site acted. May return another Response, or `drop`: the change is made, the answer is lost. */
export type AnswerListener = (seen: Seen, answer: Response, site: SimulatedSite) => unknown;
/** Called right after a plugin has changed its status. */
export type ToggleListener = (toggle: Toggle, site: SimulatedSite) => void;

/** A stateful fake WordPress. Nothing about it is global: make as many as you like. */
export interface SimulatedSite {
  /** Base URL with a trailing slash. */
  readonly url: string;
  /** REST root, whatever the permalinks: `…/wp-json/` or `…/?rest_route=/`. */
  readonly restUrl: string;
  readonly options: SiteOptions;
  readonly clock: Clock;
  readonly log: readonly LogEntry[];
  readonly counters: Counters;
  /** REST ids of the active plugins in the site's order, network-active ones not included. */
  readonly active: readonly string[];
  /** Answers one request; rejects only when a listener does. A cut connection is `Response.error()` (type "error"). */
  handle(request: Request, address?: string): Promise<Response>;
  /** True for URLs of this site (any host the site redirects from included). */
  owns(url: string): boolean;
  /** Someone else does it in the dashboard meanwhile; no quirks, no dependencies checked. */
  activate(...plugins: string[]): void;
  deactivate(...plugins: string[]): void;
  /** WP-CLI writes the option `active_plugins`, in this order: no hook runs. Files, also of plugins that are gone. */
  writeOption(files: readonly string[]): void;
  /** Removes the plugin's files (an update gone wrong): it is gone from every list. */
  remove(plugin: string): void;
  /** Puts a plugin's files there: an update (another version) or an installation, inactive unless it was active. */
  install(plugin: string | PluginSpec): void;
  /** Replaces options on the fly (rules, gate, rateLimit, ...); plugins and users given here are ignored. */
  change(options: Omit<SiteOptions, 'plugins' | 'users' | 'url' | 'clock'>): void;
  /** Every login session ends. */
  endSessions(): void;
  revokeApplicationPasswords(login: string): void;
  addApplicationPassword(login: string): string;
  /** A session without walking through wp-login.php: `Cookie` header and REST nonce. Serve first: both hang on the URL. */
  signIn(login: string): { readonly cookie: string; readonly nonce: string };
  snapshot(): Snapshot;
  resetCounters(): void;
  /** Each returns the function that stops listening. */
  on(event: 'request', listener: RequestListener): () => void;
  on(event: 'answer', listener: AnswerListener): () => void;
  on(event: 'toggle', listener: ToggleListener): () => void;
  /** Used by `serve`: same site, other origin. */
  moveTo(url: string): void;
}

/** A site on the network. */
export interface Served {
  /** Base URL of the site on loopback, with a trailing slash. */
  readonly url: string;
  /** With `redirectHttp`: the plain address that redirects to `url`. */
  readonly plainUrl?: string;
  /** PEM of the certificate when served over https. */
  readonly certificate?: string;
  /** Answers some requests instead of the site, as MSW's `server.use` does; the latest asked first. */
  use(...handlers: readonly RequestHandler[]): void;
  /** Back to the site's own answers (and the handlers it was served with), as MSW's `server.resetHandlers`. */
  resetHandlers(): void;
  /** Ends every connection, open ones included. */
  close(): Promise<void>;
}
