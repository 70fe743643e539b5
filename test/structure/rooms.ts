// The rooms of src, and which room a file is in.
import { folderOf } from './import-graph.ts';

/** From left to right. A folder stands for all below it that has no entry of its own; `.` is src itself. */
export const ORDER: readonly string[] = [
  'search',
  'language',
  'model',
  'system',
  'journal',
  'wordpress/http',
  'wordpress/plugins',
  'wordpress/discover',
  'wordpress/sign-in',
  'wordpress/wp-cli',
  'wordpress/switches',
  'wordpress/tracer',
  'symptoms',
  'diagnosis',
  'engine',
  'report',
  'options',
  'plain',
  'ui',
  'commands',
  '.',
];

/** The entry of the list that a file belongs to; the longest that fits. */
export function roomOf(path: string): string {
  const folder = folderOf(path);
  const fitting = ORDER.filter((room) => folder === room || folder.startsWith(`${room}/`));
  return fitting.sort((a, b) => b.length - a.length)[0] ?? `${folder} (not in the list)`;
}
