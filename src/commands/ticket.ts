import { contactOf } from '../diagnosis/advice.ts';
import { hostOf } from '../diagnosis/hosts.ts';
import { ticketFor } from '../report/ticket.ts';
import type { Ticket } from '../run/finding.ts';
import type { RunReport } from '../run/model.ts';

/** The ticket of a finished command; null where nobody has to be written to. */
export function ticketOf(report: RunReport, wordpressVersion: string | null): Ticket | null {
  const contacts = (report.culprits[0]?.plugins ?? []).map(contactOf);
  const [host = null] = report.symptoms.flatMap(({ head }) => hostOf(answerWith(head ?? [])) ?? []);
  return ticketFor({ report, contacts, host, wordpressVersion });
}

function answerWith(head: readonly string[]): { readonly headers: Headers } {
  const pairs = head.map((line): [string, string] => {
    const [name = '', ...value] = line.split(': ');
    return [name, value.join(': ')];
  });
  return { headers: new Headers(pairs) };
}
