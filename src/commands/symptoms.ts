import { Problem } from '../errors.ts';
import type { Symptom, SymptomRequest } from '../run/model.ts';
import type { Rate } from '../symptom/examine.ts';
import { parseRequest } from '../symptom/request.ts';
import { type Anomaly, firstLook, survey } from '../symptom/survey.ts';
import { DEFAULT_FAILS_ON } from '../symptom/verdict.ts';
import type { Connected } from './connect.ts';
import type { Context } from './context.ts';

/** The symptoms of a run, and what else was met while looking for them. */
export type Found = {
  readonly symptoms: readonly Symptom[];
  readonly anomalies: readonly Anomaly[];
  /** Indices of the symptoms that failed every time they were looked at, more than once. */
  readonly steady: readonly number[];
  /** How often each of the first ones failed; requests that worked have none. */
  readonly rates: readonly Rate[];
  /** True for the person's own requests: sent exactly as typed. */
  readonly exact: boolean;
};

/** The person's own requests as symptoms, or what a survey of the site finds. Reads only. */
export async function findSymptoms(context: Context, connected: Connected): Promise<Found> {
  const { options, emit, signal, clock } = context;
  const { clients, address } = connected;
  const failsOn = options.failsOn.length > 0 ? options.failsOn : DEFAULT_FAILS_ON;
  const common = { clients, failsOn, emit, signal, clock };

  needCredential(context, connected);
  const requests = requestsOf(context, connected);
  if (requests.length === 0) {
    const { symptoms, anomalies, rates } = await survey({ ...common, address });
    emit({ type: 'symptoms-found', symptoms });
    return { symptoms, anomalies, rates, steady: steadyOf(rates), exact: false };
  }
  const { symptoms, healthy, anomalies, rates } = await firstLook(requests, common);
  // A request that works right now may fail one time in two: the run looks at it ten times.
  const doubtful = healthy.map(({ request, observed }) => ({ request, failsOn, observed }));
  const all = [...symptoms, ...doubtful];
  emit({ type: 'symptoms-found', symptoms: all });
  return { symptoms: all, anomalies, rates, steady: steadyOf(rates), exact: true };
}

/**
 * What fails: what was seen to fail, and what a cache goes on serving as a failure. Requests that worked
 * when they were looked at are not among them.
 */
export function failing({ symptoms, rates, anomalies }: Found): {
  readonly symptoms: readonly Symptom[];
  readonly rates: readonly Rate[];
} {
  const seen = symptoms.slice(0, rates.length);
  const copies = anomalies.flatMap((anomaly) => {
    if (anomaly.type !== 'cached-failure') return [];
    const { request, observed } = anomaly;
    const isSeen = seen.some(
      ({ request: { url, as } }) => url === request.url && as === request.as,
    );
    const failsOn = seen[0]?.failsOn ?? [observed.status];
    return isSeen ? [] : [{ request, failsOn, observed }];
  });
  return {
    symptoms: [...seen, ...copies],
    rates: [...rates, ...copies.map(() => ({ fails: 1, of: 1 }))],
  };
}

function steadyOf(rates: readonly Rate[]): number[] {
  return [...rates.entries()].flatMap(([index, { fails, of }]) =>
    of > 1 && fails === of ? index : [],
  );
}

/** Nothing can be learned from a request as somebody who cannot sign in. */
function needCredential({ options: { as } }: Context, { clients, access }: Connected): void {
  if (as === null || as === 'anonymous' || clients[as] !== undefined) return;
  const refusal = access.refused.find(({ credential }) => credential === as);
  if (refusal) throw refusal.problem;
  const variable = as === 'session' ? 'WP_BISECT_PASSWORD' : 'WP_BISECT_APP_PASSWORD';
  const message = `--as ${as} needs that credential: put it into ${variable}.`;
  throw new Problem('bad-option', { message });
}

function requestsOf({ options }: Context, connected: Connected): SymptomRequest[] {
  const available = (['application-password', 'session'] as const).filter(
    (identity) => connected.clients[identity] !== undefined,
  );
  const headers = Object.entries(options.headers).map(([name, value]) => `${name}: ${value}`);
  return options.requests.map(({ method, target }) =>
    parseRequest(
      `${method} ${target}`,
      options.as ?? undefined,
      headers,
      connected.address,
      available,
    ),
  );
}
