/** Symptoms and plugins, in few words. */

import type { Identity, Observed, Plugin, Symptom } from '../../src/model/report.ts';

const HOME = 'https://shop.test/';

export function plugin(id: string, more: Partial<Plugin> = {}): Plugin {
  const name = (id.split('/')[0] ?? id).replace(/-/g, ' ');
  return {
    plugin: id,
    name,
    version: '1',
    author: '',
    uri: '',
    status: 'active',
    requires: [],
    ...more,
  };
}

/** Plugins that nobody would suspect. */
export function others(count: number): Plugin[] {
  return Array.from({ length: count }, (_, i) => plugin(`gallery-${i}/gallery`));
}

export function symptom(
  path: string,
  observed: Partial<Observed>,
  as: Identity = 'anonymous',
  method = 'GET',
): Symptom {
  return {
    request: { method, url: new URL(path, HOME).href, as, headers: {} },
    failsOn: [401],
    observed: { status: 401, code: null, message: null, challenges: [], ...observed },
  };
}
