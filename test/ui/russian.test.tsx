import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { loadLanguage } from '../../src/language/load.ts';
import { keyHint } from '../../src/report/screens/keys.ts';
import { hintsOf } from '../../src/ui/keymap.ts';
import { modeOf } from '../../src/ui/state.ts';
import { screensIn } from './every-screen.ts';
import { PLUGINS } from './imagined-shop.ts';
import { everythingOf, trimmed, wordsOf } from './read-screen.ts';
import { screenOf } from './screen.tsx';
import { stateAfter } from './screen-states.ts';

const ru = await loadLanguage('ru');
const NARROW = { columns: 60, rows: 24 };
const USUAL = { columns: 80, rows: 24 };
/** Nothing is cut there. */
const VAST = { columns: 200, rows: 300 };

describe.each(Object.entries(screensIn(ru)))('the Russian screen %s', (name, actions) => {
  const at = (size: typeof USUAL) => stateAfter(actions, { ...size, t: ru });

  it('is as recorded at 60 and at 80 columns', async () => {
    const frames = [];
    for (const size of [NARROW, USUAL]) {
      const frame = trimmed(await screenOf(at(size)));
      for (const line of frame.split('\n')) {
        expect(stringWidth(line)).toBeLessThanOrEqual(size.columns);
      }
      frames.push(`===== ${size.columns}x${size.rows}\n${frame}\n`);
    }
    await expect(frames.join('\n')).toMatchFileSnapshot(`frames/ru/${name}.txt`);
  });

  it('loses no word where the terminal is narrow and low', async () => {
    const whole = wordsOf([await screenOf(at({ ...VAST, columns: 109 }))]);
    const reached = wordsOf(await everythingOf(at(USUAL)));
    expect([...whole].filter((word) => !reached.has(word))).toEqual([]);
  });

  it('shows the most useful key, and where the others are', async () => {
    const state = at(NARROW);
    const mode = modeOf(state);
    const last = trimmed(await screenOf(state))
      .split('\n')
      .findLast((line) => line !== '');
    const first = hintsOf(mode).find((name) => name !== 'scroll');
    if (mode === 'stopping' || first === undefined) return;
    expect(last).toContain(keyHint(ru, first));
    if (hintsOf(mode).includes('help')) expect(last).toContain(keyHint(ru, 'help'));
  });

  it('has no English sentence on it', async () => {
    const text = (await screenOf(at({ ...VAST, columns: 109 }))).replace(/\s+/g, ' ');
    expect(englishIn(text)).toEqual([]);
  });
});

/** What is the same in every language: names, addresses, commands, answers of the site. */
const SAME = [
  ...PLUGINS.flatMap(({ name, author }) => [name, author]),
  'Health Check & Troubleshooting',
  'Health Check',
  /https?:\/\/\S+/g,
  /wp-bisect \S+( --[a-z-]+)*/g,
  /"[^"]*"|«[^»]*»/g,
  /\b(GET|POST) \S+/g,
  /[\w.-]*[/_][\w./-]*/g,
];

/** Runs of three and more English words. */
function englishIn(text: string): readonly string[] {
  let rest = text;
  for (const same of SAME) rest = rest.replaceAll(same, ' # ');
  return rest.match(/[A-Za-z]{2,}( [A-Za-z']{1,}){2,}/g) ?? [];
}
