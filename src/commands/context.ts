import type { Names } from '../diagnosis/input__scene.ts';
import type { ExitCode } from '../model/errors.ts';
import { EXIT, type Problem } from '../model/errors.ts';
import type { Keyring } from '../system/keyring.ts';
import type { OpenPage } from '../system/open-browser.ts';
import type { Options } from '../options/parse-options.ts';
import type { Remembered } from '../system/remembered-sites.ts';
import type { Ask } from '../model/prompts.ts';
import type { Disk } from '../journal/disk.ts';
import type { Emit } from '../model/events.ts';
import type { LockRequest } from '../journal/lock.ts';
import type { Note, RunReport } from '../model/report.ts';
import type { Clock } from '../model/ports.ts';
import type { Steering } from '../model/ports__steering.ts';
import type { Made } from './browser-approval.ts';

/** What every command works with. */
export type Context = {
  readonly options: Options;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly ask: Ask;
  readonly steering: Steering;
  readonly emit: Emit;
  /** Every note that was emitted, in order; grows. */
  readonly notes: readonly Note[];
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** When the command began, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly names: Names;
  /** The system this runs on, as Node names it. */
  readonly platform: string;
  readonly pid: number;
  readonly hostname: string;
  readonly isAlive: (pid: number) => boolean;
  /** The folder of journals and locks. */
  readonly home: string;
  /** The network and the disk, where they are not this machine's. */
  readonly fetch?: typeof globalThis.fetch;
  readonly disk?: Disk;
  readonly remembered: Remembered;
  readonly keyring: Keyring;
  readonly openPage: OpenPage;
  /** What was sent so far, over every connection of this command. */
  readonly sent: { requests: number };
  /** Application passwords that were made for this command; grows, and is settled at its end. */
  readonly made: Made[];
};

/** How a command ended: the report, and what stopped it, if anything did. */
export type Finished = { readonly report: RunReport; readonly problem: Problem | null };

/** True where a person watches and can be asked about more than what is missing. */
export function isAttended({ options }: Context): boolean {
  return options.mode === 'interactive' && !options.yes;
}

/** What this process says of itself when it asks for a site's lock. */
export function lockRequest({ pid, hostname, isAlive, clock }: Context, site: string): LockRequest {
  return { site, pid, host: hostname, since: new Date(clock.now()).toISOString(), isAlive };
}

/**
 * The exit code of a finished command; see the table in errors.ts. A diagnosis has done its job whatever
 * it found.
 */
export function exitCodeOf({ report, problem }: Finished, mode: Options['mode']): ExitCode {
  if (!report.restored) return EXIT.notRestored;
  const isDiagnosis = mode === 'diagnose';
  switch (report.outcome) {
    case 'culprit-found':
    case 'restored':
      return EXIT.found;
    case 'not-reproduced':
    case 'not-a-plugin':
      return isDiagnosis ? EXIT.found : EXIT.noPlugin;
    case 'blocked':
      return problem?.exitCode ?? EXIT.noWayIn;
    case 'inconclusive':
      return isDiagnosis && problem === null ? EXIT.found : EXIT.inconclusive;
    case 'cancelled':
      return EXIT.cancelled;
  }
}
