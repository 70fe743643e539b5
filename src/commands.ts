/** Everything that only a command needs; loaded when the first screen stands. */

import { platform } from 'node:os';
import type { Context } from './commands/context.ts';
import { createKeyring } from './keyring.ts';
import { createOpenPage } from './open-page.ts';
import type { Note } from './run/model.ts';

export { bisect } from './commands/bisect.ts';
export { restore } from './commands/restore.ts';
export { untilOneSite } from './commands/sign-in.ts';

/** Takes back what was made for the command; see `commands/approve.ts`, which few runs load. */
export async function settleMade(context: Context): Promise<readonly Note[]> {
  if (context.made.length === 0) return [];
  return (await import('./commands/approve.ts')).settleMade(context);
}

/** What the person has on this machine: a keyring, a browser. */
export function createDesk(env: Context['env']): Pick<Context, 'keyring' | 'openPage' | 'made'> {
  return {
    keyring: createKeyring(),
    openPage: createOpenPage({ env, platform: platform() }),
    made: [],
  };
}
