/** Small pieces of HTML. Whatever a site may have written goes through `escaped`. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that is nothing but text in HTML, between tags and in quoted attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Pieces under each other; empty ones left out. */
export function joined(pieces: readonly string[]): string {
  return pieces.filter((piece) => piece !== '').join('\n');
}

/** A titled part of the page; `body` is HTML. */
export function section(title: string, body: string, kind = ''): string {
  const marked = kind === '' ? '' : ` class="${kind}"`;
  return `<section${marked}>\n<h2>${escaped(title)}</h2>\n${body}\n</section>`;
}

/** Sentences as a list. */
export function bullets(lines: readonly string[]): string {
  return `<ul>${lines.map((line) => `<li><bdi>${escaped(line)}</bdi></li>`).join('\n')}</ul>`;
}
