/** The site that a timeline shows where none is named. */

import { HARMLESS } from '../../mocks/embedded/samples.ts';
import { startWordPress } from '../../mocks/embedded/start.ts';

/** 20 active plugins, one of which refuses visitors, on a real WordPress that is 300 ms away. */
export function startSample() {
  const plugins = [...HARMLESS.slice(0, 19), 'members-only-api/members-only-api'];
  return startWordPress({ plugins, active: plugins, latencyMs: 300 });
}
