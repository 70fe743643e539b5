/** Into WordPress' Recovery Mode by the link of its mail, and out of it again. */

import { createBrowser } from '../wordpress/http/cookies.ts';
import {
  enterRecoveryMode,
  leaveRecoveryMode,
  parseRecoveryLink,
} from '../wordpress/sign-in/recovery.ts';
import type { Connected, Context, Reached } from './context.ts';

/** A site that may have a browser in Recovery Mode. */
type Recoverable = Pick<Reached, 'address' | 'connection' | 'recovery'>;

/**
 * The site with a browser in Recovery Mode, where a link was given beforehand; else as it was. The link
 * is spent. Rejects with `bad-recovery-link` before anything is sent, or with `recovery-refused`.
 */
export async function throughGivenLink<Site extends Recoverable>(
  context: Pick<Context, 'options' | 'signal'>,
  reached: Site,
): Promise<Site> {
  const { recoveryLink } = context.options.secrets;
  if (recoveryLink === null || reached.recovery) return reached;
  return throughLink(recoveryLink, context, reached);
}

/** The site with a browser that this link has led into Recovery Mode. Rejects as `throughGivenLink`. */
export async function throughLink<Site extends Recoverable>(
  typed: string,
  { signal }: Pick<Context, 'signal'>,
  reached: Site,
): Promise<Site> {
  const { address, connection } = reached;
  const link = parseRecoveryLink(typed, address);
  const recovery = createBrowser(connection.at(new URL(address.restRoot).origin));
  await enterRecoveryMode(recovery, address, link, signal);
  return { ...reached, recovery };
}

/**
 * Ends Recovery Mode, so that the site forgets what it had paused for this session. What stays ends by
 * itself: the cookie is good for a week. Never rejects.
 */
export async function outOfRecoveryMode({
  access,
  address,
  recovery,
}: Pick<Connected, 'access' | 'address' | 'recovery'>): Promise<void> {
  if (!recovery || !access.session) return;
  await leaveRecoveryMode(access.session, address).catch(() => false);
}
