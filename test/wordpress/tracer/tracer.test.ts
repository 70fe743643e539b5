import { existsSync, readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  isTracer,
  isTracerFile,
  mustUseFileOf,
  newTracer,
  sha256,
  TRACER_LIFE,
  tracerFile,
  tracerZip,
  type ZipEntry,
  zip,
} from '../../../src/wordpress/tracer/tracer.ts';

const SOURCE = readFileSync('companion/wp-bisect-tracer/wp-bisect-tracer.php', 'utf8');
const NOW = Date.UTC(2026, 10, 28);

describe('a tracer', () => {
  it('has a random token and a random folder', () => {
    const many = Array.from({ length: 50 }, () => newTracer());
    expect(new Set(many.map(({ token }) => token)).size).toBe(50);
    expect(new Set(many.map(({ plugin }) => plugin)).size).toBe(50);
    for (const { token, plugin } of many) {
      expect(token).toMatch(/^[0-9a-f]{64}$/u);
      // REST can name it, and it sorts before whatever a site has.
      expect(plugin).toMatch(/^000-wp-bisect-tracer-[0-9a-f]{16}\/wp-bisect-tracer$/u);
      expect(isTracer(plugin)).toBe(true);
      expect(isTracerFile(mustUseFileOf({ token, plugin }))).toBe(true);
    }
  });

  it.each(['hello', '000-wp-bisect-tracer-ab/other', 'acme/wp-bisect-tracer'])(
    'is not taken for %s, which belongs to the site',
    (plugin) => {
      expect(isTracer(plugin)).toBe(false);
    },
  );
});

describe('the file of a tracer', () => {
  const tracer = newTracer();
  const file = tracerFile(SOURCE, tracer, NOW);

  it('is the shipped file but for two lines: the hash of the token, and the time of expiry', () => {
    const shipped = SOURCE.split('\n');
    const changed = file.split('\n').filter((line, index) => line !== shipped[index]);
    expect(changed.map((line) => line.trim())).toEqual([
      `private const TOKEN_HASH = '${sha256(tracer.token)}';`,
      `private const EXPIRES = ${NOW / 1_000 + TRACER_LIFE};`,
    ]);
  });

  it('holds the token nowhere, nor does the archive', () => {
    expect(file).not.toContain(tracer.token);
    expect(Buffer.from(tracerZip(SOURCE, tracer, NOW)).includes(tracer.token)).toBe(false);
  });

  it('is not made from a damaged installation', () => {
    expect(() => tracerFile('<?php', tracer, NOW)).toThrow();
    expect(() => tracerFile(file, tracer, NOW)).toThrow();
  });
});

describe('the shipped file of the tracer', () => {
  it('does nothing as it is, because no token has an empty hash and it has expired', () => {
    expect(SOURCE).toContain("TOKEN_HASH = '';");
    expect(SOURCE).toContain('EXPIRES = 0;');
  });

  it('has the SHA-256 that the documents print', () => {
    const printed = (path: string) =>
      existsSync(path) ? (readFileSync(path, 'utf8').match(/\b[0-9a-f]{64}\b/gu) ?? []) : [];
    expect(printed('companion/README.md')).toEqual([sha256(SOURCE)]);
    expect(new Set([sha256(SOURCE), ...printed('SECURITY.md')]).size).toBe(1);
  });

  it('is plain text with Unix line ends, so that its hash is the same everywhere', () => {
    expect(SOURCE).toMatch(/^[\t\n\x20-\x7e]+$/u);
  });
});

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

it('an archive has the same bytes whenever it is made', () => {
  const entries = [{ name: 'a/b.php', content: '<?php // ü\n' }];
  expect(zip(entries)).toEqual(zip(entries));
  expect(zip(entries)).toHaveLength(30 + 46 + 22 + 2 * 7 + 12);
});
