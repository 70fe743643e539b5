import type { IisFacts, IisSubstatus, NotLooked } from '../../model/facts/server.ts';
import type { Found } from '../../model/findings.ts';
import { tellable } from '../../wordpress/http/urls.ts';
import { type Check, hasNoCode, isSigned } from '../check.ts';
import type { DiagnosisInput } from '../input.ts';
import { isAnswer } from '../reader.ts';
import { answererOf, iisSubstatusOf, serverPage } from '../response-origin.ts';
import { readerOf } from '../server-reader.ts';

const EXPLAINED: ReadonlySet<number> = new Set<IisSubstatus>([1, 2, 3, 4, 5, 501, 502, 503, 504]);

/** The title of IIS' long page, as the first look kept it. */
const TITLE = /^(?:IIS [\d.]+ Detailed Error - |HTTP Error )?401\.(\d{1,3})\b/i;

/** IIS knows nine kinds of 401, and says which only in the body of its own page. */
async function iis(input: DiagnosisInput): Promise<Found<IisFacts | NotLooked>> {
  const found = (result: Found<IisFacts>['result'], facts: IisFacts | NotLooked) =>
    ({ check: 'iis', result, facts }) as const;
  const answer = await readerOf(input).seen();
  if (!isAnswer(answer)) {
    const said = saidBefore(input);
    return said ? found(...judged(said.substatus, said.url, null)) : found('not-checked', answer);
  }
  const url = tellable(answer.url);
  const { server, host } = answererOf(answer);
  const substatus = iisSubstatusOf(answer) ?? saidBefore(input)?.substatus ?? null;
  if (substatus !== null) return found(...judged(substatus, url, host));
  const isHidden = answer.status === 401 && serverPage(answer) === 'iis';
  if (isHidden) return found('clue', { kind: 'iis-page', url, substatus: null });
  return found('cleared', { kind: 'not-iis', server });
}

/** 401.5 is the program's own refusal: with WordPress that is PHP, and so perhaps a plugin. */
function judged(
  substatus: number,
  url: string,
  host: string | null,
): [Found<IisFacts>['result'], IisFacts] {
  if (!isExplained(substatus)) return ['clue', { kind: 'iis-page', url, substatus }];
  return [substatus === 5 ? 'clue' : 'cause', { kind: 'iis', url, substatus, host }];
}

function isExplained(substatus: number): substatus is IisSubstatus {
  return EXPLAINED.has(substatus);
}

/** What the first look saw, for an address that answers otherwise now (a rate limit, for one). */
function saidBefore(
  input: DiagnosisInput,
): { readonly substatus: number; readonly url: string } | null {
  for (const { observed, request } of input.symptoms) {
    const found = observed.layer === 'iis' ? TITLE.exec(observed.message ?? '')?.[1] : undefined;
    if (found !== undefined) return { substatus: Number(found), url: tellable(request.url) };
  }
  return null;
}

export const iisCheck: Check<IisFacts> = {
  id: 'iis',
  sureness: 4,
  explains: hasNoCode,
  run: iis,
  kindOf: ({ kind }) => (kind === 'not-iis' ? 'unknown' : 'iis'),
  maySpareSearch: (input) => !isSigned(input),
};
