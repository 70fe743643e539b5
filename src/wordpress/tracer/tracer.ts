/** One tracer: its secret token, the name it gets on the site, and the file made for it. */

import { createHash, randomBytes } from 'node:crypto';
import { Problem } from '../../model/errors.ts';
import type { PluginId } from '../../model/report.ts';
import { fileOf, folderOf } from '../plugins/ids.ts';
import { zip } from './zip.ts';

/** WordPress loads plugins in the order of their names: this folder comes first. */
const FOLDER = '000-wp-bisect-tracer-';
const MAIN = 'wp-bisect-tracer';

/** How long a tracer speaks, in seconds: longer than a run takes. */
export const TRACER_LIFE = 2 * 60 * 60;

/** A tracer for one run. */
export type Tracer = {
  /** 64 hexadecimal digits. It stays in this process and goes to the site's own origin only. */
  readonly token: string;
  /** Its REST identifier. Nobody can guess it, so nobody can ask the server whether it is there. */
  readonly plugin: PluginId;
};

/** A new tracer; nothing is sent. */
export function newTracer(random: (size: number) => Buffer = randomBytes): Tracer {
  const token = random(32).toString('hex');
  return { token, plugin: `${FOLDER}${random(8).toString('hex')}/${MAIN}` };
}

/** True for a plugin that an earlier run uploaded. */
export function isTracer(plugin: PluginId): boolean {
  return plugin.startsWith(FOLDER) && plugin.endsWith(`/${MAIN}`);
}

/** True for the name of a tracer in wp-content/mu-plugins. */
export function isTracerFile(file: string): boolean {
  return file.startsWith(FOLDER) && file.endsWith('.php');
}

/** The name that a tracer should have in wp-content/mu-plugins, where it is put by hand. */
export function mustUseFileOf(tracer: Tracer): string {
  return `${folderOf(tracer.plugin)}.php`;
}

/** The SHA-256 of a text, in hexadecimal digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const EMPTY_HASH = "TOKEN_HASH = '';";
const EMPTY_EXPIRY = 'EXPIRES = 0;';

/**
 * The file for one tracer: the shipped file (`source`) with the token's hash and the time of expiry
 * (`now` in milliseconds, plus two hours) filled in. Everything else is byte for byte the shipped file.
 */
export function tracerFile(source: string, tracer: Tracer, now: number): string {
  if (!source.includes(EMPTY_HASH) || !source.includes(EMPTY_EXPIRY)) {
    throw new Problem('unexpected', { said: 'The tracer file of this installation is damaged.' });
  }
  const expires = Math.floor(now / 1_000) + TRACER_LIFE;
  return source
    .replace(EMPTY_HASH, `TOKEN_HASH = '${sha256(tracer.token)}';`)
    .replace(EMPTY_EXPIRY, `EXPIRES = ${expires};`);
}

/** The zip that wp-admin's upload form takes. */
export function tracerZip(source: string, tracer: Tracer, now: number): Uint8Array<ArrayBuffer> {
  return zip([{ name: fileOf(tracer.plugin), content: tracerFile(source, tracer, now) }]);
}
