import { everyone, minus, type Peer } from './peer.ts';

/** What the guides tell people to do: everything off, then on again one after the other. */
export const linear: Peer = {
  name: 'one after the other (guides)',
  *search(size) {
    if (yield []) return [];
    const on: number[] = [];
    for (const index of everyone(size)) {
      on.push(index);
      if (yield on) return [[index]];
    }
    return [];
  },
};

/** Health Check's automatic part: nothing on, then each plugin by itself. */
export const healthCheck: Peer = {
  name: 'Health Check, one by one',
  *search(size) {
    if (yield []) return [];
    const blamed: number[][] = [];
    for (const index of everyone(size)) if (yield [index]) blamed.push([index]);
    return blamed;
  },
};

/** VS Code's extension bisect: all off, halves with the rest on again, the last one off as a check. */
export const vsCode: Peer = {
  name: 'VS Code extension bisect',
  *search(size) {
    const all = everyone(size);
    if (yield []) return [];
    let low = 0;
    let high = size;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (yield minus(all, all.slice(middle, high))) high = middle;
      else low = middle;
    }
    return (yield minus(all, [low])) ? [] : [[low]];
  },
};

/** `wp plugin-debug binary`: halves off, no baseline and no check at the end. */
export const pluginDebug: Peer = {
  name: 'wp plugin-debug binary',
  *search(size) {
    const all = everyone(size);
    let low = 0;
    let high = size;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (yield minus(all, all.slice(low, middle))) low = middle;
      else high = middle;
    }
    return [[low]];
  },
};

/**
 * Plugin Detective: nothing on first; half of the suspects alone, at random; after a broken answer the
 * other half. Five broken answers in a row end it; so does having cleared everybody.
 */
export const pluginDetective: Peer = {
  name: 'Plugin Detective',
  *search(size, random) {
    if (yield []) return [];
    let suspects = everyone(size);
    let broken = 0;
    while (suspects.length > 0 && broken < 5) {
      const shuffled = shuffle(suspects, random);
      const half = shuffled.slice(0, Math.max(1, shuffled.length >> 1));
      const other = minus(suspects, half);
      if (!(yield half)) {
        suspects = other;
        broken = 0;
        continue;
      }
      broken += 1;
      if (half.length === 1 && suspects.length === 1) return [half];
      if (other.length === 0) continue;
      if (yield other) broken += 1;
      else {
        suspects = half;
        broken = 0;
        if (half.length === 1) return [half];
      }
    }
    return [];
  },
};

function shuffle(items: readonly number[], random: () => number): number[] {
  const result = [...items];
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [result[at], result[other]] = [result[other]!, result[at]!];
  }
  return result;
}
