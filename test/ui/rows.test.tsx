// What a screen does with its rows: where a line breaks, and who gets the room that becomes free.
import { renderToString } from 'ink';
import type { ReactNode } from 'react';
import { describe, expect, it } from 'vitest';
import { Menu } from '../../src/ui/kit/inputs.tsx';
import { LookContext } from '../../src/ui/kit/look-context.tsx';
import { type Tone, Words } from '../../src/ui/kit/words.tsx';
import { SIGNS } from '../../src/ui/look.ts';
import { en } from '../language/english.ts';
import { EVERY_SCREEN } from './every-screen.ts';
import { trimmed } from './read-screen.ts';
import { drawn, screenOf } from './screen.tsx';
import { stateAfter } from './screen-states.ts';

const SENTENCE = 'Plugins go off on your live site, for seconds at a time. Visitors may miss one.';

describe('a sentence that is broken into lines', () => {
  it.each<Tone>(['plain', 'loud'])('begins each of them at the left edge (%s)', (tone) => {
    for (let columns = 10; columns <= SENTENCE.length; columns += 1) {
      const lines = linesOf(SENTENCE, columns, tone);
      expect(lines.filter((line) => line.startsWith(' '))).toEqual([]);
      expect(lines.map((line) => line.trimEnd()).join(' ')).toBe(SENTENCE);
    }
  });

  it('keeps the blanks that it begins with', () => {
    expect(linesOf(`  ${SENTENCE}`, 40, 'plain')[0]).toMatch(/^ {2}Plugins/);
  });
});

describe('a choice longer than its row', () => {
  it('goes on under its label, with a mark and without', () => {
    for (const mark of ['[x]', '1', undefined]) {
      const choice = { label: SENTENCE, ...(mark === undefined ? {} : { mark }) };
      const lines = drawnLines(<Menu choices={[choice]} chosen={0} />, 40);
      const column = lines[0]?.indexOf('Plugins') ?? -1;
      expect(lines.length).toBeGreaterThan(1);
      for (const line of lines.slice(1)) expect(line.search(/\S/)).toBe(column);
    }
  });
});

describe('a text that scrolls', () => {
  it('takes the rows that become free when a menu gives way to a question', async () => {
    const { '40-answer': menu, '46-sure': sure } = EVERY_SCREEN;
    const size = { columns: 80, rows: 20 };
    const pictureOf = (actions: typeof menu) => stateAfter(actions ?? [], size);
    const { text } = await drawn(pictureOf(menu), pictureOf(sure));
    expect(trimmed(text)).toBe(trimmed(await screenOf(pictureOf(sure))));
  });
});

function linesOf(text: string, columns: number, tone: Tone): readonly string[] {
  return drawnLines(<Words tone={tone}>{text}</Words>, columns);
}

function drawnLines(what: ReactNode, columns: number): readonly string[] {
  const look = { t: en, columns, rows: 24, color: true, glyphs: SIGNS, linear: false, scroll: 0 };
  const picture = renderToString(
    <LookContext value={{ ...look, onMeasure() {} }}>{what}</LookContext>,
    { columns },
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are taken out.
  return picture.replace(/\u001b\[[\d;]*m/g, '').split('\n');
}
