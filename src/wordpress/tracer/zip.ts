/** A zip archive of a few small text files, stored without compression (APPNOTE.TXT 4.3). */

import { crc32 } from 'node:zlib';

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
