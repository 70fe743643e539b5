/** Everything a check may look at. */

import type { Problem } from '../model/errors.ts';
import type { ExtraFile } from '../model/facts/no-plugin.ts';
import type { Clock } from '../model/ports.ts';
import type {
  Identity,
  Observation,
  Pin,
  Plugin,
  SignInIdentity,
  SwitchKind,
  Symptom,
} from '../model/report.ts';
import type { Names } from '../system/dns.ts';
import { findJson } from '../wordpress/http/json.ts';
import type { Client, HttpAnswer, Send, SiteAddress } from '../wordpress/http/types.ts';
import { restUrl } from '../wordpress/http/urls.ts';

/** What is known once every suspect was off and the request still fails. */
export type AfterSearchInput = {
  readonly address: SiteAddress;
  readonly clients: Readonly<Partial<Record<Identity, Client>>> & { readonly anonymous: Client };
  readonly symptoms: readonly Symptom[];
  /** One a symptom: with everything off that may be off. Empty when that was never tried. */
  readonly observations: readonly Observation[];
  readonly plugins: readonly Plugin[];
  readonly pinned: readonly Pin[];
  readonly switchKind: SwitchKind | 'none';
  /** Credentials that the site refused with everything on. */
  readonly refused?: readonly Identity[];
  /** Null where they could not be listed (that takes a session). */
  readonly mustUse: readonly ExtraFile[] | null;
  readonly dropIns: readonly ExtraFile[] | null;
  /** The active theme's folder or name; null where it is not known. */
  readonly theme: string | null;
  /** True when another theme was tried and the symptom stayed: the theme is cleared. */
  readonly themeCleared?: boolean;
  readonly signal?: AbortSignal;
};

/**
 * True for switches that run no hook of a plugin: what it wrote elsewhere (`.htaccess`, a drop-in) stays
 * in force although the plugin is off.
 */
export function runsNoHook(kind: SwitchKind | 'none'): boolean {
  return kind === 'isolated' || kind === 'wp-cli';
}

/** What is to be explained: the first symptom that still fails, with its last answer. */
export type Unexplained = {
  readonly symptom: Symptom;
  readonly observation: Observation;
};

/** The symptoms that fail with everything off; all of them when nothing was observed. */
export function unexplained(input: AfterSearchInput): readonly Unexplained[] {
  const { symptoms, observations } = input;
  const all = symptoms.map((symptom, index) => ({
    symptom,
    observation: observations[index] ?? { verdict: 'fails' as const, observed: symptom.observed },
  }));
  const failing = all.filter(({ observation }) => observation.verdict === 'fails');
  return failing.length > 0
    ? failing
    : all.filter(({ observation }) => observation.verdict === 'unresolved');
}

/** Sends one read; null when no answer comes. Rejects when cancelled. */
export async function read(
  input: AfterSearchInput,
  as: Identity,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer | null> {
  const client = input.clients[as];
  if (!client) return null;
  const { signal } = input;
  try {
    return await client.send({ url, headers, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (signal?.aborted) throw error;
    return null;
  }
}

/** Reads a REST route: the status and the JSON of the answer; null when no answer comes. */
export async function readRest(
  input: AfterSearchInput,
  as: Identity,
  route: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{
  readonly status: number;
  readonly json: unknown;
  readonly answer: HttpAnswer;
} | null> {
  const url = restUrl(input.address, route);
  const answer = await read(input, as, url, headers);
  return answer && { status: answer.status, json: findJson(answer.text), answer };
}

/** The input of a 401. */
export type DiagnosisInput = {
  /** The site as typed. */
  readonly typed: string;
  /** Where WordPress is; null where it could not be found, and `blocked` says why. */
  readonly address: SiteAddress | null;
  readonly blocked: Problem | null;
  /** Who may ask, refused credentials included; anonymous always, unless nothing was reached. */
  readonly clients: Readonly<Partial<Record<Identity, Client>>>;
  readonly proven: readonly SignInIdentity[];
  readonly refused: readonly {
    readonly credential: SignInIdentity;
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
  /** True where the site refuses a new application password just like the one that was given. */
  readonly isFreshPasswordRefused?: boolean;
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
