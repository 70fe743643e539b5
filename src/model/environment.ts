/** What support asks for first, as data: versions, times, the tests of a run, a way to reproduce it. */

/** The program that made a report. */
export type Tool = { readonly name: 'wp-bisect'; readonly version: string };

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
