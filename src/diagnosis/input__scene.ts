/** Everything a check of the diagnosis may look at, and the ports it may look through. Read-only. */

import type { Problem } from '../model/errors.ts';
import type { ExtraFile } from '../model/facts/no-plugin.ts';
import type { CheckId, Found } from '../model/findings.ts';
import type { Identity, Plugin, Symptom } from '../model/report.ts';
import type { Clock } from '../model/ports.ts';
import type { Send } from '../wordpress/http/basic-auth.ts';
import type { Client, SiteAddress } from '../wordpress/http/types.ts';

/** Names and addresses, as the system and the zone's own servers tell them; passed in for tests. */
export interface Names {
  /** What the system uses (hosts file included), as IP addresses. Rejects with `code` ENOTFOUND etc. */
  lookup(host: string): Promise<readonly string[]>;
  /** What the zone's own name servers say; null where they cannot be asked from here. */
  authoritative(host: string, signal?: AbortSignal): Promise<readonly string[] | null>;
  /** Host names of the hosts file, with their addresses. Empty where it cannot be read. */
  hostsFile(): Promise<readonly { readonly address: string; readonly names: readonly string[] }[]>;
}

/** The scene of a 401. */
export type Scene = {
  /** The site as typed. */
  readonly typed: string;
  /** Where WordPress is; null where it could not be found, and `blocked` says why. */
  readonly address: SiteAddress | null;
  readonly blocked: Problem | null;
  /** Who may ask, refused credentials included; anonymous always, unless nothing was reached. */
  readonly clients: Readonly<Partial<Record<Identity, Client>>>;
  readonly proven: readonly Exclude<Identity, 'anonymous'>[];
  readonly refused: readonly {
    readonly credential: Exclude<Identity, 'anonymous'>;
    readonly problem: Problem;
  }[];
  /** What the typed credentials look like; never what they are. Null where none was given. */
  readonly given: {
    readonly user: 'email' | 'name' | null;
    /** `shaped`: 24 letters and digits, blanks aside, as WordPress makes them. */
    readonly applicationPassword: 'shaped' | 'other' | null;
    /** `shaped-like-one`: the account password looks like an application password. */
    readonly password: 'shaped-like-one' | 'other' | null;
    readonly gate: boolean;
  };
  /** What fails, as the survey or the person's own requests showed it. */
  readonly symptoms: readonly Symptom[];
  /** How often each failed when it was repeated. */
  readonly rates: readonly { readonly fails: number; readonly of: number }[];
  /** True when `symptoms` are the person's own requests. */
  readonly exact: boolean;
  /** Null where nobody could list them. */
  readonly plugins: readonly Plugin[] | null;
  readonly mustUse: readonly ExtraFile[] | null;
  readonly dropIns: readonly ExtraFile[] | null;
  readonly theme: string | null;
  /** Sends to any http(s) address, without any credential; redirects are not followed. */
  readonly explore: Send;
  /** The same, to one IP address whatever the host's name resolves to; null or absent where that cannot be. */
  readonly exploreAt?: (ipAddress: string) => Send | null;
  readonly names: Names;
  /** The person's own system, for the command that flushes its names. */
  readonly system: 'windows' | 'macos' | 'linux' | 'other';
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** One check. Never rejects except for an abort: what it cannot look at is `not-checked`. */
export type SceneCheck<Facts> = {
  readonly check: CheckId;
  readonly run: (scene: Scene) => Promise<Found<Facts>>;
};
