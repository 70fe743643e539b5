import type { CauseFacts } from '../../model/facts/no-plugin.ts';
import type { Lookalike, PluginFacts } from '../../model/facts/plugins.ts';
import type { Found, Setting } from '../../model/findings.ts';
import { slugOf } from '../../model/plugin-ids.ts';
import type { Cause, Plugin, PluginId, Symptom } from '../../model/report.ts';
import { contactOf, routeOwners, settingFor } from '../advice.ts';
import { type Check, everything } from '../check.ts';
import {
  KNOWN_PLUGINS,
  type KnownPlugin,
  knownByAnswer,
  knownPlugin,
  type Likeness,
  likeness,
} from '../fingerprints.ts';
import { type AfterSearchInput, type DiagnosisInput, runsNoHook, unexplained } from '../input.ts';
import { weigh } from '../prior.ts';
import { leftByPlugins } from './leftover-files.ts';

/** So many likely plugins are told; more would be no hint. */
const LIKELY = 3;

/**
 * Does an answer look like one of a plugin? Sends nothing. What it finds is a clue and never a cause:
 * two plugins can give one answer, and only switching tells.
 */
export const pluginCheck: Check<PluginFacts> = {
  id: 'plugin',
  sureness: null,
  explains: () => false,
  run: async (input) => look(input),
  kindOf,
  maySpareSearch: everything,
  after: [
    { order: 2, run: namedButNotTested },
    ...leftByPlugins,
    { order: 7, run: routeGone },
    { order: 19, run: servesRequest },
    { order: 20, run: onlyOnesLeft },
  ],
};

/** The kind of a suspicion: an answer that only one plugin gives, or nothing to go by. */
function kindOf(facts: PluginFacts): Cause['kind'] {
  const isNamed = facts.kind === 'fingerprint' && facts.likeness === 'named';
  return isNamed || facts.kind === 'fatal' ? 'plugin-suspected' : 'unknown';
}

function look({ symptoms, plugins }: DiagnosisInput): Found<PluginFacts> {
  const clue = (facts: PluginFacts): Found<PluginFacts> => ({
    check: 'plugin',
    result: 'clue',
    facts,
  });
  const [first] = symptoms;
  if (!first) return { check: 'plugin', result: 'cleared', facts: { kind: 'nothing-fails' } };
  const fatal = fatalIn(symptoms, plugins);
  if (fatal) return clue(fatal);
  // A name is worth more than a fit, whichever symptom it comes from.
  for (const wanted of ['named', 'hinted'] as const) {
    for (const symptom of symptoms) {
      const lookalikes = alike(symptom, plugins, wanted);
      if (lookalikes.length === 0) continue;
      const { url } = symptom.request;
      const listed = plugins !== null;
      return clue({ kind: 'fingerprint', url, likeness: wanted, plugins: lookalikes, listed });
    }
  }
  // A copy among the must-use plugins, or under another folder's name, is in no list.
  for (const symptom of plugins === null ? [] : symptoms) {
    const named = knownByAnswer(symptom).map((known) =>
      lookalike(stranger(known.slug, known), [symptom]),
    );
    if (named.length === 0) continue;
    const { url } = symptom.request;
    const facts = { url, likeness: 'named', plugins: named, listed: true } as const;
    return clue({ kind: 'fingerprint', ...facts, elsewhere: true });
  }
  const active = plugins?.filter(({ status }) => status !== 'inactive') ?? null;
  const likely = likeliest(symptoms, active ?? []).map(contactOf);
  const { code } = first.observed;
  return {
    check: 'plugin',
    result: likely.length > 0 ? 'clue' : 'not-checked',
    facts: { kind: 'unknown-answer', code, likely, active: active?.length ?? null },
  };
}

function fatalIn(
  symptoms: readonly Symptom[],
  plugins: DiagnosisInput['plugins'],
): PluginFacts | null {
  for (const { request, observed } of symptoms) {
    const { fatalIn: slug } = observed;
    if (slug === undefined) continue;
    const named = (plugins ?? []).filter(({ plugin }) => slugOf(plugin) === slug);
    const listed = named.map((plugin) => lookalike(plugin, symptoms));
    const known = knownPlugin(slug);
    const unlisted = { plugin: slug, contact: contactOf(stranger(slug, known)), setting: null };
    const all = listed.length > 0 ? listed : [unlisted];
    return { kind: 'fatal', url: request.url, plugins: all };
  }
  return null;
}

/** The plugins whose answer this looks like; of all known ones, where nobody could list the site's. */
function alike(
  symptom: Symptom,
  plugins: DiagnosisInput['plugins'],
  wanted: Likeness,
): Lookalike[] {
  const fits = (known: KnownPlugin | undefined) =>
    known?.signs.some((sign) => likeness(symptom, sign) === wanted) ?? false;
  if (plugins !== null) {
    return plugins
      .filter(({ plugin, status }) => status !== 'inactive' && fits(knownPlugin(plugin)))
      .map((plugin) => lookalike(plugin, [symptom]));
  }
  // Among all plugins that there are, a mere fit says nothing.
  if (wanted === 'hinted') return [];
  return KNOWN_PLUGINS.filter(fits).map((known) =>
    lookalike(stranger(known.slug, known), [symptom]),
  );
}

type Named = Pick<Plugin, 'plugin' | 'name' | 'version' | 'uri'>;

function lookalike(plugin: Named, symptoms: readonly Symptom[]): Lookalike {
  const setting = settingFor([plugin], symptoms);
  return { plugin: plugin.plugin, contact: contactOf(plugin), setting };
}

/** A plugin that nobody listed. */
function stranger(slug: string, known: KnownPlugin | undefined): Named {
  return { plugin: known?.plugin ?? slug, name: known?.name ?? slug, version: '', uri: '' };
}

/** Those that stand out from the rest, the likeliest first. */
function likeliest(symptoms: readonly Symptom[], active: readonly Plugin[]): readonly Plugin[] {
  const weights = weigh(symptoms, active);
  const weight = ({ plugin }: Plugin) => weights[plugin] ?? 0;
  return active
    .filter((plugin) => weight(plugin) > 1)
    .toSorted((a, b) => weight(b) - weight(a))
    .slice(0, LIKELY);
}

/**
 * A plugin that was left alone gives exactly this answer. Where it was left on because it serves the request,
 * everything else was off: it refuses by itself.
 */
async function namedButNotTested(input: AfterSearchInput): Promise<CauseFacts | null> {
  const failing = stillFailing(input);
  const plugins = leftOn(input).filter((plugin) =>
    knownPlugin(plugin)?.signs.some((sign) =>
      failing.some((symptom) => likeness(symptom, sign) === 'named'),
    ),
  );
  if (plugins.length === 0) return null;
  const isAlone = leftOn(input).every((plugin) => plugins.includes(plugin));
  const isServer = plugins.every((plugin) => servers(input).includes(plugin));
  const why = isServer && isAlone ? 'serves-request' : 'answer';
  return {
    kind: 'not-tested',
    plugins,
    why,
    ...settingOf(plugins, failing),
    ...networkIn(plugins, input),
    ...outOfReachIn(plugins, input),
  };
}

/** The symptoms that nothing explains yet, as they were answered with every suspect off. */
function stillFailing(input: AfterSearchInput): readonly Symptom[] {
  return unexplained(input).map(({ symptom, observation }) => ({
    ...symptom,
    observed: observation.observed,
  }));
}

/** The gentle way, where one is known: nothing needs to be switched for it. */
function settingOf(
  plugins: readonly PluginId[],
  failing: readonly Symptom[],
): { readonly setting?: Setting } {
  const setting = settingFor(
    plugins.map((plugin) => ({ plugin })),
    failing,
  );
  return setting === null ? {} : { setting };
}

/** Plugins that were kept on because the request needs them. */
function servers({ pinned }: AfterSearchInput): readonly PluginId[] {
  return pinned.filter(({ why }) => why === 'needed-by-request').map(({ plugin }) => plugin);
}

/** The route went off together with the plugin that serves it: nothing was learned about that one. */
async function routeGone(input: AfterSearchInput): Promise<CauseFacts | null> {
  const gone = unexplained(input).filter(
    ({ observation: { observed } }) => observed.status === 404 && observed.code === 'rest_no_route',
  );
  const requests = gone.map(({ symptom }) => symptom.request);
  const plugins = routeOwners(requests, input.plugins);
  return plugins.length > 0 ? { kind: 'not-tested', plugins, why: 'route' } : null;
}

/** The plugin that serves the request is all that is left on: the refusal is its own. */
async function servesRequest(input: AfterSearchInput): Promise<CauseFacts | null> {
  const plugins = servers(input);
  if (plugins.length === 0 || plugins.length < leftOn(input).length) return null;
  const setting = settingOf(plugins, stillFailing(input));
  return { kind: 'not-tested', plugins, why: 'serves-request', ...setting };
}

/** Plugins were left alone, and nothing else is in sight. */
async function onlyOnesLeft(input: AfterSearchInput): Promise<CauseFacts | null> {
  const plugins = leftOn(input);
  return plugins.length > 0
    ? {
        kind: 'not-tested',
        plugins,
        why: 'only-ones-left',
        ...networkIn(plugins, input),
        ...outOfReachIn(plugins, input),
      }
    : null;
}

/** Plugins of the whole network take a consent of their own. */
function networkIn(
  plugins: readonly PluginId[],
  { pinned }: AfterSearchInput,
): { readonly network?: 'not-asked' } {
  const isOne = pinned.some(
    ({ plugin, why }) => why === 'network-active' && plugins.includes(plugin),
  );
  return isOne ? { network: 'not-asked' } : {};
}

/** A hook that ends the request, or a requirement that is not installed: only a switch that runs no hook gets past. */
function outOfReachIn(
  plugins: readonly PluginId[],
  { pinned, switchKind }: AfterSearchInput,
): { readonly outOfReach?: readonly PluginId[] } {
  if (runsNoHook(switchKind)) return {};
  const outOfReach = pinned.flatMap(({ plugin, why }) =>
    why === 'unreachable' && plugins.includes(plugin) ? plugin : [],
  );
  return outOfReach.length > 0 ? { outOfReach } : {};
}

/** Pinned plugins, the one that carries the switch aside: it was shown to be harmless when chosen. */
function leftOn({ pinned }: AfterSearchInput): readonly PluginId[] {
  return pinned.filter(({ why }) => why !== 'carries-the-switch').map(({ plugin }) => plugin);
}
