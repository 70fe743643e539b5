import { describe, expect, it } from 'vitest';
import { remedyFor } from '../../src/diagnosis/advice.ts';

import { adviceOn } from '../../src/report/next-steps.ts';
import { en } from '../language/english.ts';
import { plugin, symptom } from './samples.ts';

const adviceFor = (ids: readonly string[]) =>
  adviceOn(
    en,
    remedyFor(
      ids.map((id) => plugin(id)),
      [symptom('/wp-json/wp/v2/posts', { code: 'of_my_own' })],
    ),
  );

describe('the advice on a plugin that runs the code of a site', () => {
  it.each([
    'code-snippets/code-snippets',
    'insert-headers-and-footers/ihaf',
    'insert-php/insert_php',
  ])('leads to its snippets, not to its developer (%s)', (id) => {
    expect(adviceFor([id])).toContain('Switch its snippets off, one at a time');
    expect(adviceFor([id])).not.toContain('developer');
    expect(adviceFor(['guard/guard', id])).toContain('Switch its snippets off');
  });

  it('is no advice on other plugins', () => {
    expect(adviceFor(['guard/guard'])).not.toContain('snippets');
  });
});
