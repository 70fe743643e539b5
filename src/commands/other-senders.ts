/** A request that works for its sender may be refused to another one: each is asked once. */

import { isReadOnly } from '../model/http-methods.ts';
import type { Identity, SymptomRequest } from '../model/report.ts';
import { isSecretName } from '../model/secrets.ts';
import { type FirstLook, firstLook } from '../symptoms/first-look.ts';
import { isCredential } from '../symptoms/parse-request.ts';
import type { Connected, Context } from './context.ts';

/** Whose credentials the site takes, so that a refusal is no matter of a wrong password. */
const OTHERS = ['application-password', 'session'] as const satisfies readonly Identity[];

/**
 * Asks what works for its sender as those others who have a credential that the site takes. Gives the first
 * refusal and tells it; null where nobody is refused, and where the person has named the sender. Reads only.
 */
export async function refusedToAnother(
  { healthy, symptoms }: FirstLook,
  looking: Parameters<typeof firstLook>[1],
  { options, emit }: Pick<Context, 'emit' | 'options'>,
  { clients, refused }: Pick<Connected, 'clients' | 'refused'>,
): Promise<FirstLook | null> {
  if (options.as !== null || symptoms.length > 0) return null;
  for (const { request } of healthy.filter((each) => isOpenToAll(each.request))) {
    const others = OTHERS.filter(
      (as) => as !== request.as && clients[as] !== undefined && !refused.includes(as),
    );
    for (const as of others) {
      const look = await firstLook([{ ...request, as }], looking);
      if (look.symptoms.length === 0) continue;
      emit({ type: 'note', note: { type: 'refused-to-another', request, as } });
      return look;
    }
  }
  return null;
}

/** Nothing is written, and no credential of the person's own goes along with another one. */
function isOpenToAll({ method, url, headers }: SymptomRequest): boolean {
  const inHeaders = Object.keys(headers).filter(isCredential);
  const inQuery = [...new URL(url).searchParams.keys()].filter(isSecretName);
  return isReadOnly(method) && inHeaders.length + inQuery.length === 0;
}
