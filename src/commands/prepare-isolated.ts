/** Makes `isolated` ready: Health Check on the site, where the person agrees, and a session of it. */

import { createJournal, type InstalledHelper } from '../journal/journal.ts';
import { isProblem } from '../model/errors.ts';
import { activeOf } from '../model/plugin-ids.ts';
import type { Plugin } from '../model/report.ts';
import { createLateChange } from '../wordpress/http/retry.ts';
import {
  HEALTH_CHECK,
  type Installation,
  installHealthCheck,
  removeHealthCheck,
} from '../wordpress/switches/health-check/install.ts';
import { isolatedSwitch } from '../wordpress/switches/isolated.ts';
import { type Connected, type Context, siteOf } from './context.ts';
import type { FoundSymptoms } from './found-symptoms.ts';
import {
  cleanUp,
  orCleanedUp,
  type PreparedSwitch,
  type RealSwitches,
  restClient,
  type UnavailableSwitch,
  whyNoSession,
} from './real-switches.ts';
import { optionFound } from './site-wp-cli.ts';

/** What getting a switch ready works with. */
export type SwitchServices = Pick<
  Context,
  'ask' | 'clock' | 'disk' | 'emit' | 'options' | 'signal'
>;

/** What a switch has to know of the site. */
export type SwitchedSite = Pick<Connected, 'access' | 'address' | 'network' | 'typed'>;

/** Prepares the session. What it begins on the site is in the journal, and taken back where it fails. */
export async function prepareIsolated(
  real: RealSwitches,
  found: FoundSymptoms,
  context: SwitchServices,
  connected: SwitchedSite,
  folder: string,
): Promise<PreparedSwitch | UnavailableSwitch> {
  const { options, clock, signal } = context;
  const { access, address } = connected;
  const no = (code: string): UnavailableSwitch => ({ switch: 'isolated', code });
  if (!access.session || 'code' in real.admin) return no(whyNoSession(access));
  const { parallel } = options;
  const listed = await real.list(real.admin, signal).catch((error: unknown) => {
    if (options.switch === 'isolated' || !isProblem(error)) throw error;
    return no(error.code);
  });
  // Another way may still list the plugins: REST does where only wp-admin's page is broken.
  if ('code' in listed) return listed;
  const before = ofSite(listed, connected);
  const control = isolatedSwitch({
    client: access.session,
    address,
    parallel,
    clock,
    listed: before,
  });
  const journal = createJournal(folder, context.disk);
  if (!found.symptoms.every(({ request }) => control.suits(request))) {
    return no('request-into-wp-admin');
  }

  const present = before.find(({ plugin }) => plugin === HEALTH_CHECK);
  let brought: InstalledHelper | null = null;
  let takeAway: (() => Promise<boolean>) | undefined;
  let install: (() => Promise<Installation>) | undefined;
  if (present === undefined || present.status === 'inactive') {
    const missing = no(present ? 'health-check-inactive' : 'health-check-missing');
    const client = restClient(connected);
    if (!(await mayInstall(context, present !== undefined))) return missing;
    if (!client) return no('rest-refuses-session');
    const undo = present ? 'deactivate' : 'delete';
    brought = { plugin: HEALTH_CHECK, undo };
    const change = createLateChange(clock);
    takeAway = async () => {
      const { mayLandUntil } = change;
      return (await removeHealthCheck({ client, undo, clock, mayLandUntil })).type === 'removed';
    };
    install = () => change.send(() => installHealthCheck({ client, plugins: before, clock }));
  }

  // A session writes options and a file: they, too, have to be found again.
  await journal.begin({
    ...siteOf(connected),
    startedAt: new Date(clock.now()).toISOString(),
    switch: 'isolated',
    baseline: activeOf(before),
    requires: {},
    brought,
    ...optionFound(real.wpCli),
  });
  const begun = { control, journal, brought, takeAway };
  const helper = brought?.plugin ?? null;
  const installs = present === undefined;
  context.emit({ type: 'preparing', switch: 'isolated', helper, installs });
  const way = await orCleanedUp(begun, address.home, context.emit, async () => {
    const installed = await install?.();
    if (installed?.type === 'refused') return no(installed.code);
    const plugins = brought ? asBefore(await control.list(signal), before) : before;
    const started = await control.start(signal);
    if (started.type === 'unavailable') return no(started.code);
    return { ...begun, isolated: control, plugins };
  });
  if ('code' in way) await cleanUp(begun, address.home, context.emit);
  return way;
}

/** Installing a plugin wants a consent of its own; `--yes` alone is not one. */
async function mayInstall(
  { options, ask }: Pick<Context, 'ask' | 'options'>,
  isThere: boolean,
): Promise<boolean> {
  if (options.installHealthCheck) return true;
  if (options.mode !== 'interactive' || options.yes) return false;
  return ask.confirm({ type: 'install-health-check', isThere });
}

/** What went off while Health Check was put there is part of the baseline all the same. */
function asBefore(now: readonly Plugin[], before: readonly Plugin[]): readonly Plugin[] {
  const wasOn = new Set(activeOf(before));
  return now.map((each) => (wasOn.has(each.plugin) ? { ...each, status: 'active' } : each));
}

/** A session leaves out the site's own plugins only: those of the network are on in it. */
function ofSite(
  plugins: readonly Plugin[],
  { network }: Pick<Connected, 'network'>,
): readonly Plugin[] {
  if (!network) return plugins;
  return plugins.map((each) =>
    each.status === 'active' && network.plugins.includes(each.plugin)
      ? { ...each, status: 'network-active' as const }
      : each,
  );
}
