import type { CauseFacts } from '../../model/facts/no-plugin.ts';
import type { PluginId } from '../../model/report.ts';
import { type Circumstances, unexplained } from '../input.ts';
import { knownPlugin } from '../fingerprints.ts';
import { routeOwners } from '../advice__route-owners.ts';
import { likeness } from '../fingerprints__signs.ts';

/** A plugin that was left alone gives exactly this answer. */
export async function namedButNotTested(circumstances: Circumstances): Promise<CauseFacts | null> {
  const failing = unexplained(circumstances).map(({ symptom, observation }) => ({
    ...symptom,
    observed: observation.observed,
  }));
  const plugins = leftOn(circumstances).filter((plugin) =>
    knownPlugin(plugin)?.signs.some((sign) =>
      failing.some((symptom) => likeness(symptom, sign) === 'named'),
    ),
  );
  return plugins.length > 0 ? { kind: 'not-tested', plugins, why: 'answer' } : null;
}

/** The route went off together with the plugin that serves it: nothing was learned about that one. */
export async function routeGone(circumstances: Circumstances): Promise<CauseFacts | null> {
  const gone = unexplained(circumstances).filter(
    ({ observation: { observed } }) => observed.status === 404 && observed.code === 'rest_no_route',
  );
  const requests = gone.map(({ symptom }) => symptom.request);
  const plugins = routeOwners(requests, circumstances.plugins);
  return plugins.length > 0 ? { kind: 'not-tested', plugins, why: 'route' } : null;
}

/** Plugins were left alone, and nothing else is in sight. */
export async function onlyOnesLeft(circumstances: Circumstances): Promise<CauseFacts | null> {
  const plugins = leftOn(circumstances);
  return plugins.length > 0 ? { kind: 'not-tested', plugins, why: 'only-ones-left' } : null;
}

/** Pinned plugins, the one that carries the switch aside: it was shown to be harmless when chosen. */
function leftOn({ pinned }: Circumstances): readonly PluginId[] {
  return pinned.filter(({ why }) => why !== 'carries-the-switch').map(({ plugin }) => plugin);
}
