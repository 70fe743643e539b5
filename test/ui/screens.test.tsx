import { fc, test as property } from '@fast-check/vitest';
import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import { confirmWords } from '../../src/report/questions.ts';
import { App } from '../../src/ui/screens.tsx';
import { type Asking, textQuestion, type UiState } from '../../src/ui/state.ts';
import { SCENE } from '../report/scene.ts';
import { events, stateAfter } from './scenes.ts';

function frameOf(state: UiState): string {
  const { lastFrame, unmount } = render(<App state={state} onKey={() => {}} />);
  const frame = lastFrame() ?? '';
  unmount();
  return frame;
}

/** Columns of a line; good for the characters of the imagined site. */
const widthOf = (line: string) =>
  [...line].reduce(
    (sum, character) => sum + (/[\u3000-\u9fff\uff00-\uff60]/.test(character) ? 2 : 1),
    0,
  );

/** The part that is drawn again and again, without the log above it. */
const liveOf = (state: UiState) => frameOf({ ...state, log: [] });

const GO_ON: Asking = {
  type: 'confirm',
  words: confirmWords({
    type: 'go-on',
    switch: 'admin',
    suspects: ['a/a', 'b/b'],
    probes: { low: 3, likely: 5, high: 8 },
    seconds: { low: 5, likely: 20, high: 60 },
  }),
};

describe('the screens', () => {
  it('show a probe: what is tried, how many suspects are left, every plugin', () => {
    const until = SCENE.findIndex((e) => e.type === 'probe-started' && e.probe === 3) + 1;
    expect(liveOf(stateAfter(events(until)))).toMatchInlineSnapshot(`
      "
      wp-bisect  https://example.com/  0 s
      Searching (switch: admin) ...
      Trying: 3 plugins off (probe 3)
      5 of 5 suspects, ~4 probes to go
       off suspect   Akismet
       off suspect   問い合わせフォーム
       off suspect   Firewall
        on suspect   REST Guard
        on suspect   JWT
        on left on   Network Thing
      q: stop and restore   Up/Down: scroll"
    `);
  });

  it('show the answer so far', () => {
    const until = SCENE.findIndex((e) => e.type === 'culprit-confirmed') + 1;
    expect(liveOf(stateAfter(events(until)))).toMatchInlineSnapshot(`
      "
      wp-bisect  https://example.com/  0 s
      Searching (switch: admin) ...
      1 of 5 suspects, ~1 probe to go, 1 culprit found
        on culprit   REST Guard
       off           Akismet
       off           問い合わせフォーム
       off           Firewall
       off           JWT
        on left on   Network Thing
      q: stop and restore   Up/Down: scroll"
    `);
  });

  it('ask for consent with the facts', () => {
    expect(liveOf(stateAfter([{ type: 'asked', asking: GO_ON }]))).toMatchInlineSnapshot(`
      "
      wp-bisect
      2 plugins will be off for visitors now and then: about 5 probes, about 20 s.
      All of them come back, also after Ctrl-C or a crash.
      Go on? [Y/n]
      y / n   Ctrl-C: leave"
    `);
  });

  it('show typed text with the cursor, and a secret as stars', () => {
    const typed = (hidden: boolean) =>
      liveOf(
        stateAfter([
          { type: 'asked', asking: textQuestion('Label', hidden) },
          { type: 'edited', edit: { type: 'insert', text: '秘密x' } },
          { type: 'edited', edit: { type: 'left' } },
        ]),
      );
    expect(typed(false)).toContain('> 秘密|x');
    expect(typed(true)).toContain('> **|*');
    expect(typed(true)).not.toContain('秘');
  });

  it('put what is done into the log, in order and once', () => {
    const frame = frameOf(stateAfter(events()));
    expect(frame.match(/Confirmed: REST Guard/g)).toHaveLength(1);
    expect(frame.indexOf('everything on: fails')).toBeLessThan(frame.indexOf('Confirmed'));
  });

  property.prop([
    fc.nat(SCENE.length),
    fc.integer({ min: 30, max: 99 }),
    fc.integer({ min: 8, max: 40 }),
    fc.nat(20),
    fc.boolean(),
  ])(
    'always fit: lower than the terminal, narrower than it',
    (count, columns, rows, scroll, leaving) => {
      const state = stateAfter(
        [...events(count), { type: 'scrolled', by: scroll }, { type: 'leaving', open: leaving }],
        { columns, rows },
      );
      const lines = liveOf(state).split('\n');
      expect(lines.length).toBeLessThan(rows);
      for (const line of lines) expect(widthOf(line)).toBeLessThan(columns);
    },
  );

  it('fit their questions into 40x15', () => {
    for (const asking of [GO_ON, textQuestion('Application password (hidden)', true)]) {
      const state = stateAfter([{ type: 'asked', asking }], { columns: 40, rows: 15 });
      expect(liveOf(state).split('\n').length).toBeLessThan(15);
    }
  });

  it('draw nothing once the terminal is handed back', () => {
    expect(liveOf(stateAfter([...events(), { type: 'closed' }])).trim()).toBe('');
  });
});
