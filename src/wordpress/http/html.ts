/** What an HTML page says, in a few words. Enough for error pages; no parser is loaded for it. */

import { decodeHTMLStrict } from 'entities/decode';
import type { HtmlDocument, HtmlElement, HtmlNode } from './html-tree.ts';

/** The text of a piece of HTML: tags, scripts and styles gone, entities decoded, spaces folded. */
export function plainText(html: string): string {
  return decodeHTMLStrict(
    html
      .replace(/<(script|style)\b[^<>]*>[\s\S]*?(<\/\1\s*>|$)/gi, ' ')
      .replace(/<!--[\s\S]*?(-->|$)/g, ' ')
      .replace(/<\/?(?:a|abbr|b|code|em|i|span|strong|u)\b[^<>]*>/gi, '')
      .replace(/<[^<>]*>/g, ' '),
  )
    .replace(/\s+/g, ' ')
    .trim();
}

/** The first words of a page's body, at most 300 characters; of the whole text where there is no `<body>`. */
export function bodyText(html: string): string {
  const start = html.slice(0, 64 * 1_024);
  return plainText(start.slice(Math.max(0, start.search(/<body\b/i)))).slice(0, 300);
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

/** The few questions asked of a page. */

export type { HtmlElement, HtmlNode } from './html-tree.ts';
export { parsePage } from './html-tree.ts';

type Parent = HtmlDocument | HtmlElement;

/** No text that is asked for has more nodes; a damaged page may put all of itself into one. */
const MOST_NODES = 100_000;

/**
 * Every element below `root` for which `wanted` holds, in document order; what is below an element for
 * which `stop` holds is left out.
 */
export function findAll(
  root: Parent,
  wanted: (element: HtmlElement) => boolean,
  stop?: (element: HtmlElement) => boolean,
): HtmlElement[] {
  const found: HtmlElement[] = [];
  for (const element of elementsBelow(root, stop)) if (wanted(element)) found.push(element);
  return found;
}

/** The first such element, or null. */
export function findFirst(
  root: Parent,
  wanted: (element: HtmlElement) => boolean,
  stop?: (element: HtmlElement) => boolean,
): HtmlElement | null {
  for (const element of elementsBelow(root, stop)) if (wanted(element)) return element;
  return null;
}

/** A walk with a list of its own: pages nest deeper than a stack is high. */
function* elementsBelow(
  root: Parent,
  stop: (element: HtmlElement) => boolean = () => false,
): Generator<HtmlElement> {
  const waiting: HtmlElement[] = [];
  pushElements(root, waiting);
  for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
    yield element;
    if (!stop(element)) pushElements(element, waiting);
  }
}

/** The last one first; what a template holds is not a part of the page. */
function pushElements(parent: Parent, waiting: HtmlElement[]): void {
  if (parent.nodeName === 'template') return;
  for (let at = parent.childNodes.length - 1; at >= 0; at -= 1) {
    const child = parent.childNodes[at]!;
    if ('childNodes' in child) waiting.push(child);
  }
}

/** An attribute's value, or null where it is not there. */
export function attribute(element: HtmlElement, name: string): string | null {
  return element.attrs.find((each) => each.name === name)?.value ?? null;
}

/** True when the element carries the CSS class. */
export function hasClass(element: HtmlElement, name: string): boolean {
  const classes = attribute(element, 'class');
  return classes?.includes(name) === true && classes.split(/\s+/u).includes(name);
}

/** The text of an element and all below it, white space folded; `most` nodes are read. */
export function nodeText(node: HtmlNode | Parent, most = MOST_NODES): string {
  return rawText(node, most).replace(/\s+/gu, ' ').trim();
}

function rawText(root: HtmlNode | Parent, most: number): string {
  let text = '';
  let seen = 0;
  const waiting: (HtmlNode | Parent)[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    seen += 1;
    if (seen > most) break;
    if (!('childNodes' in node)) text += node.value;
    else if (node.nodeName === 'br') text += ' ';
    else if (!TEXTLESS.has(node.nodeName)) {
      const end = Math.min(node.childNodes.length, most);
      for (let i = end - 1; i >= 0; i -= 1) waiting.push(node.childNodes[i]!);
    }
  }
  return text;
}

const TEXTLESS = new Set(['script', 'style', 'template']);
