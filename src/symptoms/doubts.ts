/** Failures of a survey that are the credential's own: they are told, and no plugin is searched for them. */

import type { SiteAddress } from '../wordpress/http/types.ts';
import { type AppCredentialDoubt, doubtAppCredential } from './app-credential.ts';
import type { Asked, Asking } from './ask.ts';
import { type CredentialDoubt, doubtCredential, offeredBy } from './credential-doubt.ts';
import type { Answered } from './questions.ts';

/** What tells a credential's own failure. */
type Doubting = {
  readonly address: SiteAddress;
  /** What the site does with a new application password; absent where none may be made. */
  readonly tryFreshPassword?: () => Promise<'taken' | 'refused' | 'unknown'>;
};

/** The credentials that fail by themselves, whoever is asked. */
export async function doubtsAbout(
  answered: readonly Answered[],
  options: Doubting,
  asking: Asking,
): Promise<readonly (CredentialDoubt | AppCredentialDoubt)[]> {
  const ofApps = await doubtsOfApps(
    answered.map(({ asked }) => asked),
    asking,
  );
  const refused = answered.find(
    ({ candidate, asked }) =>
      candidate.topic === 'credential' &&
      asked.request.as === 'application-password' &&
      asked.observation.verdict === 'fails',
  );
  if (!refused) return ofApps;
  const index = answered.find(({ candidate }) => candidate.topic === 'rest-index');
  const doubt = await doubtCredential(refused.asked, index?.asked ?? null, options.address, asking);
  // Core refuses nobody's password with anything but 401: whoever does is worth a search.
  const isOpen = refused.asked.observation.observed.status === 401;
  const proven = isOpen ? await provenBy(doubt, index?.asked ?? null, options) : doubt;
  return proven ? [proven, ...ofApps] : ofApps;
}

/** A new password that is taken proves the given one wrong; one that is refused, too, clears it. */
async function provenBy(
  doubt: CredentialDoubt | null,
  index: Asked | null,
  { tryFreshPassword }: Doubting,
): Promise<CredentialDoubt | null> {
  const mayBeWrong = doubt === null || doubt.why === 'wrong';
  if (!mayBeWrong || offeredBy(index) === false) return doubt;
  const verdict = await tryFreshPassword?.();
  if (verdict === 'refused') return null;
  if (verdict !== 'taken') return doubt;
  return { type: 'credential-doubtful', credential: 'application-password', why: 'wrong' };
}

/** Each credential of an app is doubted once. */
export async function doubtsOfApps(
  asked: readonly Asked[],
  asking: Asking,
): Promise<readonly AppCredentialDoubt[]> {
  const doubts: AppCredentialDoubt[] = [];
  for (const each of asked) {
    const { as } = each.request;
    const isNew = !doubts.some(({ credential }) => credential === as);
    // A plugin that reads tokens may refuse them with 400, which is open to everybody else.
    const mayTell = isNew && each.observation.observed.code !== null;
    const doubt = mayTell ? await doubtAppCredential(each, asking) : null;
    if (doubt) doubts.push(doubt);
  }
  return doubts;
}

/** True for a failure of the credential that is doubted. */
export function isDoubted(asked: Asked, doubt: CredentialDoubt | AppCredentialDoubt): boolean {
  return asked.request.as === doubt.credential && asked.observation.verdict === 'fails';
}

/** True where what was answered is what the credential is doubted for: it is told once. */
export function isItsOwn(
  { request, observation }: Asked,
  doubt: CredentialDoubt | AppCredentialDoubt,
): boolean {
  return (
    request.as === doubt.credential && 'code' in doubt && observation.observed.code === doubt.code
  );
}
