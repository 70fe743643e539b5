/** What a run may ask a person, as one port: a terminal UI, plain lines and "nobody" answer it. */

import type { Problem } from './errors.ts';
import type { Finding } from './findings.ts';
import type {
  ApprovalWait,
  Effect,
  Identity,
  Pin,
  Plugin,
  PluginId,
  Range,
  SwitchKind,
  Symptom,
  Verdict,
} from './report.ts';
import type { RunReport } from './run-report.ts';

/** A secret that can be typed. */
export type SecretKind =
  | 'application-password'
  | 'password'
  | 'gate-password'
  | 'woocommerce-key'
  | 'woocommerce-secret'
  | 'bearer';

/** A question that is answered with yes or no. `yes` never harms the site more than it says. */
export type Question =
  /** An earlier run was cut off: put the baseline back? Default yes. */
  | { readonly type: 'restore-leftover'; readonly site: string; readonly since: string }
  /** Plugins will be off for visitors: go on? Default yes. */
  | {
      readonly type: 'go-on';
      readonly switch: SwitchKind;
      readonly suspects: readonly PluginId[];
      readonly probes: Range;
      readonly seconds: Range;
    }
  /**
   * Install Health Check for this run, so that visitors notice nothing? Default yes. `isThere`: it is installed and off,
   * so it is only activated.
   */
  | { readonly type: 'install-health-check'; readonly isThere: boolean }
  /** It stays with everything off `after` a search that ran no hook: really deactivate plugins? Default no. */
  | {
      readonly type: 'really-switch';
      readonly switch: SwitchKind;
      readonly after?: 'isolated' | 'wp-cli';
    }
  /** Nothing is refused, and this answers an error of the server: search for that? Default yes. */
  | { readonly type: 'search-server-error'; readonly url: string; readonly status: number }
  /** Nothing is refused with a 401, and visitors are sent to the login form. */
  | { readonly type: 'search-login-redirect'; readonly url: string }
  /** Switch plugins for every site of the network? Default no. */
  | { readonly type: 'network'; readonly plugins: readonly PluginId[] }
  /** The password would travel unencrypted. Default no. */
  | { readonly type: 'plain-http'; readonly host: string }
  /** The application password that was made for this run: revoke it? Default yes. */
  | { readonly type: 'revoke-application-password'; readonly site: string; readonly name: string };

/** A door to a login form that could not be reached. Problems before it are told first. */
export type DoorOffer = {
  /** Where a plugin has moved the form to, or the link of WordPress' mail about a fatal error. */
  readonly kind: 'login-address' | 'recovery-link';
};

/** What is known when a person is asked for the site. */
type SiteOffer = {
  /** The site of the last run; what Enter alone answers. */
  readonly remembered: string | null;
};

/** A way to become somebody on the site. `browser`: WordPress' own page makes an application password. */
export type SignInWay = 'browser' | 'saved' | 'password' | 'application-password';

/**
 * Why a way is not open: WordPress takes application passwords over https only; this site offers none;
 * a gate needs their header for itself; nothing is kept; there is nothing to keep it in.
 */
export type WayClosed = 'no-https' | 'not-offered' | 'gate' | 'none-saved' | 'no-keyring';

/** What a person can sign in with, before anybody has. */
export type AccessOffer = {
  readonly site: string;
  /** From the command line, or remembered. */
  readonly user: string | null;
  /** Every way, the one to be offered first in front; `why` where it is not open here. */
  readonly ways: readonly { readonly way: SignInWay; readonly why: WayClosed | null }[];
  /** True where the system's keyring can keep a secret. */
  readonly mayKeep: boolean;
  /** What became of the try before this one. */
  readonly refused: Problem | null;
};

/** How the person signs in. Secrets are exactly as typed. */
export type AccessAnswer =
  | { readonly way: 'browser' | 'saved'; readonly keep: boolean }
  | {
      readonly way: 'password' | 'application-password';
      readonly user: string;
      readonly secret: string;
      /** Keep it in the system's keyring. */
      readonly keep: boolean;
    }
  /** To the question before: another site. */
  | { readonly way: 'back' };

/** Who gets the 401: an app or integration, visitors, the person in wp-admin or the editor, or it is not known. */
export type Sufferer = 'app' | 'visitors' | 'me' | 'unknown';

/** What is known when a person is asked who gets the 401. */
type SuffererOffer = {
  /** The answer to begin with. */
  readonly likely: Sufferer;
};

/** What the diagnosis came to, before anything is switched. */
export type DiagnosisOffer = {
  readonly findings: readonly Finding[];
};

/** What becomes of the offer to upload the tracer; `back`: to the diagnosis. */
export type TracerChoice = 'upload' | 'without' | 'back';

/** A run that did not finish. */
export type InterruptedRunOffer = {
  readonly site: string;
  readonly since: string;
  /** What its journal tells, once the person has looked; then `look` leaves everything as it is. */
  readonly seen?: {
    readonly tests: number;
    readonly off: readonly PluginId[];
    /** A few suspects with which alone the request failed; empty where there are none. */
    readonly leads: readonly PluginId[];
  };
};

/** What was found to fail, and what else could be examined. */
export type SymptomOffer = {
  readonly symptoms: readonly Symptom[];
  /** Where each of them shows; shorter, or null in a place, where that cannot be told. */
  readonly effects?: readonly (Effect | null)[];
};

/** What is to be examined. */
export type SymptomChoice =
  | { readonly type: 'all' }
  /** Indices into the offer's symptoms. */
  | { readonly type: 'only'; readonly symptoms: readonly number[] }
  /** A request of the person's own: `GET /wp-json/wc/v3/orders`. */
  | { readonly type: 'request'; readonly typed: string; readonly as: Identity | null }
  /** Something only a person sees; every probe is judged by hand. */
  | { readonly type: 'by-hand'; readonly description: string };

/** What a search is expected to cost. */
export type Forecast = { readonly probes: Range; readonly seconds: Range };

/** What is going to happen, before the first change. */
export type PlanOffer = {
  readonly switch: SwitchKind;
  /** Switches that could be used instead. */
  readonly others: readonly SwitchKind[];
  /** Switches that were tried before this one and could not be used, and why. */
  readonly closed: readonly { readonly switch: SwitchKind; readonly code: string }[];
  readonly plugins: readonly Plugin[];
  readonly pinned: readonly Pin[];
  /** Plugins that an answer names as its giver. */
  readonly suspected: readonly PluginId[];
  /** What switching a plugin off is known to do beyond switching it off. */
  readonly hazards: readonly { readonly plugin: PluginId; readonly what: string }[];
  /** The forecast, were these left alone. Pure. */
  readonly forecast: (pinned: readonly PluginId[]) => Forecast;
};

/** What the person makes of a plan. */
export type PlanChoice =
  | {
      readonly type: 'go';
      /** Every plugin to leave alone; pins that the switch needs stay whatever is said here. */
      readonly pinned: readonly PluginId[];
    }
  | { readonly type: 'switch'; readonly to: SwitchKind }
  | { readonly type: 'stop' };

/** A state that only a person can judge. */
export type JudgeQuestion = {
  readonly description: string;
  readonly url: string;
  readonly probe: number;
  readonly off: readonly PluginId[];
};

/** What an interrupted run's remains are met with. `look`: the report of what it knew, nothing done. */
export type InterruptedRunChoice = 'resume' | 'restore' | 'look';

/** The answer, and what can still be done with it. */
export type AfterOffer = {
  readonly report: RunReport;
  /** What can be switched off now and left off, the culprits and what requires them; empty: nothing. */
  readonly mayKeepOff: readonly string[];
  /** What the site loses while the culprits are off; English, from the table of known plugins. */
  readonly losses?: readonly string[];
  /** True where overlapping culprits were not looked for. */
  readonly mayLookForMore: boolean;
  /** True where the failing requests can be sent once more, to see whether a fix by hand has worked. */
  readonly mayTestAgain?: boolean;
  /** What was left off and can be switched on again; empty: nothing. */
  readonly mayTurnOn: readonly string[];
  /** Where a report would be saved, unless the person names another file. */
  readonly file: string;
  /** How the last choice went, in words; null before the first. */
  readonly said: string | null;
};

/** What the person wants next. */
export type AfterChoice =
  | { readonly type: 'done' | 'keep-off' | 'look-for-more' | 'test-again' | 'turn-on' }
  | { readonly type: 'save'; readonly file: string };

/**
 * Asks what is missing. Every method rejects with an AbortError when the person gives up, and with
 * a `Problem` where nobody can be asked.
 */
export interface Prompter {
  /** The address of the site, as typed. */
  site(offer?: SiteOffer): Promise<string>;
  /** The WordPress user. */
  /** `known` is who signed in on this site last: Enter alone means that user. */
  user(known?: string | null): Promise<string>;
  /** Which of the two passwords the person has at hand. */
  credential(): Promise<'application-password' | 'password'>;
  /** A secret, typed hidden; exactly as typed. */
  secret(kind: SecretKind): Promise<string>;
  confirm(question: Question): Promise<boolean>;
  /** What opens the login form; null: nothing known. Absent where nobody can be asked. */
  door?(offer: DoorOffer): Promise<string | null>;
  /** How to sign in, with everything that takes. */
  access(offer: AccessOffer): Promise<AccessAnswer>;
  /** Shows where to approve, until `over` aborts; resolves earlier where the person would not wait. */
  approval(wait: ApprovalWait, over: AbortSignal): Promise<void>;
  /** What to examine; nobody to ask: everything. */
  symptoms(offer: SymptomOffer): Promise<SymptomChoice>;
  /** Who gets the 401. Absent where a front end cannot ask it: look at everything then. */
  sufferer?(offer: SuffererOffer): Promise<Sufferer>;
  /** Shows what the diagnosis came to; resolves when the person wants it proven. Absent: go on. */
  diagnosed?(offer: DiagnosisOffer): Promise<void>;
  /** Whether to upload the tracer, which names the line of code. Absent: go on without. */
  tracer?(): Promise<TracerChoice>;
  /** The last question before the first change; nobody to ask: go, with the pins as offered. */
  plan(offer: PlanOffer): Promise<PlanChoice>;
  /** Works, broken, or can't tell. */
  judge(question: JudgeQuestion): Promise<Verdict>;
  interrupted(about: InterruptedRunOffer): Promise<InterruptedRunChoice>;
  /** What to do with the answer; nobody to ask: nothing. */
  afterwards(offer: AfterOffer): Promise<AfterChoice>;
  /** Shows a problem before the next question, so that it can be asked again. */
  tell(problem: Problem): void;
}
