/** Who answers 401 when no plugin is to blame: asked of the site, then put into words. */

import { explain } from '../diagnosis/checks__not-a-plugin.ts';
import { causeOf } from '../report/causes.ts';
import { RateLimited } from '../engine/repeat.ts';
import type { CauseFacts, ExtraFile } from '../model/facts/no-plugin.ts';
import type { Cause, Note, Plugin } from '../model/report.ts';
import type { Anomaly } from '../symptoms/survey.ts';
import { readExtras } from '../wordpress/plugins/admin-page__extras.ts';
import { TROUBLESHOOTER } from '../wordpress/switches/health-check/residue.ts';
import { readActiveTheme } from '../wordpress/plugins/themes.ts';
import type { Attempt } from './run-search.ts';
import { isByHand } from './find-symptoms__by-hand.ts';
import type { Connected } from './connect.ts';
import type { Context } from './context.ts';
import type { Found } from './find-symptoms.ts';
import { tryAnotherTheme } from './no-plugin__theme.ts';
import { restClient } from './choose-switch.ts';

/** The cause of what an attempt could not blame on a plugin; null when nothing is known. Reads only. */
export async function causeAfter(
  attempt: Attempt,
  found: Found,
  context: Context,
  connected: Connected,
): Promise<Cause | null> {
  const { way, plan, result } = attempt;
  if (result.error instanceof RateLimited) {
    return causeOf({ kind: 'rate-limit', retryAfterSeconds: null });
  }
  if (result.outcome !== 'not-a-plugin') return null;
  const { signal } = context;
  const { access, address, clients, refused } = connected;
  const [mustUse, dropIns] = access.session
    ? await Promise.all([
        extras(connected, 'mustuse', context),
        extras(connected, 'dropins', context),
      ])
    : [null, null];
  const rest = restClient(connected);
  const theme = rest ? await readActiveTheme(rest, signal).catch(() => null) : null;
  const worn = await tryAnotherTheme(attempt, rest, signal);
  if (worn === 'guilty') {
    return causeOf({
      kind: 'theme',
      theme: theme?.name ?? null,
      proven: true,
      mustUseKnown: access.session !== undefined,
    });
  }
  if (isByHand(found.symptoms)) {
    // Nothing was sent that could tell who answers: what is left on is all that is known.
    const pinned = plan.pins.filter(({ why }) => why !== 'carries-the-switch');
    if (pinned.length === 0)
      return inWords({ kind: 'unknown', code: null, theme: theme?.name ?? null }, way.plugins);
    const plugins = pinned.map(({ plugin }) => plugin);
    return inWords({ kind: 'not-tested', plugins, why: 'only-ones-left' }, way.plugins);
  }
  const facts = await explain({
    address,
    clients,
    symptoms: found.symptoms,
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
  return inWords(facts, way.plugins);
}

/** The cause of a site on which nothing fails that should not, as far as the survey met one. */
export function causeBefore({ anomalies }: Found): Cause | null {
  const [facts] = anomalies.flatMap((anomaly) => factsOf(anomaly) ?? []);
  return facts ? causeOf(facts) : null;
}

/** What else goes wrong on a site on which nothing fails, once for each kind of answer. */
export function otherErrors({ anomalies }: Found): readonly Note[] {
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
      if (anomaly.why === 'header-stripped') {
        return { kind: 'authorization-header-stripped', server: null };
      }
      const noneExists = anomaly.why === 'none-exists';
      return { kind: 'wrong-credentials', code: null, noneExists, certain: true };
    }
    case 'other-error':
    case 'users-route-closed':
      return null;
  }
}

function inWords(facts: CauseFacts, plugins: readonly Plugin[]): Cause {
  const names = new Map(plugins.map(({ plugin, name }) => [plugin, name]));
  return causeOf(facts, (plugin) => names.get(plugin) ?? plugin);
}

/** The must-use plugins or the drop-ins; null where nobody may list them. Rejects when cancelled. */
export async function extras(
  { access, address }: Connected,
  kind: 'mustuse' | 'dropins',
  { signal, emit }: Pick<Context, 'signal' | 'emit'>,
): Promise<readonly ExtraFile[] | null> {
  if (!access.session) return null;
  const files = await readExtras(access.session, address, kind, signal, (plugins) =>
    emit({ type: 'note', note: { type: 'taken-off-list', plugins } }),
  ).catch((error: unknown) => {
    if (signal.aborted) throw error;
    return null;
  });
  // Health Check's own file does nothing outside of its session: not a suspect.
  return files?.filter(({ file }) => file !== TROUBLESHOOTER) ?? null;
}
