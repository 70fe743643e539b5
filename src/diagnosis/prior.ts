/** Which plugin is worth a first look. It orders the search and decides nothing. */

import type { Plugin, PluginId, Symptom } from '../model/report.ts';
import type { TraceKind } from '../model/trace.ts';
import { restRouteOf } from '../wordpress/http/urls.ts';
import { isTakenForVisitor, knownPlugin, type Likeness, likeness } from './fingerprints.ts';
import { namedByWords } from './shared-words.ts';

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
