import { describe, expect, it } from 'vitest';
import type { PluginRef } from '../../src/model/report.ts';
import type { Trace } from '../../src/model/trace.ts';
import { htmlReport } from '../../src/report/html.ts';
import { jsonReport } from '../../src/report/json.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import schema from '../../src/report/report.schema.json' with { type: 'json' };
import { supportMessages } from '../../src/report/support-message.ts';
import { textReport } from '../../src/report/text.ts';
import { ticketFor } from '../../src/report/ticket.ts';
import {
  causeOfTraces,
  endsSearch,
  notTracedReason,
  tracedLines,
  traceLines,
} from '../../src/report/trace.ts';
import { en } from '../language/english.ts';
import { ENDINGS, report, SYMPTOM } from './sample-run.ts';
import { violations } from './schema.ts';

const TRACE: Trace = {
  kind: 'plugin',
  file: 'wp-content/plugins/guard/inc/guard.php',
  line: 88,
  function: 'Acme\\Guard::deny',
  hook: 'rest_authentication_errors',
  priority: 10,
  plugin: 'guard/guard',
};
const must: Trace = {
  ...TRACE,
  kind: 'must-use',
  file: 'wp-content/mu-plugins/a.php',
  plugin: null,
};
const theme: Trace = { ...must, kind: 'theme', file: 'wp-content/themes/a/functions.php' };
const traced = (trace: Trace | null) => ({ trace });

describe('the code that answered', () => {
  it('is shown with line, hook, priority and function', () => {
    expect(traceLines(en, traced(TRACE))).toEqual([
      'This code answered: wp-content/plugins/guard/inc/guard.php:88, Acme\\Guard::deny(), rest_authentication_errors (10).',
    ]);
  });

  it('is shown as far as it is known, and not at all where nothing was named', () => {
    const bare = { ...TRACE, line: null, function: null, hook: null, priority: null };
    expect(traceLines(en, traced(bare))).toEqual([`This code answered: ${TRACE.file}.`]);
    expect(traceLines(en, traced(null))).toEqual([]);
    expect(traceLines(en, {})).toEqual([]);
  });

  it('cannot take over the terminal by a name', () => {
    const evil = { ...TRACE, function: '\u001b[2Jdeny\u202e' };
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there.
    expect(traceLines(en, traced(evil))[0]).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  it('is in the text, the Markdown, the HTML, the messages for support, and the JSON', () => {
    const { culprits } = ENDINGS['culprit-found']!.report;
    const told = report('culprit-found', { symptoms: [{ ...SYMPTOM, trace: TRACE }], culprits });
    const line = 'inc/guard.php:88';
    expect(textReport(en, told, { color: false })).toContain(line);
    expect(markdownReport(en, told)).toContain(line);
    expect(htmlReport(en, told)).toContain(line);
    const ticket = ticketFor(en, {
      report: told,
      contacts: [],
      host: null,
      wordpressVersion: null,
    });
    expect(ticket?.text).toContain(line);
    const contactOf = ({ name, version }: PluginRef) => ({ name, version, url: null });
    const messages = supportMessages(en, told, { contactOf, host: 'Kinsta' });
    expect(messages.map(({ text }) => text.includes(line))).toEqual([true, true]);
    const data = JSON.parse(jsonReport(en, told));
    expect(data.symptoms[0].trace).toEqual(TRACE);
    expect(violations(schema, data)).toEqual([]);
  });

  it('is null in JSON where a tracer named nothing, and absent where none ran', () => {
    const json = (trace?: null) => {
      const symptoms = [trace === undefined ? SYMPTOM : { ...SYMPTOM, trace }];
      const data = JSON.parse(jsonReport(en, report('inconclusive', { symptoms })));
      expect(violations(schema, data)).toEqual([]);
      return data.symptoms[0];
    };
    expect(json(null)).toMatchObject({ trace: null });
    expect(json()).not.toHaveProperty('trace');
  });
});

describe('code that is no plugin', () => {
  it.each([
    [must, 'must-use-plugin'],
    [theme, 'theme'],
    [{ ...must, kind: 'drop-in', file: 'wp-content/object-cache.php' }, 'drop-in'],
  ] as const)('is the cause, with file and line: %o', (trace, kind) => {
    const cause = causeOfTraces(en, [traced(null), traced(trace)]);
    expect(cause?.kind).toBe(kind);
    expect(cause?.evidence).toContain(`${trace.file}:88`);
  });

  it.each(['plugin', 'core', 'other'] as const)(
    'is not the cause by itself where it is of the kind %s',
    (kind) => {
      expect(causeOfTraces(en, [traced({ ...TRACE, kind })])).toBeNull();
    },
  );

  it('spares the search where every symptom is answered by must-use files, by the theme, or by a drop-in', () => {
    expect(endsSearch(en, [traced(must), traced(must)])?.kind).toBe('must-use-plugin');
    expect(endsSearch(en, [traced(theme)])?.kind).toBe('theme');
    expect(endsSearch(en, [traced({ ...must, kind: 'drop-in' })])?.kind).toBe('drop-in');
  });

  it.each<[string, readonly { trace?: Trace | null }[]]>([
    ['nothing fails', []],
    ['one symptom was not traced', [traced(must), traced(null)]],
    ['none asked', [{}]],
    ['one is a plugin', [traced(must), traced(TRACE)]],
    ['the line is not known', [traced({ ...must, line: null })]],
    [
      'one is a drop-in and one a must-use file',
      [traced({ ...must, kind: 'drop-in' }), traced(must)],
    ],
    ['it is core', [traced({ ...must, kind: 'core' })]],
  ])('does not spare it where %s', (_, symptoms) => {
    expect(endsSearch(en, symptoms)).toBeNull();
  });
});

it('progress says what the tracer named, with one sentence for each request', () => {
  const [line] = tracedLines(en, { ...SYMPTOM, trace: TRACE });
  expect(line).toMatch(/^This code answered GET .*: \S+inc\/guard\.php:88, .*\.$/);
  expect(tracedLines(en, SYMPTOM)).toEqual([]);
});

it('the answer says why nothing was traced, and shows an unknown code as it is', () => {
  expect(notTracedReason(en, 'file-credentials', '')).toContain('FTP');
  expect(notTracedReason(en, 'upload-refused', 'http-413')).toContain('Details: http-413.');
  expect(notTracedReason(en, 'constructor', '')).toBe('constructor');
  // What a request can fail with is told in words, too.
  for (const code of ['server-error', 'session-lost', 'timed-out', 'journal-unwritable']) {
    expect(notTracedReason(en, code, '')).toMatch(/ .* /);
  }
});
