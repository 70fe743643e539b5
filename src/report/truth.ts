/** The truth line: what is true of the site right now, in one or two short sentences. */

import type { PluginId } from '../model/report.ts';
import { type Helper, isUntouched, type Truth } from '../model/truth.ts';
import { clean, count, duration, folderOf, list, urlWord } from './format.ts';
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

/** The line at the bottom of every screen, and the last one of every exit. */
export function truthWords(truth: Truth, moment: TruthMoment): TruthWords {
  if (truth.restored === false) return notRestored(truth, moment);
  if (isUntouched(truth)) return { text: untouched(truth), tone: 'plain' };
  if (truth.wait?.why === 'unreachable') return unreachable(truth, moment);
  if (truth.restoring !== null) return { text: restoring(truth), tone: 'warn' };
  if (truth.restored === true) return { text: restored(truth), tone: 'good' };
  const text = [whatIsOff(truth, moment), helperWords(truth), waiting(truth, moment)];
  return { text: text.filter(Boolean).join(' '), tone: offByUs(truth) > 0 ? 'warn' : 'plain' };
}

function untouched({ baseline }: Truth): string {
  return baseline.length === 0
    ? 'Nothing has been changed on your site.'
    : `Nothing has been changed on your site: ${count(baseline.length, 'plugin')} active.`;
}

function notRestored(truth: Truth, { site }: TruthMoment): TruthWords {
  const { off, helper } = truth;
  const still =
    off.length > 0
      ? `${count(off.length, 'plugin')} ${off.length === 1 ? 'is' : 'are'} still off.`
      : helper?.now === 'stays'
        ? `${nameOf(truth, helper.plugin)} is still on the site.`
        : 'An earlier run may have left plugins off.';
  return {
    text: `YOUR SITE IS NOT RESTORED: ${still} Put it back: ${command(truth, site)}`,
    tone: 'bad',
  };
}

function unreachable(truth: Truth, { site }: TruthMoment): TruthWords {
  const { wait } = truth;
  if (wait?.why !== 'unreachable') return { text: '', tone: 'bad' };
  const off = offByUs(truth);
  const still = off === 0 ? '' : ` Still off: ${count(off, 'plugin')}.`;
  return {
    text: `The site does not answer: try ${wait.attempt} of ${wait.attempts} failed, next in ${duration(wait.nextSeconds)}.${still} If you close this, finish it with: ${command(truth, site)}`,
    tone: 'bad',
  };
}

function restoring({ restoring: state, off, helper }: Truth): string {
  const { back, of } = state ?? { back: 0, of: 0 };
  if (of === 0 && back > 0) return `Turning plugins back on: ${back} so far.`;
  if (off.length > 0) return `Turning plugins back on: ${back} of ${of}.`;
  return helper === null
    ? 'Reading back that everything is as it was ...'
    : 'Every plugin is on. Switching Health Check off again and reading back ...';
}

function restored(truth: Truth): string {
  const { baseline, leftOff } = truth;
  if (leftOff.length > 0) {
    const names = list(leftOff.map((plugin) => nameOf(truth, plugin)));
    return `Off, as you asked: ${names}. Everything else is active.`;
  }
  return baseline.length === 0
    ? 'Your site is as it was, read back from it.'
    : `Your site is as it was: ${baseline.length} of ${count(baseline.length, 'plugin')} active, read back from it.`;
}

function whatIsOff(truth: Truth, { now }: TruthMoment): string {
  const { off, hidden, leftOff, since } = truth;
  const ours = off.filter((plugin) => !leftOff.includes(plugin));
  if (ours.length > 0) {
    const names = ours.length <= 2 ? ` (${list(ours.map((plugin) => nameOf(truth, plugin)))})` : '';
    const seconds = now === null || since === null ? 0 : Math.floor((now - since) / 1000);
    const time = seconds < 1 ? '' : ` for ${duration(seconds)} now`;
    return `Off for everyone${time}: ${count(ours.length, 'plugin')}${names}.`;
  }
  if (hidden.length > 0) {
    return `Visitors notice nothing: ${count(hidden.length, 'plugin')} left out for our own requests only.`;
  }
  if (leftOff.length > 0)
    return `Switching off, as you asked: ${list(leftOff.map((plugin) => nameOf(truth, plugin)))}.`;
  if (truth.leftover) return 'An earlier run may have left plugins off.';
  return 'Every plugin is on.';
}

function helperWords({ helper, session }: Truth): string {
  if (helper?.what === 'tracer') return tracerWords(helper.now);
  if (helper?.now === 'coming') return 'Switching Health Check on ...';
  if (helper?.now === 'on') return 'Health Check is on until the end.';
  return session ? 'Health Check runs a session until the end.' : '';
}

function tracerWords(now: Helper['now']): string {
  switch (now) {
    case 'coming':
      return TRACING.uploading;
    case 'on':
      return 'The tracer is on the site until it has answered.';
    case 'leaving':
      return TRACING.removing;
    case 'stays':
      return '';
  }
}

function waiting({ wait, heard, probing }: Truth, { now, timeout }: TruthMoment): string {
  if (wait !== null && wait.why !== 'unreachable') {
    const why = WHY_WAIT[wait.why];
    return `${why}: going on in ${duration(wait.seconds)}.`;
  }
  if (now === null || heard === null || probing.length === 0) return '';
  const silent = Math.floor((now - heard) / 1000);
  if (silent < QUIET) return '';
  const gives = timeout === null ? '' : ` (gives up after ${duration(timeout)})`;
  return `Waiting for the site: ${duration(silent)}${gives}.`;
}

function offByUs({ off, leftOff }: Truth): number {
  return off.filter((plugin) => !leftOff.includes(plugin)).length;
}

function command({ site }: Truth, typed: string | null): string {
  return `wp-bisect ${urlWord(site ?? typed ?? 'SITE')} --restore`;
}

function nameOf({ names }: Truth, plugin: PluginId): string {
  return clean(names.get(plugin) ?? '', 60) || clean(folderOf(plugin), 80);
}

/** Why the run waits. */
export const WHY_WAIT = {
  'rate-limited': 'The site asks for patience (429)',
  'site-suffers': 'The site is slow',
  'site-lags': 'The site notices changes late',
} as const;
