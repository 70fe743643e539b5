/** What a refused REST call says, in the switches' terms. */

import { isProblem, Problem } from '../../model/errors.ts';
import type { RestFailure } from './types.ts';

/** True for what `Client.rest` rejects with when the site answered. */
export function isRestFailure(error: unknown): error is Error & RestFailure {
  return (
    error instanceof Error &&
    !(error instanceof Problem) &&
    'status' in error &&
    'excerpt' in error &&
    'code' in error
  );
}

/** True when REST does not tell the list of plugins, and somebody else may. */
export function isUnreadable(error: unknown): boolean {
  return (
    isRestFailure(error) || isProblem(error, 'rest-unavailable') || isProblem(error, 'cached-list')
  );
}

/**
 * The folders that a `plugin_missing_dependencies` answer names: `additional_data` (beside `data`)
 * holds `{ inactive: { slug: name }, not_installed: { slug: name } }`.
 */
export function missingDependencies(code: string, body: unknown): readonly string[] {
  if (code !== 'plugin_missing_dependencies') return [];
  const slugs = new Set<string>();
  collect(body, slugs);
  return [...slugs];
}

function collect(source: unknown, slugs: Set<string>): void {
  if (typeof source !== 'object' || source === null) return;
  for (const [key, value] of Object.entries(source)) {
    const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    if (key === 'inactive' || key === 'not_installed') for (const slug of names) slugs.add(slug);
    else collect(value, slugs);
  }
}

/** The problem behind a list that could not be read; anything else is given back as it is. */
export function toProblem(error: unknown): unknown {
  if (!isRestFailure(error)) return error;
  const { url, status, code, excerpt } = error;
  if (status === 429) {
    const seconds = Number(error.headers.get('retry-after'));
    const retryAfterSeconds = Number.isFinite(seconds) && seconds > 0 ? seconds : null;
    return new Problem('rate-limited', { url, retryAfterSeconds }, { cause: error });
  }
  if (status >= 500) {
    return new Problem(
      'server-error',
      { url, status, excerpt: excerpt.slice(0, 200) },
      { cause: error },
    );
  }
  return new Problem('rest-unavailable', { url, status, code }, { cause: error });
}
