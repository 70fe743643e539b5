import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/model/errors.ts';
import { BEFORE } from '../../src/model/run-state.ts';
import { confirmWords } from '../../src/report/prompts.ts';
import { STAGES } from '../../src/report/screens/searching.ts';
import { openSite } from '../../src/ui/dialogs/site.ts';
import { ALWAYS, cutPainted, fitRows, pad, widthOf, wrap } from '../../src/ui/fit.ts';
import { frameOf, stageOf } from '../../src/ui/frame.ts';
import { ASCII, glyphsFor, SIGNS } from '../../src/ui/look.ts';
import { secondsToGo, trailOf } from '../../src/ui/screens/searching.ts';
import { isTouched, modeOf, update } from '../../src/ui/state.ts';
import { GALLERY, PLANNED as LISTED_AND_PLANNED } from './gallery.ts';
import { stateAfter } from './scenes.ts';

describe('what the screens show', () => {
  it('a problem is shown until the next answer, then it is in the log', () => {
    const problem = new Problem('host-unknown', { host: 'a.test' });
    const told = stateAfter([
      { type: 'told', problem },
      { type: 'asked', dialog: openSite(null, '') },
    ]);
    expect(frameOf(told).main.join('\n')).toContain('a.test');
    expect(told.log).toEqual([]);
    const answered = update(told, { type: 'answered', said: undefined });
    expect(frameOf(answered).main.join('\n')).not.toContain('a.test');
    expect(answered.log.join('\n')).toContain('a.test');
    expect(update(told, { type: 'closed' }).log.join('\n')).toContain('a.test');
  });

  it('what is asked after the diagnosis belongs to the plan', () => {
    const confirm = {
      type: 'confirm',
      words: confirmWords({ type: 'install-health-check' }),
    } as const;
    const stage = (asked: typeof confirm | null) =>
      STAGES[stageOf({ dialog: asked, run: { ...BEFORE, phase: 'diagnosing' } })];
    expect([stage(null), stage(confirm)]).toEqual(['Diagnosis', 'Plan']);
  });

  it('where nothing changes the state is the same object: nothing is drawn', () => {
    const state = stateAfter([...GALLERY['30-searching']!]);
    expect(update(state, { type: 'ticked', elapsed: state.elapsed ?? 0 })).toBe(state);
    expect(update(state, { type: 'scrolled', by: -1 })).toBe(state);
  });

  it('the second stop tells how to restore later, and only once', () => {
    const stop = { type: 'stopped' } as const;
    const state = stateAfter([...GALLERY['30-searching']!, stop, stop, stop]);
    expect(state.log.filter((line) => line.includes('--restore'))).toHaveLength(1);
    expect(modeOf(state)).toBe('stopping');
  });

  it('a stop before the first probe has nothing to put back, and says so', () => {
    expect(isTouched(stateAfter(GALLERY['23-plan-ready']!))).toBe(false);
    expect(isTouched(stateAfter(GALLERY['30-searching']!))).toBe(true);
    const planned = stateAfter([...LISTED_AND_PLANNED, { type: 'covered', by: 'leaving' }]);
    expect(frameOf(planned).foot).toContain('Nothing was changed');
  });

  it('suspects shrink, and the time to go follows the probes that were', () => {
    const { run } = stateAfter(GALLERY['30-searching']!);
    expect(trailOf(run)).toEqual([24, 12, 6]);
    expect(secondsToGo(run)).toBe(15);
  });
});

describe('the terminal\u2019s characters', () => {
  it.each([
    [{ LANG: 'en_US.UTF-8', TERM: 'xterm-256color' }, SIGNS],
    [{ LANG: 'C', LC_ALL: 'de_DE.utf8' }, SIGNS],
    [{ LANG: 'C' }, ASCII],
    [{}, ASCII],
    [{ LANG: 'en_US.UTF-8', TERM: 'linux' }, ASCII],
    [{ LANG: 'ja_JP.UTF-8' }, ASCII],
    [{ OS: 'Windows_NT', WT_SESSION: 'x' }, SIGNS],
    [{ OS: 'Windows_NT' }, ASCII],
  ])('%o', (env, glyphs) => expect(glyphsFor(env)).toBe(glyphs));

  it('signs differ by shape, and are one column wide', () => {
    for (const glyphs of [SIGNS, ASCII]) {
      const map = ['suspectOn', 'suspectOff', 'asideOn', 'asideOff', 'pinned', 'culprit'] as const;
      expect(new Set([...map, 'cleared' as const].map((sign) => glyphs[sign])).size).toBe(7);
      for (const glyph of Object.values(glyphs)) expect(widthOf(glyph)).toBe(1);
    }
  });
});

const text = fc.string({
  unit: fc.constantFrom('a', ' ', 'b', '画', 'é', '\u{1f600}'),
  maxLength: 80,
});

describe('what fits', () => {
  property.prop([text, fc.integer({ min: 3, max: 40 })])(
    'a wrapped line is narrow enough, and nothing is lost',
    (long, width) => {
      const lines = wrap(long, width);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(long.replaceAll(' ', ''));
    },
  );

  property.prop([text, fc.integer({ min: 4, max: 40 })])(
    'a padded text is exactly as wide',
    (long, width) => {
      expect(widthOf(pad(long, width))).toBe(width);
    },
  );

  property.prop([text, text, fc.integer({ min: 4, max: 40 })])(
    'a painted row is cut with its colours closed',
    (a, b, width) => {
      const cut = cutPainted(`\u001b[31m${a}\u001b[39m${b}`, width);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences.
      const plain = cut.replace(/\u001b\[\d+m/g, '');
      expect(widthOf(plain)).toBeLessThanOrEqual(width);
      expect(cut).toContain('\u001b[39m');
      if (widthOf(a + b) <= width) expect(plain).toBe(a + b);
    },
  );

  const part = fc.record({
    keep: fc.integer({ min: 0, max: ALWAYS }),
    rows: fc.array(fc.constant('x'), { maxLength: 6 }),
  });
  property.prop([fc.array(part, { maxLength: 8 }), fc.nat(20)])(
    'never more rows than there are, the dearest last to go',
    (parts, height) => {
      const rows = fitRows(parts, height);
      const wanted = parts.reduce((sum, { rows: own }) => sum + own.length, 0);
      expect(rows).toHaveLength(Math.min(wanted, height));
    },
  );

  property.prop([
    fc.constantFrom(...Object.keys(GALLERY)),
    fc.integer({ min: 20, max: 220 }),
    fc.integer({ min: 6, max: 60 }),
    fc.boolean(),
  ])('every screen fits every terminal', (name, columns, rows, linear) => {
    const frame = frameOf(stateAfter(GALLERY[name]!, { columns, rows, linear }));
    expect(Math.max(frame.main.length, frame.side.length) + 3).toBeLessThan(rows + 1);
    for (const row of [frame.head, ...frame.main, ...frame.side, frame.foot]) {
      expect(widthOf(row)).toBeLessThanOrEqual(frame.width);
    }
    const sides = frame.side.length > 0 ? frame.sideWidth + 3 : 0;
    expect(frame.width + sides).toBeLessThan(columns);
  });
});
