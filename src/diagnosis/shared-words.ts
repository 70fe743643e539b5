/**
 * Words that an answer shares with a plugin's name. WordPress asks authors to begin their codes with the plugin's
 * own name, and most do: `acme_portal_denied` is seldom anybody's but Acme Portal's. A hint, and no proof.
 */

import type { Observed, Plugin, PluginId } from '../model/report.ts';

/** The active plugins that the answer's own words name; none where they name so many that they tell nothing. */
export function namedByWords(
  observed: Pick<Observed, 'code' | 'message' | 'challenges'>,
  plugins: readonly Plugin[],
): ReadonlySet<PluginId> {
  const words = wordsOfAnswer(observed);
  const namesOf = new Map(plugins.map((plugin) => [plugin.plugin, wordsOfName(plugin)]));
  const named = new Set<PluginId>();
  for (const word of words) {
    const bearers = [...namesOf].filter(([, names]) => names.has(word));
    if (bearers.length <= MOST_BEARERS) for (const [plugin] of bearers) named.add(plugin);
  }
  return named.size <= MOST_BEARERS ? named : new Set();
}

/** A word that more plugins bear is the site's own, or its maker's. */
const MOST_BEARERS = 2;
/** Shorter ones are abbreviations of anything. */
const SHORTEST = 4;

function wordsOfAnswer({
  code,
  message,
  challenges,
}: Pick<Observed, 'code' | 'message' | 'challenges'>): ReadonlySet<string> {
  const realms = challenges.flatMap(({ realm }) => realm ?? []);
  return significant([code ?? '', message ?? '', ...realms].join(' '));
}

function wordsOfName({ plugin, name }: Plugin): ReadonlySet<string> {
  return significant(`${plugin} ${name}`);
}

function significant(text: string): ReadonlySet<string> {
  const words = text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map(singular)
    .filter((word) => word.length >= SHORTEST && !COMMON.has(word) && !/^\d+$/.test(word));
  return new Set(words);
}

/** `members` and `member` are one word. */
function singular(word: string): string {
  return word.length > SHORTEST && word.endsWith('s') && !word.endsWith('ss')
    ? word.slice(0, -1)
    : word;
}

/** What WordPress itself says, and what anybody says who refuses somebody; in the singular. */
const COMMON = new Set(
  `access account action active admin administrator allow allowed anonymou answer application apply
  attempt auth authenticate authenticated authentication author authorisation authorise authorised
  authorization authorize authorized bad basic block blocked cannot capability check client closed code
  comment content context cookie create credential current custom data delete denied denied deny
  disable disabled disallowed does edit email enable enabled endpoint error expired fail failed file
  first forbidden from give given group guest have header here http https incorrect index insufficient
  internal invalid issue item json just key limit limited list locked logged login logout manager many
  media member message method missing must need nonce none only open option page param parameter
  password path permission permitted please plugin post private problem protected protection provide
  provided public rate read realm refuse refused register registered request require required resource
  response rest restrict restricted right role route rule secret secure security server service session
  setting shield shop sign signature signed simple site sorry status stop store system term that theme
  these this time today token tool type unauthenticated unauthorised unauthorized unknown update upload
  user username valid value verify version view visitor want wait with woocommerce word wordpres
  wordpress world write wrong xmlrpc your`.split(/\s+/),
);
