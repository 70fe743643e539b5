/** `--tracer`: prints a tracer for wp-content/mu-plugins. Nothing is sent. */

import envPaths from 'env-paths';
import { keepTracer } from '../journal/kept-tracer.ts';
import type { Language } from '../language/language.ts';
import { tracerGuide } from '../report/trace.ts';
import {
  mustUseFileOf,
  newTracer,
  sha256,
  TRACER_LIFE,
  tracerFile,
  tracerSource,
} from '../wordpress/tracer/tracer.ts';
import { typedPlace } from './reach.ts';

/** Where the file and the guide go. */
type Streams = {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
};

/**
 * The file on stdout, what to do with it on stderr. Its token is kept for the runs of the next two
 * hours on this site. Rejects with `journal-unwritable` where it cannot be kept.
 */
export async function printTracer(
  t: Language,
  { site, home }: { readonly site: string; readonly home: string | null },
  { stdout, stderr }: Streams,
  now: number = Date.now(),
): Promise<void> {
  const tracer = newTracer();
  const text = tracerFile(await tracerSource(), tracer, now);
  const expires = new Date(now + TRACER_LIFE * 1_000);
  const folder = home ?? envPaths('wp-bisect', { suffix: '' }).data;
  await keepTracer(folder, typedPlace(site), { ...tracer, expires: expires.toISOString() });
  stdout.write(text);
  const guide = tracerGuide(t, {
    site,
    file: mustUseFileOf(tracer),
    sha256: sha256(text),
    expires,
  });
  stderr.write(`${guide.join('\n')}\n`);
}
