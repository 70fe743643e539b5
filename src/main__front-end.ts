/** Who shows the events of a run and asks the questions: the terminal UI, lines, or nobody. */

import type { MainPorts } from './main.ts';
import { createNdjson } from './report/json__ndjson.ts';
import { createProgress } from './report/progress.ts';
import type { Ask } from './model/prompts.ts';
import type { Emit } from './model/events.ts';
import { type Steering, UNSTEERED } from './model/ports__steering.ts';
import { createLineAsk } from './plain/readline-prompter.ts';
import { createNeverAsk } from './plain/unattended-prompter.ts';

/** A front end: shows events, asks, and lets go of the terminal when closed. */
export type FrontEnd = {
  readonly emit: Emit;
  readonly ask: Ask;
  /** Pause and undo, where somebody watches. */
  readonly steering: Steering;
  /** Plugin names by id, as far as the events told them. */
  readonly names: () => Readonly<Record<string, string>>;
  /** Resolves when the terminal is as it was. */
  close(): Promise<void>;
};

/** The front end that fits the options and the streams. React is loaded for the interactive one only. */
export async function openFrontEnd(ports: MainPorts): Promise<FrontEnd> {
  const names: Record<string, string> = Object.create(null); // ids may be called `constructor`
  const show = ports.options.mode === 'interactive' ? await openUi(ports) : openLines(ports);
  return {
    ...show,
    emit(event) {
      if (event.type === 'plugins-listed') {
        for (const { plugin, name } of event.plugins) names[plugin] = name;
      }
      show.emit(event);
    },
    names: () => names,
  };
}

type Shown = Omit<FrontEnd, 'names'>;

async function openUi(ports: MainPorts): Promise<Shown> {
  const { startUi } = await import('./ui/start-ui.tsx');
  return startUi(ports);
}

function openLines(ports: MainPorts): Shown {
  const { options, stdin, stdout, stderr } = ports;
  const color = options.color && stderr.isTTY === true;
  const progress = createProgress((line) => stderr.write(line), {
    verbosity: options.verbosity,
    color,
  });
  const tellAll =
    options.format === 'ndjson' && options.output === null
      ? createNdjson((line) => stdout.write(line))
      : null;
  return {
    emit(event) {
      progress(event);
      // The last line also tells what ended the run: the answer is written with it.
      if (event.type !== 'finished') tellAll?.(event);
    },
    ask:
      stdin.isTTY && stderr.isTTY
        ? createLineAsk({ ...ports, color })
        : createNeverAsk({ yes: options.yes, installHealthCheck: options.installHealthCheck }),
    steering: UNSTEERED,
    close: async () => {},
  };
}
