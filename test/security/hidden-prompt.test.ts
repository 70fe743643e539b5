import { spawn } from '@lydell/node-pty';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, bundle } from '../ui/terminal.ts';

let program: Bundle;
beforeAll(async () => {
  program = await bundle('test/security/fixtures/secrets.ts');
});
afterAll(() => program.remove());

/** Runs the questions; each prompt is answered in the very moment in which it arrives. */
function run(rounds: number, answers: Readonly<Record<string, string>>): Promise<string> {
  const terminal = spawn(process.execPath, [program.file], {
    cols: 500,
    rows: 24,
    env: { ...process.env, ROUNDS: `${rounds}` } as Record<string, string>,
  });
  let shown = '';
  let read = 0;
  return new Promise((done) => {
    terminal.onData((data) => {
      shown += data;
      for (;;) {
        const next = Object.keys(answers)
          .map((prompt) => ({ prompt, at: shown.indexOf(prompt, read) }))
          .filter(({ at }) => at >= 0)
          .sort((a, b) => a.at - b.at)[0];
        if (next === undefined) return;
        read = next.at + next.prompt.length;
        terminal.write(answers[next.prompt] ?? '');
      }
    });
    const late = setTimeout(() => terminal.kill(), 20_000);
    terminal.onExit(() => {
      clearTimeout(late);
      done(shown);
    });
  });
}

/** What the program heard, from its last words. */
function heard(shown: string): readonly string[] {
  return JSON.parse(/VERDICT (.*)/.exec(shown)?.[1] ?? '[]');
}

const ROUNDS = 40;

describe('a hidden prompt', () => {
  it('never echoes a password that is typed as soon as the prompt appears', async () => {
    const shown = await run(ROUNDS, {
      '(hidden):': 'SECRET\r',
      'WordPress user': 'admin\r',
      'Number [1]': '\r',
    });
    expect(heard(shown)).toEqual([
      ...Array.from({ length: ROUNDS }, () => 'S-E-C-R-E-T'),
      'admin',
      'password',
      'S-E-C-R-E-T',
    ]);
    expect(shown.split('SECRET').length - 1).toBe(0);
  });

  it('hides a password that is pasted together with the answer before it', async () => {
    const shown = await run(0, { 'WordPress user': 'admin\r', 'Number [1]': '1\rSECRET\r' });
    expect(heard(shown)).toEqual(['admin', 'password', 'S-E-C-R-E-T']);
    expect(shown).not.toContain('SECRET');
  });

  it('shows nothing that is typed ahead of a visible question', async () => {
    const shown = await run(0, {
      'WordPress user': 'admin\rSECRET',
      'Number [1]': '1\r',
      '(hidden)': 'SECRET\r',
    });
    expect(heard(shown)).toEqual(['admin', 'password', 'S-E-C-R-E-T']);
    expect(shown).not.toContain('SECRET');
  });
});
