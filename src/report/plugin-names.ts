/** What a written answer depends on besides its report, and what it calls a plugin. */

import type { Problem } from '../model/errors.ts';
import type { RunReport } from '../model/run-report.ts';
import { clean } from './format.ts';
import type { NameOf } from './notes.ts';

/** What every format for people takes. */
export type AnswerOptions = {
  /** Names of plugins by id, for those the report lists by id alone. */
  readonly names?: Readonly<Record<string, string>>;
  /** What ended the run, for `blocked` and `inconclusive`. */
  readonly problem?: Problem | null;
};

/** The name of a plugin by its id: as the run heard it, else as the site's facts list it, else the id. */
export function pluginNames(
  { environment }: Pick<RunReport, 'environment'>,
  { names = {} }: AnswerOptions,
): NameOf {
  const listed = new Map(environment?.plugins?.map(({ plugin, name }) => [plugin, name]));
  return (plugin) => {
    const heard = Object.hasOwn(names, plugin) ? names[plugin] : undefined;
    return clean(heard ?? listed.get(plugin) ?? '', 80) || clean(plugin, 120);
  };
}
