import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/model/errors.ts';
import { emptyReport } from '../../src/model/run-report.ts';
import { causeOfProblem, findingOfProblem } from '../../src/report/cause-of-problem.ts';
import { createPaint } from '../../src/report/format.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { explain, problemLines } from '../../src/report/problems/index.ts';
import { textReport } from '../../src/report/text.ts';
import { en } from '../language/english.ts';

const WRONG = { credential: 'session', user: 'admin', said: null } as const;

/** The report of a run that this problem ended. */
function blocked(problem: Problem) {
  const finding = findingOfProblem(en, problem);
  return {
    ...emptyReport('https://example.com/', 'blocked'),
    cause: causeOfProblem(en, problem),
    findings: finding === null ? [] : [finding],
  };
}

describe('a password that is refused', () => {
  it('is explained with the name of its variable where it came from there', () => {
    const said = problemLines(en, new Problem('wrong-password', WRONG), createPaint(false)).join(
      '\n',
    );
    expect(said).toContain('WP_BISECT_PASSWORD');
  });

  it('is explained without a variable where it was typed at a prompt', () => {
    const problem = new Problem('wrong-password', WRONG, { atPrompt: true });
    const report = blocked(problem);
    for (const text of [
      problemLines(en, problem, createPaint(false)).join('\n'),
      textReport(en, report, { color: false, problem }),
      markdownReport(en, report, { problem }),
    ]) {
      expect(text).not.toContain('WP_BISECT_PASSWORD');
    }
  });
});

describe.each([
  new Problem('wrong-password', WRONG),
  new Problem('unknown-user', { user: 'admin', said: null }),
  new Problem('gate-closed', {
    url: 'https://example.com/',
    realm: 'Staging',
    refused: true,
    byPlugin: false,
  }),
  new Problem('host-unknown', { host: 'example.com' }),
  new Problem('bot-challenge', { url: 'https://example.com/', by: 'Cloudflare' }),
])('an answer that $code ended', (problem) => {
  it('contains the fact and the remedy once', () => {
    const report = blocked(problem);
    const { fact, remedy } = explain(en, problem);
    const text = textReport(en, report, { color: false, problem });
    expect(text.split(fact).length - 1).toBe(1);
    expect(text.split(remedy).length - 1).toBe(1);
    const markdown = markdownReport(en, report, { problem });
    expect(markdown.split('## ').filter((section) => section.startsWith('The cause'))).toEqual([]);
  });
});
