/** Showing a page in the person's own browser, where there is one on this machine. */

import { withoutOurs } from './programs.ts';

/** `remote`: over SSH, where a browser would open on the wrong machine. */
type PageOpening = 'opened' | 'remote' | 'no-browser';

/** Opens a page; never rejects. */
export type OpenPage = (url: string) => Promise<PageOpening>;

/** What decides how a page is opened; everything from outside is passed in. */
export type Desktop = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** Starts a program and does not wait for its end. Rejects where it cannot be started. */
  readonly start?: (
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
  ) => Promise<void>;
};

/** Opens pages with the program that the system has for it. */
export function createOpenPage({ env, platform, start = startProgram }: Desktop): OpenPage {
  return async (url) => {
    if (env.SSH_CONNECTION || env.SSH_TTY) return 'remote';
    const opener = openerOf(platform, env);
    if (opener === null) return 'no-browser';
    const [command, ...args] = opener;
    try {
      await start(command, [...args, url], withoutOurs(env));
      return 'opened';
    } catch {
      return 'no-browser';
    }
  };
}

function openerOf(
  platform: string,
  env: Desktop['env'],
): readonly [command: string, ...args: string[]] | null {
  switch (platform) {
    case 'darwin':
      return ['open'];
    case 'win32':
      // No shell in between: it would take the & of an address for its own.
      return ['rundll32.exe', 'url.dll,FileProtocolHandler'];
    default:
      return env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME ? ['xdg-open'] : null;
  }
}

async function startProgram(
  command: string,
  args: readonly string[],
  env: Desktop['env'],
): Promise<void> {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      env: { ...env },
      stdio: 'ignore',
      detached: true,
      windowsHide: true,
    });
    child.once('error', reject);
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}
