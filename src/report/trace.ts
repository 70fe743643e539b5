/** What a tracer named, in words: the line of code, and what it means where that is no plugin's. */

import { own } from '../model/own-property.ts';
import type { Cause, Symptom } from '../model/report.ts';
import type { Trace, TraceKind } from '../model/trace.ts';
import { clean, requestLine, urlWord } from './format.ts';

/** The code that answered a symptom, beside a label that says so; none where nothing was named. */
export function tracePlaces({ trace }: Pick<Symptom, 'trace'>): readonly string[] {
  return trace ? [place(trace)] : [];
}

/** The code that answered a symptom, as one line; none where nothing was named. */
export function traceLines({ trace }: Pick<Symptom, 'trace'>): readonly string[] {
  return trace ? [`answered by ${place(trace)}`] : [];
}

/** The code that answered a symptom, as a sentence of its own; none where nothing was named. */
export function tracedLines({
  request,
  trace,
}: Pick<Symptom, 'request' | 'trace'>): readonly string[] {
  return trace ? [`${requestLine(request)} is answered by ${place(trace)}.`] : [];
}

/** `wp-content/plugins/acme/guard.php line 88, hook rest_authentication_errors (10), function Acme::deny`. */
function place({ file, line, hook, priority, function: name }: Trace): string {
  const order = priority === null ? '' : ` (${priority})`;
  return [
    `${clean(file, 300)}${line === null ? '' : ` line ${line}`}`,
    ...(hook === null ? [] : [`hook ${clean(hook, 120)}${order}`]),
    ...(name === null ? [] : [`function ${clean(name, 160)}`]),
  ].join(', ');
}

/** What is done with the tracer, while it is done. */
export const TRACING = {
  uploading: 'Uploading the tracer ...',
  asking: 'Asking the tracer which line of code answers ...',
  removing: 'Removing the tracer ...',
  gone: 'No tracer is on the site now, read back from it.',
} as const;

type Meant = Pick<Cause, 'kind' | 'advice'> & { readonly meaning: string };

/** Kinds of code that no switch turns off, and what each is as a cause. */
const ELSEWHERE = {
  'must-use': {
    kind: 'must-use-plugin',
    meaning: 'It is a must-use file: it runs in every state, and no switch can turn it off.',
    advice: 'Look at that line, or ask whoever put the file into wp-content/mu-plugins.',
  },
  theme: {
    kind: 'theme',
    meaning: 'It belongs to the theme.',
    advice: 'Look at that line, or ask the author of the theme.',
  },
  'drop-in': {
    kind: 'drop-in',
    meaning: 'It is a drop-in: WordPress loads it from wp-content before any plugin.',
    advice: 'Look at that line, or ask whoever installed what it belongs to.',
  },
} as const satisfies Partial<Record<TraceKind, Meant>>;

/** The cause that the traces of symptoms name where no plugin is to blame; null where they name none. */
export function causeOfTraces(symptoms: readonly Pick<Symptom, 'trace'>[]): Cause | null {
  for (const { trace } of symptoms) {
    const meant = trace && own<Meant>(ELSEWHERE, trace.kind);
    if (!trace || !meant) continue;
    const { kind, meaning, advice } = meant;
    return { kind, evidence: `WordPress was answered by ${place(trace)}. ${meaning}`, advice };
  }
  return null;
}

/**
 * The cause where no plugin has to be switched: a line of a must-use file, of the theme or of a drop-in
 * answers every symptom. Null wherever anything is less sure.
 */
export function endsSearch(symptoms: readonly Pick<Symptom, 'trace'>[]): Cause | null {
  const kinds = symptoms.map(({ trace }) => (trace?.line != null ? trace.kind : null));
  const isSure = ['must-use', 'theme', 'drop-in'].some((kind) =>
    kinds.every((each) => each === kind),
  );
  return isSure && kinds.length > 0 ? causeOfTraces(symptoms) : null;
}

const REASONS: Readonly<Record<string, string>> = {
  'no-session':
    'uploading the tracer needs the password of the account (WP_BISECT_PASSWORD), or put it there by hand (--tracer)',
  'file-changes-forbidden':
    'the site forbids file changes; --tracer prints a file to put there by hand',
  'file-credentials':
    'the site would ask for FTP credentials; --tracer prints a file to put there by hand',
  'not-allowed': 'this user may not install plugins',
  network: 'on a network of sites plugins are uploaded by the network administrator only',
  'no-upload-form': 'wp-admin shows no form to upload a plugin',
  'upload-refused': 'the site did not take the upload',
  'would-not-start': 'the tracer would not start, and was removed again',
  'before-plugins':
    'this answer is made before WordPress loads plugins: by a drop-in in wp-content, wp-config.php, a cache or the web server',
  'server-error': 'wp-admin did not show the page that it was asked for',
  'redirected-away': 'a plugin leads away from the page that uploads plugins',
  'session-lost': 'WordPress ended the session meanwhile',
  'timed-out': 'the site did not answer in time',
  'connection-failed': 'the connection to the site failed',
  'connection-refused': 'the connection to the site failed',
  'rate-limited': 'the site asks for patience (429)',
  'cached-list': 'a cache answers in the place of wp-admin',
  'journal-unwritable': 'what has to be put back afterwards could not be written to disk',
  silent: 'the tracer did not answer; a cache or another server may have',
};

/** Why nothing was traced, in words; the code itself where no sentence is known. */
export function notTracedReason(code: string, detail: string): string {
  const told = detail === '' ? '' : ` (${clean(detail, 60)})`;
  return `${own(REASONS, code) ?? clean(code, 80)}${told}`;
}

/** What to do with a tracer that was just printed. */
export function tracerGuide(facts: {
  readonly site: string;
  readonly file: string;
  readonly sha256: string;
  readonly expires: Date;
}): readonly string[] {
  const { site, file, sha256, expires } = facts;
  return [
    `Save this as wp-content/mu-plugins/${file} on the site, then run:`,
    `  wp-bisect ${urlWord(site)} --bisect --trace`,
    `It answers to this user of this machine only, until ${expires.toISOString()}. Delete the file afterwards.`,
    `SHA-256 of the printed file: ${sha256}`,
  ];
}
