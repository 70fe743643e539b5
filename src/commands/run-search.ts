/** One run over one way of switching that was agreed to: search, restore. */

import { remedyFor } from '../diagnosis/advice.ts';
import { runsNoHook } from '../diagnosis/input.ts';
import { beliefInNoPlugin, weigh } from '../diagnosis/prior.ts';
import type { Plan } from '../engine/plan.ts';
import { type EarlierVerdicts, usableVerdicts } from '../engine/resume.ts';
import { run } from '../engine/run.ts';
import type { RunResult } from '../engine/task.ts';
import { createJournal, type InterruptedRun } from '../journal/journal.ts';
import { isProblem } from '../model/errors.ts';
import type { Oracle } from '../model/ports.ts';
import type { SwitchKind } from '../model/report.ts';
import { adviceOn } from '../report/next-steps.ts';
import { createOracle } from '../symptoms/oracle.ts';
import { readMentions } from '../wordpress/plugins/mentions.ts';
import type { HealthReading } from './complete-report.ts';
import { type Connected, type Context, siteOf } from './context.ts';
import { type FoundSymptoms, journaledSymptoms, steadyOf } from './found-symptoms.ts';
import { isByHand, judgedByHand } from './judged-by-hand.ts';
import { type Agreed, agreeOn } from './plan.ts';
import { prepareIsolated, type SwitchedSite, type SwitchServices } from './prepare-isolated.ts';
import {
  cleanUp,
  orCleanedUp,
  type PreparedSwitch,
  type RealSwitches,
  skipped,
  type UnavailableSwitch,
} from './real-switches.ts';
import { optionFound } from './site-wp-cli.ts';

/** What a search works with. */
export type SearchServices = SwitchServices & Pick<Context, 'steering' | 't'>;

/** What a search is about. */
export type SearchInput = {
  readonly found: FoundSymptoms;
  readonly connected: SwitchedSite &
    Pick<Connected, 'clients' | 'connection' | 'refused' | 'secondsPerRequest' | 'wpCli'>;
  readonly real: RealSwitches;
  /** Where its journal goes. */
  readonly folder: string;
  /** What Site Health tells for the report, where that may begin before the run has ended. */
  readonly health?: HealthReading;
};

/** A run that has ended, with the plan it followed. */
export type SearchAttempt = {
  readonly way: PreparedSwitch;
  readonly plan: Plan;
  readonly oracle: Oracle;
  readonly result: RunResult;
};

/** Searches over one way. The site is as it was when this resolves, or the result says what is not. */
export async function runSearch(
  agreed: Agreed,
  context: SearchServices,
  { real, found, connected, health }: Omit<SearchInput, 'folder'>,
  recalled: EarlierVerdicts | null,
): Promise<SearchAttempt> {
  const { options, clock, steering, signal } = context;
  const { way, plugins, plan, priors } = agreed;
  const { control, brought } = way;
  const { address } = connected;
  const sent = createOracle({
    clients: connected.clients,
    symptoms: found.symptoms,
    address,
    refused: connected.refused,
    exact: found.exact,
    clock,
  });
  const [symptom] = found.symptoms;
  const hand = symptom !== undefined && isByHand(found.symptoms);
  const { oracle, emit } = hand
    ? judgedByHand(symptom, context.ask, context.emit)
    : { oracle: sent, emit: context.emit };
  const result = await run(
    {
      control,
      fallbacks: real.usable.filter((each) => each !== control),
      oracle,
      journal: way.journal,
      clock,
      emit,
      signal,
      steering,
      advise: (plugins, symptoms) => {
        const remedy = remedyFor(plugins, symptoms);
        return { advice: adviceOn(context.t, remedy), remedy };
      },
      takeAway: way.takeAway,
      onWhole: () => void health?.(),
      mentions: (plugins) => readMentions(connected.clients.anonymous, address, plugins, signal),
      requests: () => connected.connection.requests,
    },
    {
      ...siteOf(connected),
      symptoms: found.symptoms,
      plugins,
      plan,
      network: connected.network?.plugins,
      priors,
      priorBy: (index, observed) =>
        weigh(
          found.symptoms
            .slice(index, index + 1)
            .map((each) => ({ ...each, observed, trace: undefined })),
          plugins,
        ),
      noPlugin: found.symptoms.map(beliefInNoPlugin),
      all: options.all,
      proof: options.all ? 'full' : (options.proof ?? 'auto'),
      maxProbes: options.maxProbes ?? undefined,
      // What a person has seen is believed at once.
      repeat: hand ? 1 : (options.repeat ?? 'auto'),
      steady: steadyOf(found),
      parallel: options.parallel,
      leaveOff: options.leaveOff,
      brought,
      ...optionFound(real.wpCli),
      journaled: journaledSymptoms(found),
      recalled,
    },
  );
  return { way, plan: result.plan, oracle, result };
}

/** What an interrupted run had seen, where that still counts for the way agreed to; told either way. */
export function earlierVerdictsFor(
  interrupted: InterruptedRun,
  { way, plugins }: Agreed,
  found: FoundSymptoms,
  { clock, emit }: Pick<Context, 'clock' | 'emit'>,
): EarlierVerdicts | null {
  const since = interrupted.startedAt;
  // Who was guilty of a failure that is gone does not matter any more.
  const recalled = found.works
    ? 'symptoms-changed'
    : usableVerdicts(interrupted, {
        now: clock.now(),
        isolated: way.control.kind === 'isolated',
        runsHooks: !runsNoHook(way.control.kind),
        plugins,
        symptoms: journaledSymptoms(found),
      });
  if (typeof recalled === 'string') {
    emit({ type: 'note', note: { type: 'not-resumed', since, why: recalled } });
    return null;
  }
  const probes = recalled.probed.length;
  if (probes > 0) emit({ type: 'note', note: { type: 'resumed-from', since, probes } });
  return recalled;
}

/** From a kind of switch to a way that is ready and agreed to: the person may choose another one. */

/**
 * Prepares a way of this kind and asks whether to go, as often as the person wants another one.
 * Rejects with an AbortError where the person stops; what was begun on the site is taken back then.
 */
export async function agreeOnSwitch(
  kind: SwitchKind,
  context: SearchServices,
  input: SearchInput,
  noWays: readonly UnavailableSwitch[],
): Promise<Agreed | UnavailableSwitch> {
  const { found, connected } = input;
  const { home } = connected.address;
  const closed = [...noWays];
  let way = await prepareOne(kind, context, input);
  for (;;) {
    if ('code' in way) return way;
    const ready = way;
    const others = otherKinds(ready, input).filter((other) =>
      closed.every((noWay) => noWay.switch !== other || isDeclined(noWay)),
    );
    const agreed = await orCleanedUp(ready, home, context.emit, () =>
      agreeOn(ready, { others, closed: [...closed] }, found, context, connected),
    );
    if (!('to' in agreed)) return agreed;

    await cleanUp(ready, home, context.emit);
    const other = await prepareOne(agreed.to, context, input).catch(
      (error: unknown): UnavailableSwitch => {
        if (!isProblem(error)) throw error;
        context.ask.tell(error);
        return { switch: agreed.to, code: error.code };
      },
    );
    if ('code' in other) {
      // It was worth a try: the person is asked again about the way that does work.
      context.emit({ type: 'note', note: skipped(other) });
      closed.push(other);
    }
    way = 'code' in other ? await prepareOne(ready.control.kind, context, input) : other;
  }
}

/** A no to installing or activating Health Check can be taken back: choosing the way asks again. */
function isDeclined({ code }: UnavailableSwitch): boolean {
  return code === 'health-check-missing' || code === 'health-check-inactive';
}

/** Prepares a way; one whose session a person cannot see is none where a person judges. */
export async function prepareOne(
  kind: SwitchKind,
  context: SwitchServices,
  { real, found, connected, folder }: SearchInput,
): Promise<PreparedSwitch | UnavailableSwitch> {
  if (kind === 'isolated' && isByHand(found.symptoms)) return { switch: kind, code: 'by-hand' };
  return prepare(kind, real, found, context, connected, folder);
}

/** Switches that may be usable as well, gentlest first; whether `isolated` is, shows when it is tried. */
function otherKinds(
  { control }: PreparedSwitch,
  { real, found, connected }: SearchInput,
): readonly SwitchKind[] {
  const seen = !isByHand(found.symptoms) && connected.access.session !== undefined;
  const all: readonly SwitchKind[] = [
    ...(seen ? (['isolated'] as const) : []),
    ...real.usable.map(({ kind }) => kind),
  ];
  return all.filter((kind) => kind !== control.kind);
}

/** Which switch: the kinds to try, gentlest first, and each of them made ready. */

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
async function prepare(
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
