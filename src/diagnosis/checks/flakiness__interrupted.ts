import type { CauseFacts } from '../../model/facts/no-plugin.ts';
import type { Circumstances } from '../input.ts';

/** Something kept the probes from being answered at all: a rate limit, a challenge, a cache. */
export async function interrupted({
  symptoms,
  observations,
}: Circumstances): Promise<CauseFacts | null> {
  const limited = observations.find(({ reason }) => reason === 'rate-limited');
  if (limited) {
    return { kind: 'rate-limit', retryAfterSeconds: limited.retryAfterSeconds ?? null };
  }
  const challenged = observations.find(({ reason }) => reason === 'challenge');
  if (challenged) return { kind: 'bot-challenge', by: challenged.observed.layer ?? null };
  const cached = observations.findIndex(({ reason }) => reason === 'cached');
  const symptom = symptoms[cached];
  return symptom ? { kind: 'cache', url: symptom.request.url } : null;
}
