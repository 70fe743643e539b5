/** Looking things up by names that a site has chosen. */

/**
 * The value that `table` itself holds under `key`; undefined for what every object inherits: a plugin
 * may be called `constructor`, a REST code `toString`.
 */
export function own<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}
