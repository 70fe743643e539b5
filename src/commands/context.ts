/** What every command works with. */

import type { DiagnosisInput } from '../diagnosis/input.ts';
import type { Disk } from '../journal/disk.ts';
import type { LockRequest } from '../journal/lock.ts';
import type { Language } from '../language/language.ts';
import type { Problem } from '../model/errors.ts';
import type { Emit } from '../model/events.ts';
import type { Note } from '../model/notes.ts';
import type { Clock, Job, Steering } from '../model/ports.ts';
import type { Prompter } from '../model/prompts.ts';
import type { Identity, PluginId, SignInIdentity } from '../model/report.ts';
import type { RunReport } from '../model/run-report.ts';
import type { Options } from '../options/parse-options.ts';
import type { Ahead } from '../symptoms/ahead.ts';
import type { Names } from '../system/dns.ts';
import type { Keyring } from '../system/keyring.ts';
import type { OpenPage } from '../system/open-browser.ts';
import type { Computer, RunProgram } from '../system/programs.ts';
import type { Remembered } from '../system/remembered-sites.ts';
import type { ProcessOrigin } from '../system/this-process.ts';
import type { FoundSite } from '../wordpress/discover/site-address.ts';
import type { Connection } from '../wordpress/http/connection.ts';
import type { Browser } from '../wordpress/http/cookies.ts';
import type { Client } from '../wordpress/http/types.ts';
import type { Access } from '../wordpress/sign-in/sign-in.ts';
import type { WpCli } from '../wordpress/wp-cli/wp-cli.ts';
import type { Ledger } from './ledger.ts';
import type { Recorder } from './recorder.ts';

/** The services of a command, and what was asked for. */
export type Context = {
  readonly options: Options;
  /** The language of the run, and the one of the support message: its readers may speak another. */
  readonly t: Language;
  readonly messageT: Language;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly ask: Prompter;
  readonly steering: Steering;
  readonly emit: Emit;
  /** Every note that was emitted, in order; grows. */
  readonly notes: readonly Note[];
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Keeps every test for the report. */
  readonly recorder?: Recorder;
  /** When the command began, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly names: Names;
  /** The system this runs on, as Node names it. */
  readonly platform: NodeJS.Platform;
  readonly pid: number;
  readonly hostname: string;
  readonly isAlive: (pid: number) => boolean;
  readonly origin?: ProcessOrigin;
  /** The folder of journals and locks. */
  readonly home: string;
  /** The network and the disk, where they are not this machine's. */
  readonly fetch?: typeof globalThis.fetch;
  readonly disk?: Disk;
  readonly remembered: Remembered;
  readonly keyring: Keyring;
  readonly openPage: OpenPage;
  /** WP-CLI as `--wp-cli` reaches it; not yet shown to lead to the site. */
  readonly wpCli?: WpCli | null;
  readonly sent: Ledger['sent'];
  readonly made: Ledger['made'];
};

/** How a command ended: the report, and what stopped it, if anything did. */
export type Finished = { readonly report: RunReport; readonly problem: Problem | null };

/** The person wants another site after all. Nothing was changed on this one; the question for the site comes back. */
export type AnotherSite = { readonly type: 'another-site' };

/** What a command comes to. */
export type CommandEnd = Finished | AnotherSite;

/** True where the person went back to the question for the site. */
export function isAnotherSite<Wanted extends object>(
  end: Wanted | AnotherSite,
): end is AnotherSite {
  return 'type' in end && end.type === 'another-site';
}

/** True where a person watches and can be asked about more than what is missing. */
export function isAttended({ options }: Pick<Context, 'options'>): boolean {
  return options.mode === 'interactive' && !options.yes;
}

/** What this process says of itself when it asks for a site's lock. */
export function lockRequest(
  {
    pid,
    hostname,
    isAlive,
    origin,
    clock,
  }: Pick<Context, 'clock' | 'hostname' | 'isAlive' | 'origin' | 'pid'>,
  site: string,
): LockRequest {
  const since = new Date(clock.now()).toISOString();
  return { site, pid, host: hostname, since, isAlive, origin };
}

/** What only the executable can give. */
export type MainPorts = {
  readonly options: Options;
  readonly t: Language;
  readonly messageT: Language;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly platform: NodeJS.Platform;
  readonly pid: number;
  readonly hostname: string;
  readonly isAlive: (pid: number) => boolean;
  /** Ends a process (or, for a negative id, its group) that this program has started. */
  readonly kill?: Computer['kill'];
  /** Runs other programs; default: on this machine. */
  readonly runProgram?: RunProgram;
  /** When processes and the system were started, for the lock; default: unknown. */
  readonly origin?: ProcessOrigin;
  readonly signal: AbortSignal;
  /** Stops the run as Ctrl-C does; for a front end that reads the keyboard itself. */
  readonly interrupt: () => void;
  /** This process as a job of a shell, for Ctrl-Z; absent where there is no job control. */
  readonly job?: Job;
  /** Time, network and disk, where they are not this machine's. */
  readonly clock?: Clock;
  readonly fetch?: typeof globalThis.fetch;
  readonly disk?: Disk;
};

/** A site that can be talked to, before anybody has signed in. */
export type Reached = {
  readonly address: FoundSite;
  /** What was typed, as a URL without its query: another name of the site. */
  readonly typed: string;
  readonly connection: Connection;
  /** The site's WP-CLI, shown to lead to this site. */
  readonly wpCli?: WpCli;
  /** What one request has taken so far, on average, in seconds. */
  readonly secondsPerRequest: () => number;
  /** A browser in WordPress' Recovery Mode, where a link has led there. */
  readonly recovery?: Browser;
  /** The survey, where it began before somebody had signed in. */
  readonly ahead?: Ahead;
};

/** A site with its proven clients; `refused` are credentials the site turns down. */
export type Connected = Reached & {
  readonly access: Access;
  /** Every client that symptoms may be sent as, refused credentials included. */
  readonly clients: Readonly<Partial<Record<Identity, Client>>> & { readonly anonymous: Client };
  readonly refused: readonly SignInIdentity[];
  /** What the credentials look like; never what they are. */
  readonly given: CredentialShape;
  /** The network's page of plugins and what is active there, where that may be switched. */
  readonly network?: { readonly screen: string; readonly plugins: readonly PluginId[] };
};

/** A connection of a command, before any site was found over it. */
export type OpenConnection = Pick<Reached, 'connection' | 'secondsPerRequest'> & {
  /** Which address was typed: it tells whether the gate's password may go over plain http. */
  readonly lookFor?: (typed: string) => void;
  /** Where the site was found: its own origin, where `--site-header` may go. */
  readonly foundAt?: (url: string) => void;
};

/** What is needed to sign in. Secrets: never told, never written down. */
export type Credentials = {
  readonly user: string;
  readonly applicationPassword?: string;
  readonly password?: string;
};

/** The proven ways in, and what opened them. */
export type SignedIn = {
  readonly access: Access;
  readonly credentials: Credentials;
  /** The browser in Recovery Mode that the session lives in, if it does. */
  readonly recovery?: Browser;
};

/** The shape of what was given, beforehand or typed; never what it is. */
export type CredentialShape = Omit<DiagnosisInput['given'], 'gate'>;

/** What a journal, and a run, say of the site they are about. */
export function siteOf({ address, typed }: Pick<Connected, 'address' | 'typed'>) {
  const { home, restRoot, siteUrl } = address;
  return { site: home, restRoot, siteUrl, typed };
}
