import { describe, expect, it } from 'vitest';
import { newsOf } from '../../src/ui/spoken.ts';

describe('what a screen reader is told of a new frame', () => {
  const before = [
    'Plan',
    'checkbox: (selected, checked) Akismet',
    'checkbox: (checked) Backup',
    '',
  ];

  it('is the choice that became the current one, and not the one that was', () => {
    const after = [
      'Plan',
      'checkbox: (checked) Akismet',
      'checkbox: (selected, checked) Backup',
      '',
    ];
    expect(newsOf(before, after)).toEqual(['checkbox: (selected, checked) Backup']);
  });

  it('is a mark that was set or taken away', () => {
    const after = ['Plan', 'checkbox: (selected) Akismet', 'checkbox: (checked) Backup', ''];
    expect(newsOf(before, after)).toEqual(['checkbox: (selected) Akismet']);
  });

  it('is nothing where nothing changed, and everything on a new screen', () => {
    expect(newsOf(before, before)).toEqual([]);
    expect(newsOf(before, ['Start now?', 'y / n'])).toEqual(['Start now?', 'y / n']);
  });
});
