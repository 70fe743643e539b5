import type { CauseFacts } from '../../model/facts/no-plugin.ts';
import { own } from '../../model/own-property.ts';
import { HEADER_TEST, headerArrives } from '../../wordpress/http/header-test.ts';
import { type Circumstances, member, readRest, unexplained } from '../input.ts';

/** Codes for credentials that are wrong, not refused. */
const WRONG = /^(?:incorrect_password|invalid_username|invalid_email)$/;

/** Codes that WordPress gives when application passwords do not exist (wp-includes/user.php). */
const OFF: Readonly<Record<string, 'switched-off' | 'for-this-user'>> = {
  application_passwords_disabled: 'switched-off',
  application_passwords_disabled_for_user: 'for-this-user',
};

/**
 * An application password that no plugin refuses: wrong, switched off by something that is no plugin,
 * or never seen by PHP because the server drops the Authorization header.
 */
export async function credentials(circumstances: Circumstances): Promise<CauseFacts | null> {
  const found = unexplained(circumstances).find(
    ({ symptom }) => symptom.request.as === 'application-password',
  );
  if (!found || !circumstances.refused?.includes('application-password')) return null;
  const { code } = found.observation.observed;
  if (code !== null && WRONG.test(code)) {
    return { kind: 'wrong-credentials', code, noneExists: null, certain: true };
  }
  const off = (code !== null && own(OFF, code)) || (await whyOff(circumstances));
  if (off) {
    return { kind: 'application-passwords-off', why: off, mustUse: circumstances.mustUse ?? [] };
  }
  const noneExists = await userHasNone(circumstances);
  if (noneExists) return { kind: 'wrong-credentials', code, noneExists, certain: true };
  const header = await readHeaderTest(circumstances);
  if (header.arrives === false) {
    return { kind: 'authorization-header-stripped', server: header.server };
  }
  return { kind: 'wrong-credentials', code, noneExists, certain: header.arrives === true };
}

/** Why application passwords do not exist; null when they do, or when nobody can tell. */
async function whyOff(
  circumstances: Circumstances,
): Promise<'no-https' | 'switched-off' | 'for-this-user' | null> {
  const asSession = await readRest(
    circumstances,
    'session',
    '/wp/v2/users/me/application-passwords',
  );
  const code = member(asSession?.json, 'code');
  if (typeof code === 'string' && own(OFF, code) === 'for-this-user') return 'for-this-user';
  const index =
    (await offered(circumstances, 'anonymous')) ?? (await offered(circumstances, 'session'));
  const isOff = (typeof code === 'string' && own(OFF, code) !== undefined) || index === false;
  if (!isOff) return null;
  return circumstances.address.home.startsWith('https:') ? 'switched-off' : 'no-https';
}

/** Whether the index offers application passwords (wp-includes/rest-api.php); null: it does not say. */
async function offered(
  circumstances: Circumstances,
  as: 'anonymous' | 'session',
): Promise<boolean | null> {
  const index = await readRest(circumstances, as, '/');
  const authentication = index?.status === 200 ? member(index.json, 'authentication') : undefined;
  if (authentication === undefined) return null;
  return member(authentication, 'application-passwords') !== undefined;
}

/** True when the signed-in user has no application password; null when that cannot be read. */
async function userHasNone(circumstances: Circumstances): Promise<boolean | null> {
  const list = await readRest(circumstances, 'session', '/wp/v2/users/me/application-passwords');
  return list?.status === 200 && Array.isArray(list.json) ? list.json.length === 0 : null;
}

async function readHeaderTest(
  circumstances: Circumstances,
): Promise<{ readonly arrives: boolean | null; readonly server: string | null }> {
  const { route, headers } = HEADER_TEST;
  const test = await readRest(circumstances, 'session', route, headers);
  const server = test?.answer.headers.get('server') ?? null;
  return { arrives: test && headerArrives(test.status, test.json), server };
}
