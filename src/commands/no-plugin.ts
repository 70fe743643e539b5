/** Who answers 401 when no plugin is to blame: asked of the site, then put into words. */

import { explain } from '../diagnosis/diagnose.ts';
import { expand, pinnedUnits } from '../engine/plan.ts';
import type { Language } from '../language/language.ts';
import type { CauseFacts } from '../model/facts/no-plugin.ts';
import type { Note } from '../model/notes.ts';
import type { Cause, Plugin, PluginId } from '../model/report.ts';
import { causeOf } from '../report/causes.ts';
import { CHECKS } from '../report/findings/index.ts';
import { causeOfTraces } from '../report/trace.ts';
import type { Anomaly } from '../symptoms/anomalies.ts';
import { atItsEnd } from '../symptoms/redirects.ts';
import type { Client } from '../wordpress/http/types.ts';
import { readActiveTheme, readThemes } from '../wordpress/plugins/themes.ts';
import type { Connected, Context } from './context.ts';
import { readLoaded } from './diagnosis-input.ts';
import type { FoundSymptoms } from './found-symptoms.ts';
import { isByHand } from './judged-by-hand.ts';
import { restClient } from './real-switches.ts';
import type { SearchAttempt } from './run-search.ts';

/** A site where no plugin may be the cause. */
export type CausedSite = Pick<Connected, 'access' | 'address' | 'clients' | 'refused' | 'wpCli'>;

/** The cause of what an attempt could not blame on a plugin; null when nothing is known. Reads only. */
export async function causeAfter(
  attempt: SearchAttempt,
  found: FoundSymptoms,
  context: Pick<Context, 'options' | 'signal' | 't'>,
  connected: CausedSite,
): Promise<Cause | null> {
  const { way, plan, result } = attempt;
  if (result.stopped?.why === 'rate-limited') {
    return causeOf(context.t, { kind: 'rate-limit', retryAfterSeconds: null });
  }
  if (result.outcome === 'inconclusive' && result.owners.length > 0) {
    const { owners } = result;
    return inWords(
      context.t,
      { kind: 'not-tested', plugins: owners, why: 'serves-request' },
      way.plugins,
    );
  }
  if (result.outcome !== 'not-a-plugin') return null;
  // Who answered is known, and the plugins are cleared: what is left is where the tracer saw it.
  const stillFailing = found.symptoms.filter(
    (_, index) => result.everythingOff[index]?.verdict === 'fails',
  );
  const traced = causeOfTraces(context.t, stillFailing);
  if (traced) return traced;
  const { signal } = context;
  const { address, clients, refused } = connected;
  const rest = restClient(connected);
  const [{ mustUse, dropIns }, theme] = await Promise.all([
    readLoaded(connected, context),
    rest ? readActiveTheme(rest, signal).catch(() => null) : null,
  ]);
  const worn = await tryAnotherTheme(attempt, rest, signal);
  if (worn === 'guilty') {
    return causeOf(context.t, {
      kind: 'theme',
      theme: theme?.name ?? null,
      proven: true,
      mustUseKnown: mustUse !== null,
    });
  }
  if (isByHand(found.symptoms)) {
    // Nothing was sent that could tell who answers: what is left on is all that is known.
    const pinned = plan.pins.filter(({ why }) => why !== 'carries-the-switch');
    if (pinned.length === 0)
      return inWords(
        context.t,
        { kind: 'unknown', code: null, theme: theme?.name ?? null },
        way.plugins,
      );
    const plugins = pinned.map(({ plugin }) => plugin);
    return inWords(context.t, { kind: 'not-tested', plugins, why: 'only-ones-left' }, way.plugins);
  }
  const facts = await explain(CHECKS, {
    address,
    clients,
    symptoms: found.symptoms.map(atItsEnd),
    observations: result.everythingOff,
    plugins: way.plugins,
    pinned: plan.pins,
    switchKind: way.control.kind,
    refused,
    mustUse,
    dropIns,
    theme: theme?.name ?? null,
    themeCleared: worn === 'cleared',
    signal,
  });
  const asked = context.options.network && facts.kind === 'not-tested' && facts.network;
  return inWords(context.t, asked ? { ...facts, network: 'asked' } : facts, way.plugins);
}

/** The cause of a site on which nothing fails that should not, as far as the survey met one. */
export function causeBefore(t: Language, { anomalies }: FoundSymptoms): Cause | null {
  const [facts] = anomalies.flatMap((anomaly) => factsOf(anomaly) ?? []);
  return facts ? causeOf(t, facts) : null;
}

/** What else goes wrong on a site on which nothing fails, once for each kind of answer. */
export function otherErrors({ anomalies }: FoundSymptoms): readonly Note[] {
  const notes = new Map<string, Note>();
  for (const anomaly of anomalies) {
    if (anomaly.type !== 'other-error' || anomaly.observation.observed.status === 0) continue;
    const { request } = anomaly;
    const { observed } = anomaly.observation;
    const kind = `${request.as} ${observed.status} ${observed.code}`;
    if (!notes.has(kind)) notes.set(kind, { type: 'other-error', request, observed });
  }
  return [...notes.values()];
}

function factsOf(anomaly: Anomaly): CauseFacts | null {
  switch (anomaly.type) {
    case 'rate-limited':
      return { kind: 'rate-limit', retryAfterSeconds: anomaly.retryAfterSeconds };
    case 'server-gate': {
      const realm = anomaly.challenges[0]?.realm ?? null;
      const { url } = anomaly.request;
      return {
        kind: 'server-basic-auth',
        url,
        realm,
        server: null,
        staticFiles: true,
        mayBeLeftover: false,
      };
    }
    case 'cached-failure':
      return { kind: 'cache', url: anomaly.request.url };
    case 'credential-doubtful': {
      if (anomaly.credential !== 'application-password') {
        const { code, credential, why } = anomaly;
        const app = { credential, why };
        return { kind: 'wrong-credentials', code, noneExists: null, certain: true, app };
      }
      if (anomaly.why === 'header-stripped') {
        return { kind: 'authorization-header-stripped', server: null };
      }
      const noneExists = anomaly.why === 'none-exists';
      return { kind: 'wrong-credentials', code: null, noneExists, certain: true };
    }
    case 'other-error':
    case 'meant':
      return null;
  }
}

function inWords(t: Language, facts: CauseFacts, plugins: readonly Plugin[]): Cause {
  const names = new Map(plugins.map(({ plugin, name }) => [plugin, name]));
  return causeOf(t, facts, (plugin) => names.get(plugin) ?? plugin);
}

/** Is it the theme? Only a session of its own can wear another one without a visitor noticing. */

/** What wearing another theme showed. */
type ThemeVerdict = 'guilty' | 'cleared' | 'not-tested';

/**
 * Wears another theme with every plugin left out, and asks again. The session is opened anew for it and
 * closed afterwards. Never rejects except for an abort: what cannot be tested is `not-tested`.
 */
async function tryAnotherTheme(
  { way, plan, result, oracle }: SearchAttempt,
  rest: Client | undefined,
  signal: AbortSignal,
): Promise<ThemeVerdict> {
  const { isolated } = way;
  if (!isolated || !rest) return 'not-tested';
  try {
    const started = await isolated.start(signal);
    if (started.type !== 'ready' || started.theme.own === null) return 'not-tested';
    const { own } = started.theme;
    const other = (await readThemes(rest, signal)).find(
      ({ stylesheet, template }) => stylesheet !== own && template !== own,
    );
    if (!other || (await isolated.wear(other.stylesheet)) !== other.stylesheet) return 'not-tested';
    const pinned: PluginId[] = expand(plan, pinnedUnits(plan));
    const { through } = await isolated.activateExactly(pinned, { signal });
    const observations = await oracle.probe(through, signal);
    const failing = result.everythingOff.flatMap(({ verdict }, index) =>
      verdict === 'fails' ? (observations[index]?.verdict ?? 'unresolved') : [],
    );
    if (failing.includes('passes')) return 'guilty';
    return failing.every((verdict) => verdict === 'fails') ? 'cleared' : 'not-tested';
  } catch (error) {
    if (signal.aborted) throw error;
    return 'not-tested';
  } finally {
    await isolated.close().catch(() => {});
  }
}
