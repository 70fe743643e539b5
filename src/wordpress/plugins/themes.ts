/** The theme a site wears. */

import { record } from '../http/json.ts';
import type { Client } from '../http/types.ts';

/** The active theme. `stylesheet` is its folder, `template` its parent's (the same without a parent). */
export type Theme = {
  readonly stylesheet: string;
  readonly template: string;
  readonly name: string;
};

/**
 * The active theme, over REST (WordPress 5.0; needs a user who may edit posts). Rejects as `Client.rest`
 * does; null when the answer names no theme.
 */
export async function readActiveTheme(client: Client, signal?: AbortSignal): Promise<Theme | null> {
  const query = { status: 'active', _fields: 'stylesheet,template,name' };
  const { json } = await client.rest({ path: '/wp/v2/themes', query, signal });
  return themeIn(json);
}

/** Every installed theme, over REST; as `readActiveTheme`. */
export async function readThemes(client: Client, signal?: AbortSignal): Promise<readonly Theme[]> {
  const query = { _fields: 'stylesheet,template,name' };
  const { json } = await client.rest({ path: '/wp/v2/themes', query, signal });
  return Array.isArray(json) ? json.flatMap((theme: unknown) => toTheme(theme) ?? []) : [];
}

/** The first theme of a `/wp/v2/themes` answer. */
export function themeIn(json: unknown): Theme | null {
  return toTheme(Array.isArray(json) ? json[0] : null);
}

function toTheme(told: unknown): Theme | null {
  const { stylesheet, template, name } = record(told) ?? {};
  if (typeof stylesheet !== 'string') return null;
  return {
    stylesheet,
    template: typeof template === 'string' ? template : stylesheet,
    name: nameOf(name) ?? stylesheet,
  };
}

function nameOf(name: unknown): string | null {
  const rendered = record(name)?.rendered ?? name;
  return typeof rendered === 'string' && rendered !== '' ? rendered : null;
}
