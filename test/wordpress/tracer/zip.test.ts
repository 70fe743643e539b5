import { crc32 } from 'node:zlib';
import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { type ZipEntry, zip } from '../../../src/wordpress/tracer/zip.ts';

/** Reads an archive as an unpacker does: from the end, over the directory, to the files. */
function unzip(bytes: Uint8Array): ZipEntry[] {
  const all = Buffer.from(bytes);
  const end = all.length - 22;
  expect(all.readUInt32LE(end)).toBe(0x06054b50);
  expect(all.readUInt32LE(end + 12) + all.readUInt32LE(end + 16)).toBe(end);
  const entries: ZipEntry[] = [];
  let at = all.readUInt32LE(end + 16);
  for (let left = all.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(all.readUInt32LE(at)).toBe(0x02014b50);
    const [size, nameSize] = [all.readUInt32LE(at + 20), all.readUInt16LE(at + 28)];
    const file = all.readUInt32LE(at + 42);
    const name = all.toString('utf8', at + 46, at + 46 + nameSize);
    expect(all.readUInt32LE(file)).toBe(0x04034b50);
    // The two headers say the same about the file.
    expect(all.subarray(file + 4, file + 30)).toEqual(all.subarray(at + 6, at + 32));
    expect(all.toString('utf8', file + 30, file + 30 + nameSize)).toBe(name);
    const data = all.subarray(file + 30 + nameSize, file + 30 + nameSize + size);
    expect(all.readUInt32LE(file + 14)).toBe(crc32(data));
    entries.push({ name, content: data.toString('utf8') });
    at += 46 + nameSize;
  }
  expect(at).toBe(end);
  return entries;
}

test.prop([
  fc.array(
    fc.record({
      name: fc.string({ minLength: 1, unit: 'grapheme' }),
      content: fc.string({ unit: 'grapheme' }),
    }),
    { maxLength: 5 },
  ),
])('an archive gives back every file as it was, in order', (entries) => {
  expect(unzip(zip(entries))).toEqual(entries);
});

it('makes the same bytes at any time', () => {
  const entries = [{ name: 'a/b.php', content: '<?php // ü\n' }];
  expect(zip(entries)).toEqual(zip(entries));
  expect(zip(entries)).toHaveLength(30 + 46 + 22 + 2 * 7 + 12);
});
