/**
 * A page as a plain tree: parse5's tokenizer, and a tree of our own in place of a browser's. A browser's
 * tree opens formatting elements again in every paragraph, so a page of 80 KB could take gigabytes.
 * Here every token makes one node at most, and both are counted.
 */

import type { Token, Tokenizer, TokenizerMode } from 'parse5';
import type { HtmlDocument, HtmlElement, HtmlNode, HtmlText } from './html-nodes.ts';
import { openElements } from './open-elements.ts';

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
