/** The words of the diagnosis: what was looked at, what came of it, and what fails. */

import type { CheckId, FindingResult } from '../../model/findings.ts';
import type { Identity, Observation, Symptom, SymptomRequest } from '../../model/report.ts';
import { CHECK_IDS, checkLabel } from '../check-names.ts';
import { answerLine, list, pathOf, requestLine, symptomTitle } from '../format.ts';

/** What a check looks at. */
export const CHECKS = Object.fromEntries(
  CHECK_IDS.map((check) => [check, checkLabel(check)]),
) as Readonly<Record<CheckId, string>>;

/** What came of a check, in one or two words; `running` and `pending` before it is done. */
export const RESULTS: Readonly<Record<FindingResult | 'running' | 'pending', string>> = {
  cause: 'the cause',
  clue: 'a clue',
  cleared: 'ruled out',
  'not-checked': 'not checked',
  running: 'looking',
  pending: '',
};

/** What the screen says around the list. */
export const DIAGNOSIS = {
  title: 'Looking at everything that is no plugin. Nothing is changed.',
  fails: 'What fails',
  nothing: 'No request that should work is refused.',
  choose: 'What is to be examined?',
  cause: 'This explains it, and no plugin has to be switched:',
  clue: 'Worth knowing:',
  another: 'Another request, typed by you (r)',
  byHand: 'Something only I can see: I say at every step whether it works (h)',
  none: 'Choose at least one with Space, or type your own with r.',
  request: 'The request that fails, such as GET /wp-json/wc/v3/orders',
  requestDoubt: 'A path beginning with /, or a whole address; a method before it if it is not GET.',
  sentAs: 'Sent',
  description: 'What is broken, in your words? It is shown to you at every step.',
} as const;

/** Who sends a typed request. */
export function senderChoice(as: Identity | null): string {
  if (as === null) return 'as whoever it fails for';
  return {
    anonymous: 'as a visitor',
    session: 'signed in',
    'application-password': 'with the application password',
  }[as];
}

const PEOPLE: Readonly<Record<Identity, string>> = {
  anonymous: 'Visitors',
  session: 'Signed-in users',
  'application-password': 'Programs with an application password',
};

/** One answer of the survey. */
type Seen = { readonly request: SymptomRequest; readonly observation: Observation };

/** `Visitors get 401 from /wp-json/wp/v2/posts; signed-in users do not.` */
export function symptomWords(symptom: Symptom, survey: readonly Seen[]): string {
  if (symptom.described !== undefined) return symptomTitle(symptom);
  const { request, observed } = symptom;
  const fine = survey.filter(
    (seen) =>
      seen.request.url === request.url &&
      seen.request.as !== request.as &&
      seen.observation.verdict === 'passes',
  );
  const others = [...new Set(fine.map((seen) => PEOPLE[seen.request.as].toLowerCase()))];
  const method = request.method === 'GET' ? '' : `${request.method} `;
  const contrast = others.length === 0 ? '' : `; ${list(others)} do not`;
  return `${PEOPLE[request.as]} get ${answerLine(observed)} from ${method}${pathOf(request.url)}${contrast}.`;
}

/** A symptom as one line of a list. */
export function symptomLine({ request, observed }: Symptom): string {
  return `${requestLine(request)} (${answerLine(observed)})`;
}
