/** The support message is in the language of its reader, whatever the language of the run is. */

import { describe, expect, it } from 'vitest';
import { type Language, saidAgain } from '../../src/language/language.ts';
import { loadLanguage } from '../../src/language/load.ts';
import { Problem } from '../../src/model/errors.ts';
import type { CauseFacts } from '../../src/model/facts/no-plugin.ts';
import type { ServerFacts } from '../../src/model/facts/server.ts';
import type { Cause } from '../../src/model/report.ts';
import { causeOfProblem, findingOfProblem } from '../../src/report/cause-of-problem.ts';
import { causeOf, causeOfFinding } from '../../src/report/causes.ts';
import { checkNamed } from '../../src/report/findings/index.ts';
import { ticketFor } from '../../src/report/ticket.ts';
import { causeOfTraces } from '../../src/report/trace.ts';
import { en } from '../language/english.ts';
import { sampleFindings } from './diagnosis-samples.ts';
import { report, SYMPTOM } from './sample-run.ts';

const ru = await loadLanguage('ru');
const SITE = 'https://example.com/';
const BASIC: CauseFacts = {
  kind: 'server-basic-auth',
  url: SITE,
  realm: 'Staging',
  server: 'nginx',
  staticFiles: true,
  mayBeLeftover: false,
};

/** A cause as every part of a run makes one. */
const CAUSES: Readonly<Record<string, (t: Language) => Cause | null>> = {
  'the search': (t) => causeOf(t, BASIC),
  'the search, by files': (t) =>
    causeOf(t, {
      kind: 'must-use-plugin',
      files: [{ file: 'lock.php', name: '' }],
      theme: 'Twenty',
    }),
  'the diagnosis': (t) => {
    const facts: ServerFacts = { kind: 'no-gate', file: `${SITE}x.js` };
    const { finding } = checkNamed('gate').tell(
      t,
      { check: 'gate', result: 'cause', facts },
      { searchFollows: false },
    ).facts;
    return causeOfFinding(t, { finding, kind: 'server-basic-auth' });
  },
  'a problem': (t) => causeOfProblem(t, gateClosed()),
  'the tracer': (t) =>
    causeOfTraces(t, [
      {
        trace: {
          kind: 'theme',
          file: 'wp-content/themes/twenty/functions.php',
          line: 12,
          function: 'guard',
          hook: 'rest_api_init',
          priority: 10,
          plugin: null,
        },
      },
    ]),
};

function gateClosed(): Problem {
  return new Problem('gate-closed', { url: SITE, realm: 'Staging', refused: false });
}

/** The message of a run in one language, to a reader of another. */
function message(run: Language, reader: Language, cause: Cause | null): string {
  const seen = findingOfProblem(run, gateClosed());
  const findings = [...sampleFindings(SITE, run), ...(seen === null ? [] : [seen])];
  const told = report('not-a-plugin', { symptoms: [SYMPTOM], cause, findings });
  const ticket = ticketFor(reader, {
    report: told,
    contacts: [],
    host: 'Kinsta',
    wordpressVersion: '7.1',
  });
  return `${ticket?.subject}\n${ticket?.text}`;
}

describe.each(Object.entries(CAUSES))('a cause that was named by %s', (_, make) => {
  it('is quoted in the language of the support message, and so are the checks that ruled out others', () => {
    const inEnglish = message(en, en, make(en));
    expect(inEnglish).toContain(make(en)!.evidence);
    expect(message(ru, en, make(ru))).toBe(inEnglish);
    expect(message(en, ru, make(en))).toBe(message(ru, ru, make(ru)));
    expect(message(en, ru, make(en))).not.toContain(make(en)!.evidence);
  });
});

describe('sentences from a report file', () => {
  it('are quoted as they are, because their parameters are gone', () => {
    const cause: Cause = { kind: 'server', evidence: 'The server is ill.', advice: '' };
    expect(saidAgain(ru, cause)).toBe(cause);
  });
});
