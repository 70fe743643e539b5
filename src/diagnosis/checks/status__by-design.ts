import type { CauseFacts } from '../../model/facts/no-plugin.ts';
import { isPrivateByDesign } from '../../wordpress/http/urls__rest-route.ts';
import { type Circumstances, unexplained } from '../input.ts';

/** Codes with which core, and WooCommerce for its orders, refuse visitors. */
const OWN_WORDS =
  /^(?:rest_not_logged_in|rest_forbidden(?:_.*)?|rest_cannot_.*|rest_user_cannot_.*|woocommerce_rest_cannot_.*)$/;

/** A visitor asked for what WordPress shows to nobody without a login: the 401 is its normal answer. */
export async function byDesign(circumstances: Circumstances): Promise<CauseFacts | null> {
  const [first] = unexplained(circumstances);
  if (!first) return null;
  const { method, url, as, headers } = first.symptom.request;
  const ownCredential = Object.keys(headers).some((name) =>
    /^(?:authorization|cookie)$/i.test(name),
  );
  const { code } = first.observation.observed;
  const refusedByCore = code !== null && OWN_WORDS.test(code);
  if (as !== 'anonymous' || ownCredential || !refusedByCore) return null;
  return isPrivateByDesign(method, url) ? { kind: 'by-design', method, url } : null;
}
