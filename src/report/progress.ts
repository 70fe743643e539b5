/** Events as lines for stderr: what is tried, how many suspects are left, how much is to come. */

import type { Language } from '../language/language.ts';
import type { Emit, RunEvent } from '../model/events.ts';
import type { Finding } from '../model/findings.ts';
import { reduce } from '../model/reduce.ts';
import type { SignInIdentity, Symptom } from '../model/report.ts';
import { BEFORE, type RunState } from '../model/run-state.ts';
import { approvalLines } from './approval-page.ts';
import {
  answerLine,
  clean,
  createPaint,
  isSeenFailing,
  moment,
  type Paint,
  safeUrl,
  switchName,
  symptomTitle,
} from './format.ts';
import { missingSteps, notAsItWas } from './next-steps.ts';
import { explainNote, isUrgent } from './notes.ts';
import { namesOf, probeLine } from './probe-lines.ts';
import { explain } from './problems/index.ts';
import { verboseLines } from './progress-verbose.ts';
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
      paint.bad(notAsItWas(t, event.difference)),
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
      return checkedLines(event.finding, paint);
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
            'The list of plugins cannot be read (try %(attempt)s of %(attempts)s). Trying again in %(duration)s ...',
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
    case 'interrupted-run-found':
    case 'survey-answer':
    case 'symptoms-ordered':
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

function signedIn(t: Language, credential: SignInIdentity, user: string): string {
  return credential === 'session'
    ? t.__('Signed in as %(user)s with the account password.', { user })
    : t.__('Signed in as %(user)s with the application password.', { user });
}

function refused(t: Language, credential: SignInIdentity, fact: string): string {
  return credential === 'session'
    ? `${t.__('Signing in with the account password did not work.')} ${fact}`
    : `${t.__('Signing in with the application password did not work.')} ${fact}`;
}

/** A cause, and whose answer it is: what is found before any plugin is switched. */
function checkedLines({ result, evidence, facts }: Finding, paint: Paint): string[] {
  if (result === 'cause') return [paint.bold(evidence)];
  const named = facts?.kind === 'fingerprint' && 'likeness' in facts && facts.likeness === 'named';
  return named ? [evidence] : [];
}
