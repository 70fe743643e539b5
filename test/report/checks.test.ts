import { describe, expect, it } from 'vitest';
import type { CredentialFacts, RefusalWhy } from '../../src/model/facts/access.ts';
import { CHECKS, checkNamed } from '../../src/report/findings/index.ts';
import { en } from '../language/english.ts';
import { sampleFindings } from './diagnosis-samples.ts';

const labelOf = (id: string) => checkNamed(id).label;

describe('the checks of a diagnosis', () => {
  it.each(CHECKS.map(({ id }) => id))('%s has a label that fits its column', (id) => {
    expect(labelOf(id)).toMatch(/^\S.{1,28}\S$/);
  });

  it('have ids and labels that differ', () => {
    expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
    expect(new Set(CHECKS.map(({ label }) => label)).size).toBe(CHECKS.length);
  });

  it('labels the check of the WWW-Authenticate header as what it looks at, not as a bot check', () => {
    expect(labelOf('www-authenticate')).not.toMatch(/robot|bot/i);
  });

  it('does not claim the theme for the check of must-use plugins, whose text excepts it', () => {
    expect(labelOf('must-use')).not.toMatch(/theme/i);
  });

  it.each(
    sampleFindings('https://example.com/').map((finding) => [finding.check, finding] as const),
  )('%s says what it saw and what that means', (_, { evidence, meaning }) => {
    expect(evidence).toMatch(/^\S.*\.$/s);
    expect(meaning).toMatch(/\.$/);
  });

  it.each([
    'switched-off',
    'refused-by-site',
    'for-this-user',
    'taken-for-stranger',
    'wrong-password',
  ] as const)('propose no search where one follows: a password that is %s', (why) => {
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
