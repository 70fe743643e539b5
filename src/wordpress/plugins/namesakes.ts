/** Two plugins of one name: an old copy beside the new one, a fork. A sentence that names one must say which. */

import { folderOf } from '../../model/plugin-ids.ts';
import type { Plugin } from '../../model/report.ts';

/** The plugins, those that are active under one name with their folders behind it: `Guard (guard-old)`. */
export function toldApart(plugins: readonly Plugin[]): readonly Plugin[] {
  const names = new Map<string, number>();
  const inFolder = new Map<string, number>();
  const one = (counts: Map<string, number>, key: string) =>
    counts.set(key, timesOf(counts, key) + 1);
  for (const plugin of plugins) {
    if (plugin.status === 'inactive') continue;
    one(names, keyOf(plugin));
    one(inFolder, placeOf(plugin));
  }
  return plugins.map((each) => {
    if (each.status === 'inactive' || timesOf(names, keyOf(each)) < 2) return each;
    const shares = timesOf(inFolder, placeOf(each)) > 1;
    return { ...each, name: `${each.name} (${shares ? each.plugin : folderOf(each.plugin)})` };
  });
}

function timesOf(counts: ReadonlyMap<string, number>, key: string): number {
  return counts.get(key) ?? 0;
}

function keyOf({ name }: Plugin): string {
  return name.toLowerCase();
}

function placeOf(plugin: Plugin): string {
  return JSON.stringify([keyOf(plugin), folderOf(plugin.plugin)]);
}
