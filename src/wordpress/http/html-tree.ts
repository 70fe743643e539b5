/**
 * A page as a plain tree: parse5's tokenizer, and a tree of our own in place of a browser's. A browser's
 * tree opens formatting elements again in every paragraph, so a page of 80 KB could take gigabytes.
 * Here every token makes one node at most, and both are counted.
 */

import type { Token, Tokenizer, TokenizerMode } from 'parse5';

/** An element of a page. */
export type HtmlElement = {
  readonly nodeName: string;
  readonly tagName: string;
  readonly attrs: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes: HtmlNode[];
  /** True when its own end tag was there. */
  closed: boolean;
};

/** A run of text, entities decoded. */
type HtmlText = { readonly nodeName: '#text'; value: string };

/** A node of a page. */
export type HtmlNode = HtmlElement | HtmlText;

/** A whole page. */
export type HtmlDocument = { readonly nodeName: '#document'; readonly childNodes: HtmlNode[] };

/** Far more than thousands of plugins take. */
const LONGEST_PAGE = 4 * 1_024 * 1_024;
const MOST_NODES = 400_000;
const MOST_ATTRIBUTES = 100;

/** What browsers nest at most; deeper elements become neighbours. */
const DEEPEST = 512;

const NO_CONTENT = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);
const IGNORED = new Set(['html', 'head', 'body']);
const RAW = new Set('style xmp iframe noembed noframes noscript'.split(' '));

const IN_TABLE = new Set('caption colgroup tbody thead tfoot tr td th'.split(' '));

/** Blocks end an open paragraph. */
const ENDS_PARAGRAPH = new Set(
  `address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer
  form h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre search section summary table ul`.split(
    /\s+/,
  ),
);

/** Elements that end their like, and where the search for it stops. */
const ENDS_ITSELF = new Map<string, ReadonlySet<string>>([
  ['li', new Set(['ul', 'ol', 'menu'])],
  ['option', new Set(['select', 'datalist', 'optgroup'])],
  ['dt', new Set(['dl'])],
  ['dd', new Set(['dl'])],
  ['a', new Set(['div', 'p', 'li', 'ul', 'ol', 'form', 'section', 'nav'])],
  ['button', new Set(['form', 'div'])],
]);

/** The elements that a part of a table stands in. */
const STANDS_IN = new Map<string, ReadonlySet<string>>([
  ['td', new Set(['tr', 'tbody', 'thead', 'tfoot', 'table'])],
  ['th', new Set(['tr', 'tbody', 'thead', 'tfoot', 'table'])],
  ['tr', new Set(['tbody', 'thead', 'tfoot', 'table'])],
]);
const TABLE_ONLY: ReadonlySet<string> = new Set(['table']);

/**
 * The tree of a page of at most 4 MiB, in time and memory proportional to its length. parse5 is loaded
 * at the first call, so that a run over REST never pays for it.
 */
export async function parsePage(html: string): Promise<HtmlDocument> {
  const parse5 = await import('./html-tokenizer.ts');
  const document: HtmlDocument = { nodeName: '#document', childNodes: [] };
  const builder = createBuilder(document, parse5.TokenizerMode);
  const tokenizer = new parse5.Tokenizer({}, builder.handler);
  builder.steer(tokenizer);
  tokenizer.write(html.slice(0, LONGEST_PAGE), true);
  return document;
}

function createBuilder(document: HtmlDocument, modes: typeof TokenizerMode) {
  const open = openElements();
  let tokenizer: Tokenizer | undefined;
  let nodes = 0;
  let form: HtmlElement | null = null;

  function add(node: HtmlNode): void {
    nodes += 1;
    if (nodes > MOST_NODES) tokenizer?.pause();
    else (open.innermost ?? document).childNodes.push(node);
  }

  function text(chars: string): void {
    const last = (open.innermost ?? document).childNodes.at(-1);
    if (last?.nodeName === '#text') (last as HtmlText).value += chars;
    else add({ nodeName: '#text', value: chars });
  }

  function start({ tagName, attrs, selfClosing }: Token.TagToken): void {
    if (tokenizer) tokenizer.state = modeOf(tagName, modes) ?? tokenizer.state;
    if (IGNORED.has(tagName) || (tagName === 'form' && form !== null)) return;
    // A part of a table means nothing where no table is open.
    if (IN_TABLE.has(tagName) && !open.backTo(STANDS_IN.get(tagName) ?? TABLE_ONLY)) return;
    if (ENDS_PARAGRAPH.has(tagName)) open.end('p');
    const limits = ENDS_ITSELF.get(tagName);
    if (limits) open.endNear(tagName, limits);
    const element: HtmlElement = {
      nodeName: tagName,
      tagName,
      attrs: attrs.slice(0, MOST_ATTRIBUTES),
      childNodes: [],
      closed: false,
    };
    add(element);
    const isEmpty = NO_CONTENT.has(tagName) || (selfClosing && /^(svg|math)$/.test(tagName));
    if (isEmpty || open.depth >= DEEPEST) return;
    open.push(element);
    if (tagName === 'form') form = element;
  }

  function end({ tagName }: Token.TagToken): void {
    if (tagName === 'br') add(lineBreak());
    else if (tagName === 'form') endForm();
    else if (tagName === 'table' || IN_TABLE.has(tagName)) open.endInTable(tagName);
    else open.end(tagName);
  }

  /** Nothing within a form ends with it: forms that begin and end in other cells of a table are common. */
  function endForm(): void {
    if (form) open.endAlone(form);
    form = null;
  }

  return {
    steer(given: Tokenizer) {
      tokenizer = given;
    },
    handler: {
      onStartTag: start,
      onEndTag: end,
      onCharacter: ({ chars }: Token.CharacterToken) => text(chars),
      onWhitespaceCharacter: ({ chars }: Token.CharacterToken) => text(chars),
      onNullCharacter: () => {},
      onComment: () => {},
      onDoctype: () => {},
      onEof: () => {},
    },
  };
}

function lineBreak(): HtmlElement {
  return { nodeName: 'br', tagName: 'br', attrs: [], childNodes: [], closed: false };
}

/** What follows these start tags is text; null for all others. */
function modeOf(tag: string, modes: typeof TokenizerMode) {
  if (tag === 'script') return modes.SCRIPT_DATA;
  if (tag === 'title' || tag === 'textarea') return modes.RCDATA;
  if (tag === 'plaintext') return modes.PLAINTEXT;
  return RAW.has(tag) ? modes.RAWTEXT : null;
}

/**
 * The elements of a page that are open while it is read. A look-up that fails takes no time, and one
 * that succeeds closes what it has passed, so all look-ups together take time in proportion to the page.
 */

/** Where the search for an open element ends: what is outside of a cell is not closed from within. */
const LIMITS = new Set('table td th caption template object marquee applet'.split(' '));

/** So far up an element is looked for that ends its like (`li`), whatever is open in between. */
const NEAR = 64;

/** How often each tag is open since the last limit. */
type Level = { readonly from: number; readonly open: Map<string, number> };

/** The open elements, the innermost last. */
type OpenElements = {
  readonly depth: number;
  readonly innermost: HtmlElement | undefined;
  push(element: HtmlElement): void;
  /** Ends the nearest such element and all within it; false where none is open here. */
  end(tag: string): boolean;
  /** The same for a part of a table, or a table itself. */
  endInTable(tag: string): boolean;
  /** Ends an element of the same kind that stands near, with no `limits` in between. */
  endNear(tag: string, limits: ReadonlySet<string>): void;
  /** Ends what is open within the nearest of these places of the open table; false where no table is open. */
  backTo(places: ReadonlySet<string>): boolean;
  /** Ends this element, and nothing within it. */
  endAlone(element: HtmlElement): void;
};

/** No element is open. */
function openElements(): OpenElements {
  const stack: HtmlElement[] = [];
  const levels: Level[] = [{ from: 0, open: new Map() }];
  const tables: Level[] = [{ from: 0, open: new Map() }];
  const ended = new Set<HtmlElement>();

  function push(element: HtmlElement): void {
    const { tagName } = element;
    if (LIMITS.has(tagName)) levels.push({ from: stack.length, open: new Map() });
    if (tagName === 'table') tables.push({ from: stack.length, open: new Map() });
    stack.push(element);
    for (const { open } of [levels.at(-1)!, tables.at(-1)!]) {
      open.set(tagName, (open.get(tagName) ?? 0) + 1);
    }
  }

  function pop(): void {
    const element = stack.pop();
    if (element === undefined) return;
    ended.delete(element);
    for (const kind of [levels, tables]) {
      const { from, open } = kind.at(-1)!;
      open.set(element.tagName, (open.get(element.tagName) ?? 1) - 1);
      if (kind.length > 1 && from === stack.length) kind.pop();
    }
  }

  function cutTo(depth: number): void {
    while (stack.length > depth) pop();
    while (stack.length > 0 && ended.has(stack.at(-1)!)) pop();
  }

  function endWithin({ open }: Level, tag: string): boolean {
    if ((open.get(tag) ?? 0) === 0) return false;
    let at = stack.length - 1;
    while (stack[at]!.tagName !== tag) at -= 1;
    stack[at]!.closed = true;
    cutTo(at);
    return true;
  }

  return {
    get depth() {
      return stack.length;
    },
    get innermost() {
      return stack.at(-1);
    },
    push,
    end: (tag) => endWithin(levels.at(-1)!, tag),
    endInTable: (tag) => endWithin(tables.at(-1)!, tag),
    endNear(tag, limits) {
      const least = Math.max(levels.at(-1)!.from, stack.length - NEAR);
      for (let at = stack.length - 1; at >= least; at -= 1) {
        const { tagName } = stack[at]!;
        if (tagName === tag) return cutTo(at);
        if (limits.has(tagName)) return;
      }
    },
    backTo(places) {
      if (tables.length === 1) return false;
      const { from } = tables.at(-1)!;
      let at = stack.length - 1;
      while (at > from && !places.has(stack[at]!.tagName)) at -= 1;
      cutTo(at + 1);
      return true;
    },
    endAlone(element) {
      element.closed = true;
      if (stack.at(-1) === element) cutTo(stack.length - 1);
      else ended.add(element);
    },
  };
}
