/** Signing in by approving on WordPress' own page, and taking that back at the end. */

import { Problem } from '../model/errors.ts';
import { approvalPage } from '../report/approval-page.ts';
import type { Note } from '../model/report.ts';
import { type Approved, openApproval } from '../wordpress/sign-in/browser-approval.ts';
import { revokeOwnPassword } from '../wordpress/sign-in/application-password__revoke.ts';
import { createClient } from '../wordpress/http/client.ts';
import { createConnection } from '../wordpress/http/connection.ts';
import type { Reached } from './connect.ts';
import type { Context } from './context.ts';
import { approvalPageOf } from './sign-in-options.ts';
import { transportOf } from './context__transport.ts';

const MINUTES = 5;

/** Revoking is a matter of two requests; a person who wants to leave does not wait for more. */
const REVOKE_MS = 20_000;

/**
 * Lets WordPress' own page make an application password. Unless it becomes `kept`, it is taken back
 * when the command ends. Rejects with `not-approved` or `application-passwords-refused`.
 */
export async function approveInBrowser(
  context: Context,
  { address }: Reached,
): Promise<Approved & { becomes(now: Made['is']): void }> {
  const page = approvalPageOf({ address });
  if (page === null) {
    const facts = { code: null, status: 0, why: 'switched-off', suspects: [] } as const;
    throw new Problem('application-passwords-refused', facts);
  }
  const name = nameOf(context);
  const approval = await openApproval({
    page,
    siteUrl: (address.rest.type === 'open' ? address.rest.namedUrl : null) ?? address.siteUrl,
    name,
    lastPage: approvalPage,
    clock: context.clock,
    timeoutMs: MINUTES * 60_000,
    signal: context.signal,
  });
  const approved = await waitFor(context, approval);
  const made: Made = { ...approved, name, address, is: 'of-no-use' };
  context.made.push(made);
  return {
    ...approved,
    becomes(now) {
      made.is = now;
    },
  };
}

/** An application password that was made for this command. */
export type Made = Approved & {
  readonly name: string;
  readonly address: Reached['address'];
  /** Until it has opened the site it is of no use; one that is kept in the keyring stays. */
  is: 'of-no-use' | 'in-use' | 'kept';
};

/** Revokes what was made for this command, unless the person wants to keep it; what became of it. */
export async function settleMade(context: Context): Promise<readonly Note[]> {
  const notes: Note[] = [];
  for (const made of context.made.splice(0)) notes.push(await settled(context, made));
  return notes;
}

async function settled(context: Context, made: Made): Promise<Note> {
  const { name, user, address } = made;
  const wanted = await mayRevoke(context, made);
  const revoked = wanted && (await revoke(context, made));
  return {
    type: 'application-password-made',
    name,
    user,
    profile: `${address.siteUrl}wp-admin/profile.php#application-passwords-section`,
    now: revoked ? 'revoked' : wanted ? 'not-revoked' : 'kept',
  };
}

/** Somebody who stops the program is not asked any more: the default holds. */
async function mayRevoke({ ask, signal }: Context, { name, address, is }: Made): Promise<boolean> {
  if (is === 'kept') return false;
  if (is === 'of-no-use' || signal.aborted) return true;
  const question = { type: 'revoke-application-password', site: address.home, name } as const;
  return ask.confirm(question).catch(() => true);
}

async function revoke(context: Context, { address, user, password }: Made): Promise<boolean> {
  const signal = AbortSignal.timeout(REVOKE_MS);
  const connection = createConnection(await transportOf(context));
  try {
    const credential = { identity: 'application-password', user, password } as const;
    return await revokeOwnPassword(createClient({ connection, address, credential }), signal);
  } finally {
    await connection.close();
  }
}

async function waitFor(
  { ask, emit, openPage, hostname }: Context,
  approval: Awaited<ReturnType<typeof openApproval>>,
): Promise<Approved> {
  const { url, port } = approval;
  const opened = await openPage(url);
  const host = opened === 'remote' ? hostname : null;
  const wait = { url, opened: opened === 'opened', port, host, minutes: MINUTES };
  emit({ type: 'approval-asked', wait });
  const over = new AbortController();
  ask.approval(wait, over.signal).then(
    () => approval.giveUp(),
    () => approval.giveUp(),
  );
  try {
    return await approval.answer;
  } finally {
    over.abort();
  }
}

/** As it is listed in the person's profile. */
function nameOf({ hostname, clock }: Context): string {
  return `wp-bisect on ${hostname}, ${new Date(clock.now()).toISOString().slice(0, 10)}`;
}
