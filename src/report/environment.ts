/** The facts that support asks for first, as labelled lines for every format. */

import type { Environment } from '../model/environment.ts';
import type { RunReport } from '../model/report.ts';
import { clean } from './format.ts';

/** One fact: what it is about, and its value, safe to print. */
export type Fact = readonly [label: string, value: string];

/** Tool, times and what the site runs on; a fact that is not known says so. Empty without any of them. */
export function factLines(report: RunReport): readonly Fact[] {
  const { tool, startedAt, endedAt, environment } = report;
  return [
    ...(tool ? [fact('Report', `${tool.name} ${tool.version}, schema ${report.schema}`)] : []),
    ...(startedAt ? [fact('Started', utc(startedAt))] : []),
    ...(endedAt ? [fact('Ended', utc(endedAt))] : []),
    ...(environment ? siteFacts(environment) : []),
  ];
}

/** The same facts of the site in one line, for a message; unknown ones left out. */
export function environmentLine({ environment }: RunReport): string {
  if (!environment) return '';
  const { wordpress, php, server, database, theme, multisite, plugins } = environment;
  return [
    wordpress && `WordPress ${wordpress}`,
    php && `PHP ${php}`,
    server,
    database,
    theme && `theme ${theme}`,
    multisite && 'multisite',
    environment.objectCache && 'persistent object cache',
    environment.https === false && 'no https',
    plugins && `${plugins.length} active plugins`,
  ]
    .filter((part) => typeof part === 'string')
    .map((part) => clean(part, 120))
    .join(', ');
}

/** `2026-11-28 02:51:07 UTC`. */
export function utc(iso: string): string {
  return `${clean(iso, 40).slice(0, 19).replace('T', ' ')} UTC`;
}

function siteFacts(known: Environment): readonly Fact[] {
  return [
    fact('WordPress', known.wordpress),
    fact('PHP', known.php),
    fact('Server', known.server),
    fact('Database', known.database),
    fact('Theme', known.theme),
    fact('Multisite', yesNo(known.multisite)),
    fact('Persistent object cache', yesNo(known.objectCache)),
    fact('https', yesNo(known.https)),
    fact(
      'Source of these facts',
      known.source === 'site-health' ? 'Site Health' : 'answers of the site',
    ),
  ];
}

function fact(label: string, value: string | null): Fact {
  return [label, value === null ? 'not known' : clean(value, 200)];
}

function yesNo(value: boolean | null): string | null {
  if (value === null) return null;
  return value ? 'yes' : 'no';
}
