/** What every connection of a command is made of. */

import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Problem } from '../errors.ts';
import type { ConnectionOptions } from '../wordpress/http/connection.ts';
import type { Context } from './context.ts';

declare const __VERSION__: string | undefined;

/** Time, name, certificates and proxies of this command's connections; no gate's password. */
export async function transportOf({ options, env }: Context): Promise<ConnectionOptions> {
  return {
    timeoutMs: options.timeoutSeconds * 1_000,
    userAgent: `wp-bisect/${typeof __VERSION__ === 'string' ? __VERSION__ : 'development'}`,
    ca: options.caFile === null ? undefined : await readCa(options.caFile),
    insecure: options.insecure,
    env,
  };
}

async function readCa(path: string): Promise<string> {
  const pem = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Problem('unreadable-file', { path, cause: error.code ?? String(error) });
  });
  try {
    // Node silently trusts nothing more where a text holds no certificate.
    new X509Certificate(pem);
  } catch (error) {
    const cause = 'not a certificate in PEM format';
    throw new Problem('unreadable-file', { path, cause }, { cause: error });
  }
  return pem;
}
