/** What sending the requests of an earlier report again showed, in words. */

import type { Language } from '../language/language.ts';
import type { Rechecked, RunReport } from '../model/run-report.ts';
import { answerLine, symptomTitle } from './format.ts';

/** How it ended, then one line for each request. `site` is safe to print. */
export function recheckLines(t: Language, report: RunReport, site: string): readonly string[] {
  const { recheck, symptoms } = report;
  if (!recheck) return [t.__('Tested %(site)s again.', { site })];
  const lines = recheck.symptoms.flatMap((each, index) => {
    const symptom = symptoms[index];
    return symptom === undefined ? [] : [`${symptomTitle(t, symptom)}: ${said(t, each)}`];
  });
  return [titleOf(t, recheck.result, site), ...lines];
}

function titleOf(t: Language, result: Rechecked['result'], site: string): string {
  switch (result) {
    case 'gone':
      return t.__('The failure is gone on %(site)s.', { site });
    case 'still-there':
      return t.__('The failure is still there on %(site)s.', { site });
    case 'different':
      return t.__('The request fails differently now on %(site)s.', { site });
    case 'cannot-tell':
      return t.__('The test on %(site)s gave no clear answer.', { site });
  }
}

// translators: all of these come after "GET /path (sent by): ", and an answer is such as "401 rest_forbidden".
function said(t: Language, { result, before, now, reason }: Rechecked): string {
  const answer = now === null ? '' : answerLine(t, now);
  switch (result) {
    case 'gone':
      return t.__('%(answer)s. It works now.', { answer });
    case 'still-there':
      return t.__('%(answer)s, as before.', { answer });
    case 'different':
      return t.__('%(answer)s now, %(before)s before.', { answer, before: answerLine(t, before) });
    case 'cannot-tell':
      return reason === undefined ? `${answer}.` : whyUnclear(t, reason, answer);
  }
}

function whyUnclear(t: Language, reason: NonNullable<Rechecked['reason']>, answer: string): string {
  switch (reason) {
    case 'masked':
      return t.__(
        'Not sent. The report leaves out a secret value or a header of it. Use --request instead.',
      );
    case 'body':
      return t.__('Not sent. The report leaves out its body. Use --request with --data instead.');
    case 'by-hand':
      return t.__('Not sent. You checked it by hand.');
    case 'no-credentials':
      return t.__('Not sent. It needs the credentials it was sent with before.');
    case 'writes':
      return t.__('Not sent. It can change the site. Add --yes if that is harmless.');
    case 'no-answer':
      return t.__('The site did not answer.');
    case 'cached':
      return t.__('A cache answered. Empty it, then test again.');
    default:
      return `${answer} (${reason}).`;
  }
}
