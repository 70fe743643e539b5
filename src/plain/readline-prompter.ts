/** Asks line by line on stderr, secrets without an echo. For `--bisect` and `--restore` in a terminal. */

import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Language } from '../language/language.ts';
import type { Prompter } from '../model/prompts.ts';
import { confirmWords, yesNoHint, yesOrNo } from '../report/confirmations.ts';
import { clean, createPaint } from '../report/format.ts';
import { problemLines } from '../report/problems/index.ts';
import {
  credentialChoices,
  credentialLabel,
  doorWords,
  secretLabel,
  siteLabel,
  userLabel,
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

/** A `Prompter` for a plain terminal, in the language `t`. `stdin` must be a TTY. */
export function createReadlinePrompter(t: Language, ports: LineAskPorts): Prompter {
  const paint = createPaint(ports.color);
  const say = (line: string) => ports.stderr.write(`${line}\n`);

  const reader = createReader(ports);

  /** The first line that is not empty; an empty one is `known`, where something is. */
  async function untilSaid(
    label: string,
    { hidden = false, known = null }: { hidden?: boolean; known?: string | null } = {},
  ): Promise<string> {
    const offer = known === null ? '' : ` [${clean(known, 80)}]`;
    const question = { prompt: `${paint.bold(label)}${offer}: `, hidden, more: true };
    for (;;) {
      const answer = await reader.read(question);
      if (answer.trim() !== '') return hidden ? answer : answer.trim();
      if (known !== null) return known;
    }
  }

  const ask: Prompter = {
    ...SAFE_CHOICES,
    site: () => untilSaid(siteLabel(t)),
    user: (known = null) => untilSaid(userLabel(t), { known }),
    secret: (kind) => untilSaid(secretLabel(t, kind), { hidden: true }),
    async credential() {
      const choices = credentialChoices(t);
      say(paint.bold(credentialLabel(t)));
      for (const [index, { label, about }] of choices.entries()) {
        say(`  ${index + 1}  ${label} (${about})`);
      }
      for (;;) {
        const typed = await reader.read({ prompt: `${t.__('Number [1]:')} `, more: true });
        const chosen = choices[Number(typed.trim() || '1') - 1];
        if (chosen !== undefined) return chosen.value;
      }
    },
    async confirm(question) {
      // `--bisect` and `--restore` are themselves the consent to go on, and to put back our own remains.
      if (ports.options.yes || ['go-on', 'restore-leftover'].includes(question.type)) return true;
      const { facts, ask, byDefault } = confirmWords(t, question);
      for (const fact of facts) say(fact);
      for (;;) {
        const prompt = `${paint.bold(ask)} ${yesNoHint(t, byDefault)} `;
        const typed = (await reader.read({ prompt })).trim();
        const answer = typed === '' ? byDefault : yesOrNo(t, typed);
        if (answer !== null) return answer;
      }
    },
    async door({ kind }) {
      const { facts, label } = doorWords(t, kind);
      for (const fact of facts) say(fact);
      const hidden = kind === 'recovery-link';
      return (await reader.read({ prompt: `${label}: `, hidden })).trim() || null;
    },
    async access({ user }) {
      const name = user ?? (await ask.user());
      const way = await ask.credential();
      return { way, user: name, secret: await ask.secret(way), keep: false };
    },
    tell(problem) {
      for (const line of problemLines(t, problem, paint, 'asked')) say(line);
    },
  };
  return ask;
}

type LineQuestion = {
  readonly prompt: string;
  readonly hidden?: boolean;
  /** True where another question may follow at once: the terminal echoes nothing in between. */
  readonly more?: boolean;
};

type LineReader = { read(question: LineQuestion): Promise<string> };

/**
 * Reads lines from the terminal. The kernel echoes what is typed unless the terminal is in raw mode, so
 * raw mode comes before a prompt and stays on between questions that follow each other at once. What is
 * typed ahead is not shown, and answers secret questions only.
 */
function createReader(ports: LineAskPorts): LineReader {
  const { stdin, stderr, signal, interrupt } = ports;
  let lines: Interface | null = null;
  let isShown = false;
  let typedAhead: string[] = [];
  let waiting: { answer(line: string): void; giveUp(): void } | null = null;
  let release: NodeJS.Immediate | undefined;

  const close = () => lines?.close();

  /** Switches the terminal to raw mode; readline draws what is typed, but only for a visible question. */
  function open(): Interface {
    const output = new Writable({
      write(chunk, _encoding, done) {
        if (isShown) stderr.write(chunk);
        done();
      },
    });
    Object.defineProperty(output, 'columns', { get: () => stderr.columns });
    const opened = createInterface({ input: stdin, output, terminal: true, historySize: 0 });
    signal.addEventListener('abort', close, { once: true });
    opened.on('SIGINT', close);
    opened.on('line', (line) => (waiting ? waiting.answer(line) : typedAhead.push(line)));
    opened.on('close', () => {
      signal.removeEventListener('abort', close);
      lines = null;
      isShown = false;
      typedAhead = [];
      waiting?.giveUp();
    });
    return opened;
  }

  function finish(more: boolean): void {
    waiting = null;
    isShown = false;
    if (more) release = setImmediate(close);
    else close();
  }

  function ask({ prompt, hidden = false }: LineQuestion, terminal: Interface): void {
    if (hidden) {
      stderr.write(prompt);
      const line = typedAhead.shift();
      if (line !== undefined) waiting?.answer(line);
      return;
    }
    typedAhead = [];
    terminal.write(null, { ctrl: true, name: 'e' });
    terminal.write(null, { ctrl: true, name: 'u' });
    isShown = true;
    terminal.setPrompt(prompt);
    terminal.prompt();
  }

  return {
    read(question) {
      clearImmediate(release);
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        waiting = {
          answer(line) {
            if (question.hidden) stderr.write('\n');
            finish(question.more ?? false);
            resolve(line);
          },
          giveUp() {
            waiting = null;
            stderr.write('\n');
            if (!signal.aborted) interrupt();
            reject(signal.aborted ? signal.reason : new DOMException('given up', 'AbortError'));
          },
        };
        lines ??= open();
        ask(question, lines);
      });
    },
  };
}
