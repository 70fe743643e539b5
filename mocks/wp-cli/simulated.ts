/** WP-CLI on a simulated site: what is activated here is active there, and the other way round. */

import type { SimulatedSite } from '../simulated/types.ts';
import type { StandInSite } from './stand-in.ts';

/** The simulated site as the stand-in sees it. */
export function onSimulatedSite(site: SimulatedSite): StandInSite {
  const address = () => site.url.replace(/\/$/, '');
  const files = (ids: readonly string[]) => ids.map((id) => `${id}.php`);
  return {
    get home() {
      return address();
    },
    get siteurl() {
      return address();
    },
    get permalinks() {
      const { permalinks = 'pretty' } = site.options;
      return { plain: '', 'index.php': '/index.php/%postname%/', pretty: '/%postname%/' }[
        permalinks
      ];
    },
    get plugins() {
      return files(site.snapshot().installed).map((file) => ({ file, title: file }));
    },
    set plugins(left) {
      const files = left.map(({ file }) => file);
      for (const id of site.snapshot().installed) if (!files.includes(`${id}.php`)) site.remove(id);
    },
    get active() {
      return JSON.stringify(files(site.active)).replaceAll('/', '\\/');
    },
    set active(json: string) {
      site.writeOption(Object.values(JSON.parse(json) as Record<string, string>));
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
