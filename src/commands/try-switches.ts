/** Plan, search and restore over one switch after the other, gentlest first, until one has an answer. */

import { runsNoHook } from '../diagnosis/input.ts';
import { isProblem } from '../model/errors.ts';
import type { Note } from '../model/notes.ts';
import type { Cost } from '../model/report.ts';
import type { Context } from './context.ts';
import type { Resume } from './interrupted-run.ts';
import type { Agreed } from './plan.ts';
import {
  noSwitch,
  orCleanedUp,
  type RealSwitches,
  skipped,
  type UnavailableSwitch,
} from './real-switches.ts';
import {
  agreeOnSwitch,
  earlierVerdictsFor,
  runSearch,
  type SearchAttempt,
  type SearchInput,
  type SearchServices,
  switchesToTry,
} from './run-search.ts';

/** A run over one switch, with what was agreed before it; enough to go on from. */
export type LastAttempt = {
  readonly attempt: SearchAttempt;
  readonly agreed: Agreed;
  readonly input: SearchInput;
};

/** Every switch that was tried, in order, and what could not be used. */
export type Tried = {
  readonly attempts: readonly LastAttempt[];
  readonly last: LastAttempt;
  readonly unavailable: readonly UnavailableSwitch[];
};

/**
 * Searches over the gentlest switch that works, and over the next one where that cannot tell. The site
 * is as it was after each. Rejects with `no-switch` where none can be used.
 */
export async function trySwitches(
  context: SearchServices,
  input: SearchInput,
  resume: Resume | null,
): Promise<Tried> {
  const { connected, found, real } = input;
  const { options, emit } = context;
  const attempts: LastAttempt[] = [];
  const unavailable: UnavailableSwitch[] = [];
  const before = resume?.asked ? resume.switch : null;
  for (const kind of switchesToTry(options.switch, real, before)) {
    // What a plugin left behind does not show under WP-CLI either: only a real deactivation is worth it.
    if (kind === 'wp-cli' && attempts.some(clearedAll)) continue;
    if (attempts.some(hasSwitched)) break;
    const agreed = await agreeOnSwitch(kind, context, input, unavailable);
    if ('code' in agreed) {
      unavailable.push(agreed);
      continue;
    }
    const attempt = await orCleanedUp(agreed.way, connected.address.home, emit, () => {
      const earlier = resume
        ? earlierVerdictsFor(resume.interrupted, agreed, found, context)
        : null;
      return runSearch(agreed, context, input, earlier);
    });
    attempts.push({ attempt, agreed, input });
    const next = await mayGoOn(attempt, context, real);
    if (next === null) break;
    unavailable.push(next);
  }
  const last = attempts.at(-1);
  if (!last) throw noSwitch(options.switch, unavailable);
  return { attempts, last, unavailable };
}

/** What all attempts cost together; requests and seconds are counted over the whole command. */
export function costOf({ attempts }: Tried): Omit<Cost, 'requests' | 'seconds'> {
  const sum = (of: (cost: Cost) => number) =>
    attempts.reduce((total, { attempt: { result } }) => total + of(result.cost), 0);
  return {
    probes: sum(({ probes }) => probes),
    states: sum(({ states }) => states),
    toggles: sum(({ toggles }) => toggles),
    pluginSecondsOff: sum(({ pluginSecondsOff }) => pluginSecondsOff),
  };
}

/** Switches that were passed over are worth telling when the person left the choice to the program. */
export function passedOver(
  { last, unavailable }: Tried,
  { options }: Pick<Context, 'options'>,
): readonly Note[] {
  const used = last.agreed.way.control.kind;
  const { stopped } = last.attempt.result;
  const refused: readonly Note[] =
    stopped?.why === 'changes-refused'
      ? [{ type: 'changes-refused', switch: used, code: stopped.code }]
      : [];
  if (options.switch !== 'auto') return refused;
  return [...unavailable.filter((each) => each.switch !== used).map(skipped), ...refused];
}

/** True where the site refused every change by that switch, so that nothing is known and nothing was switched. */
function isShut({ stopped, restored }: SearchAttempt['result']): boolean {
  return stopped?.why === 'changes-refused' && restored;
}

/**
 * Why the next switch may be tried, or null to stop here: the site refuses every change by this one, or the
 * session of `isolated` showed nothing. That can differ from
 * what visitors get, and it cannot show what a plugin left behind; really switching plugins after it
 * has cleared them all takes a consent of its own.
 */
async function mayGoOn(
  { way, result }: SearchAttempt,
  context: Pick<Context, 'ask' | 'options' | 'signal'>,
  real: RealSwitches,
): Promise<UnavailableSwitch | null> {
  const { control } = way;
  if (context.options.switch !== 'auto' || !result.restored || context.signal.aborted) return null;
  if (isShut(result)) return { switch: control.kind, code: 'changes-refused' };
  if (!runsNoHook(control.kind)) return null;
  if (control.kind === 'wp-cli') return mayDeactivate(result, context, real);
  switch (result.outcome) {
    case 'not-reproduced':
      return { switch: 'isolated', code: 'does-not-show' };
    case 'inconclusive': {
      // A run that was stopped is to spare the site: no other switch is tried.
      if (result.stopped) return null;
      const code = isProblem(result.error) ? result.error.code : 'unclear';
      return { switch: 'isolated', code };
    }
    case 'not-a-plugin': {
      // `--network` says to switch what a session cannot leave out.
      const agreed =
        context.options.network ||
        (await context.ask.confirm({ type: 'really-switch', switch: 'admin' }));
      return agreed ? { switch: 'isolated', code: 'stays-with-everything-off' } : null;
    }
    case 'culprit-found':
    case 'cancelled':
      return null;
  }
}

/** True where plugins were really deactivated: no other switch comes after that. */
function hasSwitched({ agreed, attempt }: LastAttempt): boolean {
  return !runsNoHook(agreed.way.control.kind) && !isShut(attempt.result);
}

function clearedAll({ attempt }: LastAttempt): boolean {
  return attempt.result.outcome === 'not-a-plugin';
}

/** After WP-CLI has cleared every plugin: a real deactivation may still show what one had left behind. */
async function mayDeactivate(
  { outcome }: SearchAttempt['result'],
  { ask }: Pick<Context, 'ask'>,
  { admin, rest }: RealSwitches,
): Promise<UnavailableSwitch | null> {
  const [really] = [admin, rest].flatMap((each) => ('kind' in each ? each.kind : []));
  if (outcome !== 'not-a-plugin' || really === undefined) return null;
  const agreed = await ask.confirm({
    type: 'really-switch',
    switch: really,
    after: 'wp-cli',
  });
  return agreed ? { switch: 'wp-cli', code: 'stays-with-no-hook-run' } : null;
}
