/** Is an error page of the server proof that the server has refused? Not where it swaps PHP's pages. */

import type { HttpAnswer } from '../wordpress/http/types.ts';
import { hasPhpTraces, isRestError, serverPage } from './response-origin.ts';
import type { Scene } from './input__scene.ts';
import { isAnswer, lookAt } from './reader.ts';

/** WordPress answers it 401 to every visitor, in JSON. */
const REFUSED_BY_WORDPRESS = '/wp/v2/users/me';

/**
 * True when this page is the server's own and the server lets WordPress' 401s through unchanged. Apache
 * (ProxyErrorOverride), nginx (proxy_intercept_errors) and IIS (httpErrors) can be told to put their
 * own page in place of PHP's; then the page says nothing. A 401 of WordPress itself shows which it is.
 */
export async function isServersOwn(scene: Scene, page: HttpAnswer | null): Promise<boolean> {
  if (page === null || serverPage(page) === null || hasPhpTraces(page)) return false;
  const wasSeen = scene.symptoms.some(
    ({ observed: { status, code } }) => status === 401 && code !== null,
  );
  if (wasSeen) return true;
  if (scene.address === null) return false;
  // Without pretty permalinks: a rule for /wp-json/ does not cover it.
  const url = `${scene.address.home}?rest_route=${REFUSED_BY_WORDPRESS}`;
  const answer = await lookAt(scene).proof(url);
  return isAnswer(answer) && [401, 403].includes(answer.status) && isRestError(answer);
}
