/** Bun and Deno run this program, but their `fetch` decides about certificates by itself. */

import type { Language } from '../language/language.ts';
import { otherRuntime } from '../system/this-process.ts';
import { bad } from './arguments.ts';
import type { Options } from './options.ts';

/** Where each of them takes a private authority from. */
const AUTHORITY = { Bun: 'NODE_EXTRA_CA_CERTS', Deno: 'DENO_CERT' } as const;

/** Throws `bad-option` where a flag would have no effect on Bun or Deno, rather than ignore it. */
export function refuseOnOtherRuntime(
  t: Language,
  { caFile, insecure }: Pick<Options, 'caFile' | 'insecure'>,
  runtime: 'Bun' | 'Deno' | null = otherRuntime(),
): void {
  if (runtime === null || (caFile === null && !insecure)) return;
  throw bad(
    caFile === null
      ? t.__(
          '--insecure has no effect on %(runtime)s. Run wp-bisect with Node.js 20.19 or later.',
          {
            runtime,
          },
        )
      : t.__(
          '--ca-file has no effect on %(runtime)s. Give the file in %(variable)s, or run wp-bisect with Node.js 20.19 or later.',
          { runtime, variable: AUTHORITY[runtime] },
        ),
  );
}
