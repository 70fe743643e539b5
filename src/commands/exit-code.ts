/** What a finished command tells the shell. */

import { EXIT, type ExitCode } from '../model/errors.ts';
import type { RunReport } from '../model/run-report.ts';
import type { Options } from '../options/parse-options.ts';
import type { Finished } from './context.ts';

/**
 * The exit code of a finished command; see `EXIT`. A diagnosis has done its job whatever
 * it found.
 */
export function exitCodeOf({ report, problem }: Finished, mode: Options['mode']): ExitCode {
  if (!report.restored) return EXIT.notRestored;
  if (report.health === 'well') return EXIT.found;
  if (report.health === 'refusing') return EXIT.refused;
  const isDiagnosis = mode === 'diagnose';
  switch (report.outcome) {
    case 'culprit-found':
    case 'restored':
      return EXIT.found;
    case 'not-reproduced':
    case 'not-a-plugin':
      return isDiagnosis ? EXIT.found : EXIT.noPlugin;
    case 'blocked':
      return problem?.exitCode ?? EXIT.noWayIn;
    case 'inconclusive':
      return isDiagnosis && problem === null ? EXIT.found : EXIT.inconclusive;
    case 'cancelled':
      return EXIT.cancelled;
    case 'rechecked':
      return recheckExit(report);
  }
}

/** 0 where the failure is gone, 1 where it is still there, 4 where that is not certain. */
function recheckExit({ recheck }: RunReport): ExitCode {
  if (recheck?.result === 'gone') return EXIT.found;
  return recheck?.result === 'still-there' ? EXIT.noPlugin : EXIT.inconclusive;
}
