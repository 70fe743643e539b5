/** Is it the theme? Only a session of its own can wear another one without a visitor noticing. */

import type { PluginId } from '../model/report.ts';
import { expand, pinnedUnits } from '../engine/plan.ts';
import type { Client } from '../wordpress/http/types.ts';
import { readThemes } from '../wordpress/plugins/themes.ts';
import type { Attempt } from './run-search.ts';

/** What wearing another theme showed. */
export type ThemeVerdict = 'guilty' | 'cleared' | 'not-tested';

/**
 * Wears another theme with every plugin left out, and asks again. The session is opened anew for it and
 * closed afterwards. Never rejects except for an abort: what cannot be tested is `not-tested`.
 */
export async function tryAnotherTheme(
  { way, plan, result, oracle }: Attempt,
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
