/** The words of a run, as data. Everything a front end, a journal or a report can be told. */

import type { Purpose, Verdict } from '../search/index.ts';
import type { Environment, Reproduction, Tool } from './environment.ts';
import type { ProblemFacts } from './errors.ts';
import type { Finding, Remedy, Ticket } from './findings.ts';
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

/** Why a refusal is usually meant: see `symptoms/ranking.ts`. */
export type RefusalReason = 'hides-user-names' | 'closes-xmlrpc' | 'wants-a-login' | 'no-https';

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
export type Culprit = {
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
  /** Put there by the run itself (Health Check), and still there although it was to go. */
  readonly stayed?: readonly PluginId[];
  /** In the baseline, and not installed any more: there is nothing to bring back. */
  readonly gone?: readonly PluginId[];
  /** Given where the list could not be read: `missing` and `appeared` are empty then, and say nothing. */
  readonly unknown?: Unknown;
};

/** What is known of a site whose list of plugins could not be read: what a journal says. */
export type Unknown = {
  /** They may be off. */
  readonly plugins: readonly PluginId[];
  /** When the run began that may have left them off (ISO 8601). */
  readonly since: string;
};

/** What one request answered in one test. */
export type ProbeAnswer = {
  readonly verdict: Verdict;
  readonly status: number;
  readonly code: string | null;
  readonly reason?: UnresolvedReason;
};

/** One test of a run: which plugins were on and off, and what the requests answered. */
export type ProbeRecord = {
  /** 1 for the first. */
  readonly number: number;
  readonly purpose: Purpose;
  readonly active: readonly PluginId[];
  readonly off: readonly PluginId[];
  /** Seconds from the start of the command to the start of this test. */
  readonly after: number;
  /** Null where the test did not end. */
  readonly seconds: number | null;
  /** One for each symptom, in their order. */
  readonly answers: readonly ProbeAnswer[];
  /** True where the person took the answer back. */
  readonly undone?: true;
};

/** How one request of an earlier report answers now. */
export type Rechecked = {
  readonly result: 'gone' | 'still-there' | 'different' | 'cannot-tell';
  readonly before: Observed;
  readonly now: Observed | null;
  /** Given for `cannot-tell`. */
  readonly reason?: UnresolvedReason | 'masked' | 'by-hand' | 'no-credentials' | 'writes' | 'body';
};

/** How an earlier report's requests answer now, all together and one by one. */
export type Recheck = {
  readonly result: Rechecked['result'];
  readonly symptoms: readonly Rechecked[];
};

/** The whole result; `report/` turns it into text, JSON or anything else. */
export type RunReport = {
  readonly schema: 1;
  readonly site: string;
  readonly outcome: Outcome;
  readonly symptoms: readonly Symptom[];
  readonly culprits: readonly Culprit[];
  readonly cause: Cause | null;
  /** What the diagnosis looked at, before any plugin was touched; empty where it was not made. */
  readonly findings: readonly Finding[];
  /** A message to whoever can help; null where nobody has to. */
  readonly ticket: Ticket | null;
  readonly switch: SwitchKind | 'none';
  readonly pinned: readonly Pin[];
  readonly restored: boolean;
  readonly difference: Difference;
  /** The plugins that were left deactivated: culprits on request (`--leave-off`), and those in `died`. */
  readonly leftOff: readonly PluginId[];
  /** Members of `leftOff` that WordPress refuses to activate again, because their code dies. */
  readonly died?: readonly PluginId[];
  /** Facts worth telling that change no outcome, as codes with data. */
  readonly notes: readonly Note[];
  readonly cost: Cost;
  /** `--check` alone: all is well, something is refused that should not be, or nobody can say. */
  readonly health?: Health;
  /** Every message worth sending: one for each author, one for the host. `ticket` is the first. */
  readonly tickets?: readonly Ticket[];
  readonly tool?: Tool;
  /** ISO 8601, UTC. */
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly environment?: Environment | null;
  /** Every test of the run, in its order. */
  readonly probes?: readonly ProbeRecord[];
  readonly reproduction?: Reproduction | null;
  /** Given for the outcome `rechecked`. */
  readonly recheck?: Recheck | null;
};

/** What a health check says. */
export type Health = 'well' | 'refusing' | 'unknown';

/** Why the evidence of an earlier run does not count any more. */
export type Staleness =
  | 'not-recorded'
  | 'too-old'
  | 'plugins-changed'
  | 'symptoms-changed'
  | 'comes-and-goes'
  | 'other-switch'
  | 'in-a-session';

/** A fact worth telling that is not an error. */
export type Note =
  | { readonly type: 'plain-http'; readonly host: string }
  | { readonly type: 'switch-skipped'; readonly switch: SwitchKind; readonly code: string }
  | {
      readonly type: 'hazard';
      readonly plugin: PluginId;
      readonly what: string;
      /** True: left alone because of it. */
      readonly pinned: boolean;
    }
  /** A file or an option that the `isolated` switch could not take away again. */
  | { readonly type: 'left-behind'; readonly what: string }
  | { readonly type: 'appeared-meanwhile'; readonly plugins: readonly PluginId[] }
  /** They appeared meanwhile, and at the end they are off: two writes at once, or somebody's own choice. */
  | { readonly type: 'off-again'; readonly plugins: readonly PluginId[] }
  | { readonly type: 'awkward-plugin'; readonly plugin: PluginId; readonly code: string }
  /** WordPress itself deactivated them when its page of plugins was read: their files are gone. */
  | { readonly type: 'taken-off-list'; readonly plugins: readonly PluginId[] }
  | { readonly type: 'non-monotone'; readonly plugins: readonly PluginId[] }
  | { readonly type: 'rate-limited'; readonly waitedSeconds: number }
  /** `--trace` could not be followed; the run goes on without. `code` says why, `detail` what the site answered. */
  | { readonly type: 'not-traced'; readonly code: string; readonly detail: string }
  /** A tracer answered: one that this run uploaded and took away again, or the must-use file that is named. */
  | { readonly type: 'tracer-used'; readonly file: string | null }
  /** The tracer named one plugin, and the proof found others (or none). */
  | { readonly type: 'traced-otherwise'; readonly symptom: number; readonly plugin: PluginId }
  /** The site got much slower, or kept failing, also with everything on: the run ended for its sake. */
  | { readonly type: 'site-suffers'; readonly from: 'slow' | 'errors' }
  | { readonly type: 'flaky'; readonly failRate: number }
  | { readonly type: 'symptom-not-solved'; readonly symptom: number; readonly reason: string }
  /** The smallest set seen failing, where it could not be confirmed as minimal: a lead, no proof. */
  | { readonly type: 'leads'; readonly symptom: number; readonly plugins: readonly PluginId[] }
  /** With everything on again the symptom does not show any more: what was proven of it is withdrawn. */
  | {
      readonly type: 'gone-meanwhile';
      readonly symptom: number;
      readonly plugins: readonly PluginId[];
    }
  /** Whatever is off, the failure does not come back: a cache was emptied, or a setting deleted. */
  | {
      readonly type: 'ended-by-switching';
      readonly symptom: number;
      /** What went off between the last failure and the first pass. */
      readonly plugins: readonly PluginId[];
    }
  /** Answers (or lists) were behind the switches; each one was waited out. */
  | { readonly type: 'site-lags' }
  /** Answers contradict each other however long a switch is waited out: nothing can be proven. */
  | { readonly type: 'two-voices' }
  /** The forecast was used up; it is a promise. */
  | { readonly type: 'over-forecast'; readonly probes: number }
  | { readonly type: 'session-renewed' }
  /** A request that went wrong in a way that does not count as failing (403, a fatal error). */
  | {
      readonly type: 'other-error';
      readonly request: SymptomRequest;
      readonly observed: Observed;
    }
  /** Visitors are refused what many owners close on purpose, or what WordPress shows to nobody. */
  | {
      readonly type: 'not-searched';
      readonly request: SymptomRequest;
      readonly observed: Observed;
      readonly rank: 'usual-protection' | 'by-design';
      readonly reason: RefusalReason;
    }
  | { readonly type: 'multisite' }
  /** These are switched for every site of the network. */
  | { readonly type: 'network-switched'; readonly plugins: readonly PluginId[] }
  /** Plugins of the network could not be tested. */
  | ({ readonly type: 'network-closed' } & ProblemFacts['network-closed'])
  /** What an earlier run, cut off at `since`, had left was put back before this one began. */
  | { readonly type: 'restored-leftover'; readonly since: string }
  /** What an earlier run had seen, begun at `since`, was taken over: so many probes were saved. */
  | { readonly type: 'resumed-from'; readonly since: string; readonly probes: number }
  /** What an earlier run had seen could not be taken over; everything is looked at anew. */
  | { readonly type: 'not-resumed'; readonly since: string; readonly why: Staleness }
  /** An interrupted run's journal is there, and was left as it is. */
  | { readonly type: 'leftover-found'; readonly since: string | null }
  /** `--restore` found no journal of the site on this machine. */
  | { readonly type: 'nothing-to-restore' }
  /** `by` is given where it was not the flag. */
  | { readonly type: 'insecure-tls'; readonly by?: 'environment' }
  /** The interrupted run had WP-CLI, and this start has not: it may be the only way in. */
  | { readonly type: 'restore-by-wp-cli' }
  /** This switch put the plugins back; `instead` of the run's own where that could not, else null. */
  | {
      readonly type: 'restored-through';
      readonly switch: SwitchKind;
      readonly instead: SwitchKind | null;
    }
  /** The site is as it was, and the journal could not be deleted: the next run would obey it. */
  | { readonly type: 'journal-stays'; readonly path: string }
  /** An application password was made for this run, and whether the site still has it. */
  | {
      readonly type: 'application-password-made';
      readonly name: string;
      readonly user: string;
      /** Where it can be revoked by hand. */
      readonly profile: string;
      readonly now: 'revoked' | 'kept' | 'not-revoked';
    }
  /** What became of a password in the system's keyring. */
  | {
      readonly type: 'keyring';
      readonly user: string;
      readonly credential: SignInIdentity;
      readonly what: 'kept' | 'not-kept' | 'removed' | 'not-removed';
    };

/** The report of a run that ended before it could begin, or of one that only restored. */

/** What a run costs that never began. */
export const NO_COST: Cost = {
  probes: 0,
  states: 0,
  toggles: 0,
  requests: 0,
  seconds: 0,
  pluginSecondsOff: 0,
};

/** A report with nothing in it but how it ended; `known` fills in what is known. */
export function emptyReport(
  site: string,
  outcome: Outcome,
  known: {
    readonly switch?: SwitchKind | 'none';
    readonly restored?: boolean;
    readonly difference?: Difference;
    readonly cost?: Partial<Cost>;
  } = {},
): RunReport {
  return {
    schema: 1,
    site,
    outcome,
    symptoms: [],
    culprits: [],
    cause: null,
    findings: [],
    ticket: null,
    switch: known.switch ?? 'none',
    pinned: [],
    restored: known.restored ?? true,
    difference: known.difference ?? { missing: [], appeared: [] },
    leftOff: [],
    notes: [],
    cost: { ...NO_COST, ...known.cost },
  };
}

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
