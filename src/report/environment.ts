/** The facts that support asks for first, as labelled lines for every format. */

import type { Language } from '../language/language.ts';
import type { Environment, RunReport } from '../model/run-report.ts';
import { clean } from './format.ts';

/** One fact: what it is about, and its value, safe to print. */
export type Fact = readonly [label: string, value: string];

/** Tool, times and what the site runs on; a fact that is not known says so. Empty without any of them. */
export function factLines(t: Language, report: RunReport): readonly Fact[] {
  const { tool, startedAt, endedAt, environment } = report;
  const schema = `${report.schema}`;
  return [
    ...(tool
      ? [
          fact(
            t,
            t.__('Report'),
            t.__('%(name)s %(version)s, schema %(schema)s', { ...tool, schema }),
          ),
        ]
      : []),
    ...(startedAt ? [fact(t, t.__('Started'), utc(startedAt))] : []),
    ...(endedAt ? [fact(t, t.__('Ended'), utc(endedAt))] : []),
    ...(environment ? siteFacts(t, environment) : []),
  ];
}

/** The same facts of the site in one line, for a message; unknown ones left out. */
export function environmentLine(t: Language, { environment }: RunReport): string {
  if (!environment) return '';
  const { wordpress, php, server, database, theme, multisite, plugins } = environment;
  return [
    wordpress && `WordPress ${wordpress}`,
    php && `PHP ${php}`,
    server,
    database,
    theme && t.__('theme %(theme)s', { theme }),
    multisite && t.__('multisite'),
    environment.objectCache && t.__('persistent object cache'),
    environment.https === false && t.__('no https'),
    plugins && t._n('%(count)s active plugin', '%(count)s active plugins', plugins.length),
  ]
    .filter((part) => typeof part === 'string')
    .map((part) => clean(part, 120))
    .join(', ');
}

/** `2026-11-28 02:51:07 UTC`. */
export function utc(iso: string): string {
  return `${clean(iso, 40).slice(0, 19).replace('T', ' ')} UTC`;
}

function siteFacts(t: Language, known: Environment): readonly Fact[] {
  return [
    fact(t, 'WordPress', known.wordpress),
    fact(t, 'PHP', known.php),
    fact(t, t.__('Server'), known.server),
    fact(t, t.__('Database'), known.database),
    fact(t, t.__('Theme'), known.theme),
    fact(t, t.__('Multisite'), yesNo(t, known.multisite)),
    fact(t, t.__('Persistent object cache'), yesNo(t, known.objectCache)),
    fact(t, 'https', yesNo(t, known.https)),
    fact(
      t,
      t.__('Source of these facts'),
      known.source === 'site-health' ? t.__('Site Health') : t.__('answers of the site'),
    ),
  ];
}

function fact(t: Language, label: string, value: string | null): Fact {
  return [label, value === null ? t.__('not known') : clean(value, 200)];
}

function yesNo(t: Language, value: boolean | null): string | null {
  if (value === null) return null;
  return value ? t.__('yes') : t.__('no');
}
