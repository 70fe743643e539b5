/** Who waited for whom: the chain of requests that decides how long a run takes on a distant site. */

/** One request of a run. Times in milliseconds since the first one began. */
export type Sent = {
  readonly label: string;
  readonly start: number;
  readonly end: number;
};

/** A request, what it waited for, and how many requests stand one behind the other up to it. */
export type Link = Sent & {
  readonly depth: number;
  /** Index of the answer that was the last to come before this request was sent; null for the first ones. */
  readonly after: number | null;
};

/**
 * Links each request to the answer it came after. A request that was sent before an answer arrived did not
 * need it; of those that had arrived, the one at the end of the longest chain counts.
 */
export function chain(sent: readonly Sent[]): readonly Link[] {
  const links: Link[] = [];
  for (const one of sent.toSorted((a, b) => a.start - b.start)) {
    let after: number | null = null;
    for (const [index, other] of links.entries()) {
      if (other.end > one.start) continue;
      const best = after === null ? undefined : links[after];
      if (best === undefined || deeper(other, best)) after = index;
    }
    const depth = 1 + (after === null ? 0 : (links[after]?.depth ?? 0));
    links.push({ ...one, depth, after });
  }
  return links;
}

function deeper(one: Link, other: Link): boolean {
  return one.depth === other.depth ? one.end > other.end : one.depth > other.depth;
}

/** How many requests stood one behind the other. */
export function depthOf(links: readonly Link[]): number {
  return links.reduce((most, { depth }) => Math.max(most, depth), 0);
}

/** The run as lines: depth, what it waited for, a bar on the time line, the request. */
export function draw(links: readonly Link[], width = 60): readonly string[] {
  const end = links.reduce((last, link) => Math.max(last, link.end), 1);
  const column = (time: number) => Math.min(width - 1, Math.floor((time / end) * width));
  const rows = links.map((link, index) => {
    const from = column(link.start);
    const bar = '#'.repeat(Math.max(1, column(link.end) - from));
    const waited = link.after === null ? '' : `after ${link.after + 1}`;
    return `${`${index + 1}`.padStart(4)} ${`${link.depth}`.padStart(5)} ${waited.padEnd(10)}|${' '.repeat(from)}${bar.padEnd(width - from)}| ${link.label}`;
  });
  const seconds = (end / 1000).toFixed(1);
  return [
    `   # depth waited    |${' '.repeat(width)}| ${seconds} s`,
    ...rows,
    `${links.length} requests, ${depthOf(links)} of them one behind the other, ${seconds} s.`,
  ];
}
