/**
 * The elements of a page that are open while it is read. A look-up that fails takes no time, and one
 * that succeeds closes what it has passed, so all look-ups together take time in proportion to the page.
 */

import type { HtmlElement } from './html-nodes.ts';

/** Where the search for an open element ends: what is outside of a cell is not closed from within. */
const LIMITS = new Set('table td th caption template object marquee applet'.split(' '));

/** So far up an element is looked for that ends its like (`li`), whatever is open in between. */
const NEAR = 64;

/** How often each tag is open since the last limit. */
type Level = { readonly from: number; readonly open: Map<string, number> };

/** The open elements, the innermost last. */
export type OpenElements = {
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
export function openElements(): OpenElements {
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
