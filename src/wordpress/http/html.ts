/** What an HTML page says, in a few words. Enough for error pages; no parser is loaded for it. */

import type { DefaultTreeAdapterTypes as Tree } from 'parse5';
import { own } from '../../model/own-property.ts';

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  rsquo: '’',
  lsquo: '‘',
  ldquo: '“',
  rdquo: '”',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  rsaquo: '›',
  lsaquo: '‹',
  raquo: '»',
  laquo: '«',
};

/** The text of a piece of HTML: tags, scripts and styles gone, entities decoded, spaces folded. */
export function plainText(html: string): string {
  return decodeEntities(
    html
      .replace(/<(script|style)\b[^<>]*>[\s\S]*?(<\/\1\s*>|$)/gi, ' ')
      .replace(/<!--[\s\S]*?(-->|$)/g, ' ')
      .replace(/<\/?(?:a|abbr|b|code|em|i|span|strong|u)\b[^<>]*>/gi, '')
      .replace(/<[^<>]*>/g, ' '),
  )
    .replace(/\s+/g, ' ')
    .trim();
}

/** True for a page made by wp_die() (`_default_wp_die_handler`, wp-includes/functions.php). */
export function isWpDiePage(html: string): boolean {
  return /class=["'][^"']*\bwp-die-message\b|<body[^<>]*\bid=["']error-page["']/i.test(html);
}

/** The page's own words: wp_die()'s message, else the title, else a heading, else a short body. */
export function pageSays(html: string): string | null {
  const said =
    (isWpDiePage(html)
      ? inside(html, /<div\b[^<>]*>/gi, /<\/div>/gi, /\bwp-die-message\b/i)
      : '') ||
    inside(html, /<title\b[^<>]*>/gi, /<\/title>/gi) ||
    inside(html, /<h[12]\b[^<>]*>/gi, /<\/h[12]>/gi);
  if (said) return said;
  const all = plainText(html.slice(0, 20_000));
  return all !== '' && all.length <= 600 ? all : null;
}

/**
 * The text between the first start tag that has `mark` and the next end tag; empty where there is
 * none. In two steps: one expression for both would take the square of a hostile page's length.
 */
function inside(html: string, start: RegExp, end: RegExp, mark?: RegExp): string {
  for (const tag of html.matchAll(start)) {
    if (mark !== undefined && !mark.test(tag[0])) continue;
    end.lastIndex = tag.index + tag[0].length;
    const close = end.exec(html);
    return close === null ? '' : plainText(html.slice(tag.index + tag[0].length, close.index));
  }
  return '';
}

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g,
    (all, dec, hex, name) => {
      if (name) return own(NAMED, name) ?? all;
      const point = dec ? Number.parseInt(dec, 10) : Number.parseInt(hex, 16);
      return point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff)
        ? String.fromCodePoint(point)
        : all;
    },
  );
}

/** A page as a tree, and the few questions asked of it. */

/** An element of a parsed page. */
export type HtmlElement = Tree.Element;
type Parent = Tree.ParentNode;

/** Far more than thousands of plugins take; damaged markup of this length costs seconds, not minutes. */
const LONGEST_PAGE = 4 * 1_024 * 1_024;

/**
 * Parses a page as a browser does; elements know whether their end tag was there. parse5 is loaded at
 * the first call, so that a run over REST never pays for it.
 */
export async function parsePage(html: string): Promise<Tree.Document> {
  const { parse } = await import('parse5');
  return parse(html.slice(0, LONGEST_PAGE), { sourceCodeLocationInfo: true });
}

/** Every element below `root` for which `wanted` holds, in document order. */
export function findAll(root: Parent, wanted: (element: HtmlElement) => boolean): HtmlElement[] {
  const found: HtmlElement[] = [];
  const waiting: Parent[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if ('tagName' in node && node !== root && wanted(node)) found.push(node);
    const children = node.nodeName === 'template' ? [] : node.childNodes;
    for (let i = children.length - 1; i >= 0; i -= 1) {
      const child = children[i];
      if (child !== undefined && 'childNodes' in child) waiting.push(child);
    }
  }
  return found;
}

/** The first such element, or null. */
export function findFirst(
  root: Parent,
  wanted: (element: HtmlElement) => boolean,
): HtmlElement | null {
  return findAll(root, wanted)[0] ?? null;
}

/** An attribute's value, or null where it is not there. */
export function attribute(element: HtmlElement, name: string): string | null {
  return element.attrs.find((each) => each.name === name)?.value ?? null;
}

/** True when the element carries the CSS class. */
export function hasClass(element: HtmlElement, name: string): boolean {
  return (attribute(element, 'class') ?? '').split(/\s+/u).includes(name);
}

/** The text of an element and all below it, white space folded. */
export function nodeText(node: Tree.ChildNode | Parent): string {
  return rawText(node).replace(/\s+/gu, ' ').trim();
}

/** A walk with a list of its own: pages nest deeper than a stack is high. */
function rawText(root: Tree.ChildNode | Parent): string {
  let text = '';
  const waiting: (Tree.ChildNode | Parent)[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.nodeName === '#text') text += (node as Tree.TextNode).value;
    else if (node.nodeName === 'br') text += ' ';
    else if ('childNodes' in node && node.nodeName !== 'script' && node.nodeName !== 'style') {
      for (let i = node.childNodes.length - 1; i >= 0; i -= 1) waiting.push(node.childNodes[i]!);
    }
  }
  return text;
}
