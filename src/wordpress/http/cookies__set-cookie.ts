/** What a Set-Cookie header says about a cookie, its value aside. */

/** A cookie as the site sets it. Its value is a secret and is not in it. */
export type CookieFacts = {
  readonly name: string;
  /** Null: only the host that set it gets it back. */
  readonly domain: string | null;
  readonly path: string | null;
  readonly secure: boolean;
  /** When the browser drops it, in milliseconds since the epoch; null: when it is closed. */
  readonly expires: number | null;
};

/** The cookie that signs a browser in: how long the browser keeps it, and how long WordPress takes it. */
export type LoginCookie = CookieFacts & {
  /** When it was set, in milliseconds since the epoch. */
  readonly setAt: number;
  /** Until when WordPress accepts it (it is written in the value); null where a plugin makes other values. */
  readonly validUntil: number | null;
};

/** Reads one Set-Cookie line (RFC 6265, 5.2); null for what is no cookie. `now` counts Max-Age. */
export function readSetCookie(line: string, now: number): CookieFacts | null {
  const [pair = '', ...parts] = line.split(';');
  const name = pair.slice(0, Math.max(0, pair.indexOf('='))).trim();
  if (name === '') return null;
  const attributes = new Map(
    parts.map((part) => {
      const [key = '', ...value] = part.split('=');
      return [key.trim().toLowerCase(), value.join('=').trim()] as const;
    }),
  );
  return {
    name,
    domain: attributes.get('domain')?.replace(/^\./, '').toLowerCase() || null,
    path: attributes.get('path') || null,
    secure: attributes.has('secure'),
    expires: expiryOf(attributes.get('max-age'), attributes.get('expires'), now),
  };
}

/**
 * The login cookie among these lines, if one is set and not taken away: `name|expiration|token|hmac`
 * (wp-includes/pluggable.php, `wp_generate_auth_cookie`).
 */
export function readLoginCookie(lines: readonly string[], now: number): LoginCookie | null {
  for (const line of lines) {
    if (!/^wordpress_logged_in_/.test(line)) continue;
    const facts = readSetCookie(line, now);
    const value = decoded(line.slice(line.indexOf('=') + 1).split(';')[0] ?? '');
    if (facts === null || value.trim() === '') continue;
    const seconds = Number(value.split('|')[1] ?? Number.NaN);
    const validUntil = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
    return { ...facts, setAt: now, validUntil };
  }
  return null;
}

function expiryOf(maxAge: string | undefined, expires: string | undefined, now: number) {
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return now + Number(maxAge) * 1_000;
  const date = Date.parse(expires ?? '');
  return Number.isNaN(date) ? null : date;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
