/** What the checks of the address, and of whoever answers before WordPress, have found. */

import type { ProblemCode } from '../errors.ts';
import type { Challenge } from '../report.ts';

/** Who answered, as far as the answer tells: where to look, not why. */
export type Answerer = {
  /** `nginx`, `apache`, `iis`, `litespeed`, or the first word of the Server header. */
  readonly server: string | null;
  /** The hosting company or the proxy that the headers name. */
  readonly host: string | null;
};

/** One redirect: its status, and where it led. */
export type Hop = { readonly status: number; readonly from: string; readonly to: string };

/** What a redirect changes. Many clients drop the Authorization header at all but `path`. */
export type HopChange = 'to-https' | 'to-http' | 'www' | 'host' | 'port' | 'path';

/** A slip in an address. */
export type Slip =
  | 'blanks'
  | 'wrapping'
  | 'trailing-punctuation'
  | 'scheme'
  | 'comma'
  | 'www'
  | 'backslash'
  | 'double-slash'
  | 'wp-json'
  | 'version';

/** One thing that is worth knowing of the address. */
export type AddressNote =
  | {
      readonly note: 'slip';
      /** The site as typed, or a request of the person's own. */
      readonly of: 'site' | 'request';
      readonly written: string;
      readonly meant: string;
      readonly slips: readonly Slip[];
      /** How the mended address answers; null where it was not asked. */
      readonly answers: number | null;
    }
  | { readonly note: 'not-wordpress'; readonly url: string; readonly status: number }
  | { readonly note: 'redirected-away'; readonly from: string; readonly to: string }
  | { readonly note: 'redirect-loop'; readonly url: string; readonly hops: readonly Hop[] }
  | {
      readonly note: 'redirects';
      readonly hops: readonly Hop[];
      readonly changes: readonly HopChange[];
      /** The status at the end; null where there were too many hops to follow. */
      readonly end: number | null;
    }
  /** The page that was typed is not there (any more). */
  | { readonly note: 'outdated-link'; readonly url: string; readonly status: number }
  /** Pretty permalinks are off, or their rewrite rules are missing. */
  | {
      readonly note: 'permalinks';
      readonly pretty: string;
      readonly status: number;
      readonly plain: string;
    }
  | {
      readonly note: 'folders';
      readonly url: string;
      readonly status: number;
      /** From the nearest upwards. */
      readonly above: readonly { readonly url: string; readonly status: number }[];
      /** The nearest that is served. */
      readonly open: string | null;
    };

/** The address: as typed, as followed, as far as it is open. The weightiest note first. */
export type AddressFacts = {
  readonly kind: 'address';
  readonly url: string;
  readonly notes: readonly AddressNote[];
};

/** Who asks for a login before WordPress does. */
export type GateFacts =
  /** Even a static file wants a password: no PHP, so no plugin, is involved. */
  | (Answerer & {
      readonly kind: 'gate-everywhere';
      readonly url: string;
      /** The static file that was asked for; null where only the search for the site has seen it. */
      readonly file: string | null;
      readonly realm: string | null;
      /** What it asks for; null where it refuses without asking, so that `--gate` opens nothing. */
      readonly scheme: string | null;
      /** True when the gate's credentials were given, and refused. */
      readonly refused: boolean;
      /** A plugin that is known to write such a rule, by the gate's name. */
      readonly writtenBy: string | null;
    })
  /** Static files are open; the server itself closes one place. */
  | (Answerer & {
      readonly kind: 'gate-place';
      readonly url: string;
      readonly place: 'wp-admin' | 'wp-login' | 'rest' | 'elsewhere';
      readonly realm: string | null;
      readonly scheme: string | null;
      /** A static file of that place wants the password, too; or the answer is the server's own page. */
      readonly proof: 'static-file' | 'own-page';
    })
  /** A gate is there, and `--gate` opens it. */
  | (Answerer & {
      readonly kind: 'gate-opened';
      readonly file: string;
      readonly realm: string | null;
    })
  /** A login is asked for, and nothing shows whether by the server or by PHP. */
  | (Answerer & {
      readonly kind: 'gate-unproven';
      readonly url: string;
      readonly file: string;
      /** False: the file is closed, too, but PHP may have answered in its place. */
      readonly isFileOpen: boolean;
      readonly realm: string | null;
    })
  /** PHP asks for the password: a plugin, a must-use plugin or the theme. */
  | {
      readonly kind: 'gate-of-php';
      readonly url: string;
      readonly realm: string | null;
      /** A static file that is open; null where it was not needed. */
      readonly file: string | null;
    }
  /** Static files are refused without being asked for a password. */
  | (Answerer & { readonly kind: 'files-refused'; readonly file: string; readonly status: number })
  | { readonly kind: 'no-gate'; readonly file: string | null };

/** What the 401 asks for, and who asks. */
export type ChallengeFacts =
  | (Answerer & {
      readonly kind: 'challenge';
      readonly url: string;
      readonly challenges: readonly Challenge[];
      readonly by: 'server' | 'proxy' | 'php' | 'unknown';
      /** A plugin that is known to send this realm. */
      readonly plugin: string | null;
      /** Proxies on the way, as the Via header names them. */
      readonly via: string | null;
    })
  | (Answerer & {
      readonly kind: 'challenge-missing';
      readonly url: string;
      readonly code: string | null;
      readonly by: 'server' | 'wordpress' | 'unknown';
    })
  /** A proxy wants a login of its own (407); fetch tells no more of it. */
  | { readonly kind: 'proxy-wants-login'; readonly url: string }
  | { readonly kind: 'no-challenge' };

/** The sub-codes of IIS that are explained. */
export type IisSubstatus = 1 | 2 | 3 | 4 | 5 | 501 | 502 | 503 | 504;

/** What IIS says beyond 401. */
export type IisFacts =
  | {
      readonly kind: 'iis';
      readonly url: string;
      readonly substatus: IisSubstatus;
      readonly host: string | null;
    }
  /** IIS shows a page of its own, without a sub-code that is known: whoever refused stays hidden. */
  | { readonly kind: 'iis-page'; readonly url: string; readonly substatus: number | null }
  /** The answer is not a page of IIS; `server` is what runs there. */
  | { readonly kind: 'not-iis'; readonly server: string | null };

/** A firewall, a bot check, or a proxy that is merely there. */
export type FirewallFacts =
  | {
      readonly kind: 'firewall';
      readonly by: string;
      readonly action: 'block' | 'challenge';
      readonly url: string;
      /** 0 where the status is not known. */
      readonly status: number;
      /** Cloudflare's number of the request, for its log. */
      readonly ray: string | null;
      readonly host: string | null;
    }
  | { readonly kind: 'firewall-present'; readonly names: readonly string[]; readonly url: string }
  | { readonly kind: 'no-firewall' };

/** Statuses near 401 that are explained. */
export type Relative = 400 | 403 | 404 | 407 | 408;

/** Visitors are refused there, whatever is active; `setting` is what the plugin of that name wants instead. */
export type ByDesign = {
  readonly kind: 'by-design';
  readonly method: string;
  readonly url: string;
  readonly plugin: string | null;
  readonly setting: string | null;
};

/** Which statuses were met in place of 401. */
export type StatusFacts =
  | {
      readonly kind: 'relatives';
      readonly met: readonly { readonly status: Relative; readonly url: string }[];
      /** True when a 401 was met as well. */
      readonly also401: boolean;
      /** True when they count as failing already. */
      readonly counted: boolean;
    }
  | { readonly kind: 'only-401' }
  | ByDesign
  | { readonly kind: 'no-relative'; readonly status: number };

/** Nothing could be seen: no answer came, and this is why. */
export type NotLooked = {
  readonly kind: 'not-looked';
  readonly url: string;
  readonly why: ProblemCode | 'proxy-authentication' | 'enough-asked' | 'not-a-read';
};

/** The facts of the six checks `address`, `gate`, `challenge`, `iis`, `firewall` and `status`. */
export type ServerFacts =
  | AddressFacts
  | GateFacts
  | ChallengeFacts
  | IisFacts
  | FirewallFacts
  | StatusFacts
  | NotLooked;

/** Refused is not absent: what is behind a refusal shows to nobody who is refused. */
export function isRefusal(status: number): boolean {
  return [401, 403, 407, 429, 451, 503].includes(status);
}
