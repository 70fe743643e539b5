/** The words of a run, as data: plugins, requests, what was seen, culprits, causes, costs. */

import type { Verdict } from '../search/index.ts';
import type { Remedy } from './findings.ts';
import type { Trace } from './trace.ts';

export type { Range, Verdict } from '../search/index.ts';

/** A plugin's REST identifier: its main file without `.php`, such as `akismet/akismet` or `hello`. */
export type PluginId = string;

/** Who a request is sent as. Two credentials are never mixed in one request. */
export type Identity = 'anonymous' | SignInIdentity | AppIdentity;

/** Credentials that may open the site to this program: they can read and switch plugins. */
export type SignInIdentity = 'application-password' | 'session';

/** Credentials of an app: requests are sent with them, and nothing else is done with them. */
export type AppIdentity = 'woocommerce-keys' | 'bearer';

/** True for the credential of an app. */
export function isAppIdentity(as: Identity): as is AppIdentity {
  return as === 'woocommerce-keys' || as === 'bearer';
}

/** A way of turning plugins off and on. */
export type SwitchKind = 'isolated' | 'admin' | 'rest' | 'wp-cli';

/** One installed plugin, as the site tells it. */
export type Plugin = {
  readonly plugin: PluginId;
  readonly name: string;
  readonly version: string;
  readonly author: string;
  readonly uri: string;
  readonly status: 'active' | 'inactive' | 'network-active';
  /** Plugins that must be active for this one ("Requires Plugins", WordPress 6.5), as far as known. */
  readonly requires: readonly PluginId[];
  /** What it requires and is not installed, as the site words it. WordPress lets it run, but would not activate it again. */
  readonly missingRequires?: readonly string[];
};

/** A request whose answer tells whether the site is ill. */
export type SymptomRequest = {
  readonly method: string;
  /** Absolute, on the site's own origin. */
  readonly url: string;
  readonly as: Identity;
  readonly headers: Readonly<Record<string, string>>;
  /** What it carries; not `body`, so that no request is sent with it but on purpose. */
  readonly payload?: RequestBody;
  /** Where its redirects led when it was first asked. They are followed each time, as a browser does. */
  readonly leadsTo?: string;
};

/** What a request carries. The bytes are behind a function, so that nothing that is written down holds them. */
export type RequestBody = {
  /** In bytes. */
  readonly size: number;
  /** Its Content-Type where the request names none. */
  readonly type: string;
  readonly bytes: () => Uint8Array<ArrayBuffer>;
};

/** One authentication challenge of a WWW-Authenticate header (RFC 9110, 11.6.1). */
export type Challenge = { readonly scheme: string; readonly realm: string | null };

/** What an answer showed, reduced to what tells one failure from another. */
export type Observed = {
  /** 0 when no answer came (timeout, connection lost). */
  readonly status: number;
  /** The REST error code, or null where the answer is not a REST error. */
  readonly code: string | null;
  /** The error's message, or the page's title; at most 300 characters; null where there is none. */
  readonly message: string | null;
  readonly challenges: readonly Challenge[];
  /** Where a redirect leads, as the Location header has it. */
  readonly location?: string;
  /** The plugin folder (or single file) that a PHP fatal error's report names. */
  readonly fatalIn?: string;
  /** Who made the answer, when it was not WordPress: nginx, apache, iis, cloudflare, sucuri, ... */
  readonly layer?: string;
};

/** One request and what counts as failing. */
export type Symptom = {
  readonly request: SymptomRequest;
  /** HTTP statuses (as numbers) and REST codes (as strings) that count as failing. */
  readonly failsOn: readonly (number | string)[];
  /** The answer seen first, with everything on. */
  readonly observed: Observed;
  /** What only a person sees, in the person's words; the request is then the page it is seen on. */
  readonly described?: string;
  /** That answer's headers that tell who gave it (`server: nginx`), for a ticket. */
  readonly head?: readonly string[];
  /** The line of code that answered; null where a tracer asked and nothing was named, absent where none asked. */
  readonly trace?: Trace | null;
};

/** Whose problem it is: an app or integration, visitors, or whoever works in wp-admin and the editor. */
export type Audience = 'app' | 'visitors' | 'editor';

/** Why a refusal is usually meant: see `symptoms/group.ts`. */
export type RefusalReason =
  | 'hides-user-names'
  | 'closes-xmlrpc'
  | 'wants-a-login'
  | 'wants-a-token'
  | 'no-https';

/** Why a probe could not say `fails` or `passes`. */
export type UnresolvedReason =
  | 'other-error'
  | 'server-error'
  | 'rate-limited'
  | 'maintenance'
  | 'no-answer'
  | 'challenge'
  | 'credential-lost'
  | 'cached'
  | 'set-not-reached'
  /** Refused, but by somebody else than what is being explained: a firewall that counts requests. */
  | 'another-refusal'
  /** A person who judged by hand could not say. */
  | 'cannot-tell'
  | 'not-asked';

/** The verdict of one symptom in one state of the site. */
export type Observation = {
  readonly verdict: Verdict;
  readonly observed: Observed;
  /** Given exactly when the verdict is `unresolved`. */
  readonly reason?: UnresolvedReason;
  readonly retryAfterSeconds?: number;
};

/** Names of a plugin, for a report. */
export type PluginRef = {
  readonly plugin: PluginId;
  readonly name: string;
  readonly version: string;
  readonly author: string;
  readonly uri: string;
};

/** A confirmed minimal failing set, with the proof. */
export type ReportedCulprit = {
  readonly plugins: readonly PluginRef[];
  /** Indices into the report's symptoms. */
  readonly symptoms: readonly number[];
  readonly proof: {
    readonly without: 'passes' | 'unresolved';
    readonly alone: 'fails' | 'not-tested';
    /** With everything on once more; `died-on-activation`: WordPress refused to activate it again. */
    readonly again?: 'fails' | 'not-tested' | 'died-on-activation';
  };
  /** Plugins without which the failing request could tell nothing; they are not to blame. */
  readonly needs?: readonly PluginRef[];
  readonly advice: string | null;
  /** What the advice is made of; absent where there is none. */
  readonly remedy?: Remedy;
};

/** Why the site answers 401 when no plugin is to blame. */
export type Cause = {
  readonly kind:
    | 'server-basic-auth'
    | 'authorization-header-stripped'
    | 'foreign-credential'
    | 'login-lost'
    | 'application-passwords-off'
    | 'wrong-credentials'
    | 'must-use-plugin'
    | 'drop-in'
    | 'theme'
    | 'cache'
    | 'rate-limit'
    | 'bot-challenge'
    | 'server'
    | 'not-tested'
    | 'leftover'
    | 'by-design'
    | 'wrong-address'
    | 'redirect'
    | 'dns'
    | 'firewall'
    | 'iis'
    | 'lockout'
    | 'address-blocked'
    | 'flaky'
    | 'stale-session'
    | 'not-allowed'
    | 'another-status'
    | 'fatal-error'
    | 'plugin-suspected'
    | 'unknown';
  readonly evidence: string;
  readonly advice: string;
  /** What the sentences are made of: `kind` is a code that stays, the rest its parameters. */
  readonly facts?: { readonly kind: string };
};

/** How a run ended. */
export type Outcome =
  | 'culprit-found'
  | 'not-reproduced'
  | 'not-a-plugin'
  | 'blocked'
  | 'inconclusive'
  | 'cancelled'
  | 'restored'
  /** The requests of an earlier report were sent again. */
  | 'rechecked';

/** What the run cost: requests and seconds, and the harm done to visitors. */
export type Cost = {
  readonly probes: number;
  readonly states: number;
  readonly toggles: number;
  readonly requests: number;
  readonly seconds: number;
  /** Seconds each plugin was off for visitors, summed; 0 under `isolated`. */
  readonly pluginSecondsOff: number;
};

/** A plugin left alone, and why. */
export type Pin = {
  readonly plugin: PluginId;
  readonly why:
    | 'kept'
    | 'not-asked-for'
    | 'network-active'
    | 'hazard'
    | 'unreachable'
    | 'carries-the-switch'
    /** It serves the failing request, or reads its token: without it there would be nothing to ask. */
    | 'needed-by-request'
    | 'required-by-pinned';
};

/** How the site differs from the baseline after restoring. Empty lists: it does not. */
export type Difference = {
  /** In the baseline, not active now. */
  readonly missing: readonly PluginId[];
  /** Active now, not in the baseline, switched on by somebody else during the run: left alone. */
  readonly appeared: readonly PluginId[];
  /**
   * Of the missing ones: WordPress activated them, and they went off again as others were activated. Nothing was
   * tried that activates without the hooks which do that.
   */
  readonly offAgain?: readonly PluginId[];
  /** Put there by the run itself (Health Check), and still there although it was to go. */
  readonly stayed?: readonly PluginId[];
  /** In the baseline, and not installed any more: there is nothing to bring back. */
  readonly gone?: readonly PluginId[];
  /** Given where the list could not be read: `missing` and `appeared` are empty then, and say nothing. */
  readonly unknown?: Unknown;
};

/** Of a list that could not be read: does the journal know of a plugin, or a helper, that may be as it should not? */
export type Unread = 'none-off' | 'may-be-off';

/** Null where the list was read. */
export function unreadIn({ unknown, stayed = [] }: Difference): Unread | null {
  if (unknown === undefined) return null;
  return unknown.plugins.length === 0 && stayed.length === 0 ? 'none-off' : 'may-be-off';
}

/** What is known of a site whose list of plugins could not be read: what a journal says. */
export type Unknown = {
  /** They may be off. */
  readonly plugins: readonly PluginId[];
  /** When the run began that may have left them off (ISO 8601). */
  readonly since: string;
};

/** WordPress' own page, waiting in a browser for somebody to approve. */
export type ApprovalWait = {
  /** Short, on this machine; leads to the page. */
  readonly url: string;
  /** True where a browser was opened here; else the person opens `url` by hand. */
  readonly opened: boolean;
  /**
   * The answer comes to this port of this machine. Over SSH the browser is elsewhere, and the port has to
   * be forwarded there: `host` is the name of this machine; null where it is the person's own.
   */
  readonly port: number;
  readonly host: string | null;
  readonly minutes: number;
};

/** What is missing from `target`, less what is `gone` for good, and what is active beyond it. */
export function differenceOf(
  active: readonly PluginId[],
  target: readonly PluginId[],
  gone: readonly PluginId[] = [],
): Difference {
  const now = new Set([...active, ...gone]);
  const wanted = new Set(target);
  return {
    missing: target.filter((plugin) => !now.has(plugin)),
    appeared: active.filter((plugin) => !wanted.has(plugin)),
    ...(gone.length > 0 ? { gone } : {}),
  };
}

/** True when the site is as it was; what somebody else has switched on meanwhile is theirs. */
export function isNone({ missing, stayed = [], unknown }: Difference): boolean {
  return missing.length === 0 && stayed.length === 0 && unknown === undefined;
}

/** Where a refused request shows: what the person who has the problem would say. */
export type Effect =
  /** "Updating failed" in the block editor. */
  | 'editor'
  | 'wp-admin'
  | 'application-passwords-off'
  | 'app-password'
  | 'app-token'
  | 'shop-keys'
  | 'front-page'
  | 'login-page'
  | 'feed'
  /** Apps and services that read posts without signing in. */
  | 'reading-apps'
  /** A form, a shop or a search on a page. */
  | 'page-feature';
