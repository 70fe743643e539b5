import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/model/errors.ts';
import { causeOfProblem, findingOfProblem } from '../../src/report/cause-of-problem.ts';
import { causeOf } from '../../src/report/causes.ts';
import { jsonReport, problemData } from '../../src/report/json.ts';
import { causeOfTraces } from '../../src/report/trace.ts';
import { en } from '../language/english.ts';
import { sampleFindings } from './diagnosis-samples.ts';
import { ENDINGS, GUARD, report } from './sample-run.ts';

const written = (known: Parameters<typeof report>[1]) =>
  JSON.parse(jsonReport(en, report('not-a-plugin', known)));

describe('the JSON report has a code and parameters beside each sentence', () => {
  it('about a check', () => {
    const { findings } = written({ findings: sampleFindings('https://example.com/') });
    expect(findings).toHaveLength(14);
    for (const { check, facts } of findings) {
      expect(facts?.kind, check).toMatch(/^[a-z0-9-]+$/);
    }
  });

  it('about a cause, found by name, by a trace or by a problem', () => {
    const named = causeOf(en, { kind: 'cache', url: 'https://example.com/a' });
    expect(written({ cause: named }).cause.facts).toEqual({
      kind: 'cache',
      url: 'https://example.com/a',
    });

    const trace = { file: 'wp-content/mu-plugins/guard.php', line: 4, function: null, hook: null };
    const whole = { ...trace, kind: 'must-use', priority: null, plugin: null } as const;
    expect(written({ cause: causeOfTraces(en, [{ trace: whole }]) }).cause.facts).toMatchObject({
      kind: 'traced',
      whose: 'must-use',
      ...trace,
    });

    const problem = new Problem('bot-challenge', { url: 'https://example.com/', by: 'Cloudflare' });
    const facts = { kind: 'bot-challenge', url: 'https://example.com/', by: 'Cloudflare' };
    expect(causeOfProblem(en, problem)?.facts ?? findingOfProblem(en, problem)?.facts).toEqual(
      facts,
    );
    expect(problemData(en, problem)).toMatchObject({
      code: 'bot-challenge',
      facts: { url: 'https://example.com/', by: 'Cloudflare' },
    });
  });

  it('of advice about a culprit', () => {
    const remedy = {
      setting: { text: 'Allow anonymous reading.', verified: true },
      contacts: [{ name: 'REST Guard', version: '1.2', url: null }],
    };
    expect(written({ culprits: [{ ...GUARD, remedy }] }).culprits[0].remedy).toEqual(remedy);
  });

  it('without secrets of addresses and invisible characters in the parameters', () => {
    const url = 'https://me:hunter2@example.com/?api_key=s3cret&page=2';
    const cause = causeOf(en, { kind: 'cache', url: `${url}\u202e` });
    const json = jsonReport(en, report('not-a-plugin', { cause }));
    expect(json).not.toMatch(/hunter2|s3cret|\u202e/);
    expect(JSON.parse(json).cause.facts.url).toBe('https://example.com/?api_key=***&page=2');
  });

  it('in every published example', () => {
    for (const [name, { report: ended, problem }] of Object.entries(ENDINGS)) {
      const data = JSON.parse(jsonReport(en, ended, problem ?? null));
      const worded = [...data.findings, data.cause, data.problem].filter(Boolean);
      for (const each of worded) expect(each.facts, name).not.toBeNull();
    }
  });
});
