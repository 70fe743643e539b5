/** Events as lines for stderr: what is tried, how many suspects are left, how much is to come. */

import type { Emit, RunEvent } from '../model/events.ts';
import { reduce } from '../model/reduce.ts';
import type { Symptom } from '../model/report.ts';
import { BEFORE, type ProbeView, type RunState } from '../model/run-state.ts';
import { approvalLines } from './approval-page.ts';
import {
  answerLine,
  clean,
  count,
  createPaint,
  list,
  moment,
  type Paint,
  requestLine,
  roughly,
  safeUrl,
  switchName,
  symptomTitle,
} from './format.ts';
import { missingSteps } from './next-steps.ts';
import { explainNote, isUrgent } from './notes.ts';
import { explain } from './problems/index.ts';
import { TRACING, tracedLines } from './trace.ts';
import { WHY_WAIT } from './truth.ts';

/** What the lines depend on. */
export type ProgressOptions = {
  readonly verbosity: 'quiet' | 'normal' | 'verbose';
  readonly color: boolean;
};

/**
 * Receives events and writes lines, each ending in a line feed; never an erase code. Quiet keeps
 * only what must not be missed: a site that was not restored.
 */
export function createProgress(write: (line: string) => void, options: ProgressOptions): Emit {
  const paint = createPaint(options.color);
  let state: RunState = BEFORE;
  return (event) => {
    const before = state;
    state = reduce(state, event);
    for (const line of progressLines(event, before, state, options.verbosity, paint)) {
      write(`${line}\n`);
    }
  };
}

/** The lines of one event, none for most in the quiet mode. */
export function progressLines(
  event: RunEvent,
  before: RunState,
  after: RunState,
  verbosity: ProgressOptions['verbosity'],
  paint: Paint,
): readonly string[] {
  if (event.type === 'not-restored') {
    return [
      paint.bad('The site is NOT as it was.'),
      ...missingSteps(event.difference, after.site ?? '', namesOf(after)).map(
        (step) => `  ${step}`,
      ),
      `  The journal is kept: ${clean(event.journal)}`,
    ];
  }
  if (verbosity === 'quiet') return [];
  const lines = normalLines(event, before, after, paint);
  return verbosity === 'verbose' ? [...lines, ...verboseLines(event, after, paint)] : lines;
}

function normalLines(
  event: Exclude<RunEvent, { type: 'not-restored' }>,
  before: RunState,
  after: RunState,
  paint: Paint,
): readonly string[] {
  const name = namesOf(after);
  switch (event.type) {
    case 'connecting':
      return [`Looking for WordPress at ${clean(event.site)} ...`];
    case 'address-found':
      return [`Found it: ${safeUrl(event.site)}`];
    case 'access-proven':
      return [`Signed in as ${clean(event.user, 60)} (${credentialName(event.credential)}).`];
    case 'access-refused': {
      const { fact } = explain(event.problem);
      return [paint.warn(`No way in with the ${credentialName(event.credential)}: ${fact}`)];
    }
    case 'wp-cli-proven':
      return [`WP-CLI reaches this site (${clean(event.program, 60)}).`];
    case 'approval-asked':
      return approvalLines(event.wait);
    case 'surveying':
      return before.phase === 'surveying' ? [] : ['Looking for requests that fail ...'];
    case 'symptoms-found':
      return symptomLines(after, paint);
    case 'diagnosing':
      return ['Looking at everything that is no plugin ...'];
    case 'checked':
      return event.finding.result === 'cause' ? [paint.bold(event.finding.evidence)] : [];
    case 'paused':
      return ['Paused: every plugin is on.'];
    case 'resumed':
      return ['Going on.'];
    case 'undone':
      return [`Taken back: probe ${event.probe}.`];
    case 'planned':
      return [
        `${count(event.suspects.length, 'suspect')}${event.pinned.length === 0 ? '' : `, ${count(event.pinned.length, 'plugin')} left alone`}. Switch: ${switchName(event.switch)}.`,
        `About ${count(event.probes.likely, 'probe')} to go (at most ${event.probes.high}), ${roughly(event.seconds.likely)}.`,
      ];
    case 'restoring-leftover':
      return [`Restoring what the run of ${moment(event.since)} left ...`];
    case 'probe-finished': {
      const probe = after.history.at(-1);
      return probe?.probe === event.probe ? [probeLine(probe, after, paint)] : [];
    }
    case 'culprit-confirmed':
      return [
        paint.bold(
          `Confirmed: ${list(event.culprit.plugins.map(({ plugin, name: own }) => clean(own, 80) || clean(plugin, 120)))}`,
        ),
      ];
    case 'waiting':
      return [paint.warn(`${WHY_WAIT[event.why]}: waiting ${roughly(event.seconds)} ...`)];
    case 'preparing':
      return event.helper === null
        ? []
        : [event.installs ? 'Installing Health Check ...' : 'Activating Health Check ...'];
    case 'tracing':
      return event.step === 'stays' ? [] : [TRACING[event.step]];
    case 'traced':
      return event.symptoms.flatMap((symptom) =>
        tracedLines(symptom).map((line) => paint.bold(line)),
      );
    case 'unreachable':
      return [
        paint.warn(
          `The site does not answer (try ${event.attempt} of ${event.attempts}): trying again in ${roughly(event.nextSeconds)} ...`,
        ),
      ];
    case 'restoring':
      return ['Restoring the site ...'];
    case 'restored':
      return [
        event.died
          ? `Restored, all but ${list(event.died.map(name))}, which WordPress refuses to activate; read back from the site.`
          : 'Restored: the same plugins are active as before, read back from the site.',
      ];
    case 'note':
      return isUrgent(event.note)
        ? [paint.warn(`Note: ${explainNote(event.note, name, after.symptoms)}`)]
        : [];
    case 'signing-in':
    case 'survey-answer':
    case 'taken-back':
    case 'keeping-off':
    case 'plugins-listed':
    case 'probe-started':
    case 'toggled':
    case 'finished':
      return [];
  }
}

function verboseLines(event: RunEvent, state: RunState, paint: Paint): readonly string[] {
  const name = namesOf(state);
  switch (event.type) {
    case 'address-found':
      return [paint.dim(`  REST API: ${safeUrl(event.restRoot)}`)];
    case 'survey-answer':
      return [
        paint.dim(`  ${requestLine(event.request)}: ${answerLine(event.observation.observed)}`),
      ];
    case 'plugins-listed': {
      const active = event.plugins.filter(({ status }) => status !== 'inactive');
      return [paint.dim(`  ${count(active.length, 'active plugin')} of ${event.plugins.length}`)];
    }
    case 'probe-started':
      return [paint.dim(`  probe ${event.probe}: ${setLine(event, state)} ...`)];
    case 'toggled':
      return [paint.dim(`  ${name(event.plugin)}: ${event.now === 'active' ? 'on' : 'off'}`)];
    case 'probe-finished':
      return event.observations.map((observation, index) => {
        const request = state.symptoms[index]?.request;
        const what = request === undefined ? `symptom ${index + 1}` : requestLine(request);
        const why = observation.reason === undefined ? '' : ` (${observation.reason})`;
        return paint.dim(
          `  ${what}: ${answerLine(observation.observed)}, ${observation.verdict}${why}`,
        );
      });
    case 'note':
      return isUrgent(event.note)
        ? []
        : [paint.dim(`  note: ${explainNote(event.note, name, state.symptoms)}`)];
    default:
      return [];
  }
}

function symptomLines(state: RunState, paint: Paint): readonly string[] {
  if (state.symptoms.length === 0) return ['No request fails.'];
  return state.symptoms.map((symptom) => `${paint.bad('Fails:')} ${failingLine(symptom)}`);
}

/** Nothing was sent that could have answered where a person judges. */
function failingLine(symptom: Symptom): string {
  const title = symptomTitle(symptom);
  return symptom.described === undefined ? `${title} (${answerLine(symptom.observed)})` : title;
}

/** `  3  4 plugins off    passes   6 suspects left, about 5 probes to go`. */
function probeLine(probe: ProbeView, state: RunState, paint: Paint): string {
  const verdict = { fails: paint.bad, passes: paint.good, unresolved: paint.warn };
  const said = probe.verdict ?? 'unresolved';
  const left = Math.max(0, probe.probesToGo - 1);
  const toGo = left === 0 ? '' : `, about ${count(left, 'probe')} to go`;
  return `${String(probe.probe).padStart(4)}  ${setLine(probe, state)}: ${verdict[said](said)} (${count(probe.suspectsLeft, 'suspect')}${toGo})`;
}

/** What is tried, in a few words. */
export function setLine(
  { purpose, active, off }: Pick<ProbeView, 'purpose' | 'active' | 'off'>,
  state: RunState,
): string {
  const name = namesOf(state);
  const pinned = new Set(
    state.plugins.filter(({ standing }) => standing === 'pinned').map(({ plugin }) => plugin),
  );
  const named = (plugins: readonly string[]) =>
    plugins.length <= 2 ? list(plugins.map(name)) : count(plugins.length, 'plugin');
  const suspectsOn = active.filter((plugin) => !pinned.has(plugin));
  switch (purpose) {
    case 'all-on':
      return 'everything on';
    case 'again':
      return 'once more, everything on';
    case 'all-off':
      return 'every suspect off';
    case 'without':
      return `everything but ${named(off)} on`;
    case 'alone':
      return `only ${named(suspectsOn)} on`;
    case 'repeat':
      return off.length === 0 ? 'once more, everything on' : `once more, ${named(off)} off`;
    case 'narrow':
    case 'cure':
      return off.length === 0 ? 'everything on' : `${named(off)} off`;
  }
}

/** Names by id, from the state's list. */
function namesOf(state: RunState): (plugin: string) => string {
  const names = new Map(state.plugins.map(({ plugin, name }) => [plugin, clean(name, 80)]));
  return (plugin) => names.get(plugin) || clean(plugin, 120);
}

function credentialName(credential: 'application-password' | 'session'): string {
  return credential === 'session' ? 'password of the account' : 'application password';
}
