/** The words of the diagnosis: what was looked at, what came of it, and what fails. */

import type { FindingResult } from '../../model/findings.ts';
import type { Sufferer } from '../../model/prompts.ts';
import type { Identity, Observation, Symptom, SymptomRequest } from '../../model/report.ts';
import { answerLine, list, pathOf, requestLine, symptomTitle } from '../format.ts';

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
  title: 'Checking everything except plugins.',
  done: 'What the checks found',
  likely: (name: string) => `Most likely: ${name}`,
  unclear: 'The checks explain nothing: so it is WordPress or a plugin, not your host.',
  hint: 'A strong hint, not yet proof.',
  prove: 'Press Enter to prove it: plugins are switched off and on, and every one comes back.',
  noFix: 'No setting is known for this. The proof shows which plugin it is.',
  notYet: 'No check has been made yet.',
  later: 'not yet',
  works: (request: SymptomRequest) => `Works: ${requestLine(request)}`,
  whose: 'Who gets the 401?',
  checking: (done: number, of: number) => `${done} of ${of} checks done`,
  fails: 'What fails',
  nothing: 'Everything I tried works.',
  choose: 'Which of these is your problem?',
  cause: 'This explains it, and no plugin has to be switched:',
  clue: 'Worth knowing:',
  another: 'Another request, typed by you (r)',
  byHand: "I'll check it myself in the browser at every step (h)",
  none: 'Choose at least one with Space, or type your own with r.',
  request: 'The request that fails, such as GET /wp-json/wc/v3/orders',
  requestDoubt: 'A path beginning with /, or a whole address; a method before it if it is not GET.',
  sentAs: 'Sent',
  description: 'What is broken, in your words? It is shown to you at every step.',
} as const;

/** Who may get the 401, in the order they are offered. */
export const SUFFERERS: readonly {
  readonly value: Sufferer;
  readonly label: string;
  readonly about: string;
}[] = [
  {
    value: 'app',
    label: 'My app or integration',
    about: 'it uses an application password or a key',
  },
  { value: 'visitors', label: 'Visitors of my site', about: 'people who are not signed in' },
  { value: 'me', label: 'Me, in the editor or in wp-admin', about: 'while I am signed in' },
  { value: 'unknown', label: "I don't know: look at everything", about: '' },
];

/** Who sends a typed request. */
export function senderChoice(as: Identity | null): string {
  if (as === null) return 'as whoever it fails for';
  return {
    anonymous: 'as a visitor',
    session: 'signed in',
    'application-password': 'with the application password',
    'woocommerce-keys': 'with WooCommerce keys',
    bearer: 'with a bearer token',
  }[as];
}

const PEOPLE: Readonly<Record<Identity, string>> = {
  anonymous: 'Visitors',
  session: 'Signed-in users',
  'application-password': 'Programs with an application password',
  'woocommerce-keys': 'Programs with WooCommerce keys',
  bearer: 'Programs with a bearer token',
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
