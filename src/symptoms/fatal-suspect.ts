/** Which plugin's file a fatal error happened in, asked of the site where a page keeps it to itself. */

import { isProblem } from '../model/errors.ts';
import { isReadOnly } from '../model/http-methods.ts';
import type { Clock } from '../model/ports.ts';
import type { Symptom } from '../model/report.ts';
import { JSON_TYPE } from '../wordpress/http/client.ts';
import { fatalErrorIn } from '../wordpress/http/fatal-error.ts';
import { type Clients, sendSymptom } from './ask.ts';

/**
 * The symptoms, with `fatalIn` where WordPress tells it: its page for people names no file, its answer
 * to whoever asks for JSON does (WP_Fatal_Error_Handler). One GET for each such symptom. It orders the
 * search and proves nothing.
 */
export async function withFatalSuspects(
  symptoms: readonly Symptom[],
  { clients, ...call }: { clients: Clients; clock?: Clock; signal?: AbortSignal },
): Promise<readonly Symptom[]> {
  const named: Symptom[] = [];
  for (const symptom of symptoms) {
    const { request, observed } = symptom;
    const client = clients[request.as];
    const isOpen = observed.status >= 500 && observed.fatalIn === undefined;
    if (!client || !isOpen || !isReadOnly(request.method)) {
      named.push(symptom);
      continue;
    }
    const headers = { ...request.headers, Accept: JSON_TYPE };
    const answer = await sendSymptom(client, { ...request, headers }, call);
    const fatalIn = isProblem(answer) ? null : (fatalErrorIn(answer)?.plugin ?? null);
    named.push(fatalIn === null ? symptom : { ...symptom, observed: { ...observed, fatalIn } });
  }
  return named;
}
