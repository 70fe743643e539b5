// What an interactive run meets beside its site and its user, for tests: language, computer, and a log of events.

import type { Context } from '../../src/commands/context.ts';
import type { RunEvent } from '../../src/model/events.ts';
import type { Note } from '../../src/model/notes.ts';
import { parseOptions } from '../../src/options/parse-options.ts';
import { en } from '../language/english.ts';

/** An English Linux where no other process lives and every name is this computer. */
export const TEST_MACHINE = {
  t: en,
  messageT: en,
  env: {},
  isAlive: () => false,
  names: {
    lookup: async () => ['127.0.0.1'],
    authoritative: async () => null,
    hostsFile: async () => [],
  },
  platform: 'linux',
} satisfies Partial<Context>;

/** The options of these arguments. Throws where they start no run. */
export function optionsOf(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Context['options'] {
  const parsed = parseOptions(en, [...args], env);
  if (parsed.type !== 'run') throw new Error(`These arguments start no run: ${parsed.type}`);
  return parsed.options;
}

/** Keeps every event of a run, and its notes by themselves. */
export function eventLog(hear?: (event: RunEvent) => void) {
  const events: RunEvent[] = [];
  const notes: Note[] = [];
  const emit = (event: RunEvent) => {
    events.push(event);
    hear?.(event);
    if (event.type === 'note') notes.push(event.note);
  };
  return { events, notes, emit };
}
