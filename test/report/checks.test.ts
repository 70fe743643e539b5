import { describe, expect, it } from 'vitest';
import { allChecks } from '../../src/commands/diagnosis-checks.ts';
import { CHECK_IDS, checkLabel, checkName } from '../../src/report/check-names.ts';
import { CHECKS } from '../../src/report/screens/diagnosis.ts';
import { sampleFindings } from './diagnosis-samples.ts';

describe('the checks of a diagnosis', () => {
  it('are all named, in the order in which they run', () => {
    expect(CHECK_IDS).toEqual(allChecks(false).map(({ check }) => check));
  });

  it.each(CHECK_IDS)('%s has a label that fits its column and a name for sentences', (check) => {
    expect(checkLabel(check)).toMatch(/^[A-Z].{3,25}$/);
    expect(checkName(check)).not.toBe('');
    expect(CHECKS[check]).toBe(checkLabel(check));
  });

  it('have labels that differ', () => {
    expect(new Set(CHECK_IDS.map(checkLabel)).size).toBe(CHECK_IDS.length);
  });

  it('labels the check of the WWW-Authenticate header as what it looks at, not as a bot check', () => {
    expect(checkLabel('challenge')).not.toMatch(/robot|bot/i);
    expect(checkLabel('firewall')).toMatch(/bot check/);
  });

  it('does not claim the theme for the check of must-use plugins, whose text excepts it', () => {
    expect(checkLabel('beside-plugins')).not.toMatch(/theme/i);
  });

  it.each(
    sampleFindings('https://example.com/').map((finding) => [finding.check, finding] as const),
  )('%s says what it saw and what that means', (_, { evidence, meaning }) => {
    expect(evidence).toMatch(/^\S.*\.$/s);
    expect(meaning).toMatch(/\.$/);
  });
});
