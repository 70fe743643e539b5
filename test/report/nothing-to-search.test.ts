import { describe, expect, it } from 'vitest';
import type { Note } from '../../src/model/notes.ts';
import type { Symptom } from '../../src/model/report.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import { isSeenFailing } from '../../src/report/format.ts';
import { headline } from '../../src/report/headline.ts';
import { en as english } from '../language/english.ts';

const request = { method: 'GET', url: 'https://a.test/feed/', as: 'bearer', headers: {} } as const;
const observed = { status: 302, code: null, message: null, challenges: [] };

const told = (cause: { readonly kind: string } | null, notes: readonly Note[] = []) =>
  headline(english, {
    site: 'https://a.test/',
    outcome: 'not-reproduced',
    symptoms: [],
    cause,
    notes,
  } as unknown as RunReport).join(' ');

describe('a run that searches for nothing', () => {
  it('says "nothing fails" only where that is true', () => {
    expect(told(null)).toContain('Nothing fails');
    expect(told({ kind: 'wrong-credentials' })).not.toContain('Nothing fails');
    expect(told({ kind: 'cache' })).not.toContain('Nothing fails');
    const other = told(null, [{ type: 'other-error', request, observed }]);
    expect(other).not.toContain('Nothing fails');
    expect(other).toContain('another way');
  });
});

describe('a request that was named', () => {
  const seen = (
    status: number,
    code: string | null,
    failsOn: readonly (number | string)[] = [401],
  ) =>
    isSeenFailing({ request, failsOn, observed: { ...observed, status, code } } satisfies Symptom);

  it('is said to fail where its answer counts as failing, also in the body of a 200', () => {
    expect(seen(401, null)).toBe(true);
    expect(seen(302, null, [302])).toBe(true);
    expect(seen(200, 'rest_login_required')).toBe(true);
    expect(seen(501, 'application_passwords_disabled', ['application_passwords_disabled'])).toBe(
      true,
    );
  });

  it('is said to work where it works now', () => {
    expect(seen(200, null)).toBe(false);
    expect(seen(400, 'rest_missing_callback_param')).toBe(false);
  });
});
