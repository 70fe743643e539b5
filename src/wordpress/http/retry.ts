/** When a read is worth another attempt, and after how long. */

import { Problem } from '../../model/errors.ts';
import type { Clock } from '../../model/ports.ts';
import { isPassing } from './network-problem.ts';
import type { HttpAnswer } from './types.ts';

/** Attempts of a read, the first one included. */
const ATTEMPTS = 3;

/** The longest wait a site may ask for; a longer one is the caller's to decide. Seconds. */
const LONGEST_WAIT = 60;

/** More than this is told as this. Seconds. */
const LONGEST_TOLD = 86_400;

const BACKOFF_MS = [500, 1_500];
const BUSY_BACKOFF_MS = [2_000, 5_000];

/** What an attempt brought: an answer, or the problem that prevented one. */
export type AttemptResult = { readonly answer: HttpAnswer } | { readonly error: unknown };

/** Milliseconds to wait before attempt `attempt + 1`; null when this outcome stands. */
export function waitBeforeRetry(
  outcome: AttemptResult,
  attempt: number,
  now: number,
): number | null {
  if (attempt >= ATTEMPTS) return null;
  if ('error' in outcome) {
    // A site that hangs is asked once more only: each attempt costs a whole timeout.
    const hung = outcome.error instanceof Problem && outcome.error.code === 'timed-out';
    return isPassing(outcome.error) && !(hung && attempt > 1) ? BACKOFF_MS[attempt - 1]! : null;
  }
  const { status, headers } = outcome.answer;
  if (status !== 429 && (status < 502 || status > 504)) return null;
  const asked = retryAfterSeconds(headers, now);
  if (asked === null) return (status === 429 ? BUSY_BACKOFF_MS : BACKOFF_MS)[attempt - 1]!;
  return asked <= LONGEST_WAIT ? asked * 1_000 : null;
}

/**
 * Seconds asked for by Retry-After (RFC 9110, 10.2.3: seconds or a date), a day at most; null where there is none. A
 * date counts from the answer's own Date: clocks differ. `now` is for an answer without one.
 */
export function retryAfterSeconds(headers: Headers, now: number): number | null {
  const value = headers.get('retry-after')?.trim();
  if (!value) return null;
  if (/^\d+$/.test(value)) return Math.min(LONGEST_TOLD, Number(value));
  // A date has letters in it; what else Date.parse takes for one (`-5`) is none.
  const date = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  const asked = Date.parse(headers.get('date') ?? '') || now;
  const seconds = Math.ceil((date - asked) / 1_000);
  return Number.isNaN(seconds) ? null : Math.min(LONGEST_TOLD, Math.max(0, seconds));
}

/** Waiting for a site that asks for it. */

/** The longest wait that one answer can ask for, in milliseconds. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Waits when an answer is a 429, as long as its Retry-After says (seconds or a date, RFC 9110 10.2.3;
 * five seconds without one). Resolves with whether it waited: such a request was not looked at, so
 * sending it again is safe.
 */
export async function waitAsAsked(
  answer: { readonly status: number; readonly headers: Headers },
  clock: Clock,
): Promise<boolean> {
  if (answer.status !== 429) return false;
  const seconds = retryAfterSeconds(answer.headers, clock.now()) ?? 5;
  await clock.sleep(Math.min(LONGEST_WAIT_MS, seconds * 1000));
  return true;
}

/** The site took the request and then went silent: what it did is unknown, and may still be going on. */
export const NO_ANSWER: ReadonlySet<string> = new Set([
  'timed-out',
  'connection-failed',
  'connection-refused',
]);

/** True where a gateway gave up waiting (502, 504; 524 of Cloudflare): the server behind it may still be at work. */
export function gaveUpWaiting(status: number): boolean {
  return status === 502 || status === 504 || status === 524;
}

/** What got no answer may still happen for so long: a plugin is downloaded and unpacked meanwhile. Milliseconds. */
export const LANDS_WITHIN_MS = 30_000;

/** Sends requests that change the site, and remembers whether the last one may still do so without an answer. */
export type LateChange = {
  /** When it can no longer happen, by the clock; undefined where an answer told what became of it. */
  readonly mayLandUntil: number | undefined;
  send<Answer extends { readonly type: string; readonly mayLand?: boolean }>(
    request: () => Promise<Answer>,
  ): Promise<Answer>;
};

/** Nothing is under way at first. A request that rejects may still land: whether it arrived is unknown. */
export function createLateChange(clock: Clock): LateChange {
  let mayLandUntil: number | undefined;
  return {
    get mayLandUntil() {
      return mayLandUntil;
    },
    async send(request) {
      mayLandUntil = clock.now() + LANDS_WITHIN_MS;
      const answer = await request();
      if (!answer.mayLand) mayLandUntil = undefined;
      return answer;
    },
  };
}

/**
 * Waits for what may still land until a moment, and looks every two seconds; resolves with the last look.
 * `onWait` hears once for how many milliseconds at most.
 */
export async function lookUntil<T>(
  look: () => Promise<T>,
  settled: (seen: T) => boolean,
  until: number,
  { clock, onWait }: { readonly clock: Clock; readonly onWait?: (ms: number) => void },
): Promise<T> {
  // A clock that was set back would have it waited for hours.
  const end = Math.min(until, clock.now() + LANDS_WITHIN_MS);
  let seen = await look();
  if (!settled(seen) && clock.now() < end) onWait?.(end - clock.now());
  while (!settled(seen) && clock.now() < end) {
    await clock.sleep(Math.min(2_000, end - clock.now()));
    seen = await look();
  }
  return seen;
}

/** The pauses between looks at a change that may still be going on, in milliseconds. */
const LOOKS = [1000, 2000, 4000];

/** Looks until `settled` or out of patience; resolves with the last look. */
export async function lookAgain<T>(
  look: () => Promise<T>,
  settled: (seen: T) => boolean,
  clock: Clock,
): Promise<T> {
  let seen = await look();
  for (const pause of LOOKS) {
    if (settled(seen)) return seen;
    await clock.sleep(pause);
    seen = await look();
  }
  return seen;
}
