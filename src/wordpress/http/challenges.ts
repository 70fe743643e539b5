/** The challenges of a WWW-Authenticate header. */

import type { Challenge } from '../../run/model.ts';

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y;
const QUOTED = /"((?:[^"\\]|\\[\s\S])*)(?:"|\\?$)/y;
const BLANK = /[ \t]*/y;
const SEPARATORS = /[ \t,]*/y;
const EQUALS = /[ \t]*=[ \t]*/y;

/**
 * Every challenge of a WWW-Authenticate header, in order (RFC 9110, 11.6.1): several in one line,
 * bare schemes, token68 credentials, quoted realms with escapes. What is malformed is skipped.
 */
export function parseChallenges(header: string | null): readonly Challenge[] {
  const text = header ?? '';
  const challenges: { scheme: string; realm: string | null }[] = [];
  let at = 0;
  const read = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };

  for (read(SEPARATORS); at < text.length; read(SEPARATORS)) {
    const name = read(TOKEN)?.[0];
    if (name === undefined) {
      at += 1;
      continue;
    }
    const current = challenges.at(-1);
    if (current !== undefined && read(EQUALS) !== null) {
      const quoted = read(QUOTED);
      const value = quoted?.[1]?.replace(/\\([\s\S])/g, '$1') ?? read(TOKEN)?.[0] ?? '';
      if (name.toLowerCase() === 'realm') current.realm ??= value;
      continue;
    }
    challenges.push({ scheme: name, realm: null });
    read(BLANK);
    // A token68 stands alone before the next comma; `realm=x` and a following scheme do not.
    if (text[at] !== ',') read(TOKEN68);
  }
  return challenges;
}
