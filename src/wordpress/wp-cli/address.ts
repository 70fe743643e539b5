/** The address of a site as WordPress knows it: for an alias, and for a site that shows no WordPress over HTTP. */

import { isSamePlace } from '../../journal/site-folder.ts';
import { isProblem, Problem } from '../../model/errors.ts';
import type { FoundSite } from '../discover/site-address.ts';
import { parseTyped } from '../discover/typed-address.ts';
import type { SiteAddress } from '../http/types.ts';
import { askJson, lastLine, type WpCli } from './wp-cli.ts';

/**
 * The front page's address of the one site behind `alias`. `base` is WP-CLI without it. Rejects with
 * `wp-cli-alias` for an alias that WP-CLI does not know or that stands for several sites, and with the
 * problem of a command that does not answer.
 */
export async function siteOfAlias(
  base: WpCli,
  alias: string,
  signal?: AbortSignal,
): Promise<string> {
  try {
    const [first = '', ...others] = new Set(await addressesIn(base.at(alias), 'home', signal));
    if (others.length === 0) return first;
  } catch (error) {
    if (!isProblem(error, 'wp-cli-failed')) throw error;
    // Anything may have failed behind an alias that is known.
    const known = await aliasesOf(base, signal);
    if (known === null || known.includes(alias)) throw error;
    throw new Problem('wp-cli-alias', { alias, isKnown: false, known });
  }
  const known = (await aliasesOf(base, signal)) ?? [];
  throw new Problem('wp-cli-alias', { alias, isKnown: true, known });
}

/** The aliases of WP-CLI that may stand for one site; null where it does not list them. */
async function aliasesOf(base: WpCli, signal?: AbortSignal): Promise<readonly string[] | null> {
  const args = ['cli', 'alias', 'list', '--format=json'];
  const listed = await askJson(base, { args, signal }).catch(() => null);
  signal?.throwIfAborted();
  if (typeof listed !== 'object' || listed === null || Array.isArray(listed)) return null;
  return Object.keys(listed).filter((name) => name !== '@all');
}

/**
 * Where the site is that was typed, from WordPress' own options. The scheme is the one that was typed:
 * behind a proxy WordPress may not know it. Rejects with `wp-cli-other-site` when the command leads to
 * a site of another name or folder.
 */
export async function addressByWpCli(
  wpCli: WpCli,
  typed: string,
  signal?: AbortSignal,
): Promise<FoundSite> {
  const asked = parseTyped(typed);
  const named = await addressesIn(wpCli, 'home', signal);
  const [first = ''] = named;
  const scheme = asked.scheme ?? new URL(first).protocol.slice(0, -1);
  const wanted = `${scheme}://${asked.host}${asked.path}`;
  const stranger = named.find((home) => !isWithin(wanted, home));
  if (stranger !== undefined || named.some((home) => !isSamePlace(home, first))) {
    const other = stranger ?? named.find((home) => !isSamePlace(home, first)) ?? first;
    throw new Problem('wp-cli-other-site', { site: wanted, named: other });
  }
  const [siteUrl = first] = await addressesIn(wpCli, 'siteurl', signal);
  const permalinks = lastLine(
    await wpCli.run({ args: ['option', 'get', 'permalink_structure'], signal }),
  );
  const home = asFolder(first, scheme);
  return {
    home,
    siteUrl: asFolder(siteUrl, scheme),
    restRoot: home + rootBelow(permalinks),
    namespaces: [],
    rest: { type: 'absent', status: 0 },
    wordpressVersion: null,
  };
}

/** What is typed may be a page of the site. */
function isWithin(typed: string, home: string): boolean {
  const { pathname } = new URL(home);
  const folder = pathname.replace(/\/*$/, '/');
  const at = new URL(typed);
  if (!`${at.pathname}/`.replace(/\/+$/, '/').startsWith(folder)) return false;
  return isSamePlace(new URL(folder, at.origin).href, home);
}

function asFolder(address: string, scheme: string): string {
  const url = new URL(address);
  url.protocol = `${scheme}:`;
  return `${url.origin}${url.pathname.replace(/\/*$/, '/')}`;
}

function rootBelow(permalinks: string): string {
  if (!permalinks.startsWith('/')) return '?rest_route=/';
  return permalinks.startsWith('/index.php/') ? 'index.php/wp-json/' : 'wp-json/';
}

/** Whether a WP-CLI command leads to the site that is examined. */

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
async function addressesIn(
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
