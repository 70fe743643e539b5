/** Site Health > Info: what WordPress itself says a site runs on, read from its "Copy" button. */

import type { ActivePlugin, Environment } from '../../model/run-report.ts';
import { attribute, findFirst, parsePage } from '../http/html.ts';
import type { Client, SiteAddress } from '../http/types.ts';

/** The facts of Site Health, without what only the caller knows (https, plugin ids). */
export type SiteHealth = Omit<Environment, 'source' | 'plugins'> & {
  readonly plugins: readonly ActivePlugin[];
};

/**
 * Reads wp-admin/site-health.php?tab=debug once, in a session (WordPress 5.2; needs
 * `view_site_health_checks`). WordPress leaves private fields out of this text. Null where the page does
 * not hold it; rejects as `Client.send` does.
 */
export async function readSiteHealth(
  client: Client,
  address: Pick<SiteAddress, 'siteUrl'>,
  signal?: AbortSignal,
): Promise<SiteHealth | null> {
  const url = new URL('wp-admin/site-health.php?tab=debug', address.siteUrl).href;
  const { status, text } = await client.send({ url, signal, retry: false });
  if (status !== 200 || !text.includes('data-clipboard-text')) return null;
  const page = await parsePage(text);
  const button = findFirst(page, (element) =>
    (attribute(element, 'data-clipboard-text') ?? '').includes('### wp-core'),
  );
  return button === null ? null : parseSiteHealth(attribute(button, 'data-clipboard-text') ?? '');
}

/** The facts in the text of the "Copy" button; null where it is another text. */
export function parseSiteHealth(text: string): SiteHealth | null {
  const sections = sectionsOf(text.slice(0, LONGEST_TEXT));
  const core = sections.get('wp-core');
  if (core === undefined) return null;
  const value = (section: string, name: string) => {
    const found = sections.get(section)?.find(([key]) => key === name)?.[1] ?? '';
    return found === '' || found === 'unavailable' || found === 'undefined' ? null : found;
  };
  const database = [value('wp-database', 'extension'), value('wp-database', 'server_version')];
  const theme = value('wp-active-theme', 'name');
  const themeVersion = value('wp-active-theme', 'version');
  return {
    // Core appends the newest version: `6.4 (latest version: 6.8)`.
    wordpress: value('wp-core', 'version')?.split(' ')[0] ?? null,
    php: value('wp-server', 'php_version')?.split(' ')[0] ?? null,
    server: value('wp-server', 'httpd_software'),
    database: database.filter(Boolean).join(' ') || null,
    theme: theme === null ? null : [withoutPath(theme), themeVersion ?? ''].join(' ').trim(),
    multisite: truth(value('wp-core', 'multisite')),
    objectCache: truth(value('wp-core', 'object_cache') ?? objectCacheIn(sections)),
    https: truth(value('wp-core', 'https_status')),
    plugins: withoutAutoUpdates(sections.get('wp-plugins-active') ?? []).map(([name, told]) =>
      pluginIn(name, told),
    ),
  };
}

/** A page of 4 kB; a hostile one is not worth more. */
const LONGEST_TEXT = 200_000;

type Sections = ReadonlyMap<string, readonly (readonly [string, string])[]>;

/** `### wp-core ###` begins a section, `name: value` is a line of it. */
function sectionsOf(text: string): Sections {
  const sections = new Map<string, (readonly [string, string])[]>();
  let lines: (readonly [string, string])[] = [];
  for (const line of text.split('\n')) {
    const title = /^### (\S+)/.exec(line)?.[1];
    if (title !== undefined) {
      lines = [];
      sections.set(title, lines);
      continue;
    }
    const colon = line.startsWith('\t') ? -1 : line.indexOf(': ');
    if (colon > 0) lines.push([line.slice(0, colon).trim(), line.slice(colon + 2).trim()]);
  }
  return sections;
}

/**
 * The lines without what WordPress says of automatic updates at the end of each, in the language of the site:
 * the same one or two words for all plugins, which no authors are.
 */
function withoutAutoUpdates(
  lines: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] {
  const endings = new Set(
    lines.map(([, told]) => /, author: .*(, [^,]*)$/.exec(told)?.[1] ?? null),
  );
  if (endings.has(null) || endings.size > 2 || endings.size >= lines.length) return lines;
  return lines.map(([name, told]) => [name, told.slice(0, told.lastIndexOf(', '))]);
}

/** `version: 5.3, author: Automattic, Auto-updates disabled`; the name may hold a colon itself. */
function pluginIn(name: string, told: string): ActivePlugin {
  const whole = `${name}: ${told}`;
  const at = whole.lastIndexOf(': version: ');
  const facts = at === -1 ? told : whole.slice(at + 2);
  return {
    plugin: null,
    name: at === -1 ? name : whole.slice(0, at),
    version: /^version: ([^,]*)/.exec(facts)?.[1]?.trim() ?? '',
    author: /, author: (.*?)(?:, Auto-updates|$)/.exec(facts)?.[1]?.trim() ?? '',
  };
}

function objectCacheIn(sections: Sections): string | null {
  const dropIns = sections.get('wp-dropins');
  if (dropIns === undefined) return null;
  return dropIns.some(([file]) => file.startsWith('object-cache.php')) ? 'true' : 'false';
}

function truth(told: string | null): boolean | null {
  if (told === null) return null;
  if (/^(true|yes|1)$/i.test(told)) return true;
  return /^(false|no|0)$/i.test(told) ? false : null;
}

/** `Twenty Five (twentyfive)` stays; a path never leaves this file. */
function withoutPath(told: string): string {
  return told.replace(/(?:[A-Za-z]:)?(?:[\\/][^\s\\/,;]+){2,}/g, '(path)');
}
