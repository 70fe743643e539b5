/** The option `active_plugins`, read and written exactly: order and keys kept, no hooks of plugins run. */

import { isProblem } from '../../model/errors.ts';
import { findJsonText } from '../http/json.ts';
import { lastLine, type WpCli } from './wp-cli.ts';

/** The option's value. */
export type ActivePlugins = {
  /** Main files, in load order; also of plugins that are not installed any more. */
  readonly files: readonly string[];
  /**
   * The JSON that makes exactly this value. WordPress leaves holes in the keys when it deactivates a
   * plugin, and JSON is then an object.
   */
  readonly json: string;
};

const OPTION = 'active_plugins';

/** Reads the option. Rejects with `wp-cli-unclear` when it is no list of files. */
export async function readActivePlugins(
  wpCli: WpCli,
  signal?: AbortSignal,
): Promise<ActivePlugins> {
  const call = { args: ['option', 'get', OPTION, '--format=json'], signal };
  const printed = await wpCli.run(call);
  // An option that was emptied by hand; WordPress takes it for no plugins.
  const json = lastLine(printed) === '""' ? '""' : findJsonText(printed);
  const value = json === undefined ? null : activePluginsIn(json);
  if (value === null) throw wpCli.unclear(call, printed);
  return value;
}

/** The value that this JSON makes; null when it is no list of files. */
export function activePluginsIn(json: string): ActivePlugins | null {
  const files = filesIn(json);
  return files === null ? null : { files, json };
}

/** The value that holds these files as a plain list. */
export function activePluginsOf(files: readonly string[]): ActivePlugins {
  return { files, json: asciiJson(files) };
}

/** True when the option holds the same files in the same order. */
export function isSameValue(one: ActivePlugins, other: ActivePlugins): boolean {
  return shapeOf(one.json) === shapeOf(other.json);
}

/** A writer of the option; see `optionWriter`. */
export function activePluginsWriter(wpCli: WpCli): (value: ActivePlugins) => Promise<void> {
  const write = optionWriter(wpCli, ['option', 'update', OPTION]);
  return ({ json }) => write(json);
}

/**
 * Writes JSON into an option. It goes through the standard input, where no list of processes shows it
 * and no shell reads it. `docker exec` without `-i` passes no input on: then it goes as an argument. A
 * write takes no signal: what is half written is written to its end. Rejects with a `wp-cli-` problem.
 */
export function optionWriter(
  wpCli: WpCli,
  update: readonly string[],
): (json: string) => Promise<void> {
  let hasInput = true;
  return async (json) => {
    if (hasInput) {
      try {
        await wpCli.run({ args: [...update, '--format=json'], input: json });
        return;
      } catch (error) {
        if (!isProblem(error, 'wp-cli-failed')) throw error;
      }
    }
    await wpCli.run({ args: [...update, json, '--format=json'] });
    hasInput = false;
  };
}

/** The members of a flat JSON list or object of texts, as written; JavaScript would sort keys that are numbers. */
function membersIn(json: string): readonly (readonly [key: string, text: string])[] {
  const member = /(?:"((?:[^"\\]|\\.)*)"\s*:\s*)?("(?:[^"\\]|\\.)*")\s*(?=[,}\]])/gu;
  return [...json.matchAll(member)].map(([, key, text = ''], index) => [
    key ?? String(index),
    JSON.parse(text),
  ]);
}

function filesIn(json: string): readonly string[] | null {
  const value = parsed(json);
  if (value === '') return [];
  if (typeof value !== 'object' || value === null) return null;
  const all = Object.values(value);
  const isFlat = all.every((each) => typeof each === 'string');
  return isFlat ? membersIn(json).map(([, text]) => text) : null;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function shapeOf(json: string): string {
  return json === '""' ? json : JSON.stringify(membersIn(json));
}

/** Nothing but ASCII: what carries it may have another idea of characters. */
function asciiJson(files: readonly string[]): string {
  return JSON.stringify(files).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
