/** Does an answer look like one of a known plugin's? */

import type { PluginId, Symptom, SymptomRequest } from '../model/report.ts';
import { isLoginPage, restRouteOf } from '../wordpress/http/urls__rest-route.ts';
import { knownPlugin, type Sign } from './fingerprints.ts';

/** `named`: the answer says who gave it. `hinted`: it fits, and so would others. */
export type Likeness = 'named' | 'hinted';

/** Codes by which core, or a plugin of its own routes, tells that it takes the sender for a visitor. */
const TAKEN_FOR_VISITOR =
  /^(?:rest_not_logged_in|rest_forbidden(?:_.*)?|rest_cannot_.*|rest_user_cannot_.*|woocommerce_rest_cannot_.*|llms_rest_unauthorized_request)$/;

/** True where the answer is one that this plugin alone gives. */
export function isSignedBy(plugin: PluginId, symptom: Symptom): boolean {
  return knownPlugin(plugin)?.signs.some((sign) => likeness(symptom, sign) === 'named') ?? false;
}

/** How much a symptom looks like a sign; null when it does not. */
export function likeness(symptom: Symptom, sign: Sign): Likeness | null {
  const { observed, request } = symptom;
  const codeFits = observed.code !== null && (sign.codes?.includes(observed.code) ?? false);
  if (sign.byDesign) return null;
  if (sign.names === 'nothing') return isSilentRefusal(symptom, sign, codeFits) ? 'hinted' : null;

  const realm = sign.realm;
  if (realm && observed.challenges.some((each) => each.realm === realm)) return 'named';
  if (sign.names === 'code' && codeFits) return 'named';
  const says =
    sign.message !== undefined && new RegExp(sign.message, 'i').test(observed.message ?? '');
  // A page carries no code, and wp_die() pages lose theirs: then the words must be the plugin's alone.
  const isOwnWords = sign.names === 'message' && observed.code === null && concerns(request, sign);
  if (says && (codeFits || isOwnWords)) return 'named';
  return codeFits && concerns(request, sign) ? 'hinted' : null;
}

/**
 * A credential that is treated as none: the plugin's name is nowhere in the answer. Only the plugins
 * that do this to application passwords are few enough to be a hint whatever the code.
 */
function isSilentRefusal({ observed, request }: Symptom, sign: Sign, codeFits: boolean): boolean {
  if (!concerns(request, sign)) return false;
  if (request.as === 'application-password') return TAKEN_FOR_VISITOR.test(observed.code ?? '');
  return codeFits;
}

/** True when the sign's plugin refuses this kind of request from this sender. */
export function concerns(request: SymptomRequest, sign: Sign): boolean {
  if (!sign.refuses.includes(request.as)) return false;
  const route = restRouteOf(request.url);
  switch (sign.where) {
    case 'any':
      return true;
    case 'page':
      return route === null;
    case 'login':
      return isLoginPage(new URL(request.url));
    case 'rest':
      return route !== null;
    case 'users':
      return route?.includes('users') ?? false;
    case 'namespace':
      return route !== null && new RegExp(`^/${sign.namespace}[/-]`).test(`${route}/`);
  }
}
