/** Events as lines for stderr: what is tried, how many suspects are left, how much is to come. */

import type { Language } from '../language/language.ts';
import type { Emit, RunEvent } from '../model/events.ts';
import { reduce } from '../model/reduce.ts';
import type { Symptom, Verdict } from '../model/report.ts';
import { BEFORE, type ProbeView, type RunState } from '../model/run-state.ts';
import { approvalLines } from './approval-page.ts';
import {
  answerLine,
  clean,
  createPaint,
  isSeenFailing,
  moment,
  type Paint,
  requestLine,
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
export function createProgress(
  t: Language,
  write: (line: string) => void,
  options: ProgressOptions,
): Emit {
  const paint = createPaint(options.color);
  let state: RunState = BEFORE;
  return (event) => {
    const before = state;
    state = reduce(state, event);
    for (const line of progressLines(t, event, before, state, options.verbosity, paint)) {
      write(`${line}\n`);
    }
  };
}

/** The lines of one event, none for most in the quiet mode. */
export function progressLines(
  t: Language,
  event: RunEvent,
  before: RunState,
  after: RunState,
  verbosity: ProgressOptions['verbosity'],
  paint: Paint,
): readonly string[] {
  if (event.type === 'not-restored') {
    const steps = missingSteps(t, event.difference, after.site ?? '', namesOf(after));
    return [
      paint.bad(t.__('The site is NOT as it was.')),
      ...steps.map((step) => `  ${step}`),
      `  ${t.__('The journal is kept: %(path)s', { path: clean(event.journal) })}`,
    ];
  }
  if (verbosity === 'quiet') return [];
  const lines = normalLines(t, event, before, after, paint);
  return verbosity === 'verbose' ? [...lines, ...verboseLines(t, event, after, paint)] : lines;
}

function normalLines(
  t: Language,
  event: Exclude<RunEvent, { type: 'not-restored' }>,
  before: RunState,
  after: RunState,
  paint: Paint,
): readonly string[] {
  const name = namesOf(after);
  switch (event.type) {
    case 'connecting':
      return [t.__('Looking for WordPress at %(site)s ...', { site: clean(event.site) })];
    case 'address-found':
      return [t.__('Found WordPress: %(site)s', { site: safeUrl(event.site) })];
    case 'access-proven':
      return [signedIn(t, event.credential, clean(event.user, 60))];
    case 'access-refused':
      return [paint.warn(refused(t, event.credential, explain(t, event.problem).fact))];
    case 'wp-cli-proven':
      // translators: %(program)s is the command that runs WP-CLI.
      return [
        t.__('WP-CLI reaches this site (%(program)s).', { program: clean(event.program, 60) }),
      ];
    case 'approval-asked':
      return approvalLines(t, event.wait);
    case 'surveying':
      return before.phase === 'surveying' ? [] : [t.__('Looking for requests that fail ...')];
    case 'symptoms-found':
      return symptomLines(t, after, paint);
    case 'diagnosing':
      return [t.__('Checking everything except plugins ...')];
    case 'checked':
      return event.finding.result === 'cause' ? [paint.bold(event.finding.evidence)] : [];
    case 'paused':
      return [t.__('Paused: every plugin is on.')];
    case 'resumed':
      return [t.__('Continuing.')];
    case 'undone':
      return [t.__('Test %(number)s is undone.', { number: event.probe })];
    case 'planned':
      return planLines(t, event);
    case 'restoring-leftover':
      return [t.__('Restoring what the run of %(time)s left ...', { time: moment(event.since) })];
    case 'probe-finished': {
      const probe = after.history.at(-1);
      return probe?.probe === event.probe ? [probeLine(t, probe, after, paint)] : [];
    }
    case 'culprit-confirmed': {
      const names = event.culprit.plugins.map(
        ({ plugin, name: own }) => clean(own, 80) || clean(plugin, 120),
      );
      return [paint.bold(t.__('Confirmed: %(plugins)s', { plugins: t.list(names) }))];
    }
    case 'waiting':
      return [
        paint.warn(
          `${t.__(WHY_WAIT[event.why])} ${t.__('Waiting %(time)s ...', { time: t.roughly(event.seconds) })}`,
        ),
      ];
    case 'preparing':
      if (event.helper === null) return [];
      return [
        event.installs ? t.__('Installing Health Check ...') : t.__('Activating Health Check ...'),
      ];
    case 'tracing':
      return event.step === 'stays' ? [] : [t.__(TRACING[event.step])];
    case 'traced':
      return event.symptoms.flatMap((symptom) =>
        tracedLines(t, symptom).map((line) => paint.bold(line)),
      );
    case 'unreachable':
      return [
        paint.warn(
          t.__(
            'The site does not answer (try %(attempt)s of %(attempts)s). Trying again in %(duration)s ...',
            {
              attempt: event.attempt,
              attempts: event.attempts,
              duration: t.roughly(event.nextSeconds),
            },
          ),
        ),
      ];
    case 'restoring':
      return [t.__('Restoring the site ...')];
    case 'restored':
      return [restoredLine(t, (event.died ?? []).map(name))];
    case 'note': {
      if (!isUrgent(event.note)) return [];
      const text = explainNote(t, event.note, name, after.symptoms);
      return [paint.warn(`${t.__('Note:')} ${text}`)];
    }
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

function restoredLine(t: Language, died: readonly string[]): string {
  return died.length === 0
    ? t.__('Restored: the same plugins are active as before, read back from the site.')
    : t._n(
        'Restored, read back from the site. WordPress refuses to activate %(plugins)s, so it stays off.',
        'Restored, read back from the site. WordPress refuses to activate %(plugins)s, so they stay off.',
        died.length,
        { plugins: t.list(died) },
      );
}

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

function planLines(t: Language, event: EventOf<'planned'>): readonly string[] {
  const { suspects, pinned, probes, seconds } = event;
  return [
    [
      t._n('%(count)s suspect.', '%(count)s suspects.', suspects.length),
      ...(pinned.length === 0
        ? []
        : [
            t._n(
              '%(count)s plugin stays as it is.',
              '%(count)s plugins stay as they are.',
              pinned.length,
            ),
          ]),
      t.__('Switch: %(switch)s.', { switch: switchName(t, event.switch) }),
    ].join(' '),
    t._n(
      'About %(count)s test to go (at most %(most)s), %(duration)s.',
      'About %(count)s tests to go (at most %(most)s), %(duration)s.',
      probes.likely,
      { most: t.number(probes.high), duration: t.roughly(seconds.likely) },
    ),
  ];
}

function verboseLines(
  t: Language,
  event: RunEvent,
  state: RunState,
  paint: Paint,
): readonly string[] {
  const name = namesOf(state);
  switch (event.type) {
    case 'address-found':
      return [
        paint.dim(`  ${t.__('REST API: %(address)s', { address: safeUrl(event.restRoot) })}`),
      ];
    case 'survey-answer': {
      const answer = answerLine(t, event.observation.observed);
      return [paint.dim(`  ${requestLine(t, event.request)}: ${answer}`)];
    }
    case 'plugins-listed': {
      const active = event.plugins.filter(({ status }) => status !== 'inactive');
      const text = t._n(
        '%(count)s active plugin (%(all)s installed)',
        '%(count)s active plugins (%(all)s installed)',
        active.length,
        { all: t.number(event.plugins.length) },
      );
      return [paint.dim(`  ${text}`)];
    }
    case 'probe-started': {
      const test = t.__('test %(number)s:', { number: event.probe });
      return [paint.dim(`  ${test} ${setLine(t, event, state)} ...`)];
    }
    case 'toggled': {
      const now = event.now === 'active' ? t._x('on', 'a plugin') : t._x('off', 'a plugin');
      return [paint.dim(`  ${name(event.plugin)}: ${now}`)];
    }
    case 'probe-finished':
      return event.observations.map((observation, index) => {
        const request = state.symptoms[index]?.request;
        const what =
          request === undefined
            ? t.__('request %(number)s', { number: index + 1 })
            : requestLine(t, request);
        const why = observation.reason === undefined ? '' : ` (${observation.reason})`;
        const said = `${answerLine(t, observation.observed)}, ${verdictWord(t, observation.verdict)}`;
        return paint.dim(`  ${what}: ${said}${why}`);
      });
    case 'note': {
      if (isUrgent(event.note)) return [];
      const text = explainNote(t, event.note, name, state.symptoms);
      return [paint.dim(`  ${t.__('Note:')} ${text}`)];
    }
    default:
      return [];
  }
}

function symptomLines(t: Language, state: RunState, paint: Paint): readonly string[] {
  if (state.symptoms.length === 0) return [t.__('Nothing to search for.')];
  return state.symptoms.map((symptom) =>
    isSeenFailing(symptom)
      ? `${paint.bad(t.__('Fails:'))} ${failingLine(t, symptom)}`
      : `${t.__('Works just now:')} ${failingLine(t, symptom)}`,
  );
}

/** Nothing was sent that could have answered where a person judges. */
function failingLine(t: Language, symptom: Symptom): string {
  const title = symptomTitle(t, symptom);
  if (symptom.described !== undefined) return title;
  return `${title} (${answerLine(t, symptom.observed)})`;
}

/** `  3  4 plugins off: works (6 suspects, about 5 tests to go)`. */
function probeLine(t: Language, probe: ProbeView, state: RunState, paint: Paint): string {
  const painted = { fails: paint.bad, passes: paint.good, unresolved: paint.warn };
  const verdict = probe.verdict ?? 'unresolved';
  const left = Math.max(0, probe.probesToGo - 1);
  const parts = [
    t._n('%(count)s suspect', '%(count)s suspects', probe.suspectsLeft),
    ...(left === 0
      ? []
      : [t._n('about %(count)s test to go', 'about %(count)s tests to go', left)]),
  ].join(', ');
  const said = painted[verdict](verdictWord(t, verdict));
  return `${String(probe.probe).padStart(4)}  ${setLine(t, probe, state)}: ${said} (${parts})`;
}

function verdictWord(t: Language, verdict: Verdict): string {
  switch (verdict) {
    case 'fails':
      return t.__('fails');
    case 'passes':
      return t.__('works');
    case 'unresolved':
      return t.__('unclear');
  }
}

/** What is tried, in a few words. */
export function setLine(
  t: Language,
  { purpose, active, off }: Pick<ProbeView, 'purpose' | 'active' | 'off'>,
  state: RunState,
): string {
  const name = namesOf(state);
  const pinned = new Set(
    state.plugins.filter(({ standing }) => standing === 'pinned').map(({ plugin }) => plugin),
  );
  const named = (plugins: readonly string[]) => ({ plugins: t.list(plugins.map(name)) });
  const isFew = (plugins: readonly string[]) => plugins.length <= 2;
  switch (purpose) {
    case 'all-on':
      return t.__('every plugin on');
    case 'again':
      return t.__('once more, every plugin on');
    case 'all-off':
      return t.__('every suspect off');
    case 'without':
      return isFew(off)
        ? t.__('every plugin on except %(plugins)s', named(off))
        : t._n(
            'every plugin on except %(count)s plugin',
            'every plugin on except %(count)s plugins',
            off.length,
          );
    case 'alone': {
      const suspects = active.filter((plugin) => !pinned.has(plugin));
      return isFew(suspects)
        ? t.__('only %(plugins)s on', named(suspects))
        : t._n('only %(count)s plugin on', 'only %(count)s plugins on', suspects.length);
    }
    case 'repeat':
      return off.length === 0
        ? t.__('once more, every plugin on')
        : isFew(off)
          ? t.__('once more, %(plugins)s off', named(off))
          : t._n('once more, %(count)s plugin off', 'once more, %(count)s plugins off', off.length);
    case 'narrow':
    case 'cure':
      return off.length === 0
        ? t.__('every plugin on')
        : isFew(off)
          ? t.__('%(plugins)s off', named(off))
          : t._n('%(count)s plugin off', '%(count)s plugins off', off.length);
  }
}

/** Names by id, from the state's list. */
function namesOf(state: RunState): (plugin: string) => string {
  const names = new Map(state.plugins.map(({ plugin, name }) => [plugin, clean(name, 80)]));
  return (plugin) => names.get(plugin) || clean(plugin, 120);
}

type Credential = 'application-password' | 'session';

function signedIn(t: Language, credential: Credential, user: string): string {
  return credential === 'session'
    ? t.__('Signed in as %(user)s with the account password.', { user })
    : t.__('Signed in as %(user)s with the application password.', { user });
}

function refused(t: Language, credential: Credential, fact: string): string {
  return credential === 'session'
    ? `${t.__('The account password does not work.')} ${fact}`
    : `${t.__('The application password does not work.')} ${fact}`;
}
