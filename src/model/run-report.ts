/** What a command reports, whatever the format: the answer, its proof, its cost, and what support asks for first. */

import type { Purpose, Verdict } from '../search/index.ts';
import type { Finding, Ticket } from './findings.ts';
import type { Note } from './notes.ts';
import type {
  Cause,
  Cost,
  Difference,
  Observed,
  Outcome,
  Pin,
  PluginId,
  ReportedCulprit,
  SwitchKind,
  Symptom,
  UnresolvedReason,
} from './report.ts';

/** What one request answered in one test. */
type ProbeAnswer = {
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
  readonly culprits: readonly ReportedCulprit[];
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

/** Durations as a report gives them. */

/** Milliseconds as seconds with one decimal. */
export function inSeconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}

/** What support asks for first, as data: versions, times, the tests of a run, a way to reproduce it. */

/** The program that made a report. */
type Tool = { readonly name: 'wp-bisect'; readonly version: string };

/** An active plugin with its version; `plugin` is null where only the name is known. */
export type ActivePlugin = {
  readonly plugin: string | null;
  readonly name: string;
  readonly version: string;
  readonly author: string;
};

/** What a site runs on. Null: not known. */
export type Environment = {
  /** `site-health`: WordPress' own page, read in a session. `answers`: what the run saw by itself. */
  readonly source: 'site-health' | 'answers';
  readonly wordpress: string | null;
  readonly php: string | null;
  readonly server: string | null;
  readonly database: string | null;
  readonly theme: string | null;
  readonly multisite: boolean | null;
  /** True where a persistent object cache is in use. */
  readonly objectCache: boolean | null;
  readonly https: boolean | null;
  /** Active plugins at the start of the run; null where they could not be listed. */
  readonly plugins: readonly ActivePlugin[] | null;
};

/** Why a blueprint may show something else than the site. */
export type ReproductionLimit =
  /** A blueprint carries neither settings nor content. Always true. */
  | 'settings'
  /** Plugins that are sold elsewhere cannot be installed from wordpress.org. Always possible. */
  | 'other-sources'
  /** The failing request is sent signed in or with an application password: the reader does that. */
  | 'credentials'
  /** The failing request is no GET, or needs headers: a landing page cannot send it. */
  | 'not-a-page'
  /** The PHP or WordPress version is not known: the newest is used. */
  | 'versions';

/** A WordPress Playground blueprint of the smallest site that should show the failure. */
export type Reproduction = {
  readonly blueprint: object;
  /** Opens the blueprint on playground.wordpress.net. */
  readonly url: string;
  readonly limits: readonly ReproductionLimit[];
};
