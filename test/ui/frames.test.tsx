import { readdir } from 'node:fs/promises';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { ASCII } from '../../src/ui/look.ts';
import { EVERY_SCREEN } from './every-screen.ts';
import { below, everythingOf, hasCursor, trimmed, wordsOf } from './read-screen.ts';
import { screenOf } from './screen.tsx';
import { stateAfter } from './screen-states.ts';

const SMALL = { columns: 60, rows: 15 };
const USUAL = { columns: 80, rows: 24 };
const LARGE = { columns: 200, rows: 60 };
const ODD = [
  { columns: 40, rows: 10 },
  { columns: 30, rows: 8 },
  { columns: 110, rows: 24 },
  { columns: 132, rows: 16 },
];
/** Screens whose picture is kept at every size, and for a screen reader: the others are held by rules. */
const KEPT = ['06-sign-in-refused', '20-plan', '30-searching', '45-two-culprits'];

describe.each(Object.entries(EVERY_SCREEN))('the screen %s', (name, actions) => {
  it('is as recorded', async () => {
    const sizes = KEPT.includes(name) ? [SMALL, USUAL, LARGE] : [USUAL];
    const frames = [];
    for (const size of sizes) {
      const frame = trimmed(await screenOf(stateAfter(actions, size)));
      frames.push(`===== ${size.columns}x${size.rows}\n${frame}\n`);
    }
    await expect(frames.join('\n')).toMatchFileSnapshot(`frames/${name}.txt`);
    if (!KEPT.includes(name)) return;
    const linear = trimmed(await screenOf(stateAfter(actions, { linear: true, glyphs: ASCII })));
    await expect(`${linear}\n`).toMatchFileSnapshot(`frames/linear/${name}.txt`);
  });

  it('fits every size, with signs and without', async () => {
    for (const glyphs of [undefined, ASCII]) {
      for (const size of glyphs ? [SMALL, USUAL] : [SMALL, USUAL, LARGE, ...ODD]) {
        const state = stateAfter(actions, { ...size, ...(glyphs ? { glyphs } : {}) });
        const lines = (await screenOf(state)).split('\n');
        expect(lines.length, `${size.columns}x${size.rows}`).toBeLessThanOrEqual(size.rows);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(size.columns);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: beyond ASCII is what is looked for.
        if (glyphs) expect(frameText(lines)).not.toMatch(/[^\u0000-\u007f]/);
      }
    }
  });

  it('loses no word in a low terminal, because what does not fit can be scrolled to', async () => {
    const whole = wordsOf([await screenOf(stateAfter(actions, { ...USUAL, rows: 300 }))]);
    const reached = wordsOf(await everythingOf(stateAfter(actions, USUAL)));
    expect([...whole].filter((word) => !reached.has(word))).toEqual([]);
  });

  it('shows the selected choice in the lowest terminal', async () => {
    for (const size of [SMALL, { columns: 40, rows: 10 }]) {
      const first = stateAfter(actions, size);
      if (first.overlay !== null || !hasCursor(first)) continue;
      for (const [step, state] of [first, ...below(first, 7)].entries()) {
        // No answer of the judge is chosen before a key is pressed.
        if (state.dialog?.type === 'judge' && state.dialog.chosen < 0) continue;
        const text = await screenOf(state);
        const where = `step ${step} at ${size.columns}x${size.rows}`;
        expect(text, where).toContain(`${state.glyphs.pointer} `);
      }
    }
  });
});

/** The frame without the one plugin whose name is not Latin. */
function frameText(lines: readonly string[]): string {
  return lines
    .join('\n')
    .replace(/画[^\s]*/g, '')
    .replace(/…/g, '');
}

it('every recorded frame has its screen', async () => {
  const files = (await readdir(new URL('frames/', import.meta.url))).filter((file) =>
    file.endsWith('.txt'),
  );
  expect(files.map((file) => file.replace('.txt', '')).sort()).toEqual(
    Object.keys(EVERY_SCREEN).sort(),
  );
});

it('the answer names both culprits without scrolling in the lowest terminal', async () => {
  for (const size of [SMALL, USUAL, LARGE]) {
    const frame = await screenOf(stateAfter(EVERY_SCREEN['45-two-culprits']!, size));
    for (const name of ['Disable REST API', 'Force Login']) expect(frame).toContain(name);
  }
});

it('the diagnosis does not call a missing WWW-Authenticate header a bot check', async () => {
  const frame = await screenOf(stateAfter(EVERY_SCREEN['15-checks']!, USUAL));
  expect(frame).toContain('who asks for the login');
  expect(frame).not.toContain('Robot check');
});
