import { describe, expect, it } from 'vitest';
import { newsOf, rolesIn } from '../../src/ui/terminal.ts';
import { en } from '../language/english.ts';

describe('the text for a screen reader about a new frame', () => {
  const before = [
    'Plan',
    'checkbox: (selected, checked) Akismet',
    'checkbox: (checked) Backup',
    '',
  ];

  it('is the newly selected choice, not the one before', () => {
    const after = [
      'Plan',
      'checkbox: (checked) Akismet',
      'checkbox: (selected, checked) Backup',
      '',
    ];
    expect(newsOf(before, after)).toEqual(['checkbox: (selected, checked) Backup']);
  });

  it('is a mark that was set or removed', () => {
    const after = ['Plan', 'checkbox: (selected) Akismet', 'checkbox: (checked) Backup', ''];
    expect(newsOf(before, after)).toEqual(['checkbox: (selected) Akismet']);
  });

  it('is nothing where nothing changed, and everything on a new screen', () => {
    expect(newsOf(before, before)).toEqual([]);
    expect(newsOf(before, ['Start now?', 'y / n'])).toEqual(['Start now?', 'y / n']);
  });
});

describe('the text for a screen reader about a choice', () => {
  it.each([
    ['checkbox: (selected, checked) Akismet', 'checkbox: (selected, checked) Akismet'],
    ['menuitem: Finish', 'menu item: Finish'],
    ['radio: (disabled) Saved', 'radio button: (unavailable) Saved'],
    ['textbox: (hidden) words', 'text field: (hidden) words'],
    ['Proof: (selected) stays', 'Proof: (selected) stays'],
  ])('%s is spoken as "%s"', (line, heard) => expect(rolesIn(en, line)).toBe(heard));
});
