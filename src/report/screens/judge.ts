/** The words of the screen on which a person is the judge. */

import { count } from '../describe.ts';

/** What the screen says. */
export const JUDGE = {
  title: (probe: number) => `Step ${probe}: look at it yourself. Does it work?`,
  allOn: 'Every plugin is on.',
  off: (number: number, names: string, more: boolean) =>
    `${count(number, 'plugin')} off: ${names}${more ? ' and more' : ''}.`,
  works: 'w  It works',
  broken: 'b  It is broken',
  cannotTell: "c  I can't tell",
  undo: 'u  My last answer was wrong',
} as const;
