/** Whether a client may manage plugins: the proof of a credential. */

import { record } from '../http/json.ts';
import { RestError } from '../http/rest-error.ts';
import type { Client, HttpAnswer, RestAnswer } from '../http/types.ts';

/** The capability that everything here needs. */
export const CAPABILITY = 'activate_plugins';

/** What the site lets this client do. `name` is the login name, where the site told it. */
export type Capabilities =
  | { readonly type: 'may-manage'; readonly name: string | null }
  | {
      readonly type: 'may-not';
      readonly name: string | null;
      /** It has the role all the same. */
      readonly isAdministrator: boolean;
    }
  /** REST answered this client as it answers strangers, or not at all. */
  | { readonly type: 'refused'; readonly failure: RestError };

/**
 * Told as soon as the site takes the client for somebody; what that may do is still being asked. `me`: the
 * answer that tells who, null where it is a refusal.
 */
export type OnOpened = (client: Client, me: Promise<HttpAnswer | null>) => void;

/**
 * What the site lets this client do. `users/me` tells who it is and what it may; some sites close
 * that route, and on a network the capability alone is not enough: the plugin list itself decides.
 */
export async function capabilitiesOf(
  client: Client,
  signal?: AbortSignal,
  onOpened?: OnOpened,
): Promise<Capabilities> {
  const askMe = () => attempt(client, '/wp/v2/users/me', { context: 'edit' }, signal);
  const askList = () => attempt(client, '/wp/v2/plugins', { _fields: 'plugin' }, signal);
  // A session has proven itself at the login. A wrong application password is not sent more often than
  // it takes: sites count that.
  const ahead = client.identity === 'session' ? askList() : null;
  ahead?.catch(() => {});
  const asked = askMe();
  const told = asked.then((me) => (me instanceof RestError ? null : me.answer));
  told.catch(() => {});
  if (ahead) onOpened?.(client, told);
  const me = await asked;
  if (me instanceof RestError && isAnonymous(me)) return { type: 'refused', failure: me };
  if (!ahead) onOpened?.(client, told);
  const user = me instanceof RestError ? null : record(me.json);
  const name = typeof user?.username === 'string' ? user.username : null;
  const roles: unknown = user?.roles;
  const isAdministrator = Array.isArray(roles) && roles.includes('administrator');
  const mayNot = { type: 'may-not', name, isAdministrator } as const;
  const list = await (ahead ?? askList());
  if (!(list instanceof RestError)) return { type: 'may-manage', name };
  // 401 is for strangers, 403 for somebody known (rest_authorization_required_code).
  if (list.code === 'rest_cannot_view_plugins' && list.status === 403) return mayNot;
  if (me instanceof RestError) return { type: 'refused', failure: me };
  const may = record(user?.capabilities)?.[CAPABILITY] === true;
  // Before WordPress 5.5 there is no plugin list over REST; the capability has to do.
  if (list.code === 'rest_no_route') return may ? { type: 'may-manage', name } : mayNot;
  return may ? { type: 'refused', failure: list } : mayNot;
}

/** The answers by which WordPress says that it took nobody for signed in: no need to ask further. */
function isAnonymous(failure: RestError): boolean {
  const codes = [
    'rest_not_logged_in',
    'incorrect_password',
    'invalid_username',
    'invalid_email',
    'application_passwords_disabled',
    'application_passwords_disabled_for_user',
  ];
  return failure.status === 401 && codes.includes(failure.code);
}

async function attempt(
  client: Client,
  path: string,
  query: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<RestAnswer | RestError> {
  try {
    return await client.rest({ path, query, signal });
  } catch (error) {
    if (error instanceof RestError) return error;
    throw error;
  }
}
