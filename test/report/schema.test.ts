import { describe, expect, it } from 'vitest';
import { jsonReport, ndjsonLine } from '../../src/report/json.ts';
import schema from '../../src/report/report.schema.json' with { type: 'json' };
import { textReport } from '../../src/report/text.ts';
import { en } from '../language/english.ts';
import { hostileReport } from './hostile-report.ts';
import { ENDINGS, report, SYMPTOM } from './sample-run.ts';
import { violations } from './schema.ts';

const parse = (name: string) =>
  JSON.parse(jsonReport(en, ENDINGS[name]!.report, ENDINGS[name]!.problem ?? null));

describe('report.schema.json', () => {
  for (const name of Object.keys(ENDINGS)) {
    it(`accepts ${name}`, () => {
      expect(violations(schema, parse(name))).toEqual([]);
    });
  }

  it('describes every member that is written, and requires those that are promised', () => {
    const written = Object.keys(parse('two-culprits-one-a-pair'));
    // `health` is only in the report of --check.
    expect(Object.keys(schema.properties).sort()).toEqual([...written, 'health'].sort());
    expect(schema.required).toEqual([
      'schema',
      'site',
      'outcome',
      'symptoms',
      'culprits',
      'cause',
      'switch',
      'pinned',
      'restored',
      'cost',
    ]);
  });

  it('requires every promised member at every level', () => {
    const whole = parse('two-culprits-one-a-pair');
    whole.cause = { kind: 'cache', evidence: 'e', advice: 'a' };
    const { findings, ticket } = parse('diagnosed-a-gate');
    Object.assign(whole, { findings, ticket });
    const promised: readonly (readonly [
      string,
      (data: typeof whole) => Record<string, unknown>,
    ])[] = [
      ['', (data) => data],
      ['symptom', (data) => data.symptoms[0]],
      ['request', (data) => data.symptoms[0].request],
      ['observed', (data) => data.symptoms[1].observed],
      ['challenge', (data) => data.symptoms[1].observed.challenges[0]],
      ['culprit', (data) => data.culprits[0]],
      ['plugin', (data) => data.culprits[0].plugins[0]],
      ['proof', (data) => data.culprits[0].proof],
      ['cause', (data) => data.cause],
      ['finding', (data) => data.findings[0]],
      ['ticket', (data) => data.ticket],
      ['pin', (data) => data.pinned[0]],
      ['cost', (data) => data.cost],
    ];
    const optional = ['findings', 'ticket', 'difference', 'leftOff', 'notes', 'problem'];
    optional.push('failsOn', 'message', 'tickets', 'tool', 'startedAt', 'endedAt');
    optional.push('environment', 'reproduction', 'recheck', 'facts', 'remedy');
    for (const [at, select] of promised) {
      for (const member of Object.keys(select(whole))) {
        const damaged = structuredClone(whole);
        delete select(damaged)[member];
        const wrong = violations(schema, damaged);
        const mayMiss = optional.includes(member) || (at === '' && member === 'probes');
        if (mayMiss) expect(wrong).toEqual([]);
        else expect(wrong, member).not.toEqual([]);
      }
    }
  });

  it('rejects values that it does not name', () => {
    for (const damage of [
      { schema: 2 },
      { outcome: 'maybe' },
      { switch: 'auto' },
      { restored: 'yes' },
      { culprits: [{ ...report('culprit-found').culprits[0], plugins: [] }] },
      { cost: { ...report('restored').cost, seconds: -1 } },
      { findings: [{ ...parse('diagnosed-a-gate').findings[0], result: 'perhaps' }] },
      { ticket: { ...parse('diagnosed-a-gate').ticket, to: 'everybody' } },
      { problem: 'text' },
    ]) {
      expect(violations(schema, { ...parse('culprit-found'), ...damage })).not.toEqual([]);
    }
  });

  it('accepts a report with every fact, and requires each of them', () => {
    const whole = JSON.parse(jsonReport(en, hostileReport()));
    expect(violations(schema, whole)).toEqual([]);
    for (const fact of Object.keys(whole.environment)) {
      const { [fact]: _, ...environment } = whole.environment;
      expect(violations(schema, { ...whole, environment }), fact).not.toEqual([]);
    }
    for (const member of ['active', 'off', 'answers', 'purpose']) {
      const { [member]: _, ...probe } = whole.probes[0];
      expect(violations(schema, { ...whole, probes: [probe] }), member).not.toEqual([]);
    }
    expect(violations(schema, { ...whole, reproduction: { url: 'x' } })).not.toEqual([]);
  });

  for (const result of ['gone', 'still-there', 'different', 'cannot-tell'] as const) {
    it(`accepts a recheck that says ${result}`, () => {
      const before = SYMPTOM.observed;
      const now = result === 'cannot-tell' ? null : { ...before, status: 200, code: null };
      const symptoms = [{ result, before, now }];
      const told = report('rechecked', { recheck: { result, symptoms } });
      expect(violations(schema, JSON.parse(jsonReport(en, told)))).toEqual([]);
      expect(textReport(en, told, { color: false })).toContain('https://example.com/');
    });
  }

  it('accepts a later report with more members', () => {
    expect(violations(schema, { ...parse('culprit-found'), more: true })).toEqual([]);
  });

  it('accepts the report in the event stream', () => {
    const line = JSON.parse(ndjsonLine(en, { type: 'finished', report: report('restored') }));
    expect(violations(schema, line.report)).toEqual([]);
  });
});
