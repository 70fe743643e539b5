/** A refusal that is meant, in words: who refuses visitors there, and what to send instead. */

import type { Language } from '../language/language.ts';
import { clean, safeUrl } from './format.ts';

/** Who refuses visitors there, and what to send instead. `plugin` is null for WordPress itself. */
export function byDesign(
  t: Language,
  facts: {
    readonly method: string;
    readonly url: string;
    readonly plugin: string | null;
    readonly setting: string | null;
  },
): { readonly evidence: string; readonly advice: string } {
  const request = `${facts.method} ${safeUrl(facts.url)}`;
  const advice = t.__(
    'Send the request with a credential: --as application-password or --as session.',
  );
  if (facts.plugin === null) {
    return {
      evidence: t.__(
        'WordPress itself refuses visitors at %(request)s: a 401 without a login is its normal answer there.',
        { request },
      ),
      advice,
    };
  }
  return {
    evidence: t.__(
      '%(plugin)s itself refuses visitors at %(request)s: that is its normal answer there.',
      { request, plugin: clean(facts.plugin, 80) },
    ),
    advice: facts.setting === null ? advice : t.__(facts.setting),
  };
}
