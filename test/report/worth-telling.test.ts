import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/model/findings.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import { worthTelling } from '../../src/report/findings/telling.ts';
import { symptom } from '../diagnosis/samples.ts';

const clue = { check: 'credentials', result: 'clue' } as Finding;

const told = (as: 'application-password' | 'anonymous', explains: readonly number[]) =>
  worthTelling({
    findings: [clue],
    culprits: [{ symptoms: explains }],
    symptoms: [symptom('/wp-json/wp/v2/users/me', {}, as)],
  } as unknown as RunReport);

describe('what else an application password could have been refused for', () => {
  it('is left out beside the plugin that is proven to refuse it', () => {
    expect(told('application-password', [0])).toEqual([]);
  });

  it('is reported where that failure is unexplained, or only another one is explained', () => {
    expect(told('application-password', [])).toEqual([clue]);
    expect(told('anonymous', [0])).toEqual([clue]);
  });
});
