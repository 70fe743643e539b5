/** Every fault that can be staged, by name. */

/** Faults of the network: no answer comes. `landed`: the site did what it was asked all the same. */
export const NETWORK_FAULTS = [
  'connection refused',
  'reset before it landed',
  'reset after it landed',
  'timeout before it landed',
  'timeout after it landed',
  'timeout, it lands later',
  'body breaks off',
] as const;

/** Faults of an answer: something else comes than what the site said, or wanted to say. */
export const ANSWER_FAULTS = [
  'empty 500',
  'empty 500 after it landed',
  'critical error page',
  'critical error page after it landed',
  '502',
  '502 after it landed',
  '503 maintenance',
  '504, it lands later',
  '429',
  '429 with Retry-After',
  '429 with a date',
  '302 to an onboarding page',
  '403 nonce expired',
  'junk before the answer',
  'wrong content type',
  'huge body',
  'slow drip',
  'body cut short',
  'answer from a cache',
] as const;

/** What happens to the site meanwhile: by other people, other programs, or time. */
export const WORLD_FAULTS = [
  'session ends',
  'nonce runs out',
  'second administrator activates',
  'second administrator deactivates',
  'second administrator deletes',
  'second administrator switches one back on',
  'automatic update',
  'laptop sleeps',
  'clock goes back',
  'clock goes forward',
] as const;

/** A fault that one request meets. */
export type RequestFault =
  | (typeof NETWORK_FAULTS)[number]
  | (typeof ANSWER_FAULTS)[number]
  | (typeof WORLD_FAULTS)[number];
