import type { HttpAnswer } from './types.ts';

/** True when a cache answered (RFC 9111 `Age`, RFC 9211 `Cache-Status`, the vendors' own headers). */
export function isFromCache(answer: HttpAnswer): boolean {
  const age = Number(answer.headers.get('age') ?? '0');
  if (Number.isFinite(age) && age > 0) return true;
  for (const [name, value] of answer.headers) {
    if (!name.includes('cache') || name === 'cache-control' || name.endsWith('-hits')) continue;
    if (/\bhit\b/i.test(value) && !/\bnot[- ]a[- ]hit\b/i.test(value)) return true;
    if (name === 'cf-cache-status' && /^(?:stale|updating)$/i.test(value.trim())) return true;
  }
  return false;
}
