/** A page as a tree, and the few questions asked of it. */

import type { DefaultTreeAdapterTypes as Tree } from 'parse5';

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
export function textOf(node: Tree.ChildNode | Parent): string {
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
