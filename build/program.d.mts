import type { BuildOptions } from 'esbuild';

/** What tests use of `program.mjs`. */
export declare const NARROW: RegExp;
export declare const program: BuildOptions & { readonly external: readonly string[] };
