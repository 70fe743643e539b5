/** Asks line by line on stderr, secrets without an echo. For `--bisect` and `--restore` in a terminal. */

import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Prompter } from '../model/prompts.ts';
import { createPaint } from '../report/format.ts';
import { problemLines } from '../report/problems/index.ts';
import {
  CREDENTIAL_LABEL,
  CREDENTIALS,
  confirmWords,
  SITE_LABEL,
  secretLabel,
  USER_LABEL,
} from '../report/prompts.ts';
import { SAFE_CHOICES } from './unattended-prompter.ts';

/** What asking needs: a terminal to read from, one to write to, and the run's way to stop. */
export type LineAskPorts = {
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WriteStream;
  readonly signal: AbortSignal;
  /** Stops the run, as Ctrl-C does outside of a question. */
  readonly interrupt: () => void;
  readonly color: boolean;
  readonly options: { readonly yes: boolean };
};

/** An `Ask` for a plain terminal. `stdin` must be a TTY. */
export function createReadlinePrompter(ports: LineAskPorts): Prompter {
  const paint = createPaint(ports.color);
  const say = (line: string) => ports.stderr.write(`${line}\n`);

  async function untilSaid(label: string, hidden = false): Promise<string> {
    for (;;) {
      const answer = await readLine(ports, `${paint.bold(label)}: `, hidden);
      if (answer.trim() !== '') return hidden ? answer : answer.trim();
    }
  }

  const ask: Prompter = {
    ...SAFE_CHOICES,
    site: () => untilSaid(SITE_LABEL),
    user: () => untilSaid(USER_LABEL),
    secret: (kind) => untilSaid(secretLabel(kind), true),
    async credential() {
      say(paint.bold(CREDENTIAL_LABEL));
      for (const [index, { label, about }] of CREDENTIALS.entries()) {
        say(`  ${index + 1}  ${label} (${about})`);
      }
      for (;;) {
        const typed = await readLine(ports, 'Number [1]: ', false);
        const chosen = CREDENTIALS[Number(typed.trim() || '1') - 1];
        if (chosen !== undefined) return chosen.value;
      }
    },
    async confirm(question) {
      // `--bisect` and `--restore` are themselves the consent to go on, and to put back our own remains.
      if (ports.options.yes || ['go-on', 'restore-leftover'].includes(question.type)) return true;
      const { facts, ask, byDefault } = confirmWords(question);
      for (const fact of facts) say(fact);
      for (;;) {
        const choices = byDefault ? '[Y/n]' : '[y/N]';
        const typed = (await readLine(ports, `${paint.bold(ask)} ${choices} `, false)).trim();
        if (typed === '') return byDefault;
        if (/^y(es)?$/i.test(typed)) return true;
        if (/^no?$/i.test(typed)) return false;
      }
    },
    async access({ user }) {
      const name = user ?? (await ask.user());
      const way = await ask.credential();
      return { way, user: name, secret: await ask.secret(way), keep: false };
    },
    tell(problem) {
      for (const line of problemLines(problem, paint, 'asked')) say(line);
    },
  };
  return ask;
}

/** One line from the terminal. Ctrl-C and Ctrl-D stop the run and reject, as an abort does. */
function readLine(ports: LineAskPorts, prompt: string, hidden: boolean): Promise<string> {
  const { stdin, stderr, signal, interrupt } = ports;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    // Readline draws the prompt and the typed line itself; for a secret it draws on nothing.
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    if (hidden) stderr.write(prompt);
    const lines = createInterface({
      input: stdin,
      output: hidden ? nowhere : stderr,
      terminal: true,
      historySize: 0,
    });
    let answer: string | null = null;
    const giveUp = () => lines.close();
    signal.addEventListener('abort', giveUp, { once: true });
    lines.on('SIGINT', () => lines.close());
    lines.on('close', () => {
      signal.removeEventListener('abort', giveUp);
      if (hidden || answer === null) stderr.write('\n');
      if (answer !== null) return resolve(answer);
      if (!signal.aborted) interrupt();
      reject(signal.aborted ? signal.reason : new DOMException('given up', 'AbortError'));
    });
    lines.question(hidden ? '' : prompt, (line) => {
      answer = line;
      lines.close();
    });
  });
}
