/** What tests use of `program.mjs`. */
export declare const NARROW: RegExp;
