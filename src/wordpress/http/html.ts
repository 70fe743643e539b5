/** What an HTML page says, in a few words. Enough for error pages; no parser is loaded for it. */

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
export function textOf(html: string): string {
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
  const all = textOf(html.slice(0, 20_000));
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
    return close === null ? '' : textOf(html.slice(tag.index + tag[0].length, close.index));
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
