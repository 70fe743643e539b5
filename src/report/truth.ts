/** The truth line: what is true of the site right now, in one or two short sentences. */

import { type Language, msg } from '../language/language.ts';
import { slugOf } from '../model/plugin-ids.ts';
import type { PluginId, Unread } from '../model/report.ts';
import { type Helper, isUntouched, type Truth } from '../model/truth.ts';
import { clean, restoreCommandFor } from './format.ts';
import { TRACING } from './trace.ts';

/** A sentence, and how loud it is. */
export type TruthWords = {
  readonly text: string;
  readonly tone: 'good' | 'plain' | 'warn' | 'bad';
};

/** What the line depends on besides the truth. */
export type TruthMoment = {
  /** Now, in ms; null where nothing may change by itself (a screen reader). */
  readonly now: number | null;
  /** How long one request may take, in seconds; null where it is not known. */
  readonly timeout: number | null;
  /** The site as typed, before its address is known. */
  readonly site: string | null;
};

/** A site that is silent for this long is worth a word, in seconds. */
const QUIET = 4;
/** Up to this many plugins are named; more are counted. */
const NAMED = 2;

/** The line at the bottom of every screen, and the last one of every exit. */
export function truthWords(t: Language, truth: Truth, moment: TruthMoment): TruthWords {
  if (truth.restored === false) return { text: notRestored(t, truth, moment), tone: 'bad' };
  if (isUntouched(truth)) {
    return truth.interrupted
      ? { text: t.__('An earlier run may have left plugins off.'), tone: 'warn' }
      : { text: untouched(t, truth), tone: 'plain' };
  }
  if (truth.wait?.why === 'unreachable') {
    return { text: unreachable(t, truth, truth.wait, moment), tone: 'bad' };
  }
  if (truth.restoring !== null) {
    const text = [restoring(t, truth), pause(t, truth, moment)].filter(Boolean).join(' ');
    return { text, tone: 'warn' };
  }
  if (truth.restored === true) return { text: restored(t, truth), tone: 'good' };
  const text = [whatIsOff(t, truth, moment), helperWords(t, truth), waiting(t, truth, moment)];
  return {
    text: text.filter(Boolean).join(' '),
    tone: offByUs(truth).length > 0 ? 'warn' : 'plain',
  };
}

function untouched(t: Language, { baseline }: Truth): string {
  return baseline.length === 0
    ? t.__('Nothing has been changed on your site.')
    : t._n(
        'Nothing has been changed on your site: %(count)s plugin is active.',
        'Nothing has been changed on your site: %(count)s plugins are active.',
        baseline.length,
      );
}

function notRestored(t: Language, truth: Truth, { site }: TruthMoment): string {
  const { unread } = truth;
  const restore = { command: command(truth, site) };
  const state =
    unread === null
      ? `${t.__('YOUR SITE IS NOT RESTORED.')} ${whatStays(t, truth)}`
      : notReadBack(t, unread);
  const remedy =
    unread === 'none-off'
      ? t.__('Try again: %(command)s', restore)
      : t.__('Put it back: %(command)s', restore);
  return `${state} ${remedy}`;
}

/** That the list could not be read in the end; whether the journal knows of plugins that may be off. */
export function notReadBack(t: Language, unread: Unread): string {
  return unread === 'none-off'
    ? t.__('YOUR SITE WAS NOT READ BACK.')
    : t.__('YOUR SITE WAS NOT READ BACK. Some plugins may be off.');
}

function whatStays(t: Language, truth: Truth): string {
  const { off, helper } = truth;
  if (off.length > 0) {
    return t._n('%(count)s plugin is still off.', '%(count)s plugins are still off.', off.length);
  }
  return helper?.now === 'stays'
    ? t.__('%(plugin)s is still on the site.', { plugin: nameOf(truth, helper.plugin) })
    : t.__('An earlier run may have left plugins off.');
}

type Unreachable = Extract<Truth['wait'], { why: 'unreachable' }>;

function unreachable(
  t: Language,
  truth: Truth,
  { attempt, attempts, nextSeconds }: Unreachable,
  { site, now }: TruthMoment,
): string {
  const off = offByUs(truth).length;
  const left = leftOf(nextSeconds, truth, now);
  const text = [
    left === 0
      ? t.__(
          'The list of plugins cannot be read: try %(attempt)s of %(attempts)s failed, the next one is under way.',
          { attempt, attempts },
        )
      : // translators: %(next)s is a duration: "8 s"
        t.__(
          'The list of plugins cannot be read: try %(attempt)s of %(attempts)s failed, the next one is in %(next)s.',
          { attempt, attempts, next: t.duration(left) },
        ),
    off === 0
      ? ''
      : t._n('%(count)s plugin is still off.', '%(count)s plugins are still off.', off),
    t.__('If you close this, finish it with: %(command)s', { command: command(truth, site) }),
  ];
  return text.filter(Boolean).join(' ');
}

function restoring(t: Language, { restoring: state, off, helper }: Truth): string {
  const { back, of } = state ?? { back: 0, of: 0 };
  if (of === 0 && back > 0) return t.__('Turning plugins back on: %(back)s so far.', { back });
  if (off.length > 0) return t.__('Turning plugins back on: %(back)s of %(of)s.', { back, of });
  return helper === null
    ? t.__('Reading back that everything is as it was ...')
    : t.__('Every plugin is on. Switching Health Check off again and reading back ...');
}

function restored(t: Language, truth: Truth): string {
  const { baseline, leftOff } = truth;
  if (leftOff.length > 0) {
    return t.__('Off, as you asked: %(plugins)s. Everything else is active.', {
      plugins: namesOf(t, truth, leftOff),
    });
  }
  return baseline.length === 0
    ? t.__('Your site is as it was, read back from it.')
    : t._n(
        'Your site is as it was: %(active)s of %(count)s plugin active, read back from it.',
        'Your site is as it was: %(active)s of %(count)s plugins active, read back from it.',
        baseline.length,
        { active: t.number(baseline.length) },
      );
}

function whatIsOff(t: Language, truth: Truth, moment: TruthMoment): string {
  const { hidden, leftOff, interrupted } = truth;
  const ours = offByUs(truth);
  if (ours.length > 0) return offForEveryone(t, truth, ours, moment);
  if (hidden.length > 0) {
    return t._n(
      'Visitors notice nothing: %(count)s plugin is off for the requests of this run only.',
      'Visitors notice nothing: %(count)s plugins are off for the requests of this run only.',
      hidden.length,
    );
  }
  if (leftOff.length > 0) {
    return t.__('Switching off, as you asked: %(plugins)s.', {
      plugins: namesOf(t, truth, leftOff),
    });
  }
  return interrupted
    ? t.__('An earlier run may have left plugins off.')
    : t.__('Every plugin is on.');
}

function offForEveryone(
  t: Language,
  truth: Truth,
  off: readonly PluginId[],
  { now }: TruthMoment,
): string {
  const seconds = now === null || truth.since === null ? 0 : Math.floor((now - truth.since) / 1000);
  const duration = t.duration(seconds);
  if (off.length <= NAMED) {
    const plugins = namesOf(t, truth, off);
    return seconds < 1
      ? t.__('Off for everyone: %(plugins)s.', { plugins })
      : t.__('Off for everyone for %(duration)s now: %(plugins)s.', { duration, plugins });
  }
  return seconds < 1
    ? t._n(
        'Off for everyone: %(count)s plugin.',
        'Off for everyone: %(count)s plugins.',
        off.length,
      )
    : t._n(
        'Off for everyone for %(duration)s now: %(count)s plugin.',
        'Off for everyone for %(duration)s now: %(count)s plugins.',
        off.length,
        { duration },
      );
}

function helperWords(t: Language, { helper, session }: Truth): string {
  if (helper?.what === 'tracer') return tracerWords(t, helper.now);
  if (helper?.now === 'coming') return t.__('Switching Health Check on ...');
  if (helper?.now === 'on') return t.__('Health Check is on until the end.');
  return session ? t.__('Health Check runs a session until the end.') : '';
}

function tracerWords(t: Language, now: Helper['now']): string {
  switch (now) {
    case 'coming':
      return t.__(TRACING.uploading);
    case 'on':
      return t.__('The tracer is on the site until it has answered.');
    case 'leaving':
      return t.__(TRACING.removing);
    case 'stays':
      return '';
  }
}

/** Why the run waits of itself, and for how long; nothing where it does not. */
function pause(t: Language, truth: Truth, { now }: TruthMoment): string {
  const { wait } = truth;
  if (wait === null || wait.why === 'unreachable') return '';
  // What is waited for is over once nothing is left of it: a person may be asked by now.
  const left = leftOf(wait.seconds, truth, now);
  if (left === 0) return '';
  const goesOn = t.__('The run goes on in %(duration)s.', { duration: t.duration(left) });
  return `${t.__(WHY_WAIT[wait.why])} ${goesOn}`;
}

/** How many of these seconds are left, counted from the event that told them. */
function leftOf(seconds: number, { heard }: Truth, now: number | null): number {
  const passed = now === null || heard === null ? 0 : Math.floor((now - heard) / 1000);
  return Math.max(0, Math.ceil(seconds) - Math.max(0, passed));
}

function waiting(t: Language, truth: Truth, moment: TruthMoment): string {
  const { now, timeout } = moment;
  const { heard, probing } = truth;
  const paused = pause(t, truth, moment);
  if (paused !== '') return paused;
  if (now === null || heard === null || probing.length === 0) return '';
  const silent = Math.floor((now - heard) / 1000);
  if (silent < QUIET) return '';
  const duration = t.duration(silent);
  // A request that was sent again may take longer than one may.
  return timeout === null || silent >= timeout
    ? t.__('Waiting for the site: %(duration)s.', { duration })
    : t.__('Waiting for the site: %(duration)s (gives up after %(timeout)s).', {
        duration,
        timeout: t.duration(timeout),
      });
}

function offByUs({ off, leftOff }: Truth): readonly PluginId[] {
  return off.filter((plugin) => !leftOff.includes(plugin));
}

function command({ site }: Truth, typed: string | null): string {
  return restoreCommandFor(site ?? typed ?? 'SITE');
}

function namesOf(t: Language, truth: Truth, plugins: readonly PluginId[]): string {
  return t.list(plugins.map((plugin) => nameOf(truth, plugin)));
}

function nameOf({ names }: Truth, plugin: PluginId): string {
  return clean(names.get(plugin) ?? '', 60) || clean(slugOf(plugin), 80);
}

/** Why the run waits, in a sentence. */
export const WHY_WAIT = {
  'rate-limited': msg('The site asks for fewer requests (429).'),
  'site-suffers': msg('The site is slow.'),
  'site-lags': msg('A server or a cache of the site may notice changes late.'),
  'comes-and-goes': msg('The failure may come and go.'),
  'may-land': msg('What the site was asked to install may still arrive.'),
} as const;
