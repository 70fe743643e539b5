/** The sites that a timeline shows where none is named: a real WordPress that is 300 ms away. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';
import { type Kind, KNOWN, UNKNOWN } from './rows.ts';

const SAMPLES = new URL('../../mocks/embedded/plugins', import.meta.url).pathname;

/** 20 active plugins and what makes a site of this kind. `folder` takes what is written for it. */
export function startSample(kind: Kind, folder: string, latencyMs = 300) {
  const plugins = [
    ...HARMLESS.slice(0, 18),
    'health-check/health-check',
    ...(kind === 'unknown' ? [UNKNOWN] : []),
  ];
  return startWordPress({
    plugins,
    active: [...plugins, ...(kind === 'known' ? [KNOWN] : [])],
    mount: kind === 'known' ? [knownBlocker(folder)] : [],
    muPlugins: kind === 'must-use' ? ['house-rules'] : [],
    latencyMs,
  });
}

/** The sample that refuses visitors, under the name of a plugin that is known to answer so. */
function knownBlocker(folder: string): string {
  const [slug = ''] = KNOWN.split('/');
  const path = join(folder, slug);
  mkdirSync(path, { recursive: true });
  const code = readFileSync(join(SAMPLES, `${UNKNOWN}.php`), 'utf8');
  writeFileSync(join(path, `${slug}.php`), code.replace('Members Only API', 'Disable WP REST API'));
  return path;
}
