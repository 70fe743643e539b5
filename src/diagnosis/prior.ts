/** Which plugin is worth a first look. It orders the search and decides nothing. */

import type { Observed, Plugin, PluginId, Symptom } from '../model/report.ts';
import type { TraceKind } from '../model/trace.ts';
import { restRouteOf } from '../wordpress/http/urls.ts';
import { isTakenForVisitor, knownPlugin, type Likeness, likeness } from './fingerprints.ts';

/**
 * How much of the belief each kind of evidence takes, as multiples of all that was believed before.
 * Worded 1.5: the answer shares a word with the name; with its trade that is not enough to count as named.
 * Named 8: the answer is the plugin's own, nine to one; more would make a wrong name dear. Hinted 3:
 * three to one for the few that fit together. Kind 2: two in three 401s come from plugins whose trade
 * it is to refuse. Traced 99: WordPress itself said whose file answered; it still has to be proven.
 */
const SHARE = { kind: 2, worded: 1.5, hinted: 3, named: 8, traced: 99 } as const;

/**
 * Relative weights of the active plugins, for one symptom or several: 1 where nothing is known.
 * Each step spreads its share over the plugins it speaks for, so that the weights mean the same on
 * a site with 5 plugins and on one with 200.
 */
export function weigh(
  symptoms: readonly Symptom[],
  plugins: readonly Plugin[],
): Readonly<Record<PluginId, number>> {
  const active = plugins.filter(({ status }) => status !== 'inactive');
  const likenesses = new Map(active.map(({ plugin }) => [plugin, best(symptoms, plugin)]));
  let weights = new Map(active.map(({ plugin }) => [plugin, 1]));
  weights = spread(weights, SHARE.kind, (plugin) =>
    kindScore(active.find((each) => each.plugin === plugin)!, symptoms),
  );
  const worded = symptoms.map(({ observed }) => namedByWords(observed, active));
  weights = spread(weights, SHARE.worded, (plugin) =>
    Number(likenesses.get(plugin) === null && worded.some((named) => named.has(plugin))),
  );
  weights = spread(weights, SHARE.hinted, (plugin) => Number(likenesses.get(plugin) === 'hinted'));
  weights = spread(weights, SHARE.named, (plugin) => Number(likenesses.get(plugin) === 'named'));
  const traced = new Set(symptoms.map(({ trace }) => trace?.plugin));
  // PHP itself said in whose file it ended: a folder, or a single file.
  const fatal = new Set(symptoms.map(({ observed }) => observed.fatalIn));
  weights = spread(weights, SHARE.traced, (plugin) =>
    Number(traced.has(plugin) || fatal.has(plugin.split('/')[0])),
  );
  return Object.fromEntries(weights);
}

/**
 * Belief that no plugin is behind a symptom, before any probe, by whose line answered; null where no trace
 * says. Core's word is half a proof: plugins make it say no, too, where they take rights or a header away
 * (docs/decisions/tracer.md). Where this is above a half, everything off is the first question.
 */
export function beliefInNoPlugin({
  trace,
  request,
  observed,
}: Pick<Symptom, 'trace' | 'request' | 'observed'>): number | null {
  if (trace) return NO_PLUGIN[trace.kind] ?? null;
  return request.as === 'bearer' && isTakenForVisitor(observed) ? UNREAD_TOKEN : null;
}

/** A token that means nothing to the site is rarely a plugin's doing: it is wrong, or nothing reads it. */
const UNREAD_TOKEN = 0.7;

const NO_PLUGIN: Partial<Record<TraceKind, number>> = {
  core: 0.7,
  'must-use': 0.95,
  theme: 0.95,
  'drop-in': 0.95,
};

/** The likeness of the symptom that looks most like this plugin's doing. */
function best(symptoms: readonly Symptom[], plugin: PluginId): Likeness | null {
  const found = symptoms.flatMap((symptom) =>
    (knownPlugin(plugin)?.signs ?? []).map((sign) => likeness(symptom, sign)),
  );
  if (found.includes('named')) return 'named';
  return found.includes('hinted') ? 'hinted' : null;
}

function spread(
  weights: ReadonlyMap<PluginId, number>,
  share: number,
  scoreOf: (plugin: PluginId) => number,
): Map<PluginId, number> {
  const scores = new Map([...weights.keys()].map((plugin) => [plugin, scoreOf(plugin)]));
  const sum = total(scores);
  if (sum === 0) return new Map(weights);
  const mass = share * total(weights);
  return new Map(
    [...weights].map(([plugin, weight]) => [plugin, weight + (mass * scores.get(plugin)!) / sum]),
  );
}

function total(weights: ReadonlyMap<PluginId, number>): number {
  return [...weights.values()].reduce((sum, weight) => sum + weight, 0);
}

const SECURITY =
  /\b(?:security|secure|firewall|waf|malware|shield|defender|cerber|wordfence|sucuri|harden(?:ing)?|ninja|guard|bots?|hacks?)\b/;
const ACCESS =
  /\b(?:log[- ]?ins?|members?|membership|private|passwords?|restrict(?:ed|ion|ions)?|access|protect(?:ed|ion)?|lock(?:ed|er|down)?|auth\w*|jwt|oauth\d?|sso|saml|ldap|tokens?|2fa|two[- ]factor|captcha|users[- ]only|paywall|gate)\b/;
const REST = /\b(?:rest|json|api|headless|graphql|endpoints?)\b/;
const CLOSES = /\b(?:disable|block|forbid|force|hide|stop|remove|limit|close)\b/;
const CLOSED_PAGES = /\b(?:maintenance|coming soon|under construction)\b/;

/** How much a plugin's trade is refusing people, by its names: 0 for most. */
function kindScore({ plugin, name }: Plugin, symptoms: readonly Symptom[]): number {
  const words = `${plugin.replace(/[/_-]/g, ' ')} ${name}`.toLowerCase();
  const isAboutRest = symptoms.some(({ request }) => restRouteOf(request.url) !== null);
  const isAboutPages = symptoms.some(({ request }) => restRouteOf(request.url) === null);
  const score =
    3 * Number(SECURITY.test(words)) +
    3 * Number(ACCESS.test(words)) +
    (isAboutRest ? 2 : 0) * Number(REST.test(words)) +
    (isAboutPages ? 2 : 0) * Number(CLOSED_PAGES.test(words));
  return score + (score > 0 && CLOSES.test(words) ? 3 : 0);
}

/**
 * Words that an answer shares with a plugin's name. WordPress asks authors to begin their codes with the plugin's
 * own name, and most do: `acme_portal_denied` is seldom anybody's but Acme Portal's. A hint, and no proof.
 */

/** The active plugins that the answer's own words name; none where they name so many that they tell nothing. */
function namedByWords(
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
