/** Reads a JSON report back, as far as its requests can be sent again. The file may come from anybody. */

import * as v from 'valibot';
import type { Symptom } from '../model/report.ts';
import { HIDDEN } from '../model/secrets.ts';

/** The requests of a report, and which of them it does not hold whole. */
export type EarlierReport = {
  readonly site: string;
  readonly symptoms: readonly Symptom[];
  readonly incomplete: ReadonlySet<number>;
  /** Those whose body is missing. */
  readonly bodiless: ReadonlySet<number>;
};

const SHORT = v.pipe(v.string(), v.maxLength(8_000));

const SYMPTOM = v.object({
  request: v.object({
    method: v.pipe(v.string(), v.regex(/^[A-Z]{1,20}$/)),
    url: v.pipe(SHORT, v.regex(/^https?:\/\//i)),
    as: v.picklist(['anonymous', 'application-password', 'session', 'woocommerce-keys', 'bearer']),
    headers: v.optional(v.array(SHORT), []),
    body: v.optional(v.object({ bytes: v.number() })),
  }),
  observed: v.object({
    status: v.number(),
    code: v.nullable(SHORT),
    message: v.optional(v.nullable(SHORT), null),
    challenges: v.array(v.object({ scheme: SHORT, realm: v.nullable(SHORT) })),
  }),
  failsOn: v.optional(v.array(v.union([v.number(), SHORT])), [401]),
  described: v.optional(SHORT),
});

const REPORT = v.object({
  schema: v.literal(1),
  site: SHORT,
  symptoms: v.pipe(v.array(SYMPTOM), v.maxLength(100)),
});

/** The report in a text of JSON or NDJSON (its last line); null where there is none. */
export function readEarlierReport(text: string): EarlierReport | null {
  const told = parsed(text) ?? parsed(text.trimEnd().split('\n').at(-1) ?? '');
  const inner = v.safeParse(v.object({ report: v.unknown() }), told);
  const read = v.safeParse(REPORT, inner.success ? inner.output.report : told);
  if (!read.success) return null;
  const { site, symptoms } = read.output;
  const incomplete = symptoms.flatMap(({ request }, index) =>
    request.headers.length > 0 || isMasked(request.url) ? [index] : [],
  );
  const bodiless = symptoms.flatMap(({ request }, index) => (request.body ? [index] : []));
  return {
    site,
    symptoms: symptoms.map(
      ({ request, described, ...known }): Symptom => ({
        ...known,
        request: { method: request.method, url: request.url, as: request.as, headers: {} },
        ...(described === undefined ? {} : { described }),
      }),
    ),
    incomplete: new Set(incomplete),
    bodiless: new Set(bodiless),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A URL with a masked value is not the one that was sent. */
function isMasked(url: string): boolean {
  return url.includes(`=${HIDDEN}`);
}
