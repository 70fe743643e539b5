/** Everything a check may look at. */

import type { ExtraFile } from '../model/facts/no-plugin.ts';
import type { Identity, Observation, Pin, Plugin, SwitchKind, Symptom } from '../model/report.ts';
import { findJson } from '../wordpress/http/json.ts';
import type { Client, HttpAnswer, SiteAddress } from '../wordpress/http/types.ts';
import { restUrl } from '../wordpress/http/urls.ts';

/** The state of things when no plugin is to blame. */
export type Circumstances = {
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

/** What is to be explained: the first symptom that still fails, with its last answer. */
export type Unexplained = {
  readonly symptom: Symptom;
  readonly observation: Observation;
};

/** The symptoms that fail with everything off; all of them when nothing was observed. */
export function unexplained(circumstances: Circumstances): readonly Unexplained[] {
  const { symptoms, observations } = circumstances;
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
  circumstances: Circumstances,
  as: Identity,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer | null> {
  const client = circumstances.clients[as];
  if (!client) return null;
  const { signal } = circumstances;
  try {
    return await client.send({ url, headers, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (signal?.aborted) throw error;
    return null;
  }
}

/** Reads a REST route: the status and the JSON of the answer; null when no answer comes. */
export async function readRest(
  circumstances: Circumstances,
  as: Identity,
  route: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{
  readonly status: number;
  readonly json: unknown;
  readonly answer: HttpAnswer;
} | null> {
  const url = restUrl(circumstances.address, route);
  const answer = await read(circumstances, as, url, headers);
  return answer && { status: answer.status, json: findJson(answer.text), answer };
}

/** A member of a JSON object; undefined for anything else. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
