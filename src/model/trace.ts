/** The line of code that answered a request, as the tracer plugin names it. */

/** Whose file it is. `other`: none of these, for example wp-config.php or a file outside of WordPress. */
export type TraceKind = 'plugin' | 'must-use' | 'theme' | 'drop-in' | 'core' | 'other';

/** Where an answer was made. */
export type Trace = {
  readonly kind: TraceKind;
  /** Relative to the WordPress folder, such as `wp-content/plugins/acme/inc/guard.php`. */
  readonly file: string;
  /** Null where only the file is known. */
  readonly line: number | null;
  /** Such as `Acme\Guard::deny` or `{closure}`; null in code outside of functions. */
  readonly function: string | null;
  /** The hook in which it ran, and at which priority; null outside of hooks. */
  readonly hook: string | null;
  readonly priority: number | null;
  /** The plugin (its REST identifier) that the file belongs to; null for other kinds, and where plugins share its folder. */
  readonly plugin: string | null;
};

/** A callback, not WordPress' own, that changed who the caller is or whether the request is let in. */
export type TracedChange = {
  readonly hook: string;
  readonly priority: number;
  /** What it returned. */
  readonly gave: 'error' | 'answer' | 'true' | 'false';
  readonly file: string;
  readonly line: number | null;
};

/** What the answer to a traced request tells. */
export type TraceReading = {
  /** False: no tracer answered (not installed, expired, another token, or a cache answered). */
  readonly present: boolean;
  /** Null where nothing was named: WordPress was content, or the code left no mark. */
  readonly trace: Trace | null;
  readonly changes: readonly TracedChange[];
};
