/** Which plugin reads an app's bearer token: WordPress itself reads none. */

import { slugOf } from '../model/plugin-ids.ts';
import type { Plugin, PluginId, SymptomRequest } from '../model/report.ts';

/** Plugins that read bearer tokens and whose names do not say so. */
const READERS: ReadonlySet<string> = new Set([
  'wp-rest-api-authentication',
  'oauth2-provider',
  'wp-graphql-headless-login',
  'rest-api-firebase-auth',
]);

const BY_NAME = /\b(?:jwts?|oauth2?|openid|bearer|tokens?|json web tokens?)\b/;

/** The active plugins that read bearer tokens, by a table and by their names. */
export function tokenReaders(
  plugins: readonly Pick<Plugin, 'plugin' | 'name' | 'status'>[],
): readonly PluginId[] {
  return plugins
    .filter(({ status }) => status !== 'inactive')
    .filter(({ plugin, name }) => {
      const slug = slugOf(plugin);
      const words = `${slug.replaceAll(/[-_]/g, ' ')} ${name}`.toLowerCase();
      return READERS.has(slug) || BY_NAME.test(words);
    })
    .map(({ plugin }) => plugin);
}

/**
 * What the requests that carry a token need on: with the reader off, the token means nothing to
 * WordPress, and every plugin looks innocent. Empty where no request carries one.
 */
export function readersFor(
  requests: readonly Pick<SymptomRequest, 'as'>[],
  plugins: readonly Plugin[],
): readonly PluginId[] {
  return requests.some(({ as }) => as === 'bearer') ? tokenReaders(plugins) : [];
}
