/** Signing in by approving on WordPress' own page, and taking that back at the end. */

import { Problem } from '../model/errors.ts';
import type { Note } from '../model/notes.ts';
import { approvalPage } from '../report/approval-page.ts';
import { createClient } from '../wordpress/http/client.ts';
import { createConnection } from '../wordpress/http/connection.ts';
import { REVOKE_MS, revokeOwnPassword } from '../wordpress/sign-in/application-password.ts';
import { type Approved, openApproval } from '../wordpress/sign-in/browser-approval.ts';
import { siteHeadersOf, transportOf } from './connection-options.ts';
import type { Context, Reached } from './context.ts';
import type { Ledger, MadePassword, PasswordUse } from './ledger.ts';
import { approvalPageOf } from './sign-in-options.ts';

/** What an approval in the browser works with. */
export type ApprovalServices = Pick<
  Context,
  'ask' | 'clock' | 'emit' | 'hostname' | 'made' | 'openPage' | 'signal' | 't'
>;

/** What taking passwords back works with. */
export type RevocationServices = Revoking & Pick<Context, 'made'>;

/** What taking one password back works with. */
type Revoking = Pick<Context, 'ask' | 'clock' | 'env' | 'fetch' | 'options' | 'signal'>;

/** A password, and what it has been good for. */
type Made = ReturnType<Ledger['made']['settle']>[number];

const MINUTES = 5;

/**
 * Lets WordPress' own page make an application password. Unless it becomes `kept`, it is taken back
 * when the command ends. Rejects with `not-approved` or `application-passwords-refused`.
 */
export async function approveInBrowser(
  context: ApprovalServices,
  { address }: Pick<Reached, 'address'>,
): Promise<Approved & { readonly becomes: (use: PasswordUse) => void }> {
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
    lastPage: (result) => approvalPage(context.t, result),
    clock: context.clock,
    timeoutMs: MINUTES * 60_000,
    signal: context.signal,
  });
  const approved = await waitFor(context, approval);
  return { ...approved, becomes: context.made.enter({ ...approved, name, address }) };
}

/** Revokes what was made for this command, unless the person wants to keep it; what became of it. */
export async function settleMadePasswords(context: RevocationServices): Promise<readonly Note[]> {
  const notes: Note[] = [];
  for (const made of context.made.settle()) notes.push(await settled(context, made));
  return notes;
}

async function settled(context: Revoking, made: Made): Promise<Note> {
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
async function mayRevoke(
  { ask, signal }: Pick<Context, 'ask' | 'signal'>,
  { name, address, use }: Made,
): Promise<boolean> {
  if (use === 'kept') return false;
  if (use === 'of-no-use' || signal.aborted) return true;
  const question = { type: 'revoke-application-password', site: address.home, name } as const;
  return ask.confirm(question).catch(() => true);
}

async function revoke(
  context: Pick<Context, 'clock' | 'env' | 'fetch' | 'options'>,
  { address, user, password }: MadePassword,
): Promise<boolean> {
  const signal = AbortSignal.timeout(REVOKE_MS);
  const connection = createConnection({
    ...(await transportOf(context)),
    ...siteHeadersOf(context.options, () => ({ typed: null, found: address.restRoot })),
  });
  try {
    const credential = { identity: 'application-password', user, password } as const;
    return await revokeOwnPassword(createClient({ connection, address, credential }), signal);
  } finally {
    await connection.close();
  }
}

async function waitFor(
  { ask, emit, openPage, hostname }: Pick<Context, 'ask' | 'emit' | 'hostname' | 'openPage'>,
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
function nameOf({ hostname, clock }: Pick<Context, 'clock' | 'hostname'>): string {
  return `wp-bisect on ${hostname}, ${new Date(clock.now()).toISOString().slice(0, 10)}`;
}
