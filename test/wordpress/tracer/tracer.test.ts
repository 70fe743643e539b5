import { existsSync, readFileSync } from 'node:fs';
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
} from '../../../src/wordpress/tracer/tracer.ts';

const SOURCE = readFileSync('companion/wp-bisect-tracer/wp-bisect-tracer.php', 'utf8');
const NOW = Date.UTC(2026, 10, 28);

describe('a tracer', () => {
  it('has a token and a folder that nobody can guess', () => {
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

describe('the shipped file', () => {
  it('is inert as it is: no token has an empty hash, and its time is over', () => {
    expect(SOURCE).toContain("TOKEN_HASH = '';");
    expect(SOURCE).toContain('EXPIRES = 0;');
  });

  it('has the SHA-256 that the documents print', () => {
    const printed = (path: string) =>
      existsSync(path) ? (readFileSync(path, 'utf8').match(/\b[0-9a-f]{64}\b/gu) ?? []) : [];
    expect(printed('companion/README.md')).toEqual([sha256(SOURCE)]);
    expect(new Set([sha256(SOURCE), ...printed('SECURITY.md')]).size).toBe(1);
  });

  it('is plain text with the lines ends of Unix, so that its hash is the same everywhere', () => {
    expect(SOURCE).toMatch(/^[\t\n\x20-\x7e]+$/u);
  });
});
