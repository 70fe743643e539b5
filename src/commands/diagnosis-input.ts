/** The input of a diagnosis: what is known of a site, gathered without changing it. */

import type { DiagnosisInput } from '../diagnosis/input.ts';
import type { Problem } from '../model/errors.ts';
import type { ExtraFile } from '../model/facts/no-plugin.ts';
import type { Plugin } from '../model/report.ts';
import { atItsEnd } from '../symptoms/redirects.ts';
import type { SiteAddress } from '../wordpress/http/types.ts';
import { readRestPlugins } from '../wordpress/plugins/plugin-list.ts';
import { readExtras } from '../wordpress/plugins/plugins-page.ts';
import { readActiveTheme } from '../wordpress/plugins/themes.ts';
import { TROUBLESHOOTER } from '../wordpress/switches/health-check/install.ts';
import { isTracerFile } from '../wordpress/tracer/tracer.ts';
import { readWpCliPlugins } from '../wordpress/wp-cli/plugins.ts';
import type { Connected, Context, CredentialShape, OpenConnection } from './context.ts';
import type { FoundSymptoms } from './found-symptoms.ts';
import { failing } from './found-symptoms.ts';
import { type RealSwitches, restClient } from './real-switches.ts';
import { credentialShape } from './sign-in.ts';

/** What a diagnosis reads beside the site. */
export type InputServices = Pick<Context, 'clock' | 'names' | 'options' | 'platform' | 'signal'>;

/** How far a command has come on its way to a site. */
export type Visit = OpenConnection & {
  readonly typed: string;
  readonly address: SiteAddress | null;
  readonly blocked: Problem | null;
  /** Null where the site itself was not found. */
  readonly connected: Connected | null;
};

/** What runs on a site, as far as somebody may list it. */
export type Running = Pick<DiagnosisInput, 'plugins' | 'mustUse' | 'dropIns' | 'theme'>;

/** Nobody has listed anything. */
export const UNLISTED: Running = { plugins: null, mustUse: null, dropIns: null, theme: null };

/** The input from what a survey found; `found` is null where nothing could be looked at. */
export function diagnosisInput(
  context: InputServices,
  visit: Visit,
  found: FoundSymptoms | null,
  running: Running,
): DiagnosisInput {
  const { connection, connected } = visit;
  const { signal, clock, platform, names } = context;
  const looked = found && failing(found);
  return {
    typed: visit.typed,
    address: visit.address,
    blocked: visit.blocked,
    clients: connected?.clients ?? {},
    proven: connected ? provenOf(connected) : [],
    refused: connected?.access.refused ?? [],
    given: { ...(connected?.given ?? givenIn(context)), gate: context.options.gate !== null },
    symptoms: looked?.symptoms.map(atItsEnd) ?? [],
    rates: looked?.rates ?? [],
    exact: found?.exact ?? false,
    isFreshPasswordRefused: found?.isFreshPasswordRefused ?? false,
    ...running,
    explore: connection.explore,
    exploreAt: connection.exploreAt,
    names,
    system: systemOf(platform),
    clock,
    signal,
  };
}

/** Everything that runs on a site. Reads only; what cannot be read is null. */
export async function readRunning(
  context: Pick<Context, 'signal' | 'startedAt'>,
  connected: Pick<Connected, 'access' | 'address' | 'wpCli'>,
): Promise<Running> {
  const { signal } = context;
  const rest = restClient(connected);
  const readable = <T>(read: Promise<T>): Promise<T | null> =>
    read.catch((error: unknown) => {
      if (signal.aborted) throw error;
      return null;
    });
  const [listed, loaded, theme] = await Promise.all([
    rest ? readable(readRestPlugins(rest, `${context.startedAt}`, signal)) : Promise.resolve(null),
    readLoaded(connected, context),
    rest ? readable(readActiveTheme(rest, signal)) : Promise.resolve(null),
  ]);
  const plugins = listed?.map((plugin): Plugin => ({ ...plugin, requires: [] })) ?? loaded.plugins;
  return { ...loaded, plugins, theme: theme?.name ?? null };
}

/** The plugins alone, as the switch to come lists them: that costs a search nothing. */
export async function readPlugins(
  context: Pick<Context, 'options' | 'signal'>,
  real: RealSwitches,
): Promise<Running> {
  const { signal } = context;
  const first = likelyFirst(context, real);
  const plugins =
    'kind' in first
      ? await real.list(first, signal).catch((error: unknown) => {
          if (signal.aborted) throw error;
          return null;
        })
      : null;
  return { ...UNLISTED, plugins };
}

/** Begins to list the plugins; whoever needs them finds the list, or what prevented it. */
export function listAhead(context: Pick<Context, 'options' | 'signal'>, real: RealSwitches): void {
  const first = likelyFirst(context, real);
  if ('kind' in first) real.list(first, context.signal).catch(() => {});
}

/** The switch that is listed first, whichever will be used. */
export function likelyFirst(
  { options }: Pick<Context, 'options'>,
  { admin, rest, wpCli }: RealSwitches,
) {
  const signedIn = options.switch === 'rest' || 'code' in admin ? rest : admin;
  return 'code' in signedIn || options.switch === 'wp-cli' ? wpCli : signedIn;
}

function provenOf({ access }: Pick<Connected, 'access'>): DiagnosisInput['proven'] {
  return (['application-password', 'session'] as const).filter((credential) =>
    credential === 'session' ? access.session : access.applicationPassword,
  );
}

/** What was given beforehand, where nobody has come as far as signing in. */
function givenIn({ options }: Pick<Context, 'options'>): CredentialShape {
  const { applicationPassword, password } = options.secrets;
  return credentialShape({
    user: options.user ?? '',
    applicationPassword: applicationPassword ?? undefined,
    password: password ?? undefined,
  });
}

function systemOf(platform: NodeJS.Platform): DiagnosisInput['system'] {
  switch (platform) {
    case 'win32':
      return 'windows';
    case 'darwin':
      return 'macos';
    case 'linux':
      return 'linux';
    default:
      return 'other';
  }
}

/** What WordPress loads beside plugins: must-use plugins and drop-ins. wp-admin lists them, and so does WP-CLI. */

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
