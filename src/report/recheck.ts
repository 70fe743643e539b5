/** What sending the requests of an earlier report again showed, in words. */

import type { Rechecked, RunReport } from '../model/report.ts';
import { answerLine, symptomTitle } from './format.ts';

/** How it ended, then one line for each request. `site` is safe to print. */
export function recheckLines(report: RunReport, site: string): readonly string[] {
  const { recheck, symptoms } = report;
  if (!recheck) return [`Tested ${site} again.`];
  const lines = recheck.symptoms.flatMap((each, index) => {
    const symptom = symptoms[index];
    return symptom === undefined ? [] : [`${symptomTitle(symptom)}: ${said(each)}`];
  });
  return [TITLES[recheck.result].replace('%s', () => site), ...lines];
}

const TITLES: Readonly<Record<Rechecked['result'], string>> = {
  gone: 'The failure is gone on %s.',
  'still-there': 'The failure is still there on %s.',
  different: 'The request fails differently now on %s.',
  'cannot-tell': 'The test on %s gave no clear answer.',
};

function said({ result, before, now, reason }: Rechecked): string {
  const answer = now === null ? '' : answerLine(now);
  switch (result) {
    case 'gone':
      return `${answer}. It works now.`;
    case 'still-there':
      return `${answer}, as before.`;
    case 'different':
      return `${answer} now, ${answerLine(before)} before.`;
    case 'cannot-tell':
      return reason === undefined ? `${answer}.` : (REASONS[reason] ?? `${answer} (${reason}).`);
  }
}

const REASONS: Readonly<Partial<Record<NonNullable<Rechecked['reason']>, string>>> = {
  masked:
    'not sent. The report leaves out a secret value or a header of it. Use --request instead.',
  body: 'not sent. The report does not hold its body. Use --request with --data instead.',
  'by-hand': 'not sent. A person judged it by hand.',
  'no-credentials': 'not sent. It needs the credentials it was sent with before.',
  writes: 'not sent. It can change the site. Add --yes if that is harmless.',
  'no-answer': 'the site did not answer.',
  cached: 'a cache answered. Empty it, then test again.',
};
