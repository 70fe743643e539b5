/** Whether a WP-CLI command leads to the site that is examined. */

import { isSamePlace } from '../../journal/site-folder.ts';
import { Problem } from '../../model/errors.ts';
import type { SiteAddress } from '../http/types.ts';
import type { WpCli } from './wp-cli.ts';

/**
 * Asks WordPress behind the command for its address. Rejects with `wp-cli-other-site` when neither
 * `home` nor `siteurl` is the examined one's, or when the command reaches other sites as well
 * (`wp @all`), and with the problem of a command that does not answer. A copy of the site that still
 * has the original's address in its database cannot be told from it.
 */
export async function mustBeSameSite(
  wpCli: WpCli,
  address: SiteAddress,
  signal?: AbortSignal,
): Promise<void> {
  const home = await addressesIn(wpCli, 'home', signal);
  const named = home.find((each) => !isSamePlace(each, address.home));
  if (named === undefined) return;
  const isOneSite = home.every((each) => isSamePlace(each, named));
  const siteUrl = isOneSite ? await addressesIn(wpCli, 'siteurl', signal) : [];
  const isHere = isOneSite && siteUrl.every((each) => isSamePlace(each, address.siteUrl));
  if (!isHere) throw new Problem('wp-cli-other-site', { site: address.home, named });
}

/** Every address that the command prints: `wp @all` prints one for each site. */
export async function addressesIn(
  wpCli: WpCli,
  option: 'home' | 'siteurl',
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const call = { args: ['option', 'get', option], signal };
  const printed = await wpCli.run(call);
  const addresses = printed
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => /^https?:\/\/\S+$/iu.test(line) && URL.canParse(line));
  if (addresses.length === 0) throw wpCli.unclear(call, printed);
  return addresses;
}
