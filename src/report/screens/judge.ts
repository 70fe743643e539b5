/** The words of the screen on which a person is the judge. */

import { count, list } from '../format.ts';

/** What the screen says. */
export const JUDGE = {
  title: (probe: number) => `Step ${probe}: look at it yourself. Does it work?`,
  allOn: 'Every plugin is on.',
  off: (names: readonly string[]) => {
    const shown = names.length > 8 ? [...names.slice(0, 7), `${names.length - 7} more`] : names;
    return `${count(names.length, 'plugin')} off: ${list(shown)}.`;
  },
  works: { mark: 'w', label: 'It works' },
  broken: { mark: 'b', label: 'It is broken' },
  cannotTell: { mark: 'c', label: "I can't tell" },
  undo: { mark: 'u', label: 'My last answer was wrong' },
  opened: 'Opened in your browser, or copied where there is none.',
} as const;
