import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { createLanguage } from '../../src/language/language.ts';
import { KEYS } from '../../src/report/screens/keys.ts';
import type { Intent, Mode } from '../../src/ui/bindings.ts';
import { ALL_MODES, hintsOf, isTyping, takeInput } from '../../src/ui/keymap.ts';
import {
  characters,
  type Edit,
  type EditedLine,
  edit,
  NO_TEXT,
  textOf,
} from '../../src/ui/line.ts';
import { en } from '../language/english.ts';
import { intentsOf } from './screen-states.ts';

const insert = (text: string): Intent => ({ type: 'edit', edit: { type: 'insert', text } });
const ERASE: Intent = { type: 'edit', edit: { type: 'erase-back' } };
const WATCHING: readonly Mode[] = ['run', 'searching', 'paused'];

describe('the keymap', () => {
  it('has Ctrl-C as interrupt everywhere, also inside a paste', () => {
    for (const mode of ALL_MODES) {
      expect(intentsOf(mode, 'c', { ctrl: true })).toEqual([{ type: 'interrupt' }]);
      expect(intentsOf(mode, 'é\u0003x', {})).toContainEqual({ type: 'interrupt' });
    }
  });

  it('drops keys that were typed ahead of the next question, but never Ctrl-C', () => {
    const heard = (input: string, modes: readonly Mode[]) => {
      const intents: Intent[] = [];
      // The mode changes with every Enter and every command.
      const at = () => intents.filter(({ type }) => type === 'submit' || type === 'command').length;
      takeInput(
        en,
        input,
        {},
        () => modes[at()] ?? 'run',
        (intent) => intents.push(intent),
      );
      return intents;
    };
    const SUBMIT: Intent = { type: 'submit' };
    // The question is answered by the first Enter.
    expect(heard('ab\rcd\r', ['text'])).toEqual([insert('ab'), SUBMIT]);
    expect(heard('ab\rcd\u0003', ['text'])).toEqual([insert('ab'), SUBMIT, { type: 'interrupt' }]);
    // Enter goes on to the next field of the same question.
    expect(heard('ab\ncd', ['field', 'field'])).toEqual([insert('ab'), SUBMIT, insert('cd')]);
    // A letter opens a field.
    expect(heard('r/x', ['symptoms', 'sender'])).toEqual([
      { type: 'command', command: 'request' },
      insert('/x'),
    ]);
    // Enter on a list opens the one clear question, which the rest must not answer.
    expect(heard('\r\r', ['plan', 'ready'])).toEqual([SUBMIT]);
  });

  it('takes letters pressed fast as one command, because the rest could answer an unseen question', () => {
    expect(intentsOf('judge', 'bbb', {})).toEqual([{ type: 'command', command: 'broken' }]);
    expect(intentsOf('plan', 'jj ', {})).toEqual([
      { type: 'move', by: 1 },
      { type: 'move', by: 1 },
      { type: 'toggle' },
    ]);
  });

  it('erases with backspace, whatever code the terminal sends', () => {
    expect(intentsOf('text', '', { backspace: true })).toEqual([ERASE]);
    expect(intentsOf('text', 'a\u007fb', {})).toEqual([insert('a'), ERASE, insert('b')]);
  });

  it.each([
    ['', { delete: true }, 'erase-forward'],
    ['d', { ctrl: true }, 'erase-forward'],
    ['k', { ctrl: true }, 'erase-to-end'],
    ['b', { meta: true }, 'word-left'],
    ['f', { meta: true }, 'word-right'],
    ['', { leftArrow: true, ctrl: true }, 'word-left'],
    ['', { rightArrow: true, meta: true }, 'word-right'],
    ['', { home: true }, 'start'],
    ['', { end: true }, 'end'],
  ] as const)('edits a field as a shell does: %s %o', (input, key, type) => {
    expect(intentsOf('field', input, key)).toEqual([{ type: 'edit', edit: { type } }]);
  });

  it('has Ctrl-Z for the shell everywhere, and PgDn for scrolling where there is no list', () => {
    for (const mode of ALL_MODES) {
      expect(intentsOf(mode, 'z', { ctrl: true }), mode).toEqual([{ type: 'suspend' }]);
      const [intent] = intentsOf(mode, '', { pageDown: true });
      if (['leaving', 'search', 'keep'].includes(mode)) continue;
      expect(['scroll', 'move'], mode).toContain(intent?.type);
    }
  });

  it('shows the checks with d on every later screen without a text field', () => {
    for (const mode of [
      'menu',
      'confirm',
      'symptoms',
      'plan',
      'ready',
      'judge',
      'answer',
      'searching',
      'paused',
    ] as const) {
      expect(intentsOf(mode, 'd', {}), mode).toEqual([{ type: 'command', command: 'checks' }]);
    }
  });

  it('has Esc go back in a dialog, say no to a question, and otherwise ask before it leaves', () => {
    const pressed = { escape: true, meta: true };
    for (const mode of [
      'text',
      'field',
      'ways',
      'search',
      'switches',
      'ready',
      'ticket',
    ] as const) {
      expect(intentsOf(mode, '', pressed)).toEqual([{ type: 'back' }]);
    }
    for (const mode of ['site', 'menu', 'symptoms', 'plan', 'judge', ...WATCHING] as const) {
      expect(intentsOf(mode, '', pressed)).toEqual([{ type: 'leave' }]);
    }
    expect(intentsOf('confirm', '', pressed)).toEqual([{ type: 'answer', yes: false }]);
    for (const mode of ['leaving', 'help'] as const) {
      expect(intentsOf(mode, '', pressed)).toEqual([{ type: 'stay' }]);
    }
  });

  it('never stops a run on a stray Enter', () => {
    expect(intentsOf('leaving', '', { return: true })).toEqual([{ type: 'stay' }]);
    for (const mode of WATCHING) expect(intentsOf(mode, '', { return: true })).toEqual([]);
  });

  it('has y and n for questions only', () => {
    expect(intentsOf('confirm', 'y', {})).toEqual([{ type: 'answer', yes: true }]);
    expect(intentsOf('leaving', 'N', {})).toEqual([{ type: 'answer', yes: false }]);
    expect(intentsOf('run', 'y', {})).toEqual([]);
    expect(intentsOf('text', 'y', {})).toEqual([insert('y')]);
  });

  it('shows the keys with ? where no text is typed', () => {
    for (const mode of ALL_MODES.filter((each) => each !== 'stopping' && each !== 'leaving')) {
      const intents = intentsOf(mode, '?', {});
      if (isTyping(mode)) expect(intents).toEqual([insert('?')]);
      else expect(intents).toEqual([{ type: mode === 'help' ? 'stay' : 'help' }]);
    }
  });

  it('has no key with two meanings on one screen', () => {
    for (const mode of ALL_MODES) {
      for (const key of ['q', 'k', 'j', 's', 'c', 't', 'u', 'p', 'a', 'h', 'r', 'w', 'b', '/']) {
        expect(intentsOf(mode, key, {}).length, `${key} in ${mode}`).toBeLessThanOrEqual(1);
      }
    }
  });

  it('shows only keys that work there, and always Ctrl-C or a stop', () => {
    for (const mode of ALL_MODES) {
      const hints = hintsOf(mode);
      expect(new Set(hints).size, mode).toBe(hints.length);
      if (mode !== 'leaving') {
        expect(hints.some((hint) => ['stop', 'leave', 'interrupt'].includes(hint))).toBe(true);
      }
      for (const hint of hints) {
        const { key } = KEYS[hint];
        if (key.length === 1) expect(intentsOf(mode, key, {}), `${key} in ${mode}`).toHaveLength(1);
      }
    }
  });

  it('takes the Cyrillic letter of the same key, so that the layout need not be switched', () => {
    const same: readonly (readonly [Mode, string, string])[] = [
      ['searching', 'з', 'p'],
      ['searching', 'г', 'u'],
      ['searching', 'й', 'q'],
      ['answer', 'е', 't'],
      ['diagnosed', 'а', 'f'],
      ['menu', 'л', 'k'],
      ['leaving', 'т', 'n'],
      ['judge', 'Ц', 'w'],
    ];
    for (const t of [en, createLanguage('ru')]) {
      for (const [mode, cyrillic, latin] of same) {
        const meant = intentsOf(mode, latin, {}, t);
        expect(meant, latin).toHaveLength(1);
        expect(intentsOf(mode, cyrillic, {}, t), cyrillic).toEqual(meant);
      }
    }
    // Where letters are text, they are text.
    expect(intentsOf('text', 'й', {})).toEqual([insert('й')]);
    expect(intentsOf('ways', 'й', {})).toEqual([insert('й')]);
  });

  it('takes the letters of the screen\'s language for yes and no: н is "нет" in Russian', () => {
    const answer = (yes: boolean) => [{ type: 'answer', yes }];
    const ru = createLanguage('ru');
    for (const mode of ['confirm', 'sure', 'leaving'] as const) {
      for (const [letter, yes] of [
        ['д', true],
        ['Д', true],
        ['y', true],
        ['н', false],
        ['n', false],
      ] as const) {
        expect(intentsOf(mode, letter, {}, ru), `${letter} in ${mode}`).toEqual(answer(yes));
      }
      // An English screen asks for y and n, which are н and т on these keys.
      expect(intentsOf(mode, 'н', {})).toEqual(answer(true));
      expect(intentsOf(mode, 'т', {})).toEqual(answer(false));
      expect(intentsOf(mode, 'Y', {})).toEqual(answer(true));
    }
  });

  property.prop([fc.constantFrom(...ALL_MODES), fc.string({ unit: 'binary' })])(
    'inserts no control character, whatever is typed',
    (mode, input) => {
      for (const intent of intentsOf(mode, input, {})) {
        if (intent.type !== 'edit' || intent.edit.type !== 'insert') continue;
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be typed.
        expect(intent.edit.text).not.toMatch(/[\u0000-\u001f\u007f]/);
      }
    },
  );
});

const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ type: fc.constant('insert' as const), text: fc.string({ unit: 'grapheme' }) }),
  fc.constantFrom(
    ...(
      [
        'erase-back',
        'erase-forward',
        'erase-word',
        'erase-to-end',
        'left',
        'right',
        'word-left',
        'word-right',
        'start',
        'end',
      ] as const
    ).map((type) => ({
      type,
    })),
  ),
);

describe('a typed line', () => {
  const typed = (...edits: readonly Edit[]): EditedLine => edits.reduce(edit, NO_TEXT);

  it('erases a whole grapheme at once', () => {
    const family = '👨‍👩‍👧';
    expect(textOf(typed({ type: 'insert', text: `a${family}` }, { type: 'erase-back' }))).toBe('a');
    expect(textOf(typed({ type: 'insert', text: 'e\u0301' }, { type: 'erase-back' }))).toBe('');
  });

  it('is edited in the middle', () => {
    const line = typed(
      { type: 'insert', text: 'exmple' },
      { type: 'start' },
      { type: 'right' },
      { type: 'right' },
      { type: 'insert', text: 'a' },
    );
    expect(textOf(line)).toBe('example');
    expect(textOf(edit(line, { type: 'erase-back' }))).toBe('exmple');
  });

  it('is crossed by words and erased to the end', () => {
    const end = typed({ type: 'insert', text: 'one two three' });
    const back = edit(edit(end, { type: 'word-left' }), { type: 'word-left' });
    expect(textOf(edit(back, { type: 'erase-to-end' }))).toBe('one ');
    expect(edit(back, { type: 'word-right' }).before.join('')).toBe('one two');
    expect(textOf(edit(back, { type: 'erase-forward' }))).toBe('one wo three');
  });

  it('loses a word together with the spaces after it', () => {
    const line = typed({ type: 'insert', text: 'one two  ' }, { type: 'erase-word' });
    expect(textOf(line)).toBe('one ');
  });

  property.prop([fc.array(anyEdit, { maxLength: 30 })])(
    'is unchanged by moving, never longer after erasing, and kept by inserting',
    (edits) => {
      let line = NO_TEXT;
      for (const change of edits) {
        const next = edit(line, change);
        const [was, is] = [textOf(line), textOf(next)];
        if (change.type === 'insert')
          expect(is).toBe(line.before.join('') + change.text + line.after.join(''));
        else if (change.type.startsWith('erase'))
          expect(characters(is).length).toBeLessThanOrEqual(characters(was).length);
        else expect(is).toBe(was);
        line = next;
      }
    },
  );
});
