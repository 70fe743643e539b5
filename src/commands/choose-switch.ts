/** Which switch: the kinds to try, gentlest first, and each of them made ready. */

import { createJournal } from '../journal/journal.ts';
import { isProblem } from '../model/errors.ts';
import type { SwitchKind } from '../model/report.ts';
import type { FoundSymptoms } from './find-symptoms.ts';
import { prepareIsolated, type SwitchedSite, type SwitchServices } from './prepare-isolated.ts';
import type { PreparedSwitch } from './prepared-switch.ts';
import type { RealSwitches, UnavailableSwitch } from './real-switches.ts';

/**
 * The kinds to try for `--switch`, in order; a run that goes on begins with the kind it had. WP-CLI comes
 * before wp-admin: one write switches any number of plugins, runs no code and no hook of theirs, and
 * puts the list back byte for byte. What a hook would clean up stays, which `mayGoOn` takes care of.
 */
export function switchesToTry(
  asked: 'auto' | SwitchKind,
  real: Pick<RealSwitches, 'admin' | 'wpCli'>,
  before: SwitchKind | null = null,
): readonly SwitchKind[] {
  if (asked !== 'auto') return [asked];
  // Nobody has to sign in where WP-CLI switches: that there is no session is nothing to tell then.
  const byWpCli: readonly SwitchKind[] = 'code' in real.admin ? ['wp-cli'] : ['isolated', 'wp-cli'];
  const first = 'code' in real.wpCli ? (['isolated'] as const) : byWpCli;
  const all: readonly SwitchKind[] = [...first, 'admin', 'rest'];
  return before === null ? all : [before, ...all.filter((kind) => kind !== before)];
}

/** Makes a way ready. Only `isolated` may change something here, with consent and with a journal. */
export async function prepare(
  kind: SwitchKind,
  real: RealSwitches,
  found: FoundSymptoms,
  context: SwitchServices,
  connected: SwitchedSite,
  folder: string,
): Promise<PreparedSwitch | UnavailableSwitch> {
  if (kind === 'isolated') return prepareIsolated(real, found, context, connected, folder);
  const control = kind === 'wp-cli' ? real.wpCli : real[kind];
  if ('code' in control) return control;
  // The option as it is now goes into the journal, whoever switches: WP-CLI may have to put it back. A
  // command that the person gave and that does not work is told, not passed over.
  if ('kind' in real.wpCli) await real.list(real.wpCli, context.signal);
  try {
    const plugins = await real.list(control, context.signal);
    return { control, plugins, journal: createJournal(folder, context.disk), brought: null };
  } catch (error) {
    if (!isProblem(error) || context.options.switch !== 'auto') throw error;
    return { switch: kind, code: error.code };
  }
}
