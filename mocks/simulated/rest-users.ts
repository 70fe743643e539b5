import { can, newApplicationPassword, roleCapabilities, roleOf } from './accounts.ts';
import { applicationPasswordsAvailable } from './application-passwords.ts';
import {
  type RestAnswer,
  type RestRequest,
  restFailure,
  restSuccess,
  restUrl,
} from './rest-answer.ts';
import { type Account, atLeast, wordpressVersion } from './state.ts';

/** `/wp/v2/users`, `/wp/v2/users/<id>`, `/wp/v2/users/me` and one's own application passwords (read, made and revoked). */
export function usersRoute(request: RestRequest): RestAnswer | undefined {
  const { route, method } = request;
  if (route === '/wp/v2/users/me/application-passwords' && method === 'GET') {
    return readOwnPasswords(request);
  }
  const one = /^\/wp\/v2\/users\/me\/application-passwords(?:\/([\da-f-]{36}))?$/.exec(route);
  if (one) return changeOwnPasswords(request, one[1]);
  const match = /^\/wp\/v2\/users(?:\/(me|\d+))?$/.exec(request.route);
  if (!match || request.method !== 'GET') return undefined;
  const isEdit = request.parameters.get('context') === 'edit';
  if (match[1] === 'me') return readMe(request, isEdit);
  const mayList = can(request.state, request.account, 'list_users');
  if (isEdit && !mayList) {
    return restFailure(
      'rest_forbidden_context',
      'Sorry, you are not allowed to edit users.',
      request.required,
    );
  }
  const accounts = request.state.accounts;
  if (match[1] === undefined) {
    // Without list_users: those who have published something; here everyone who may.
    const visible = accounts.filter((account) => mayList || roleOf(account) !== 'subscriber');
    const total = [
      ['x-wp-total', String(visible.length)],
      ['x-wp-totalpages', '1'],
    ] as const;
    return restSuccess(
      visible.map((account) => userItem(request, account, isEdit)),
      200,
      total,
    );
  }
  const account = accounts.find(({ id }) => id === Number(match[1]));
  if (!account) return restFailure('rest_user_invalid_id', 'Invalid user ID.', 404);
  return restSuccess(userItem(request, account, isEdit));
}

function readMe(request: RestRequest, isEdit: boolean): RestAnswer {
  if (!request.account)
    return restFailure('rest_not_logged_in', 'You are not currently logged in.', 401);
  return restSuccess(userItem(request, request.account, isEdit));
}

/** WP_REST_Application_Passwords_Controller::get_items(), for `me`. */
function readOwnPasswords({ visit, account, required }: RestRequest): RestAnswer | undefined {
  if (!atLeast(wordpressVersion(visit.state), '5.6')) return undefined;
  const off = (code: string) => restFailure(code, 'Application passwords are not available.', 501);
  if (!applicationPasswordsAvailable(visit)) return off('application_passwords_disabled');
  if (!account) {
    const message = 'Sorry, you are not allowed to list application passwords for this user.';
    return restFailure('rest_cannot_list_application_passwords', message, required);
  }
  if (account.spec.applicationPasswordsOff) return off('application_passwords_disabled_for_user');
  return restSuccess(
    [...account.applicationPasswords].map((_, index) => ({
      uuid: uuidOf(index),
      app_id: '',
      name: `Application ${index + 1}`,
      created: '2026-01-01T00:00:00',
      last_used: null,
      last_ip: null,
    })),
  );
}

/** create_item() and delete_item() of the same controller. */
function changeOwnPasswords(
  { method, account }: RestRequest,
  uuid: string | undefined,
): RestAnswer | undefined {
  if (!account) return undefined;
  if (method === 'POST' && uuid === undefined) {
    const password = newApplicationPassword(account);
    const made = [...account.applicationPasswords].length - 1;
    return restSuccess({ uuid: uuidOf(made), name: 'Application', password }, 201);
  }
  const index = [...account.applicationPasswords].findIndex((_, at) => uuidOf(at) === uuid);
  const found = [...account.applicationPasswords][index];
  if (method !== 'DELETE' || found === undefined) return undefined;
  account.applicationPasswords.delete(found);
  return restSuccess({ deleted: true, previous: { uuid } });
}

function uuidOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

function userItem({ state }: RestRequest, account: Account, isEdit: boolean): unknown {
  const { login, name, email } = account.spec;
  const self = [{ href: restUrl(state, `/wp/v2/users/${account.id}`) }];
  return {
    id: account.id,
    name: name ?? login,
    url: '',
    description: '',
    link: `${state.base.href}author/${login}/`,
    slug: login,
    ...(isEdit && {
      username: login,
      email: email ?? `${login}@example.org`,
      locale: 'en_US',
      roles: [roleOf(account)],
      registered_date: '2026-01-01T00:00:00+00:00',
      capabilities: roleCapabilities(account),
      extra_capabilities: { [roleOf(account)]: true },
    }),
    meta: [],
    _links: { self },
  };
}
