/** Ctrl-Z: the terminal goes to the shell as it was, and `fg` brings the screens back. */

import type { Language } from '../language/language.ts';
import type { Job } from '../model/ports.ts';
import type { InkApp } from './app.tsx';

/** How long the system may take to stop this process, in ms. */
const STOPPED_MS = 50;

/** Hands the terminal over and stops the job; comes back by itself once it is sent on. */
export async function suspendToShell(
  t: Language,
  { suspendTerminal }: InkApp,
  job: Job,
  stdout: NodeJS.WriteStream,
  truth: string,
): Promise<void> {
  const suspension = await suspendTerminal().catch(() => null);
  if (suspension === null) return;
  // In the shell, you have to know in what state the site waits.
  // translators: fg is a command of the shell.
  const back = t.__('Type fg to come back.');
  stdout.write(`${[t.__('wp-bisect waits.'), truth, back].join(' ')}\n`);
  job.stop();
  // A stopped process has no timers: this one is over when the process is sent on.
  setTimeout(() => void suspension.resume(), STOPPED_MS);
}

/** Takes the terminal anew and draws everything: the shell has had it in between. */
export async function redraw({ suspendTerminal }: InkApp): Promise<void> {
  // A suspension of ours under way does that itself.
  const suspension = await suspendTerminal().catch(() => null);
  await suspension?.resume();
}
