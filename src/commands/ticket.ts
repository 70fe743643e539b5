import { contactOf } from '../diagnosis/advice.ts';
import { isSignedBy } from '../diagnosis/fingerprints.ts';
import type { Language } from '../language/language.ts';
import type { Ticket } from '../model/findings.ts';
import type { ReportedCulprit } from '../model/report.ts';
import type { RunReport } from '../model/run-report.ts';
import { ticketFor } from '../report/ticket.ts';
import { hostOf } from '../wordpress/http/header-marks.ts';

/** The ticket of a finished command in the language of its reader; null where none is needed. */
export function ticketOf(
  t: Language,
  report: RunReport,
  wordpressVersion: string | null,
): Ticket | null {
  const culprit = whoAnswered(report);
  const contacts = (culprit?.plugins ?? []).map(contactOf);
  return ticketFor(t, { report, culprit, contacts, host: hostIn(report), wordpressVersion });
}

/** The hosting company, as far as the answers of the failing requests name it. */
export function hostIn({ symptoms }: Pick<RunReport, 'symptoms'>): string | null {
  const [host = null] = symptoms.flatMap(({ head }) => hostOf(answerWith(head ?? [])) ?? []);
  return host;
}

/**
 * The culprit to write about: of several that refuse the same request, only one is seen answering, and
 * its author is shown that answer.
 */
function whoAnswered({ culprits, symptoms }: RunReport): ReportedCulprit | undefined {
  const isSeen = ({ plugins, symptoms: own }: ReportedCulprit) =>
    plugins.some(({ plugin }) =>
      own.some((index) => {
        const symptom = symptoms[index];
        return symptom !== undefined && isSignedBy(plugin, symptom);
      }),
    );
  return culprits.find(isSeen) ?? culprits[0];
}

function answerWith(head: readonly string[]): { readonly headers: Headers } {
  const pairs = head.map((line): [string, string] => {
    const [name = '', ...value] = line.split(': ');
    return [name, value.join(': ')];
  });
  return { headers: new Headers(pairs) };
}
