/** WP-CLI on a simulated site: what is activated here is active there, and the other way round. */

import type { SimulatedSite } from '../simulated/types.ts';
import type { StandInSite } from './stand-in.ts';

/** The simulated site as the stand-in sees it. The order that was written stays until somebody else activates one. */
export function onSimulatedSite(site: SimulatedSite): StandInSite {
  const address = () => site.url.replace(/\/$/, '');
  const files = (ids: readonly string[]) => ids.map((id) => `${id}.php`);
  let written: readonly string[] = [];
  const inOrder = (): readonly string[] => {
    const active = site.active;
    const same = written.length === active.length && written.every((id) => active.includes(id));
    return same ? written : active;
  };
  return {
    get home() {
      return address();
    },
    get siteurl() {
      return address();
    },
    get plugins() {
      return files(site.snapshot().installed).map((file) => ({ file, title: file }));
    },
    get active() {
      return JSON.stringify(files(inOrder())).replaceAll('/', '\\/');
    },
    set active(json: string) {
      const wanted = Object.values(JSON.parse(json) as Record<string, string>).map((file) =>
        file.replace(/\.php$/, ''),
      );
      const off = site.active.filter((id) => !wanted.includes(id));
      const on = wanted.filter((id) => !site.active.includes(id));
      if (off.length > 0) site.deactivate(...off);
      if (on.length > 0) site.activate(...on);
      written = wanted;
    },
    get sitewide() {
      const network = files(site.snapshot().networkActive);
      return network.length === 0
        ? undefined
        : JSON.stringify(Object.fromEntries(network.map((file) => [file, 1]))).replaceAll(
            '/',
            '\\/',
          );
    },
  };
}
