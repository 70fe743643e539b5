import { describe, expect, it } from 'vitest';
import type { Emit } from '../../src/model/events.ts';
import { createNdjson, jsonReport } from '../../src/report/json.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { createProgress } from '../../src/report/progress.ts';
import { textReport } from '../../src/report/text.ts';
import { en } from '../language/english.ts';
import { ENDINGS, NAMES, NOT_RESTORED, SCENE } from './sample-run.ts';

function written(start: (write: (line: string) => void) => Emit, events = SCENE): string {
  let text = '';
  const emit = start((line) => {
    text += line;
  });
  for (const event of events) emit(event);
  return text;
}

const golden = (name: string) => `goldens/${name}`;

describe('the answer for people', () => {
  for (const [name, { report, problem }] of Object.entries(ENDINGS)) {
    it(`${name} is as recorded`, async () => {
      const text = textReport(en, report, { color: false, names: NAMES, problem: problem ?? null });
      await expect(text).toMatchFileSnapshot(golden(`${name}.txt`));
    });
  }

  it('has the same words with colour', () => {
    for (const { report, problem } of Object.values(ENDINGS)) {
      const options = { names: NAMES, problem: problem ?? null };
      const coloured = textReport(en, report, { ...options, color: true });
      expect(coloured).toContain('\u001b[');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences.
      expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(
        textReport(en, report, { ...options, color: false }),
      );
    }
  });
});

describe('the answer for people who want everything', () => {
  for (const name of ['diagnosed-a-gate', 'diagnosed-a-hint', 'culprit-found']) {
    it(`${name} is as recorded`, async () => {
      const { report, problem } = ENDINGS[name]!;
      const options = { color: false, names: NAMES, problem: problem ?? null, verbose: true };
      const text = textReport(en, report, options);
      await expect(text).toMatchFileSnapshot(golden(`${name}.verbose.txt`));
    });
  }
});

describe('the answer as Markdown', () => {
  for (const [name, { report, problem }] of Object.entries(ENDINGS)) {
    it(`${name} is as recorded`, async () => {
      const text = markdownReport(en, report, { names: NAMES, problem: problem ?? null });
      await expect(text).toMatchFileSnapshot(golden(`${name}.md.txt`));
    });
  }
});

describe('the answer for machines', () => {
  // The published examples are these very answers.
  for (const [name, { report, problem }] of Object.entries(ENDINGS)) {
    it(`${name} is as recorded`, async () => {
      const json = jsonReport(en, report, problem ?? null);
      await expect(json).toMatchFileSnapshot(`../../docs/report/${name}.json`);
    });
  }

  it('is as recorded for each event', async () => {
    const noon = Date.parse('2026-11-28T12:00:00Z');
    const lines = written((write) => createNdjson(en, write, () => noon));
    await expect(lines).toMatchFileSnapshot(golden('events.ndjson'));
    const events = lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toEqual(SCENE.map(({ type }) => type));
    expect(events.at(-1).report.outcome).toBe('culprit-found');
  });
});

describe('progress', () => {
  const NOT_BACK = [
    ...SCENE.slice(0, -2),
    { type: 'not-restored', difference: NOT_RESTORED, journal: '/home/me/journal' } as const,
  ];

  for (const verbosity of ['normal', 'verbose'] as const) {
    it(`with the verbosity ${verbosity} is as recorded`, async () => {
      const lines = written((write) => createProgress(en, write, { verbosity, color: false }));
      await expect(lines).toMatchFileSnapshot(golden(`progress-${verbosity}.txt`));
    });
  }

  it('is silent with --quiet, unless the site is not as it was', async () => {
    const quiet = (write: (line: string) => void) =>
      createProgress(en, write, { verbosity: 'quiet', color: false });
    expect(written(quiet)).toBe('');
    await expect(written(quiet, NOT_BACK)).toMatchFileSnapshot(golden('progress-not-restored.txt'));
  });

  it('has no escape sequence without colour', () => {
    const lines = written((write) =>
      createProgress(en, write, { verbosity: 'verbose', color: false }),
    );
    expect(lines).not.toContain('\u001b');
  });
});
