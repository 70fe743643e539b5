/** A boolean formula over names, parsed once. */
export interface Formula {
  readonly text: string;
  /** Every name in it, in reading order, without repeats. */
  readonly names: readonly string[];
  /** Its value when `has` tells which names are true. */
  holds(has: (name: string) => boolean): boolean;
}

type Node =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'constant'; readonly value: boolean }
  | { readonly type: 'not'; readonly of: Node }
  | { readonly type: 'and' | 'or'; readonly left: Node; readonly right: Node };

const TOKEN = /\s*(\|\||&&|[!()]|[\w.:/@+-]+)/y;

/**
 * Parses `a || b && !(c)`: `!` binds closest, then `&&`, then `||`; `true` and `false` are constants.
 * Throws a SyntaxError that shows the place.
 */
export function parseFormula(text: string): Formula {
  const tokens = tokenize(text);
  let at = 0;

  const fail = (expected: string): never => {
    const place = tokens[at]?.at ?? text.length;
    throw new SyntaxError(
      `Formula: expected ${expected} at ${place + 1}\n${text}\n${' '.repeat(place)}^`,
    );
  };
  const take = (token: string): boolean => {
    if (tokens[at]?.text !== token) return false;
    at += 1;
    return true;
  };
  const either = (): Node => {
    let left = both();
    while (take('||')) left = { type: 'or', left, right: both() };
    return left;
  };
  const both = (): Node => {
    let left = single();
    while (take('&&')) left = { type: 'and', left, right: single() };
    return left;
  };
  const single = (): Node => {
    if (take('!')) return { type: 'not', of: single() };
    if (take('(')) {
      const inner = either();
      return take(')') ? inner : fail('")"');
    }
    const token = tokens[at];
    if (!token || !/^[\w.:/@+-]/.test(token.text)) return fail('a plugin name');
    at += 1;
    if (token.text === 'true' || token.text === 'false') {
      return { type: 'constant', value: token.text === 'true' };
    }
    return { type: 'name', name: token.text };
  };

  const root = either();
  if (at < tokens.length) fail('"&&", "||" or the end');
  const names = [...new Set(namesIn(root))];
  return { text, names, holds: (has) => evaluate(root, has) };
}

/** True when `name` means this plugin file: its folder, its REST id (no `.php`) or the file itself. */
export function namesPlugin(name: string, file: string): boolean {
  const id = file.replace(/\.php$/, '');
  return name === file || name === id || name === id.split('/')[0];
}

/** The formula over a plain list of active plugins (folders, ids or files). */
export function formulaHolds(text: string, active: readonly string[]): boolean {
  return parseFormula(text).holds((name) => active.some((file) => namesPlugin(name, file)));
}

function tokenize(text: string): readonly { text: string; at: number }[] {
  const tokens: { text: string; at: number }[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found?.[1]) {
      throw new SyntaxError(
        `Formula: unexpected character at ${from + 1}\n${text}\n${' '.repeat(from)}^`,
      );
    }
    tokens.push({ text: found[1], at: TOKEN.lastIndex - found[1].length });
  }
  return tokens;
}

function namesIn(node: Node): string[] {
  switch (node.type) {
    case 'name':
      return [node.name];
    case 'constant':
      return [];
    case 'not':
      return namesIn(node.of);
    case 'and':
    case 'or':
      return [...namesIn(node.left), ...namesIn(node.right)];
  }
}

function evaluate(node: Node, has: (name: string) => boolean): boolean {
  switch (node.type) {
    case 'name':
      return has(node.name);
    case 'constant':
      return node.value;
    case 'not':
      return !evaluate(node.of, has);
    case 'and':
      return evaluate(node.left, has) && evaluate(node.right, has);
    case 'or':
      return evaluate(node.left, has) || evaluate(node.right, has);
  }
}
