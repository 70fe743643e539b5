import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem, type ProblemCode, type ProblemFacts } from '../../src/model/errors.ts';
import { causeOfProblem, findingOfProblem } from '../../src/report/cause-of-problem.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { en } from '../language/english.ts';
import { report, SYMPTOM } from './sample-run.ts';

const hostile = fc
  .array(
    fc.constantFrom(
      '<script>',
      '![i](https://e.example/i.png)',
      '[l](https://e.example)',
      '`',
      '```\n',
      '# x',
      '@all',
      '|',
      '\n',
      '&lt;',
      '\u001b[31m',
      '\u202e',
      'word ',
      '- ',
      '1. ',
      '<!--',
      '\\',
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('the answer as Markdown', () => {
  property.prop([hostile])('reads text from the site as nothing but text', (text) => {
    const observed = { ...SYMPTOM.observed, message: text, code: text };
    const plugins = [{ plugin: 'a/a', name: text, version: text, author: text, uri: text }];
    const proof = { without: 'passes', alone: 'fails' } as const;
    const markdown = markdownReport(
      en,
      report('culprit-found', {
        symptoms: [{ ...SYMPTOM, observed }],
        culprits: [{ plugins, symptoms: [0], proof, advice: text }],
        findings: [
          {
            check: 'cache',
            label: 'a cache',
            result: 'clue',
            evidence: text,
            meaning: text,
            advice: text,
          },
        ],
        pinned: [],
      }),
    );
    // Without what is escaped, nothing is left that is markup.
    const bare = markdown
      .replace(/\\[\\`*_{}[\]<>|~#+=-]|\\\d/g, '')
      .replace(/\*\*[^*\n]*\*\*/g, '');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there.
    expect(bare).not.toMatch(/[<>`|@\u001b\u202e]|!\[|\]\(/);
    for (const line of markdown.split('\n')) {
      if (line.startsWith('#'))
        expect(line).toMatch(/^##? (?:Found on |The culprit|What |Everything except plugins)/);
    }
  });
});

describe('a problem, as an explanation of the 401', () => {
  const of = <C extends ProblemCode>(code: C, facts: ProblemFacts[C]) =>
    causeOfProblem(en, new Problem(code, facts) as unknown as Problem)?.kind ?? null;
  const passwords = (
    why: ProblemFacts['application-passwords-refused']['why'],
    suspects: string[] = [],
  ) => of('application-passwords-refused', { code: null, status: 401, why, suspects });
  const gate = { url: 'https://a.test/', realm: null, refused: false };

  it('is the cause where nothing else can be', () => {
    expect(of('gate-closed', gate)).toBe('server-basic-auth');
    expect(of('wrong-password', { credential: 'session', user: 'a', said: null })).toBe(
      'wrong-credentials',
    );
    expect(passwords('no-https')).toBe('application-passwords-off');
    expect(passwords('header-stripped-or-wrong')).toBe('wrong-credentials');
    expect(of('locked-out', { url: 'https://a.test/', said: 'Wait.' })).toBe('lockout');
  });

  it('is not the cause where a plugin can be', () => {
    expect(of('gate-closed', { ...gate, byPlugin: true })).toBeNull();
    expect(passwords('blocked')).toBeNull();
    expect(passwords('same-as-anonymous')).toBeNull();
    expect(passwords('switched-off')).toBeNull();
    expect(passwords('header-stripped-or-wrong', ['Wordfence'])).toBeNull();
  });

  it('is absent where there was no 401', () => {
    expect(of('host-unknown', { host: 'a.test' })).toBeNull();
    const problem: Problem = new Problem('timed-out', { url: 'https://a.test/', seconds: 3 });
    expect(findingOfProblem(en, problem)).toBeNull();
  });
});
