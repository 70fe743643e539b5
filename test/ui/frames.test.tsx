import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { widthOf } from '../../src/ui/fit.ts';
import { ASCII } from '../../src/ui/look.ts';
import { GALLERY } from './gallery.ts';
import { stateAfter } from './scenes.ts';
import { liveOf } from './screen.tsx';

const SIZES = [
  { columns: 60, rows: 15 },
  { columns: 80, rows: 24 },
  { columns: 200, rows: 60 },
];

const trimmed = (frame: string) =>
  frame
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');

describe.each(Object.entries(GALLERY))('the screen %s', (name, actions) => {
  it('is as it was', async () => {
    const frames = SIZES.map((size) => {
      const frame = trimmed(liveOf(stateAfter(actions, size)));
      return `===== ${size.columns}x${size.rows}\n${frame}\n`;
    });
    await expect(frames.join('\n')).toMatchFileSnapshot(`frames/${name}.txt`);
  });

  it('fits every size, with signs and without', () => {
    for (const glyphs of [undefined, ASCII]) {
      for (const size of [
        ...SIZES,
        { columns: 40, rows: 10 },
        { columns: 30, rows: 8 },
        { columns: 110, rows: 24 },
        { columns: 132, rows: 16 },
      ]) {
        const state = stateAfter(actions, { ...size, ...(glyphs ? { glyphs } : {}) });
        const lines = liveOf(state).split('\n');
        expect(lines.length, `${size.columns}x${size.rows}`).toBeLessThan(size.rows);
        for (const line of lines) expect(widthOf(line)).toBeLessThan(size.columns);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: beyond ASCII is what is looked for.
        if (glyphs) expect(frameText(lines)).not.toMatch(/[^\u0000-\u007f]/);
      }
    }
  });

  it('is read line by line to a screen reader', async () => {
    const frame = trimmed(liveOf(stateAfter(actions, { linear: true, glyphs: ASCII })));
    await expect(`${frame}\n`).toMatchFileSnapshot(`frames/linear/${name}.txt`);
  });
});

/** The frame without the one plugin whose name is not Latin. */
function frameText(lines: readonly string[]): string {
  return lines.join('\n').replace(/画像[^\s]*|ならべ/g, '');
}

it('every recorded frame has its screen', async () => {
  const files = (await readdir(new URL('frames/', import.meta.url))).filter((file) =>
    file.endsWith('.txt'),
  );
  expect(files.map((file) => file.replace('.txt', '')).sort()).toEqual(Object.keys(GALLERY).sort());
});
