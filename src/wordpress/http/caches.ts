/** Caches: who answered, and how to keep them out of an answer that is to belong to one state. */

import { isReadOnly } from '../../model/http-methods.ts';
import type { SymptomRequest } from '../../model/report.ts';
import type { HttpAnswer } from './types.ts';

/**
 * The parameter that makes a URL new to every cache. WordPress ignores it: REST routes accept
 * unknown parameters, pages know only their query variables. Its name tells the site's owner who asked.
 */
export const BUSTER = 'wp_bisect';

/** The request with a parameter that no cache has seen; only a read by GET or HEAD gets one. */
export function withBuster(request: SymptomRequest, unique: string): SymptomRequest {
  if (request.method !== 'GET' && request.method !== 'HEAD') return request;
  const url = new URL(request.url);
  // Appended by hand: searchParams would re-encode the slashes of rest_route.
  url.search = `${url.search}${url.search === '' ? '?' : '&'}${BUSTER}=${unique}`;
  return { ...request, url: url.href };
}

/** Names for `withBuster`, each of them once: `start`, by default random, the place they come from, and a number. */
export function uniqueNames(
  place: string,
  start: string = globalThis.crypto.randomUUID().slice(0, 8),
): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${start}-${place}${count}`;
  };
}

/** The request asking caches for a fresh answer (RFC 9111, 5.2.1.4), unless it brings its own wish. */
export function noCache(request: SymptomRequest): SymptomRequest {
  const own = Object.keys(request.headers).some((name) => name.toLowerCase() === 'cache-control');
  if (own || !isReadOnly(request.method)) return request;
  return { ...request, headers: { ...request.headers, 'Cache-Control': 'no-cache' } };
}

/**
 * True when the parameter cannot change what a person's own request means: a plain read without a
 * query (it may be signed) and without a credential of its own.
 */
export function bypassesCaches(request: SymptomRequest): boolean {
  const signed = Object.keys(request.headers).some(
    (name) => name.toLowerCase() === 'authorization',
  );
  return request.method === 'GET' && new URL(request.url).search === '' && !signed;
}

/** True when a cache answered (RFC 9111 `Age`, RFC 9211 `Cache-Status`, the vendors' own headers). */
export function isFromCache(answer: Pick<HttpAnswer, 'headers'>): boolean {
  const age = Number(answer.headers.get('age') ?? '0');
  if (Number.isFinite(age) && age > 0) return true;
  for (const [name, value] of answer.headers) {
    if (!name.includes('cache') || name === 'cache-control' || name.endsWith('-hits')) continue;
    if (/\bhit\b/i.test(value) && !/\bnot[- ]a[- ]hit\b/i.test(value)) return true;
    if (name === 'cf-cache-status' && /^(?:stale|updating)$/i.test(value.trim())) return true;
  }
  return false;
}
