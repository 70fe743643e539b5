/** The ways to sign in that a site and this machine have, and why the others are closed. */

import type { Problem } from '../model/errors.ts';
import type { AccessOffer, WayClosed } from '../model/prompts.ts';
import { whyNoApplicationPassword } from '../wordpress/sign-in/application-password.ts';
import type { Context, Reached } from './context.ts';

/** What the person can sign in with on this site. Asks nothing of the site. */
export async function signInOptions(
  context: Pick<Context, 'keyring' | 'remembered'>,
  reached: Pick<Reached, 'address' | 'connection'>,
  user: string | null,
  refused: Problem | null,
): Promise<AccessOffer> {
  const { address } = reached;
  const application = whyNoApplicationPassword(reached);
  const page = approvalPageOf(reached);
  const known = await context.remembered.site(address.home);
  const works = await context.keyring.works();
  const nothingKept: WayClosed | null = known && known.kept.length > 0 ? null : 'none-saved';
  return {
    site: address.home,
    user,
    ways: [
      { way: 'saved', why: works ? nothingKept : 'no-keyring' },
      { way: 'password', why: null },
      { way: 'browser', why: application ?? (page === null ? 'not-offered' : null) },
      { way: 'application-password', why: application },
    ],
    mayKeep: works,
    refused,
  };
}

/** The site's page for making an application password; null where it has none on its own origin. */
export function approvalPageOf({ address }: Pick<Reached, 'address'>): string | null {
  const { rest, siteUrl, restRoot } = address;
  // A closed index says nothing about that page; it tells itself when it is switched off.
  const page =
    rest.type === 'open' ? rest.approvalPage : `${siteUrl}wp-admin/authorize-application.php`;
  if (page === null || !URL.canParse(page)) return null;
  return new URL(page).origin === new URL(restRoot).origin ? page : null;
}
