import type { ServedRequest, WordPressOptions } from './types.ts';

/** What the parent tells a new child: everything already decided, nothing left to look up. */
export type ChildSetup = {
  readonly privateDir: string;
  readonly packagesDir: string;
  readonly wordpressDir: string;
  readonly sqliteDir: string;
  readonly templateDatabase: string;
  /** A PHP of this system to run the site with; null is PHP in WebAssembly. */
  readonly nativePhp: string | null;
  readonly activeFiles: readonly string[];
  /** Present on a multisite: the plugins active for the whole network. */
  readonly networkActiveFiles?: readonly string[];
  readonly subdomains?: boolean;
  readonly theme: string;
  readonly requestTimeoutMs: number;
  readonly options: Pick<
    WordPressOptions,
    | 'subfolder'
    | 'permalinks'
    | 'constants'
    | 'siteOptions'
    | 'port'
    | 'siteUrl'
    | 'latencyMs'
    | 'server'
  >;
};

/** What can be asked of a running child, by name: arguments and answer. */
export type Calls = {
  readonly runPhp: { args: [code: string]; answer: string };
  readonly activeFiles: { args: []; answer: string[] };
  readonly setActive: { args: [files: readonly string[]]; answer: null };
  readonly createApplicationPassword: { args: [name: string, user: string]; answer: string };
  readonly requests: { args: []; answer: ServedRequest[] };
  readonly clearRequests: { args: []; answer: null };
  readonly reset: { args: []; answer: null };
};

/** Parent to child. */
export type ToChild =
  | { readonly type: 'set-up'; readonly setup: ChildSetup }
  | {
      readonly type: 'call';
      readonly id: number;
      readonly name: keyof Calls;
      readonly args: unknown[];
    };

/** Child to parent. */
export type FromChild =
  | { readonly type: 'listening'; readonly url: string }
  | { readonly type: 'broken'; readonly message: string }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly message: string };
