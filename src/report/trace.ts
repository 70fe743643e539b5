/** What a tracer named, in words: the line of code, and what it means where that is no plugin's. */

import { type Language, msg, said } from '../language/language.ts';
import { own } from '../model/own-property.ts';
import type { Cause, Symptom } from '../model/report.ts';
import type { Trace, TraceKind } from '../model/trace.ts';
import { clean, requestLine, urlWord } from './format.ts';

/** The code that answered a symptom, beside a label that says so; none where nothing was named. */
export function tracePlaces({ trace }: Pick<Symptom, 'trace'>): readonly string[] {
  return trace ? [place(trace)] : [];
}

/** The code that answered a symptom, as one line; none where nothing was named. */
export function traceLines(t: Language, { trace }: Pick<Symptom, 'trace'>): readonly string[] {
  return trace ? [answered(t, trace)] : [];
}

/** The code that answered a symptom, as a sentence of its own; none where nothing was named. */
export function tracedLines(
  t: Language,
  { request, trace }: Pick<Symptom, 'request' | 'trace'>,
): readonly string[] {
  if (!trace) return [];
  const words = { request: requestLine(t, request), place: place(trace) };
  // translators: %(request)s is "GET /wp-json/ anonymously"; %(place)s is a line of code.
  return [t.__('This code answered %(request)s: %(place)s.', words)];
}

function answered(t: Language, trace: Trace): string {
  return t.__('This code answered: %(place)s.', { place: place(trace) });
}

/**
 * `wp-content/plugins/acme/guard.php:88, Acme::deny(), rest_authentication_errors (10)`: file and line, function,
 * hook and priority, as code is written in every language.
 */
function place({ file, line, hook, priority, function: name }: Trace): string {
  return [
    line === null ? clean(file, 300) : `${clean(file, 300)}:${line}`,
    ...(name === null ? [] : [callOf(clean(name, 160))]),
    ...(hook === null ? [] : [hookOf(clean(hook, 120), priority)]),
  ].join(', ');
}

/** A name that says `{closure}` or has its brackets already stays as it is. */
function callOf(name: string): string {
  return /[)}]$/.test(name) ? name : `${name}()`;
}

function hookOf(hook: string, priority: Trace['priority']): string {
  return priority === null ? hook : `${hook} (${priority})`;
}

/** What is done with the tracer, while it is done. */
export const TRACING = {
  uploading: msg('Uploading the tracer ...'),
  asking: msg('Asking the tracer which line of code answers ...'),
  removing: msg('Removing the tracer ...'),
  gone: msg('No tracer is on the site now, read back from it.'),
} as const;

type Meant = Pick<Cause, 'kind' | 'advice'> & { readonly meaning: string };

/** Kinds of code that no switch turns off, and what each is as a cause. */
const ELSEWHERE = {
  'must-use': {
    kind: 'must-use-plugin',
    meaning: msg('It is a must-use plugin: it always runs, and no switch turns it off.'),
    advice: msg(
      'Look at that line, or ask the person who put the file into wp-content/mu-plugins.',
    ),
  },
  theme: {
    kind: 'theme',
    meaning: msg('It belongs to the theme.'),
    advice: msg('Look at that line, or ask the author of the theme.'),
  },
  'drop-in': {
    kind: 'drop-in',
    meaning: msg('It is a drop-in: WordPress loads it from wp-content before any plugin.'),
    advice: msg('Look at that line, or ask the person who installed what it belongs to.'),
  },
} as const satisfies Partial<Record<TraceKind, Meant>>;

/** The cause that the traces of symptoms name where no plugin is to blame; null where they name none. */
export function causeOfTraces(
  t: Language,
  symptoms: readonly Pick<Symptom, 'trace'>[],
): Cause | null {
  for (const { trace } of symptoms) {
    const meant = trace && own<Meant>(ELSEWHERE, trace.kind);
    if (!trace || !meant) continue;
    const { kind, meaning, advice } = meant;
    return said(t, (to) => {
      const evidence = `${answered(to, trace)} ${to.__(meaning)}`;
      const facts = { ...trace, kind: 'traced', whose: trace.kind };
      return { kind, evidence, advice: to.__(advice), facts };
    });
  }
  return null;
}

/**
 * The cause where no plugin has to be switched: a line of a must-use file, of the theme or of a drop-in
 * answers every symptom. Null wherever anything is less sure.
 */
export function endsSearch(t: Language, symptoms: readonly Pick<Symptom, 'trace'>[]): Cause | null {
  const kinds = symptoms.map(({ trace }) => (trace?.line != null ? trace.kind : null));
  const isSure = ['must-use', 'theme', 'drop-in'].some((kind) =>
    kinds.every((each) => each === kind),
  );
  return isSure && kinds.length > 0 ? causeOfTraces(t, symptoms) : null;
}

const REASONS: Readonly<Record<string, string>> = {
  'no-session': msg(
    'Uploading the tracer needs the password of the account (WP_BISECT_PASSWORD). Or put it on the site by hand (--tracer).',
  ),
  'file-changes-forbidden': msg(
    'The site forbids file changes. --tracer prints a file to put on the site by hand.',
  ),
  'file-credentials': msg(
    'The site would ask for FTP credentials. --tracer prints a file to put on the site by hand.',
  ),
  'not-allowed': msg('This user cannot install plugins.'),
  network: msg('On a network of sites, only the network administrator uploads plugins.'),
  'no-upload-form': msg('wp-admin shows no form to upload a plugin.'),
  'upload-refused': msg('The site refused the upload.'),
  'would-not-start': msg('The tracer did not start, and wp-bisect removed it again.'),
  'before-plugins': msg(
    'This answer is made before WordPress loads plugins: by a drop-in in wp-content, wp-config.php, a cache or the web server.',
  ),
  'server-error': msg('wp-admin answered with a server error.'),
  'redirected-away': msg('A plugin redirects the page that uploads plugins.'),
  'session-lost': msg('WordPress ended the session in the meantime.'),
  'timed-out': msg('The site did not answer in time.'),
  'connection-failed': msg('The connection to the site failed.'),
  'connection-refused': msg('The connection to the site failed.'),
  'rate-limited': msg('The site asks for fewer requests (429).'),
  'cached-list': msg('A cache answers instead of wp-admin.'),
  'journal-unwritable': msg('wp-bisect could not write to disk what it must restore afterwards.'),
  silent: msg('The tracer did not answer. A cache or another server may have answered.'),
};

/** Why nothing was traced, as a sentence; the code itself where no sentence is known. */
export function notTracedReason(t: Language, code: string, detail: string): string {
  const known = own(REASONS, code);
  const reason = known === undefined ? clean(code, 80) : t.__(known);
  return detail === ''
    ? reason
    : `${reason} ${t.__('Details: %(detail)s.', { detail: clean(detail, 60) })}`;
}

/** What to do with a tracer that was just printed. */
export function tracerGuide(
  t: Language,
  facts: {
    readonly site: string;
    readonly file: string;
    readonly sha256: string;
    readonly expires: Date;
  },
): readonly string[] {
  const { site, file, sha256, expires } = facts;
  return [
    t.__('Save this as wp-content/mu-plugins/%(file)s on the site, then run:', { file }),
    `  wp-bisect ${urlWord(site)} --bisect --trace`,
    t.__(
      'It answers only to this user of this machine, until %(time)s. Delete the file afterwards.',
      { time: expires.toISOString() },
    ),
    t.__('SHA-256 of the printed file: %(sum)s', { sum: sha256 }),
  ];
}
