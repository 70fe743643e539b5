/** What a run needs at its end, loaded at its beginning. */

import type { Options } from './options/parse-options.ts';

/**
 * Loads what would otherwise be loaded once plugins are off. Where the program is updated in mid-run its old files
 * are gone, and the site has to come back, and the answer to be told, all the same. Never rejects: what cannot be
 * loaded is missed by whoever needs it.
 */
export async function loadAhead({ mode }: Pick<Options, 'mode'>): Promise<void> {
  if (mode === 'check' || mode === 'diagnose' || mode === 'recheck') return;
  await Promise.allSettled([
    import('./commands/output.ts'),
    import('./report/problems/index.ts'),
    import('./report/format.ts'),
    // A way back that is tried only when the run's own fails reads pages and keeps cookies.
    import('./diagnosis/advice.ts'),
    import('./wordpress/http/html-tokenizer.ts'),
    import('tough-cookie'),
    ...(mode === 'interactive'
      ? [import('./commands/next-steps.ts'), import('./commands/browser-approval.ts')]
      : []),
  ]);
}
