import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type Intent, intentsOf, type Mode } from '../../src/ui/keymap.ts';
import { characters, type Edit, edit, type Line, NO_TEXT, textOf } from '../../src/ui/line.ts';

const MODES: readonly Mode[] = ['text', 'choice', 'confirm', 'leaving', 'run'];
const insert = (text: string): Intent => ({ type: 'edit', edit: { type: 'insert', text } });
const ERASE: Intent = { type: 'edit', edit: { type: 'erase-back' } };

describe('the keymap', () => {
  it('Ctrl-C is an interrupt everywhere, also inside a paste', () => {
    for (const mode of MODES) {
      expect(intentsOf(mode, 'c', { ctrl: true })).toEqual([{ type: 'interrupt' }]);
      expect(intentsOf(mode, 'ab\u0003cd', {}).at(-1)).toEqual({ type: 'interrupt' });
    }
  });

  it('text and Enter in one event are text, then Enter; what follows is dropped', () => {
    expect(intentsOf('text', 'ab\rcd\r', {})).toEqual([insert('ab'), { type: 'submit' }]);
    expect(intentsOf('text', 'ab\ncd', {})).toEqual([insert('ab'), { type: 'submit' }]);
  });

  it('backspace erases, whatever the terminal calls it', () => {
    expect(intentsOf('text', '', { backspace: true })).toEqual([ERASE]);
    expect(intentsOf('text', '', { delete: true })).toEqual([ERASE]);
    expect(intentsOf('text', 'a\u007fb', {})).toEqual([insert('a'), ERASE, insert('b')]);
  });

  it('escape says no to a question, and otherwise asks before it leaves', () => {
    expect(intentsOf('confirm', '', { escape: true, meta: true })).toEqual([
      { type: 'answer', yes: false },
    ]);
    for (const mode of ['text', 'choice', 'run'] as const) {
      expect(intentsOf(mode, '', { escape: true, meta: true })).toEqual([{ type: 'leave' }]);
    }
    expect(intentsOf('leaving', '', { escape: true, meta: true })).toEqual([{ type: 'stay' }]);
  });

  it('stopping is never the answer of a stray Enter', () => {
    expect(intentsOf('leaving', '', { return: true })).toEqual([{ type: 'stay' }]);
    expect(intentsOf('run', '', { return: true })).toEqual([]);
  });

  it('y and n answer questions only', () => {
    expect(intentsOf('confirm', 'y', {})).toEqual([{ type: 'answer', yes: true }]);
    expect(intentsOf('leaving', 'N', {})).toEqual([{ type: 'answer', yes: false }]);
    expect(intentsOf('run', 'y', {})).toEqual([]);
    expect(intentsOf('text', 'y', {})).toEqual([insert('y')]);
  });

  it('q is a letter while text is typed', () => {
    expect(intentsOf('text', 'q', {})).toEqual([insert('q')]);
    expect(intentsOf('run', 'q', {})).toEqual([{ type: 'leave' }]);
  });

  property.prop([fc.constantFrom(...MODES), fc.string({ unit: 'binary' })])(
    'no input inserts a control character',
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
    ...(['erase-back', 'erase-word', 'left', 'right', 'start', 'end'] as const).map((type) => ({
      type,
    })),
  ),
);

describe('a typed line', () => {
  const typed = (...edits: readonly Edit[]): Line => edits.reduce(edit, NO_TEXT);

  it('erases what a person sees as one character', () => {
    const family = '👨‍👩‍👧';
    expect(textOf(typed({ type: 'insert', text: `a${family}` }, { type: 'erase-back' }))).toBe('a');
    expect(textOf(typed({ type: 'insert', text: 'e\u0301' }, { type: 'erase-back' }))).toBe('');
  });

  it('edits in the middle', () => {
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

  it('erases a word with the spaces after it', () => {
    const line = typed({ type: 'insert', text: 'one two  ' }, { type: 'erase-word' });
    expect(textOf(line)).toBe('one ');
  });

  property.prop([fc.array(anyEdit, { maxLength: 30 })])(
    'moving changes no text, erasing never lengthens it, inserting keeps all',
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
