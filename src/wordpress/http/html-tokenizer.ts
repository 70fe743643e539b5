/** What is used of parse5, so that the bundle holds no more of it. Loaded when the first page is read. */

export { Tokenizer, TokenizerMode } from 'parse5';
