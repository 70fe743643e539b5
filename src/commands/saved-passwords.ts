/** Passwords in the system's keyring: kept on request, used on request, removed when they are refused. */

import { Problem } from '../model/errors.ts';
import type { Note } from '../model/notes.ts';
import type { SignInIdentity } from '../model/report.ts';
import { hasPassword } from '../options/secrets.ts';
import type { KeptPassword } from '../system/remembered-sites.ts';
import type { Context, Credentials, Reached } from './context.ts';

/** A kept password of a site, `asked`'s if there is one. Rejects with `none-kept`. */
export async function readKept(
  { keyring, remembered }: Pick<Context, 'keyring' | 'remembered'>,
  { address }: Pick<Reached, 'address'>,
  asked: string | null,
): Promise<{ readonly kind: SignInIdentity; readonly credentials: Credentials }> {
  const kept = (await remembered.site(address.home))?.kept ?? [];
  for (const { user, kind } of [...kept].sort(bestFirst(asked))) {
    const secret = await keyring.get({ site: address.home, user, kind });
    if (secret === null) continue;
    const credentials =
      kind === 'session' ? { user, password: secret } : { user, applicationPassword: secret };
    return { kind, credentials };
  }
  // Somebody has emptied the keyring meanwhile: it is not offered again.
  await remembered.note(address.home, { kept: [] });
  throw new Problem('none-kept', { site: address.home });
}

/**
 * For runs without questions: a password of this site that somebody allowed to be kept, of the user who was
 * named if one was; null where there is none, where one was given, and where no keyring answers at once.
 */
export async function keptUnattended(
  { keyring, remembered, options }: Pick<Context, 'keyring' | 'options' | 'remembered'>,
  { address }: Pick<Reached, 'address'>,
): Promise<Credentials | null> {
  if (hasPassword(options.secrets)) return null;
  const kept = (await remembered.site(address.home))?.kept ?? [];
  const own = kept.filter(({ user }) => options.user === null || user === options.user);
  // A keyring that is locked would ask somebody, and nobody is there.
  if (own.length === 0 || !(await keyring.works())) return null;
  for (const { user, kind } of [...own].sort(bestFirst(options.user))) {
    const secret = await keyring.get({ site: address.home, user, kind });
    if (secret === null) continue;
    return kind === 'session' ? { user, password: secret } : { user, applicationPassword: secret };
  }
  return null;
}

/** Keeps a proven password; tells whether that worked. */
export async function keep(
  context: Pick<Context, 'emit' | 'keyring' | 'remembered'>,
  { address }: Pick<Reached, 'address'>,
  kind: SignInIdentity,
  { user, password, applicationPassword }: Credentials,
): Promise<boolean> {
  const secret = kind === 'session' ? password : applicationPassword;
  const site = address.home;
  const kept = secret !== undefined && (await context.keyring.set({ site, user, kind }, secret));
  if (kept) {
    const others = await keptBeside(context, site, { user, kind });
    await context.remembered.note(site, { kept: [{ user, kind }, ...others] });
  }
  tell(context, { user, credential: kind, what: kept ? 'kept' : 'not-kept' });
  return kept;
}

/** Removes a kept password that the site calls wrong. One that a plugin or a lock keeps out may be right. */
export async function forgetRefused(
  context: Pick<Context, 'emit' | 'keyring' | 'remembered'>,
  { address }: Pick<Reached, 'address'>,
  kind: SignInIdentity,
  user: string,
  problem: Problem,
): Promise<void> {
  if (!saysWrong(problem)) return;
  const site = address.home;
  const removed = await context.keyring.remove({ site, user, kind });
  await context.remembered.note(site, { kept: await keptBeside(context, site, { user, kind }) });
  tell(context, { user, credential: kind, what: removed ? 'removed' : 'not-removed' });
}

/** The user asked for; of one user the account's own password, which opens more doors. */
function bestFirst(asked: string | null) {
  const rank = ({ user, kind }: KeptPassword) =>
    (user === asked ? 0 : 2) + (kind === 'session' ? 0 : 1);
  return (one: KeptPassword, other: KeptPassword) => rank(one) - rank(other);
}

async function keptBeside(
  { remembered }: Pick<Context, 'remembered'>,
  site: string,
  { user, kind }: KeptPassword,
): Promise<KeptPassword[]> {
  const kept = (await remembered.site(site))?.kept ?? [];
  return kept.filter((one) => one.user !== user || one.kind !== kind);
}

function saysWrong(problem: Problem): boolean {
  if (problem.code === 'wrong-password' || problem.code === 'unknown-user') return true;
  // What stock WordPress says to a revoked application password. It was proven here when it was kept, so
  // the server does pass the header on.
  const { why } = problem.facts as { readonly why?: string };
  return problem.code === 'application-passwords-refused' && why === 'header-stripped-or-wrong';
}

function tell(
  { emit }: Pick<Context, 'emit'>,
  news: Omit<Extract<Note, { type: 'keyring' }>, 'type'>,
): void {
  emit({ type: 'note', note: { type: 'keyring', ...news } });
}
