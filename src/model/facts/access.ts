/** What the checks on credentials, caches, names, repetition and sessions saw. No secret is in it. */

import type { SignInIdentity } from '../report.ts';

/** A credential that was given. */
export type Secret = SignInIdentity;

/** Why a credential was refused, as far as that shows from outside. */
export type RefusalWhy =
  /** What stands where an application password belongs has not the form of one. */
  | 'account-password-typed'
  /** What stands where the account password belongs has the form of an application password. */
  | 'application-password-typed'
  | 'unknown-user'
  | 'wrong-password'
  /** The user has no application password at all. */
  | 'none-exists'
  /** Taken for a stranger: wrong, or refused by something, or lost on the way. */
  | 'taken-for-stranger'
  /** Refused in a way that only something on the site can bring about, right or wrong. */
  | 'refused-by-site'
  | 'switched-off'
  | 'for-this-user'
  | 'no-https'
  /** The visitor uses https, but WordPress does not know: a proxy ends it. */
  | 'https-not-seen'
  | 'not-allowed'
  | 'two-factor'
  | 'captcha'
  | 'login-hidden'
  | 'locked-out'
  | 'gate'
  | 'challenge'
  | 'rate-limited'
  | 'site-error'
  | 'other';

/** One refused credential. */
export type CredentialRefusal = {
  readonly credential: Secret;
  readonly why: RefusalWhy;
  /** True when nothing else could look the same. */
  readonly certain: boolean;
  /** The REST code of the refusal, where it had one. */
  readonly code: string | null;
  readonly status: number | null;
  /** Active plugins that are known to refuse application passwords, by name. */
  readonly refusers: readonly string[];
};

/** `credentials`: are the typed ones any good? */
export type CredentialFacts =
  | { readonly kind: 'credentials-none' }
  /** Given, but the site could not be asked. */
  | { readonly kind: 'credentials-untried' }
  | { readonly kind: 'credentials-work'; readonly proven: readonly Secret[] }
  | {
      readonly kind: 'credentials-refused';
      readonly refused: readonly CredentialRefusal[];
      readonly proven: readonly Secret[];
      readonly user: 'email' | 'name' | null;
    };

/** The web server, as far as its `Server` header names it. */
export type ServerKind = 'apache' | 'nginx' | 'litespeed' | 'iis' | 'other';

/** `authorization-header`: does it reach PHP? */
export type HeaderFacts =
  | { readonly kind: 'header-arrives'; readonly shownBy: 'application-password' | 'site-health' }
  | {
      readonly kind: 'header-lost';
      readonly server: ServerKind;
      /** True where what fails is sent with an application password. */
      readonly matters: boolean;
    }
  | {
      /** WordPress complains of a credential that was not sent: somebody in front has put it in. */
      readonly kind: 'header-foreign';
      readonly url: string;
      readonly code: string | null;
      /** True where it is the one that opens the server's gate (`--gate`). */
      readonly gate: boolean;
    }
  | {
      readonly kind: 'header-unknown';
      readonly why: 'no-session' | 'gate' | 'refused' | 'no-answer';
      readonly status: number | null;
    };

/** What an answer tells of a cache. */
export type CacheSigns = {
  /** Who answered: `Cloudflare`, `Varnish`, ...; null for a cache that does not say. */
  readonly by: string | null;
  /** How old the copy is. */
  readonly ageSeconds: number | null;
  readonly vary: string | null;
};

/** `cache`: does a copy answer in place of WordPress? */
export type CacheFacts =
  | {
      readonly kind: 'cache-refuses';
      readonly url: string;
      readonly status: number;
      /** Null where no request goes past the cache. */
      readonly freshStatus: number | null;
      /** Null where no header shows a cache, and only the difference does. */
      readonly cache: CacheSigns | null;
    }
  /** A page in a cache carries a security token that WordPress takes no more. */
  | { readonly kind: 'cache-dead-nonce'; readonly url: string; readonly cache: CacheSigns | null }
  /** The request itself brings such a token, and works with a fresh one. */
  | { readonly kind: 'cache-own-nonce'; readonly url: string }
  /** Copies are served, and WordPress itself says the same. */
  | {
      readonly kind: 'cache-agrees';
      readonly url: string;
      readonly status: number;
      readonly cache: CacheSigns;
    }
  | { readonly kind: 'cache-none'; readonly url: string }
  | { readonly kind: 'cache-unknown'; readonly why: 'no-site' | 'no-answer' | 'not-a-read' };

/** How one address of the host answered; status 0 for no answer. */
export type AddressAnswer = {
  readonly address: string;
  readonly status: number;
  readonly code: string | null;
};

/** The person's own system. */
export type SystemKind = 'windows' | 'macos' | 'linux' | 'other';

/** `dns`: does the name lead to the right server? */
export type NameFacts =
  | {
      readonly kind: 'names-local';
      readonly host: string;
      readonly why: 'loopback' | 'ip-address' | 'private-name';
    }
  | {
      readonly kind: 'names-agree';
      readonly host: string;
      readonly addresses: readonly string[];
      /** False where the zone's own name servers could not be asked. */
      readonly zoneAsked: boolean;
      /** Addresses that were sent the same request and answered alike. */
      readonly compared: readonly AddressAnswer[];
    }
  | {
      readonly kind: 'names-hosts-file';
      readonly host: string;
      readonly address: string;
      readonly zone: readonly string[] | null;
      readonly compared: readonly AddressAnswer[];
      readonly fails: readonly string[];
      readonly system: SystemKind;
    }
  /** The system's answer is not the zone's. */
  | {
      readonly kind: 'names-differ';
      readonly host: string;
      readonly addresses: readonly string[];
      readonly zone: readonly string[];
      readonly compared: readonly AddressAnswer[];
      /** The addresses where the request fails. */
      readonly fails: readonly string[];
      readonly system: SystemKind;
    }
  /** One name, several servers, different answers. */
  | {
      readonly kind: 'names-servers-differ';
      readonly host: string;
      readonly addresses: readonly string[];
      readonly compared: readonly AddressAnswer[];
      readonly fails: readonly string[];
    }
  | {
      readonly kind: 'names-not-found';
      readonly host: string;
      readonly code: string;
      readonly zone: readonly string[] | null;
      readonly system: SystemKind;
    }
  | { readonly kind: 'names-unknown'; readonly host: string | null };

/** What a page that turns somebody away says of it. */
export type Lockout = {
  /** `login`: the login page only; `site`: everything. */
  readonly where: 'login' | 'site';
  /** The plugin or service whose words these are; null where they are nobody's alone. */
  readonly by: string | null;
  readonly status: number | null;
  readonly said: string | null;
};

/** `steadiness`: does it fail every time, and for everybody? */
export type SteadinessFacts =
  | { readonly kind: 'steady-nothing-fails' }
  | { readonly kind: 'steady-fails'; readonly fails: number; readonly of: number }
  | {
      readonly kind: 'steady-flaps';
      readonly fails: number;
      readonly of: number;
      readonly url: string;
      /** What else was answered, besides the failure. */
      readonly otherStatuses: readonly number[];
    }
  | {
      readonly kind: 'steady-rate-limited';
      readonly status: number;
      readonly retryAfterSeconds: number | null;
      /** True when the site said so before anything was repeated. */
      readonly fromTheStart: boolean;
    }
  | { readonly kind: 'steady-locked-out'; readonly lockout: Lockout }
  | { readonly kind: 'steady-unknown'; readonly why: 'no-site' | 'not-repeatable' };

/** Something about cookies or sessions that ends or loses a login. */
export type SessionIssue =
  /** WordPress is installed under another host or scheme than the front page. */
  | { readonly type: 'two-hosts'; readonly home: string; readonly siteUrl: string }
  | { readonly type: 'cookie-domain'; readonly domain: string; readonly host: string }
  | { readonly type: 'cookie-path'; readonly path: string; readonly needed: string }
  | { readonly type: 'cookie-not-secure' }
  /** WordPress ends a login sooner than its two days. */
  | { readonly type: 'short-life'; readonly seconds: number };

/** `session`: does a login last, and do its cookies come back? */
export type LoginLost =
  /** The same route works by `?rest_route=`: something in front treats the pretty address otherwise. */
  | 'plain-address'
  /** It works with the nonce in the address: the header X-WP-Nonce does not arrive. */
  | 'nonce-in-address'
  /** A fresh nonce is refused with every suspect off. */
  | 'all-off';

export type SessionFacts =
  | {
      readonly kind: 'session-seen';
      readonly issues: readonly SessionIssue[];
      /** Seconds that a login is good for; null where nobody signed in. */
      readonly lifeSeconds: number | null;
      /** Null: the browser forgets the login when it is closed. Absent where nobody signed in. */
      readonly keptSeconds?: number | null;
      /** True when PHP's own session cookie was seen: a plugin's, never WordPress'. */
      readonly phpSession: boolean;
      /** What fails is sent by somebody signed in. */
      readonly matters: boolean;
    }
  | {
      /** A login that is good elsewhere does not arrive there; `by` is what shows it. */
      readonly kind: 'login-lost';
      readonly by: LoginLost;
      readonly url: string;
    }
  | { readonly kind: 'session-unknown'; readonly why: 'no-site' | 'no-login-page' };

/** The facts of all these checks. */
export type AccessFacts =
  | CredentialFacts
  | HeaderFacts
  | CacheFacts
  | NameFacts
  | SteadinessFacts
  | SessionFacts;
