/** What WordPress loads beside plugins: must-use plugins and drop-ins. wp-admin lists them, and so does WP-CLI. */

import type { ExtraFile } from '../model/facts/no-plugin.ts';
import type { Plugin } from '../model/report.ts';
import { readExtras } from '../wordpress/plugins/admin-page.ts';
import { TROUBLESHOOTER } from '../wordpress/switches/health-check/residue.ts';
import { isTracerFile } from '../wordpress/tracer/tracer.ts';
import { readWpCliPlugins } from '../wordpress/wp-cli/plugin-list.ts';
import type { Connected, Context } from './context.ts';

/** The files, null where nobody may list them; and the plugins, where WP-CLI listed them on the way. */
export type Loaded = {
  readonly mustUse: readonly ExtraFile[] | null;
  readonly dropIns: readonly ExtraFile[] | null;
  readonly plugins: readonly Plugin[] | null;
};

/** Lists the files over the session, else through WP-CLI. Rejects when cancelled. */
export async function readLoaded(
  { access, address, wpCli }: Pick<Connected, 'access' | 'address' | 'wpCli'>,
  { signal }: Pick<Context, 'signal'>,
): Promise<Loaded> {
  const { session } = access;
  if (session) {
    const extras = (kind: 'mustuse' | 'dropins') =>
      readable(signal, () => readExtras(session, address, kind, signal));
    const [mustUse, dropIns] = await Promise.all([extras('mustuse'), extras('dropins')]);
    return { mustUse: suspects(mustUse), dropIns: suspects(dropIns), plugins: null };
  }
  const told = wpCli ? await readable(signal, () => readWpCliPlugins(wpCli, signal)) : null;
  if (told === null) return { mustUse: null, dropIns: null, plugins: null };
  return {
    mustUse: suspects(told.mustUse),
    dropIns: suspects(told.dropIns),
    plugins: told.plugins,
  };
}

/** Health Check's own file does nothing outside of its session, and a tracer only reads. */
function suspects(files: readonly ExtraFile[] | null): readonly ExtraFile[] | null {
  return files?.filter(({ file }) => file !== TROUBLESHOOTER && !isTracerFile(file)) ?? null;
}

/** What was read; null where it could not be. */
async function readable<T>(signal: AbortSignal, read: () => Promise<T>): Promise<T | null> {
  return read().catch((error: unknown) => {
    if (signal.aborted) throw error;
    return null;
  });
}
