import { describe, expect, it } from 'vitest';
import type { CredentialFacts, RefusalWhy } from '../../src/model/facts/access.ts';
import { CHECKS, checkNamed } from '../../src/report/findings/index.ts';
import { en } from '../language/english.ts';
import { sampleFindings } from './diagnosis-samples.ts';

const labelOf = (id: string) => checkNamed(id).label;

describe('the checks of a diagnosis', () => {
  it.each(CHECKS.map(({ id }) => id))('have labels that fit their column: %s', (id) => {
    expect(labelOf(id)).toMatch(/^\S.{1,28}\S$/);
  });

  it('have different ids and labels', () => {
    expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
    expect(new Set(CHECKS.map(({ label }) => label)).size).toBe(CHECKS.length);
  });

  it('call the check of the WWW-Authenticate header by its name, not a bot check', () => {
    expect(labelOf('www-authenticate')).not.toMatch(/robot|bot/i);
  });

  it('do not mention the theme in the label of the check of must-use plugins, which does not check it', () => {
    expect(labelOf('must-use')).not.toMatch(/theme/i);
  });

  it.each(
    sampleFindings('https://example.com/').map((finding) => [finding.check, finding] as const),
  )('say what was seen and what that means: %s', (_, { evidence, meaning }) => {
    expect(evidence).toMatch(/^\S.*\.$/s);
    expect(meaning).toMatch(/\.$/);
  });

  it.each([
    'switched-off',
    'refused-by-site',
    'for-this-user',
    'taken-for-stranger',
    'wrong-password',
  ] as const)('suggest no search where one follows: a password that is %s', (why) => {
    const told = (searchFollows: boolean) =>
      checkNamed('credentials').tell(
        en,
        { check: 'credentials', result: 'clue', facts: refused(why) },
        { searchFollows },
      ).facts.finding.advice;
    expect(told(true)).not.toContain('--bisect');
    if (why === 'switched-off' || why === 'refused-by-site') {
      expect(told(false)).toContain('--bisect');
    }
  });
});

function refused(why: RefusalWhy): CredentialFacts {
  const credential = 'application-password';
  const one = { credential, why, certain: false, code: null, status: 401, refusers: [] } as const;
  return { kind: 'credentials-refused', refused: [one], proven: ['session'], user: 'name' };
}
