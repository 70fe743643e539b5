/** The person's own request, as it is sent: to which address, and as whom. */

import type { Language } from '../language/language.ts';
import { Problem } from '../model/errors.ts';
import type { Identity, SymptomRequest } from '../model/report.ts';
import type { SecretVariable } from '../options/secret-variables.ts';
import { requestTo, type TypedRequest } from '../symptoms/parse-request.ts';
import type { Connected } from './context.ts';

const VARIABLES: Readonly<Record<Exclude<Identity, 'anonymous'>, readonly SecretVariable[]>> = {
  session: ['WP_BISECT_PASSWORD'],
  'application-password': ['WP_BISECT_APP_PASSWORD'],
  'woocommerce-keys': ['WP_BISECT_WC_KEY', 'WP_BISECT_WC_SECRET'],
  bearer: ['WP_BISECT_BEARER'],
};

/** Nothing can be learned from a request as somebody who cannot sign in. */
export function needCredential(
  t: Language,
  as: Identity | null,
  { clients, access }: Pick<Connected, 'access' | 'clients'>,
): void {
  if (as === null || as === 'anonymous' || clients[as] !== undefined) return;
  const refusal = access.refused.find(({ credential }) => credential === as);
  if (refusal) throw refusal.problem;
  const message = t.__('--as %(identity)s needs a credential: put it into %(variables)s.', {
    identity: as,
    variables: t.list(VARIABLES[as]),
  });
  throw new Problem('bad-option', { message });
}

/** The request as typed, to this site. */
export function requestOf(
  t: Language,
  typed: TypedRequest,
  as: Identity | null,
  headers: SymptomRequest['headers'],
  { address, clients }: Pick<Connected, 'address' | 'clients'>,
): SymptomRequest {
  const isShop = /\/wc\/v[1-3]\//.test(typed.target);
  const senders: readonly Identity[] = [
    ...(isShop ? (['woocommerce-keys'] as const) : []),
    'bearer',
    'application-password',
    'session',
  ];
  const available = senders.filter((identity) => clients[identity] !== undefined);
  return requestTo(t, address, typed, as, headers, available);
}
