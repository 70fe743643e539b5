/** Everything that only a command needs; loaded when the first screen stands. */

import type { Context } from './commands/context.ts';
import { createKeyring } from './keyring.ts';
import { createNames, hostsPathOf } from './names.ts';
import { createOpenPage } from './open-page.ts';
import type { Note } from './run/model.ts';

export { bisect } from './commands/bisect.ts';
export { diagnose } from './commands/diagnose.ts';
export { restore } from './commands/restore.ts';
export { untilOneSite } from './commands/sign-in.ts';
export { causeOfProblem, findingOfProblem } from './report/problem-cause.ts';

/** Takes back what was made for the command; see `commands/approve.ts`, which few runs load. */
export async function settleMade(context: Context): Promise<readonly Note[]> {
  if (context.made.length === 0) return [];
  return (await import('./commands/approve.ts')).settleMade(context);
}

/** What the person has on this machine: a keyring, a browser, a way to look up names. */
export function createDesk({
  env,
  platform,
}: Pick<Context, 'env' | 'platform'>): Pick<Context, 'keyring' | 'openPage' | 'made' | 'names'> {
  return {
    names: createNames({ hostsPath: hostsPathOf(platform, env.SystemRoot) }),
    keyring: createKeyring(),
    openPage: createOpenPage({ env, platform }),
    made: [],
  };
}
