// The commands that people are told to type work in the shell they have.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/model/events.ts';
import { foldTruth, UNTOUCHED } from '../../src/model/truth.ts';
import { urlWord } from '../../src/report/format.ts';
import { truthWords } from '../../src/report/truth.ts';
import { en } from '../language/english.ts';

describe('a URL in a command that the user is told to run', () => {
  it.each([
    ['https://example.com/', 'https://example.com/'],
    ['https://example.com:8080/a-b_c/~me', 'https://example.com:8080/a-b_c/~me'],
    ['https://example.com/?a=1&b=2', '"https://example.com/?a=1&b=2"'],
    ['https://example.com/(x);y', '"https://example.com/(x);y"'],
    ["https://example.com/it's", '%27'],
    ['https://example.com/$HOME`id`', '%24HOME%60id%60'],
    ['https://example.com/a^b!c"d\\e', 'a%5Eb%21c%22d%5Ce'],
  ])('%s is written as %s', (url, told) => {
    expect(urlWord(url)).toContain(told);
  });

  it('has nothing inside its quotes that sh, cmd or PowerShell would interpret', () => {
    const word = urlWord('https://example.com/"$x`!^\'\\&|<>()');
    expect(word.slice(1, -1)).not.toMatch(/["$`!^'\\]/);
  });

  property.prop([fc.webUrl({ withQueryParameters: true, withFragments: true })])(
    'is one shell word, whatever is in it',
    (url) => {
      expect(urlWord(url)).toMatch(/^(?:"[^"$`\\!]*"|[\w./:@~+-]+)$/);
    },
  );

  it.skipIf(process.platform === 'win32')('is one argument to a real shell', () => {
    for (const url of [
      'https://e.test/a b&c;d|e',
      "https://e.test/it's",
      'https://e.test/$(id)`id`',
    ]) {
      const { stdout } = spawnSync('sh', ['-c', `printf '%s\\n' ${urlWord(url)}`], {
        encoding: 'utf8',
      });
      expect(decodeURI(stdout.trimEnd()).replaceAll('%24', '$')).toBe(url);
    }
  });

  it.runIf(process.platform === 'win32')('is one argument to cmd', () => {
    const word = urlWord('https://e.test/?a=1&b=2|c');
    const { stdout } = spawnSync('cmd', ['/d', '/s', '/c', `"echo ${word}"`], {
      encoding: 'utf8',
      windowsVerbatimArguments: true,
    });
    expect(stdout.trim()).toBe(word);
  });

  it('is how every command that the program prints names the site', async () => {
    const folders = ['src/report', 'src/ui', 'src/commands', 'src/plain'];
    const files = await Promise.all(folders.map((folder) => readdir(folder, { recursive: true })));
    const paths = files.flatMap((names, at) => names.map((name) => join(folders[at]!, name)));
    const bare = paths
      .filter((path) => /\.tsx?$/.test(path))
      .filter((path) => /wp-bisect \$\{(?!urlWord\()/.test(readFileSync(path, 'utf8')));
    expect(bare).toEqual([]);
  });

  it('is also written so in the bottom line of every screen', () => {
    const site = 'https://e.test/a&b;c';
    const left: RunEvent = {
      type: 'not-restored',
      difference: { missing: ['a/a'], appeared: [], stayed: [] },
      journal: '/j',
    };
    const truth = foldTruth({ ...UNTOUCHED, site }, left, 0);
    const { text } = truthWords(en, truth, { now: null, timeout: null, site: null });
    expect(text).toContain('wp-bisect "https://e.test/a&b;c" --restore');
  });
});
