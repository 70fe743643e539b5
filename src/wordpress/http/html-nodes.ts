/** What a page is made of, once it is read. */

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
export type HtmlText = { readonly nodeName: '#text'; value: string };

/** A node of a page. */
export type HtmlNode = HtmlElement | HtmlText;

/** A whole page. */
export type HtmlDocument = { readonly nodeName: '#document'; readonly childNodes: HtmlNode[] };
