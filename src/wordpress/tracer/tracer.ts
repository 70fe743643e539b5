/** One tracer: its secret token, the name it gets on the site, the file made for it, and finding it again. */

import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { Problem } from '../../model/errors.ts';
import { fileOf, folderOf } from '../../model/plugin-ids.ts';
import type { PluginId } from '../../model/report.ts';
import type { Client, SiteAddress } from '../http/types.ts';
import { readExtras } from '../plugins/plugins-page.ts';

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

/** A zip archive of a few small text files, stored without compression (APPNOTE.TXT 4.3). */

/** One file of the archive; `name` is its path, with forward slashes. */
export type ZipEntry = { readonly name: string; readonly content: string };

const VERSION = 20;
const UTF8_NAMES = 0x0800;
/** 1 January 1980, midnight: the same content always gives the same bytes. */
const DATE = 0x0021;

/** The bytes of the archive. */
export function zip(entries: readonly ZipEntry[]): Uint8Array<ArrayBuffer> {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const path = Buffer.from(name);
    const data = Buffer.from(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(VERSION, 0);
    common.writeUInt16LE(UTF8_NAMES, 2);
    common.writeUInt16LE(DATE, 8);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(path.length, 22);
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, data]);
    // Made by version 2.0 on Unix; then the common part, no comment, disk 0, a readable plain file, its place.
    const madeBy = Buffer.from([VERSION, 3]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(0o100644 * 0x1_0000, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), madeBy, common, rest, path]));
    files.push(file);
    offset += file.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...files, index, end]));
}

/** The shipped tracer: companion/wp-bisect-tracer/wp-bisect-tracer.php, byte for byte. */

declare const __TRACER__: string | undefined;

const FILE = '../../../companion/wp-bisect-tracer/wp-bisect-tracer.php';

/** The text of the shipped file: what was built in, or in development the file itself. */
export async function tracerSource(): Promise<string> {
  if (typeof __TRACER__ === 'string') return __TRACER__;
  return readFile(new URL(FILE, import.meta.url), 'utf8');
}

/** Finding a tracer that a person put into wp-content/mu-plugins. */

/** The name that the tracer's header gives it on the pages of wp-admin. */
const NAME = 'wp-bisect Tracer';

/**
 * The file name of a tracer in wp-content/mu-plugins, or null. `client` holds a session. Whether it
 * speaks (its token, its time) is told by `TraceReading.present` of a traced request only; without a
 * session that is the one way to find it.
 */
export async function findTracerFile(
  client: Client,
  address: SiteAddress,
  signal?: AbortSignal,
): Promise<string | null> {
  const files = await readExtras(client, address, 'mustuse', signal);
  return files.find(({ file, name }) => isTracerFile(file) || name === NAME)?.file ?? null;
}
